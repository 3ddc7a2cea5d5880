"""An issuer that signs in whoever comes, with tokens that are wrong in one way at a time.

with run_issuer() as issuer:
    issuer.fault = "alg none"
    …

A real provider makes no such tokens; `tests.support.provider` is one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from tests.support.envoy import find_free_port


@dataclass(slots=True)
class Issuer:
    """`claims` go into every token; `fault` names what is wrong, or another way to be right; "" nothing."""

    url: str
    fault: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))

    def describe(self, request: Request) -> Response:
        match self.fault:
            case "another issuer":
                return JSONResponse({**self._description(), "issuer": "http://other.test"})
            case "no json":
                return Response("<html>")
            case "too long":
                return Response("[" + "0," * 200_000 + "0]")
            case "redirect":
                return RedirectResponse("http://169.254.169.254/")
            case "answers 500":
                return JSONResponse({"error": "server_error"}, 500)
            case "keys elsewhere":
                return JSONResponse({**self._description(), "jwks_uri": "http://169.254.169.254/keys"})
            case "secret in the form":
                only = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
                return JSONResponse({**self._description(), **only})
        return JSONResponse(self._description())

    def _description(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def authorize(self, request: Request) -> Response:
        """Gives a code, bound to the challenge as RFC 7636 says."""
        asked = dict(request.query_params)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 303)

    async def redeem(self, request: Request) -> Response:
        form = await request.form()
        in_header = "authorization" in request.headers
        if in_header == (self.fault == "secret in the form") or in_header == ("client_secret" in form):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self.codes.pop(str(form.get("code")), None)
        verifier = str(form.get("code_verifier")).encode()
        challenge = _text(hashlib.sha256(verifier).digest())
        if asked is None or asked["code_challenge"] != challenge or asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._token(asked)})

    def _token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            **{"iss": self.url, "aud": asked["client_id"], "sub": "248289761001"},
            **{"iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims},
        }
        header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        match self.fault:
            case "nonce":
                claims["nonce"] = "another"
            case "no nonce":
                del claims["nonce"]
            case "audience":
                claims["aud"] = "somebody-else"
            case "audiences without party":
                claims["aud"] = [asked["client_id"], "somebody-else"]
            case "other party":
                claims |= {"aud": [asked["client_id"], "somebody-else"], "azp": "somebody-else"}
            case "issuer":
                claims["iss"] = "http://other.test"
            case "expired":
                claims["exp"] = now - 3600
            case "no expiry":
                del claims["exp"]
            case "not yet":
                claims["nbf"] = now + 3600
            case "no subject":
                del claims["sub"]
            case "subject is a number":
                claims["sub"] = 7
            case "key":
                return jwt.encode(header, claims, self.other)
            case "alg none":
                return ".".join(map(_part, ({"alg": "none"}, claims))) + "."
            case "public key as a secret":
                said = ".".join(map(_part, ({"alg": "HS256", "kid": "one"}, claims)))
                return f"{said}.{_text(hmac.digest(self.key.as_pem(private=False), said.encode(), 'sha256'))}"
            case "cut":
                return jwt.encode(header, claims, self.key)[:-8]
            case "no token":
                return "…"
        return jwt.encode(header, claims, self.key)

    def keys(self, request: Request) -> Response:
        if self.fault == "no keys":
            return JSONResponse({})
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


def _part(value: object) -> str:
    return _text(json.dumps(value).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@contextmanager
def run_issuer() -> Iterator[Issuer]:
    port = find_free_port()
    issuer = Issuer(f"http://127.0.0.1:{port}")
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", issuer.describe),
            Route("/authorize", issuer.authorize),
            Route("/token", issuer.redeem, methods=["POST"]),
            Route("/keys", issuer.keys),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield issuer
    finally:
        server.should_exit = True
        thread.join()
