import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from sluice.testing import LoadedFilter, Loader, LoadError, Result

CONFIG = {
    "secret": "a secret, long enough",
    "issuer": "https://login.example",
    "audience": "orders",
    "claims": {"sub": "x-user", "roles": "x-roles"},
}
CLAIMS = {"sub": "ann", "iss": "https://login.example", "aud": ["orders", "users"], "roles": ["a", "b"]}


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(claims: Any, secret: str = CONFIG["secret"], algorithm: str = "HS256") -> str:  # type: ignore[assignment]
    signed = f"{encode(json.dumps({'alg': algorithm}).encode())}.{encode(json.dumps(claims).encode())}"
    return f"{signed}.{encode(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def send(filter: LoadedFilter, sent: str) -> Result:
    return filter.request(headers={"authorization": f"Bearer {sent}", "x-user": "root", "x-roles": "admin"})


def test_a_valid_token_passes_and_tells_who_calls(load: Loader) -> None:
    filter = load("jwt_hs256.py", config=CONFIG)
    now = time.time()
    result = send(filter, token({**CLAIMS, "exp": now + 60, "nbf": now - 60}))
    assert result.upstream_request.headers.get_all("x-user") == ["ann"]
    assert result.upstream_request.headers.get_all("x-roles") == ['["a", "b"]']


def test_a_claim_that_is_absent_reaches_nobody(load: Loader) -> None:
    sent = send(load("jwt_hs256.py", config=CONFIG), token({"iss": CONFIG["issuer"], "aud": "orders"}))
    assert "x-user" not in sent.upstream_request.headers
    assert "x-roles" not in sent.upstream_request.headers


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (token(CLAIMS, secret="guessed"), "signature"),
        (token(CLAIMS, algorithm="none"), "algorithm"),
        (token(CLAIMS).rpartition(".")[0] + ".", "signature"),
        (token({**CLAIMS, "exp": 1_000}), "expired"),
        (token({**CLAIMS, "exp": "never"}), "expired"),
        (token({**CLAIMS, "exp": 10**400}), "expired"),
        (token({**CLAIMS, "exp": float("nan")}), "expired"),
        (token({**CLAIMS, "exp": True}), "expired"),
        (token({**CLAIMS, "nbf": 9_999_999_999}), "early"),
        (token({**CLAIMS, "iss": "https://evil.example"}), "issuer"),
        (token({**CLAIMS, "aud": "users"}), "audience"),
        (token({"iss": CONFIG["issuer"]}), "audience"),
        (token(["no", "object"]), "malformed"),
        ("a.b", "malformed"),
        ("é.b.c", "malformed"),
        ("..", "malformed"),
        ("", "missing"),
    ],
)
def test_what_is_refused(load: Loader, sent: str, reason: str) -> None:
    filter = load("jwt_hs256.py", config=CONFIG)
    result = send(filter, sent)
    assert result.response.status == 401
    assert result.details == f"jwt_{reason}"
    assert filter.metrics["jwt_refused_total", reason] == 1


def test_no_token_at_all(load: Loader) -> None:
    result = load("jwt_hs256.py", config=CONFIG).request()
    assert result.response.headers["www-authenticate"] == "Bearer"
    assert result.details == "jwt_missing"


def test_an_empty_secret_is_refused(load: Loader) -> None:
    with pytest.raises(LoadError, match="secret must not be empty"):
        load("jwt_hs256.py", config={"secret": ""})
