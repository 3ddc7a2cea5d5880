"""The built-in filters that protect routes: in every chain, idle until a route asks for one.

    request ─▶ [tenants] ─▶ cors ─▶ [logins] ─▶ token ─▶ basic ─▶ [attachments]
            ─▶ rules ─▶ rate limit ─▶ [shared limits] ─▶ body ─▶ fault ─▶ router

The rules come after the attachments, so that they can use what a filter has found out about a client. A
chain that always holds them means that no listener changes when a route gets protection. Logins are there
only where a route has one: each is a filter of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.limits import to_rate_limit
from sluice_console.envoy.http_filters.logins import to_login_filters
from sluice_console.envoy.http_filters.rules import to_rules
from sluice_console.envoy.http_filters.shared_limits import to_shared_limit_filters
from sluice_console.envoy.http_filters.tenants import to_tenant_filter
from sluice_console.envoy.http_filters.tokens import requirement_name, to_token_filter
from sluice_console.envoy.protobufs import (
    Any,
    BoolValue,
    Message,
    UInt32Value,
    basic_auth,
    buffer,
    core,
    cors,
    http,
    jwt,
    local_limit,
    pack,
    percent,
    rbac_filter,
    regex,
    string_matcher,
)

CORS = "envoy.filters.http.cors"
TOKEN = "envoy.filters.http.jwt_authn"
BASIC = "envoy.filters.http.basic_auth"
RULES = "envoy.filters.http.rbac"
LIMIT = "envoy.filters.http.local_ratelimit"
BODY = "envoy.filters.http.buffer"
_NOBODY = "nobody:{SHA}AAAAAAAAAAAAAAAAAAAAAAAAAAA="
"""Envoy wants a list of users even for a filter that is off; no password has this digest."""


def to_first_filters(gateway: ir.Gateway) -> Iterator[http.HttpFilter]:
    """Before the attachments."""
    yield from to_tenant_filter(gateway)
    yield _filter(CORS, cors.Cors())
    yield from to_login_filters(gateway)
    yield _filter(TOKEN, to_token_filter(gateway))
    users = core.DataSource(inline_string=_NOBODY)
    yield _filter(BASIC, basic_auth.BasicAuth(users=users), off=True)


def to_last_filters(gateway: ir.Gateway) -> Iterator[http.HttpFilter]:
    """After the attachments. What a node refuses by itself it asks nobody about, least of all in a burst."""
    yield _filter(RULES, rbac_filter.RBAC())
    yield _filter(LIMIT, local_limit.LocalRateLimit(stat_prefix="limit"))
    yield from to_shared_limit_filters(gateway)
    yield _filter(BODY, buffer.Buffer(max_request_bytes=UInt32Value(value=1)), off=True)


def to_route_filters(protection: ir.Protection) -> Iterator[tuple[str, Any]]:
    """What switches them on for one route."""
    security = protection.security
    if protection.cors is not None:
        yield CORS, pack(_to_cors(protection.cors))
    if security.issuer_ids:
        yield TOKEN, pack(jwt.PerRouteConfig(requirement_name=requirement_name(security)))
    if security.users:
        lines = "\n".join(f"{user.name}:{{SHA}}{user.digest}" for user in security.users)
        yield BASIC, pack(basic_auth.BasicAuthPerRoute(users=core.DataSource(inline_string=lines)))
    if security.rules is not None:
        yield RULES, pack(rbac_filter.RBACPerRoute(rbac=rbac_filter.RBAC(rules=to_rules(security.rules))))
    if protection.limits:
        yield LIMIT, pack(to_rate_limit(protection.limits))
    if protection.max_body is not None:
        limit = buffer.Buffer(max_request_bytes=UInt32Value(value=protection.max_body))
        yield BODY, pack(buffer.BufferPerRoute(buffer=limit))


def _filter(name: str, config: Message, *, off: bool = False) -> http.HttpFilter:
    return http.HttpFilter(name=name, typed_config=pack(config), disabled=off)


def _to_cors(policy: ir.Cors) -> cors.CorsPolicy:
    """A request of another origin that may not ask is let through without the headers that its page needs."""
    everybody = percent.FractionalPercent(numerator=100)
    return cors.CorsPolicy(
        allow_origin_string_match=map(_to_origin, policy.origins),
        allow_methods=", ".join(policy.methods),
        allow_headers=", ".join(policy.headers),
        expose_headers=", ".join(policy.exposed),
        max_age=str(policy.max_age),
        allow_credentials=BoolValue(value=policy.credentials),
        filter_enabled=core.RuntimeFractionalPercent(default_value=everybody),
    )


def _to_origin(origin: str) -> string_matcher.StringMatcher:
    if origin == "*":
        return string_matcher.StringMatcher(safe_regex=regex.RegexMatcher(regex=".*"))
    scheme, star, rest = origin.partition("*")
    if not star:
        return string_matcher.StringMatcher(exact=origin)
    pattern = scheme.replace(".", r"\.") + r"[^/:]+" + rest.replace(".", r"\.")
    return string_matcher.StringMatcher(safe_regex=regex.RegexMatcher(regex=pattern))
