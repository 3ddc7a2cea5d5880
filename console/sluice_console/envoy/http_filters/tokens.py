"""JWTs: the issuers that a gateway knows, and which of them a route takes."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from sluice_console.envoy import ir
from sluice_console.envoy.names import cluster_name
from sluice_console.envoy.protobufs import Empty, jwt, seconds

PAYLOAD = "payload"
"""Where the claims of a token are in the request's metadata, under the filter's name."""
_JWKS_SECONDS = 300.0
_TIMEOUT_SECONDS = 2.0


def requirement_name(security: ir.Security) -> str:
    """Names what a route demands: equal demands have one name."""
    ids = ",".join(security.issuer_ids)
    return f"{ids}{'?' if security.token_optional else ''}"


def to_token_filter(gateway: ir.Gateway) -> jwt.JwtAuthentication:
    """The issuers, and every requirement that a route refers to."""
    services = {item.id: item for item in gateway.services}
    used = {
        requirement_name(item.protection.security): item.protection.security
        for item in gateway.routes
        if item.protection.security.issuer_ids
    }
    return jwt.JwtAuthentication(
        providers={item.id: _to_provider(item, services) for item in gateway.issuers},
        requirement_map={name: _to_requirement(used[name]) for name in sorted(used)},
    )


def fingerprint(gateway: ir.Gateway) -> str:
    """Changes with what `to_token_filter` holds: routes and chain have to fit together."""
    message = to_token_filter(gateway)
    if not message.providers:
        return ""
    return hashlib.sha256(message.SerializeToString(deterministic=True)).hexdigest()[:8]


def _to_requirement(security: ir.Security) -> jwt.JwtRequirement:
    """Any of the issuers; where the token is optional a missing one is the last alternative."""
    wanted = [jwt.JwtRequirement(provider_name=id_) for id_ in security.issuer_ids]
    if security.token_optional:
        wanted.append(jwt.JwtRequirement(allow_missing=Empty()))
    if len(wanted) == 1:
        return wanted[0]
    return jwt.JwtRequirement(requires_any=jwt.JwtRequirementOrList(requirements=wanted))


def _to_provider(issuer: ir.TokenIssuer, services: dict[str, ir.Service]) -> jwt.JwtProvider:
    message = jwt.JwtProvider(
        issuer=issuer.issuer,
        audiences=issuer.audiences,
        forward=issuer.forward,
        payload_in_metadata=PAYLOAD,
        require_expiration=True,
        claim_to_headers=[
            jwt.JwtClaimToHeader(claim_name=claim, header_name=header) for claim, header in issuer.headers
        ],
    )
    if issuer.jwks:
        message.local_jwks.inline_string = issuer.jwks
        return message
    message.remote_jwks.http_uri.uri = issuer.jwks_url
    message.remote_jwks.http_uri.cluster = cluster_name(services[issuer.service_id])
    message.remote_jwks.http_uri.timeout.CopyFrom(seconds(_TIMEOUT_SECONDS))
    message.remote_jwks.cache_duration.CopyFrom(seconds(_JWKS_SECONDS))
    message.remote_jwks.async_fetch.fast_listener = True
    return message


def is_url(text: str) -> bool:
    """Whether Envoy can fetch it."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
