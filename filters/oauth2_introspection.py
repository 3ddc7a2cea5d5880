"""Let only requests with an active OAuth 2 token through: the authorisation server is asked (RFC 7662).

    {"cluster": "idp", "path": "/introspect", "authorization": "Basic …", "claims": {"sub": "x-user"}}

Answers are remembered for `cache` seconds in each worker, never beyond the token's own `exp`. When the
server does not answer in time, the request is refused with 503.
"""

import hashlib
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from sluice import CalloutError, Counter, HttpFilter, Request, Response, http, log

refused = Counter("introspection_refused_total", "Requests refused, by reason.", labels=("reason",))
asked = Counter("introspection_calls_total", "Times that the authorisation server was asked.")
KEPT = 10_000  # tokens that a worker remembers

known: dict[str, tuple[float, dict[str, Any]]] = {}  # digest of a token → until when, its claims


@dataclass(frozen=True)
class Config:
    """Whom to ask, and what the upstream is told."""

    cluster: str = field(metadata={"description": "The authorisation server's cluster."})
    path: str = field(default="/introspect", metadata={"description": "Its introspection endpoint."})
    authorization: str = field(default="", metadata={"description": "What we say who we are."})
    scope: str = field(default="", metadata={"description": "A scope that the token must have; empty: any."})
    claims: dict[str, str] = field(
        default_factory=dict, metadata={"description": "Header that tells the upstream each claim."}
    )
    cache: float = field(default=30.0, metadata={"description": "Seconds that an answer holds."})
    timeout: float = field(default=1.0, metadata={"description": "Seconds that the server may take."})


class OAuth2Introspection(HttpFilter[Config], on_error="deny"):
    async def on_request_headers(self, request: Request) -> Response | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return refuse("missing", "Bearer")
        try:
            claims = await introspect(token.strip(), self.config)
        except (CalloutError, ValueError) as error:
            log.warning("introspection: %s", error)
            refused.increment(reason="unavailable")
            return Response(503, "cannot check the token\n", details="introspection_unavailable")
        if claims.get("active") is not True:
            return refuse("inactive", 'Bearer error="invalid_token"')
        if self.config.scope and self.config.scope not in str(claims.get("scope", "")).split():
            return refuse("scope", 'Bearer error="insufficient_scope"', 403)
        for claim, header in self.config.claims.items():
            del request.headers[header]
            if claim in claims:
                request.headers[header] = str(claims[claim])
        return None


async def introspect(token: str, config: Config) -> dict[str, Any]:
    """What the server says of a token; raises `CalloutError`, or `ValueError` for an answer that is none."""
    digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
    now = time.time()
    kept = known.get(digest)
    if kept is not None and now < kept[0]:
        return kept[1]
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    if config.authorization:
        headers["authorization"] = config.authorization
    body = "token=" + urllib.parse.quote(token.encode("utf-8", "surrogateescape"), safe="")
    asked.increment()
    reply = await http.post(config.cluster, config.path, body=body, headers=headers, timeout=config.timeout)
    claims = reply.json() if reply.status == 200 else None
    if not isinstance(claims, dict):
        raise ValueError(f"the server answered {reply.status} without an object")
    until = now + config.cache
    expires = claims.get("exp")
    if isinstance(expires, int | float) and not isinstance(expires, bool):
        until = min(until, float(expires))
    if len(known) >= KEPT:
        known.clear()
    known[digest] = (until, claims)
    return claims


def refuse(reason: str, challenge: str, status: int = 401) -> Response:
    refused.increment(reason=reason)
    return Response(
        status,
        body=f"token refused: {reason}\n",
        headers={"www-authenticate": challenge},
        details=f"introspection_{reason}",
    )
