"""What is wrong with what a route demands and lets in, in sentences that name the value and the remedy."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from sluice_console.envoy import ir
from sluice_console.envoy.fields import TOKEN

MAXIMUM_SHARED = 1_000_000_000
LONGEST_SECONDS = 86_400
MAXIMUM_BODY = 64 * 1024 * 1024
_ORIGIN = re.compile(r"\*|https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")
_SHA1_BYTES = 20
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+:[0-9A-Fa-f:.]*")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def check_issuer(issuer: ir.TokenIssuer) -> Iterator[str]:
    """Faults of an issuer of tokens."""
    if not issuer.issuer:
        yield "an issuer needs the text that its tokens have as `iss`"
    if bool(issuer.jwks) == bool(issuer.jwks_url):
        yield "an issuer needs either `jwks` or `jwks_url`"
    elif issuer.jwks:
        yield from _check_jwks(issuer.jwks)
    else:
        if not _is_address(issuer.jwks_url):
            yield f"jwks_url {issuer.jwks_url!r} must be an address like https://login.test/keys"
        if not issuer.service_id:
            yield "jwks_url needs the service that answers there"
    for claim, header in issuer.headers:
        if not claim or not TOKEN.fullmatch(header):
            yield f"claim {claim!r} cannot go to header {header!r}: both need a name"


def _check_jwks(text: str) -> Iterator[str]:
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not keys or any(not isinstance(key, dict) for key in keys):
        yield 'jwks must be JSON like {"keys": [{"kty": "RSA", …}]}'
        return
    for key in keys:
        if key.get("kty") not in ("RSA", "EC", "OKP"):
            yield f"jwks has a key of type {key.get('kty')!r}; public keys are RSA, EC or OKP"


def check_login(login: ir.Login) -> Iterator[tuple[str, str]]:
    """The field and what is wrong with it."""
    for field in ("authorization_url", "token_url", "end_session_url"):
        text = getattr(login, field)
        if text and not _is_address(text):
            yield field, f"{text[:100]!r} must be an address like https://login.test/authorize"
        elif not text and field != "end_session_url":
            yield field, "is needed: an address like https://login.test/authorize"
    if login.end_session_url and "openid" not in login.scopes:
        yield "end_session_url", "needs the scope openid: without it no session is the provider's to end"
    if not login.client_id or not _is_printable(login.client_id):
        yield "client_id", "is what the provider knows this client by, without blanks"
    for scope in login.scopes:
        if not _SCOPE.fullmatch(scope):
            yield "scopes", f"{scope[:50]!r} is no scope; one looks like openid or profile"
    for field in ("callback_path", "signout_path"):
        if not re.fullmatch(r"/[A-Za-z0-9/._~-]+", getattr(login, field)):
            yield field, f"{getattr(login, field)[:100]!r} must be a path like /oauth2/callback"
    if login.callback_path == login.signout_path:
        yield "signout_path", "is another path than callback_path"


def _is_address(text: str) -> bool:
    """As Envoy takes it, which refuses the whole listener for another one."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # of brackets that are not round an IPv6 address, and of ports that are none
        return False
    if not _is_printable(text) or parts.scheme not in ("http", "https") or port == 0 or "@" in parts.netloc:
        return False
    return _HOST.fullmatch(parts.hostname or "") is not None


def _is_printable(text: str) -> bool:
    return re.fullmatch(r"[\x21-\x7e]*", text) is not None


def check_protection(protection: ir.Protection) -> Iterator[str]:
    """Faults of what a route demands: without it the route must not answer."""
    yield from _check_security(protection.security)
    seen: set[str] = set()
    for limit in protection.limits:
        yield from _check_limit(limit)
        if limit.by.lower() in seen:
            yield f"two limits count by {limit.by or 'all clients'!r}; keep one of them"
        seen.add(limit.by.lower())
    if protection.cors is not None:
        yield from _check_cors(protection.cors)
    if protection.max_body is not None and not 1 <= protection.max_body <= MAXIMUM_BODY:
        yield f"max_body must be from 1 to {MAXIMUM_BODY} bytes"


def _check_security(security: ir.Security) -> Iterator[str]:
    if security.token_optional and not security.issuer_ids:
        yield "token_optional says nothing without an issuer of tokens"
    names = [user.name for user in security.users]
    if len(set(names)) != len(names):
        yield "a user is there twice"
    for user in security.users:
        if not user.name or ":" in user.name or re.search(r"[\x00-\x20]", user.name):
            yield f"user {user.name!r} must have a name without colons and blanks"
        if not _is_sha1(user.digest):
            yield f"the digest of user {user.name!r} must be a SHA-1 in base64: htpasswd -nbs NAME PASSWORD"
    for rule in security.rules or ():
        yield from _check_rule(rule, has_tokens=bool(security.issuer_ids))


def _is_sha1(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == _SHA1_BYTES
    except (binascii.Error, ValueError):
        return False


def _check_rule(rule: ir.Rule, *, has_tokens: bool) -> Iterator[str]:
    if not rule.subjects:
        yield "a rule needs somebody whom it is for; `anyone` is everybody"
    for method in rule.methods:
        if not TOKEN.fullmatch(method):
            yield f"method {method!r} of a rule is not an HTTP method"
    for path in rule.paths:
        if not re.fullmatch(r"/[^\s?#]*", path):
            yield f"path {path!r} of a rule must start with a slash and have no query: `/orders/*/items`"
    for subject in rule.subjects:
        yield from _check_subject(subject)
        if subject.kind == "claim" and not has_tokens:
            yield f"a rule asks for claim {subject.name!r}, and the route takes no tokens"


def _check_subject(subject: ir.Subject) -> Iterator[str]:
    match subject.kind:
        case "anyone":
            return
        case "claim":
            if not subject.name or "" in subject.name.split(".") or not subject.value:
                yield f"claim {subject.name!r} of a rule needs a name and a value"
        case "certificate":
            if not subject.value:
                yield "a rule for a certificate needs the name in it, a URI or a DNS name"
        case "tenant":
            if not subject.value:
                yield "a rule for a tenant needs its name"
        case "address":
            try:
                ipaddress.ip_network(subject.value, strict=False)
            except ValueError:
                yield f"address {subject.value!r} of a rule must be like 10.0.0.0/8"
        case "header":
            if not TOKEN.fullmatch(subject.name) or not subject.value:
                yield f"header {subject.name!r} of a rule needs a name and a value"


def _check_limit(limit: ir.RateLimit) -> Iterator[str]:
    if not 1 <= limit.requests <= 1_000_000_000:
        yield f"a limit of {limit.requests} requests must be from 1 to 1000000000"
    if not 0.05 <= limit.seconds <= 86_400:
        yield f"a limit counts over 0.05 to 86400 seconds, and not {limit.seconds:g}"
    if limit.by and not TOKEN.fullmatch(limit.by):
        yield f"a limit counts by `address`, `tenant`, `key` or a header's name, and not {limit.by!r}"


def check_shared_limit(limit: ir.SharedLimit) -> Iterator[str]:
    """Faults of a limit that nodes count together."""
    if not 1 <= limit.requests <= MAXIMUM_SHARED:
        yield f"a shared limit of {limit.requests} requests must be from 1 to {MAXIMUM_SHARED}"
    if not 1 <= limit.seconds <= LONGEST_SECONDS:
        yield f"a shared limit counts over 1 to {LONGEST_SECONDS} seconds, and not {limit.seconds}"
    if limit.by and not TOKEN.fullmatch(limit.by):
        yield f"a shared limit counts by `address`, `tenant`, `key` or a header's name, and not {limit.by!r}"


def check_route_cache(route: ir.Route) -> Iterator[str]:
    """What Envoy's cache would pass over, give to the wrong client, or take for another route's answer."""
    if not isinstance(route.action, ir.Forward) or route.action.cache is None:
        return
    security = route.protection.security
    asks = security.issuer_ids or security.users or security.rules is not None or route.login_id
    if asks and not route.action.cache.shared:
        yield "cache needs `shared` here: the route asks who a client is, and answers may be for one only"
    if len(route.action.destinations) > 1:
        yield "cache needs a single destination: one side of a split would answer for the other"
    for name in ("rewrite", "retry", "mirrors", "hash_by"):
        if getattr(route.action, name):
            yield f"cache and `{name}` do not go together: Envoy's cache asks the service by itself"
    if (route.request_headers, route.response_headers) != (ir.HeaderEdit(), ir.HeaderEdit()):
        yield "cache and changes of headers do not go together: Envoy's cache asks the service by itself"
    if route.match.headers or route.match.cookies:
        yield (
            "cache is not for routes with conditions on headers or cookies: the cache knows addresses only, "
            "and another route may have the same"
        )


def _check_cors(policy: ir.Cors) -> Iterator[str]:
    if not policy.origins:
        yield "CORS needs an origin that may ask, or `*`"
    for origin in policy.origins:
        if not _ORIGIN.fullmatch(origin):
            yield f"origin {origin!r} must be like https://shop.test, https://*.shop.test or *"
    if policy.credentials and "*" in policy.origins:
        yield "CORS with credentials for every origin lets any page act for its visitor; name the origins"
    for name in (*policy.methods, *policy.headers, *policy.exposed):
        if not TOKEN.fullmatch(name):
            yield f"{name!r} is neither a method nor a header that CORS can allow"
    if not 0 <= policy.max_age <= 86_400:
        yield f"CORS answers are kept for 0 to 86400 seconds, and not {policy.max_age}"
