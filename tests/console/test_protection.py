"""What routes demand, over REST: stored, published, rolled back, and refused where it makes no sense."""

from __future__ import annotations

from typing import Any

import pytest
from tests.console.conftest import Console, fill
from tests.support.tokens import TokenMaker

from sluice_console.envoy.resources import LISTENER

LOGIN = TokenMaker("https://login.test")
DIGEST = "W6ph5Mm5Pz8GgiULbPgzG37mj9g="
PROTECTION: dict[str, Any] = {
    "security": {
        "issuers": ["login"],
        "users": [{"name": "ada", "digest": DIGEST}],
        "rules": [{"subjects": [{"kind": "claim", "name": "role", "value": "admin"}], "paths": ["/x/**"]}],
    },
    "limits": [{"requests": 100, "seconds": 60}, {"requests": 5, "by": "address"}],
    "cors": {"origins": ["https://shop.test"]},
    "max_body": 1000,
}


def issuer(**settings: Any) -> dict[str, Any]:
    values = {"issuer": "https://login.test", "jwks": LOGIN.jwks(), **settings}
    return {"name": "login", "settings": values}


async def make(console: Console) -> dict[str, Any]:
    await fill(console)
    await console.ok("POST", "/api/issuers", json=issuer())
    return dict(await console.ok("PATCH", "/api/routes/all", json={"protection": PROTECTION}))


async def listeners(console: Console) -> bytes:
    gateway = (await console.ok("GET", "/api/gateways/edge"))["id"]
    snapshot = console.app.state.cache.find_snapshot(gateway)
    return b"".join(item.body for item in snapshot.by_type[LISTENER].values())


async def test_it_is_stored_and_published(console: Console) -> None:
    route = await make(console)
    assert route["protection"]["security"]["rules"][0]["paths"] == ["/x/**"]
    assert route["protection"]["limits"][1] == {"requests": 5, "seconds": 1.0, "by": "address"}
    assert b"https://login.test" in await listeners(console)
    sent_back = {"protection": route["protection"]}
    again = await console.ok("PATCH", "/api/routes/all", json=sent_back)
    assert again["protection"] == route["protection"] and again["releases"] == []


async def test_new_keys_of_an_issuer_are_published(console: Console) -> None:
    await make(console)
    other = TokenMaker("https://login.test", "k2")
    changed = await console.ok("PATCH", "/api/issuers/login", json=issuer(jwks=other.jwks()))
    assert len(changed["releases"]) == 1
    assert b'"k2"' in await listeners(console)


async def test_an_issuer_in_use_is_kept_and_so_is_the_service_with_its_keys(console: Console) -> None:
    await make(console)
    refused = await console.client.delete("/api/issuers/login")
    assert refused.status_code == 409 and "1 route(s): all" in refused.json()["detail"]
    await console.ok("POST", "/api/services", json={"name": "keys"})
    settings = {"issuer": "x", "jwks_url": "http://keys/jwks"}
    body = {"name": "remote", "settings": settings, "service": "keys"}
    await console.ok("POST", "/api/issuers", json=body)
    refused = await console.client.delete("/api/services/keys")
    assert refused.status_code == 409 and "the keys of issuer remote" in refused.json()["detail"]


async def test_a_roll_back_brings_it_back(console: Console) -> None:
    route = await make(console)
    number = (await console.ok("GET", "/api/releases"))["items"][0]["number"]
    await console.ok("PATCH", "/api/routes/all", json={"protection": {}})
    assert b"https://login.test" not in await listeners(console)
    await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert (await console.ok("GET", "/api/routes/all"))["protection"] == route["protection"]
    await console.ok("PATCH", "/api/routes/all", json={"protection": {}})
    await console.ok("DELETE", "/api/issuers/login")
    refused = await console.client.post(f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert refused.status_code == 409 and "was deleted since" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("security", "message"),
    [
        ({"issuers": ["nobody"]}, "no issuer 'nobody'"),
        ({"token_optional": True}, "says nothing without an issuer"),
        ({"users": [{"name": "a:b", "digest": DIGEST}]}, "should match pattern"),
        ({"users": [{"name": "ada", "digest": "secret"}]}, "should match pattern"),
        ({"users": [{"name": "ada", "digest": DIGEST}] * 2}, "a user is there twice"),
        ({"rules": [{"subjects": []}]}, "at least 1 item"),
        ({"rules": [{"paths": ["x"]}]}, "must start with a slash"),
        ({"rules": [{"subjects": [{"kind": "claim", "name": "a", "value": "b"}]}]}, "takes no tokens"),
        ({"rules": [{"subjects": [{"kind": "address", "value": "x"}]}]}, "must be like 10.0.0.0/8"),
        ({"rules": [{"subjects": [{"kind": "header", "name": "x"}]}]}, "needs a name and a value"),
        ({"rules": [{"subjects": [{"kind": "certificate"}]}]}, "needs the name in it"),
    ],
)
async def test_security_that_makes_no_sense(
    sqlite_console: Console, security: dict[str, Any], message: str
) -> None:
    await fill(sqlite_console)
    assert message in await refusal(sqlite_console, {"security": security})


@pytest.mark.parametrize(
    ("protection", "message"),
    [
        ({"limits": [{"requests": 0}]}, "greater than or equal to 1"),
        ({"limits": [{"requests": 1, "seconds": 0}]}, "greater than or equal to 0.05"),
        ({"limits": [{"requests": 1}, {"requests": 2}]}, "two limits count by"),
        ({"limits": [{"requests": 1, "by": "a b"}]}, "should match pattern"),
        ({"cors": {"origins": []}}, "at least 1 item"),
        ({"cors": {"origins": ["shop.test"]}}, "must be like https://shop.test"),
        ({"cors": {"origins": ["*"], "credentials": True}}, "any page act for its visitor"),
        ({"max_body": 0}, "greater than or equal to 1"),
        ({"unknown": 1}, "not permitted"),
    ],
)
async def test_limits_and_origins_that_make_no_sense(
    sqlite_console: Console, protection: dict[str, Any], message: str
) -> None:
    await fill(sqlite_console)
    assert message in await refusal(sqlite_console, protection)


async def refusal(console: Console, protection: dict[str, Any]) -> str:
    answer = await console.client.patch("/api/routes/all", json={"protection": protection})
    assert answer.status_code == 422, answer.text
    return str(answer.json()["fields"][0]["message"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"jwks": ""}, "either `jwks` or `jwks_url`"),
        ({"jwks": "{}"}, "jwks must be JSON like"),
        ({"jwks": '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}'}, "public keys are RSA, EC or OKP"),
        ({"jwks": "", "jwks_url": "file:///etc/passwd"}, "must be an address like https"),
        ({"jwks": "", "jwks_url": "https://login.test/keys"}, "needs the service that answers"),
        ({"issuer": ""}, "at least 1 character"),
        ({"headers": [["sub", "a b"]]}, "should match pattern"),
    ],
)
async def test_issuers_that_make_no_sense(
    sqlite_console: Console, settings: dict[str, Any], message: str
) -> None:
    answer = await sqlite_console.client.post("/api/issuers", json=issuer(**settings))
    assert answer.status_code == 422
    assert message in answer.json()["fields"][0]["message"]
