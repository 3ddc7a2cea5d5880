"""JSON Web Tokens for tests: keys, their public half as JWKS, and tokens that are right or wrong."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class TokenMaker:
    """`TokenMaker("https://login.test").make(sub="ada")`; RS256."""

    def __init__(self, issuer: str, key_id: str = "k1") -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        self._issuer = issuer
        self._key_id = key_id

    def jwks(self) -> str:
        numbers = self._key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "kid": self._key_id,
            "n": encode(numbers.n.to_bytes(256, "big")),
            "e": encode(numbers.e.to_bytes(3, "big")),
        }
        return json.dumps({"keys": [key]})

    def make(self, *, algorithm: str = "RS256", lasts: float = 60, **claims: Any) -> str:
        """A token; with another `algorithm` than RS256 it carries no signature."""
        head = {"alg": algorithm, "typ": "JWT", "kid": self._key_id}
        body = {"iss": self._issuer, "exp": int(time.time() + lasts), **claims}
        signed = f"{encode(json.dumps(head).encode())}.{encode(json.dumps(body).encode())}"
        if algorithm != "RS256":
            return f"{signed}."
        return f"{signed}.{encode(self._key.sign(signed.encode(), padding.PKCS1v15(), SHA256()))}"
