"""Who may do what, as Envoy's RBAC: each rule of ours is a policy, and what no policy allows is denied."""

from __future__ import annotations

import re

from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.tenants import HEADERS
from sluice_console.envoy.http_filters.tokens import PAYLOAD
from sluice_console.envoy.protobufs import UInt32Value as _UInt32
from sluice_console.envoy.protobufs import (
    address,
    metadata_matcher,
    path_matcher,
    rbac,
    regex,
    route_parts,
    string_matcher,
    value_matcher,
)

TOKEN_METADATA = "envoy.filters.http.jwt_authn"


def to_rules(rules: tuple[ir.Rule, ...]) -> rbac.RBAC:
    """No rule: no policy, and everything is denied."""
    policies = {f"{number:03}": _to_policy(rule) for number, rule in enumerate(rules)}
    return rbac.RBAC(action=rbac.RBAC.ALLOW, policies=policies)


def _to_policy(rule: ir.Rule) -> rbac.Policy:
    conditions = []
    if rule.methods:
        conditions.append(_any_of([_to_method(method) for method in rule.methods]))
    if rule.paths:
        conditions.append(_any_of([_to_path(path) for path in rule.paths]))
    permission = rbac.Permission(any=True)
    if conditions:
        permission = rbac.Permission(and_rules=rbac.Permission.Set(rules=conditions))
    return rbac.Policy(permissions=[permission], principals=map(_to_principal, rule.subjects))


def _any_of(permissions: list[rbac.Permission]) -> rbac.Permission:
    return rbac.Permission(or_rules=rbac.Permission.Set(rules=permissions))


def _to_method(method: str) -> rbac.Permission:
    exact = string_matcher.StringMatcher(exact=method)
    return rbac.Permission(header=route_parts.HeaderMatcher(name=":method", string_match=exact))


def _to_path(glob: str) -> rbac.Permission:
    """Of the path without its query."""
    text = string_matcher.StringMatcher(safe_regex=regex.RegexMatcher(regex=to_regex(glob)))
    return rbac.Permission(url_path=path_matcher.PathMatcher(path=text))


def to_regex(glob: str) -> str:
    """`/a/*/b/**` → `/a/[^/]+/b/.*`; `/a/**` takes `/a` too."""
    pattern = re.escape(glob).replace(r"/\*\*", "(?:/.*)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]+")
    return pattern or "/"


def _to_principal(subject: ir.Subject) -> rbac.Principal:
    match subject.kind:
        case "anyone":
            return rbac.Principal(any=True)
        case "claim":
            return _to_claim(subject.name, subject.value)
        case "certificate":
            name = string_matcher.StringMatcher(exact=subject.value)
            return rbac.Principal(authenticated=rbac.Principal.Authenticated(principal_name=name))
        case "address":
            prefix, _, length = subject.value.partition("/")
            whole = 128 if ":" in prefix else 32
            bits = _UInt32(value=int(length) if length else whole)
            return rbac.Principal(remote_ip=address.CidrRange(address_prefix=prefix, prefix_len=bits))
        case "tenant":
            return _to_header(HEADERS["tenant"], subject.value)
        case "header":
            return _to_header(subject.name.lower(), subject.value)


def _to_header(name: str, value: str) -> rbac.Principal:
    exact = string_matcher.StringMatcher(exact=value)
    return rbac.Principal(header=route_parts.HeaderMatcher(name=name, string_match=exact))


def _to_claim(name: str, value: str) -> rbac.Principal:
    """A claim that is the text, or a list that holds it."""
    exact = value_matcher.ValueMatcher(string_match=string_matcher.StringMatcher(exact=value))
    holding = value_matcher.ValueMatcher(list_match=value_matcher.ListMatcher(one_of=exact))
    path = [PAYLOAD, *name.split(".")]
    segments = [metadata_matcher.MetadataMatcher.PathSegment(key=part) for part in path]
    either = [
        rbac.Principal(
            sourced_metadata=rbac.SourcedMetadata(
                metadata_matcher=metadata_matcher.MetadataMatcher(
                    filter=TOKEN_METADATA, path=segments, value=wanted
                )
            )
        )
        for wanted in (exact, holding)
    ]
    return rbac.Principal(or_ids=rbac.Principal.Set(ids=either))
