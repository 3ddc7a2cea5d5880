"""Let only requests with a valid JSON Web Token (HS256) through and tell the upstream who calls.

    {"secret": "…", "issuer": "https://login.example", "audience": "orders", "claims": {"sub": "x-user"}}

The token is read from `authorization: Bearer …`. Its signature, `exp`, `nbf` and, where configured, `iss` and
`aud` are checked. Headers named in `claims` reach the upstream only with what the token says.
"""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

from sluice import Counter, HttpFilter, Request, Response

refused = Counter("jwt_refused_total", "Requests refused, by reason.", labels=("reason",))


@dataclass(frozen=True)
class Config:
    """What makes a token valid."""

    secret: str = field(metadata={"description": "The key that tokens are signed with."})
    issuer: str = field(default="", metadata={"description": "Required `iss`; empty: any."})
    audience: str = field(default="", metadata={"description": "Required in `aud`; empty: any."})
    claims: dict[str, str] = field(
        default_factory=dict, metadata={"description": "Header that tells the upstream each claim."}
    )
    leeway: float = field(default=30.0, metadata={"description": "Seconds that clocks may differ."})

    def __post_init__(self) -> None:
        if not self.secret:
            raise ValueError("secret must not be empty: anybody could sign with it")


class RefusedError(Exception):
    """The token is not valid; the message is the reason, one word for the metric."""


class JwtHs256(HttpFilter[Config], on_error="deny"):
    def on_request_headers(self, request: Request) -> Response | None:
        try:
            claims = check(request.headers.get("authorization", ""), self.config)
        except RefusedError as error:
            reason = str(error)
            refused.increment(reason=reason)
            challenge = 'Bearer error="invalid_token"' if reason != "missing" else "Bearer"
            return Response(
                401,
                body=f"token refused: {reason}\n",
                headers={"www-authenticate": challenge},
                details=f"jwt_{reason}",
            )
        for claim, header in self.config.claims.items():
            del request.headers[header]
            if claim in claims:
                value = claims[claim]
                request.headers[header] = value if isinstance(value, str) else json.dumps(value)
        return None


def check(authorization: str, config: Config) -> dict[str, Any]:
    """The claims of a valid token; raises `RefusedError`."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedError("missing")
    parts = token.strip().split(".")
    if len(parts) != 3:
        raise RefusedError("malformed")
    if decode(parts[0]).get("alg") != "HS256":
        raise RefusedError("algorithm")
    signed = f"{parts[0]}.{parts[1]}".encode()
    expected = hmac.new(config.secret.encode(), signed, hashlib.sha256).digest()
    if not hmac.compare_digest(expected, to_bytes(parts[2])):
        raise RefusedError("signature")
    claims = decode(parts[1])
    check_claims(claims, config)
    return claims


def check_claims(claims: dict[str, Any], config: Config) -> None:
    now, leeway = time.time(), seconds(config.leeway, "leeway")
    expires, begins = claims.get("exp"), claims.get("nbf")
    if expires is not None and not now < seconds(expires, "expired") + leeway:
        raise RefusedError("expired")
    if begins is not None and not now >= seconds(begins, "early") - leeway:
        raise RefusedError("early")
    if config.issuer and claims.get("iss") != config.issuer:
        raise RefusedError("issuer")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if config.audience and config.audience not in audiences:
        raise RefusedError("audience")


def seconds(value: object, reason: str) -> float:
    """A number as a float; anything else refuses the token."""
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            pass
    raise RefusedError(reason)


def decode(part: str) -> dict[str, Any]:
    try:
        found = json.loads(to_bytes(part))
    except ValueError:
        raise RefusedError("malformed") from None
    if not isinstance(found, dict):
        raise RefusedError("malformed")
    return found


def to_bytes(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise RefusedError("malformed") from None
