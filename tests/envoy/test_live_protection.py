"""A real Envoy lets in whom a route lets in: tokens, passwords, rules, limits, origins, sizes."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.support.edge import Edge, run_edge
from tests.support.envoy import eventually, find_free_port
from tests.support.gateways import make_gateway
from tests.support.tokens import TokenMaker
from tests.support.traffic import send_requests
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir
from sluice_console.envoy.snapshot import build_snapshot

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]

LOGIN = TokenMaker("https://login.test")
STRANGER = TokenMaker("https://login.test")
ISSUER = ir.TokenIssuer(
    "is_1", "login", "https://login.test", ("shop",), LOGIN.jwks(), headers=(("sub", "x-user"),)
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


async def protect(edge: Edge, protection: ir.Protection, **parts: Any) -> None:
    route = ir.Route("rt_1", "all", ir.DirectResponse(200, "in"), protection=protection)
    fields: dict[str, Any] = {"routes": (route,), "issuers": (ISSUER,), **parts}
    await edge.publish(make_gateway(edge.port, **fields))


async def ask(edge: Edge, path: str = "/", method: str = "GET", **headers: str) -> int:
    return (await edge.get(path, method, **headers)).status_code


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def user(name: str, password: str) -> ir.BasicUser:
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    return ir.BasicUser(name, base64.b64encode(digest).decode())


async def test_tokens_that_are_taken_and_tokens_that_are_not(edge: Edge) -> None:
    await protect(edge, ir.Protection(ir.Security(("is_1",))))
    good = LOGIN.make(aud="shop", sub="ada")
    cut = good[:-8] + "AAAAAAAA"
    found = {
        "good": await ask(edge, **bearer(good)),
        "none": await ask(edge),
        "expired": await ask(edge, **bearer(LOGIN.make(aud="shop", lasts=-120))),
        "wrong audience": await ask(edge, **bearer(LOGIN.make(aud="other"))),
        "no audience": await ask(edge, **bearer(LOGIN.make())),
        "wrong issuer": await ask(edge, **bearer(LOGIN.make(aud="shop", iss="https://evil.test"))),
        "wrong key": await ask(edge, **bearer(STRANGER.make(aud="shop"))),
        "alg none": await ask(edge, **bearer(LOGIN.make(aud="shop", algorithm="none"))),
        "signature": await ask(edge, **bearer(cut)),
        "nonsense": await ask(edge, **bearer("nonsense")),
    }
    assert found.pop("good") == 200
    assert set(found.values()) <= {401, 403} and found["none"] == 401, found
    assert found["wrong audience"] in (401, 403)


async def test_claims_reach_the_upstream_and_cannot_be_forged(edge: Edge) -> None:
    async with run_upstream("v1") as port:
        service = ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", port),))
        action = ir.Forward((ir.Destination("sv_1"),))
        protection = ir.Protection(ir.Security(("is_1",)))
        route = ir.Route("rt_1", "all", action, protection=protection)
        await edge.publish(make_gateway(edge.port, services=(service,), routes=(route,), issuers=(ISSUER,)))
        token = LOGIN.make(aud="shop", sub="ada")
        headers = (await edge.get("/", x_user="root", **bearer(token))).json()["headers"]
    assert headers["x-user"] == "ada"
    assert "authorization" not in headers


async def test_an_optional_token_may_be_missing_and_not_wrong(edge: Edge) -> None:
    await protect(edge, ir.Protection(ir.Security(("is_1",), token_optional=True)))
    assert await ask(edge) == 200
    assert await ask(edge, **bearer(LOGIN.make(aud="shop"))) == 200
    assert await ask(edge, **bearer(STRANGER.make(aud="shop"))) in (401, 403)


async def test_keys_from_an_address_that_a_service_answers(edge: Edge) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = LOGIN.jwks().encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = int(server.sockets[0].getsockname()[1])
        keys = ir.Service("sv_9", "login", (ir.Endpoint("127.0.0.1", port),))
        issuer = ir.TokenIssuer(
            "is_2", "remote", "https://login.test", jwks_url="http://login.test/keys", service_id="sv_9"
        )
        parts = {"services": (keys,), "issuers": (issuer,)}
        await protect(edge, ir.Protection(ir.Security(("is_2",))), **parts)

        async def lets_in() -> bool:
            return await ask(edge, **bearer(LOGIN.make())) == 200

        assert await eventually(lets_in)
        assert await ask(edge, **bearer(STRANGER.make())) in (401, 403)


async def test_names_and_passwords(edge: Edge) -> None:
    await protect(edge, ir.Protection(ir.Security(users=(user("ada", "boats"), user("bob", "trains")))))
    assert await ask(edge) == 401
    assert await ask(edge, **basic("ada", "boats")) == 200
    assert await ask(edge, **basic("bob", "trains")) == 200
    assert await ask(edge, **basic("ada", "trains")) == 401
    assert await ask(edge, **basic("eve", "boats")) == 401
    assert await ask(edge, **basic("nobody", "")) == 401


async def test_no_rule_denies_everything(edge: Edge) -> None:
    await protect(edge, ir.Protection(ir.Security(rules=())))
    assert await ask(edge) == 403
    assert await ask(edge, "/x", "POST") == 403


RULES = (
    ir.Rule((ir.Subject("claim", "role", "admin"),)),
    ir.Rule((ir.Subject("claim", "org.team", "blue"),), ("GET",), ("/orders/*/items", "/teams/**")),
    ir.Rule((ir.Subject("header", "x-team", "acme"),), paths=("/acme/**",)),
    ir.Rule((ir.Subject("anyone"),), ("GET", "HEAD"), ("/public/**",)),
)
ADMIN = {"role": ["reader", "admin"]}
BLUE = {"org": {"team": "blue"}}
MATRIX = [
    (None, "GET", "/public/a/b", 200),
    (None, "HEAD", "/public", 200),
    (None, "POST", "/public/a", 403),
    (None, "GET", "/publicity", 403),
    (None, "GET", "/orders/1/items", 403),
    (BLUE, "GET", "/orders/1/items", 200),
    (BLUE, "GET", "/orders/1/items?all=1", 200),
    (BLUE, "GET", "/orders/1/2/items", 403),
    (BLUE, "POST", "/orders/1/items", 403),
    (BLUE, "GET", "/teams/a/b/c", 200),
    (BLUE, "GET", "/teams/../orders", 403),
    (BLUE, "GET", "/teams/%2e%2e/orders", 403),
    ({"org": {"team": "red"}}, "GET", "/orders/1/items", 403),
    ({"team": "blue"}, "GET", "/orders/1/items", 403),
    (ADMIN, "DELETE", "/orders/1/items", 200),
    ({"role": "admin"}, "GET", "/anything", 200),
    ({"role": "administrator"}, "GET", "/anything", 403),
]


async def test_who_may_do_what(edge: Edge) -> None:
    await protect(edge, ir.Protection(ir.Security(("is_1",), token_optional=True, rules=RULES)))
    wrong = []
    for claims, method, path, wanted in MATRIX:
        headers = bearer(LOGIN.make(aud="shop", **claims)) if claims else {}
        found = await ask(edge, path, method, **headers)
        if found != wanted:
            wrong.append((claims, method, path, wanted, found))
    assert not wrong
    assert await ask(edge, "/acme/x", x_team="acme") == 200
    assert await ask(edge, "/acme/x", x_team="other") == 403


@pytest.mark.parametrize(("network", "wanted"), [("127.0.0.0/8", 200), ("10.0.0.0/8", 403), ("::1", 403)])
async def test_rules_for_addresses(edge: Edge, network: str, wanted: int) -> None:
    rule = ir.Rule((ir.Subject("address", value=network),))
    await protect(edge, ir.Protection(ir.Security(rules=(rule,))))
    assert await ask(edge) == wanted
    assert await ask(edge, x_forwarded_for="10.0.0.1") == wanted, "a client cannot choose its address"


async def test_a_limit_for_all_clients(edge: Edge) -> None:
    await protect(edge, ir.Protection(limits=(ir.RateLimit(5, 30.0),)))
    answers = [await edge.get("/") for _ in range(8)]
    assert Counter(answer.status_code for answer in answers) == {200: 5, 429: 3}
    assert answers[-1].headers["retry-after"] == "30"


async def test_a_limit_for_each_client_beside_one_for_all(edge: Edge) -> None:
    limits = (ir.RateLimit(9, 30.0), ir.RateLimit(3, 30.0, by="X-Api-Key"))
    await protect(edge, ir.Protection(limits=limits))
    ann = [await ask(edge, **{"x-api-key": "ann"}) for _ in range(5)]
    bob = [await ask(edge, **{"x-api-key": "bob"}) for _ in range(4)]
    assert ann == [200] * 3 + [429] * 2
    assert bob == [200] * 3 + [429]
    nobody = [await ask(edge) for _ in range(10)]
    assert 429 in nobody and nobody[0] == 200


async def test_a_limit_fills_again(edge: Edge) -> None:
    await protect(edge, ir.Protection(limits=(ir.RateLimit(4, 2.0, by="address"),)))
    first = await send_requests(edge.port, count=12, connections=1)
    assert first.statuses[429] >= 6
    await asyncio.sleep(1.1)
    assert (await send_requests(edge.port, count=2, connections=1)).statuses == {200: 2}


async def test_pages_of_other_origins(edge: Edge) -> None:
    policy = ir.Cors(
        ("https://shop.test", "https://*.shop.test"), ("GET", "PUT"), ("x-a",), ("x-b",), True, 300
    )
    protection = ir.Protection(ir.Security(("is_1",)), cors=policy)
    async with run_upstream("v1") as port:
        service = ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", port),))
        route = ir.Route("rt_1", "all", ir.Forward((ir.Destination("sv_1"),)), protection=protection)
        await edge.publish(make_gateway(edge.port, services=(service,), routes=(route,), issuers=(ISSUER,)))
        asking = {"access-control-request-method": "PUT"}
        allowed = await edge.get("/", "OPTIONS", origin="https://eu.shop.test", **asking)
        assert allowed.status_code == 200, "the question before comes without a token"
        assert allowed.headers["access-control-allow-origin"] == "https://eu.shop.test"
        assert allowed.headers["access-control-allow-methods"] == "GET, PUT"
        assert allowed.headers["access-control-allow-credentials"] == "true"
        assert allowed.headers["access-control-max-age"] == "300"
        for origin in STRANGERS:
            refused = await edge.get("/", "OPTIONS", origin=origin, **asking)
            assert refused.status_code == 401, "only a page that may ask goes without a token"
            assert "access-control-allow-origin" not in refused.headers, origin
        token = bearer(LOGIN.make(aud="shop"))
        answer = await edge.get("/", origin="https://shop.test", **token)
        assert answer.json()["upstream"] == "v1"
        assert answer.headers["access-control-expose-headers"] == "x-b"
        assert (
            "access-control-allow-origin" not in (await edge.get("/", origin=STRANGERS[0], **token)).headers
        )


STRANGERS = (
    "https://evil.test",
    "https://shop.test.evil.test",
    "http://shop.test",
    "https://xshop.test",
    "https://evil.test/.shop.test",
)


async def test_bodies_that_are_too_large(edge: Edge) -> None:
    async with run_upstream("v1") as port:
        service = ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", port),))
        action = ir.Forward((ir.Destination("sv_1"),))
        route = ir.Route("rt_1", "all", action, protection=ir.Protection(max_body=1000))
        await edge.publish(make_gateway(edge.port, services=(service,), routes=(route,)))
        async with httpx.AsyncClient(trust_env=False) as client:
            url = f"http://127.0.0.1:{edge.port}/"
            fits = await client.post(url, content=b"x" * 1000)
            above = await client.post(url, content=b"x" * 1001)
    assert (fits.status_code, len(fits.json()["body"])) == (200, 1000)
    assert above.status_code == 413


async def test_a_route_that_lost_its_issuer_answers_500(edge: Edge) -> None:
    route = ir.Route(
        "rt_1", "all", ir.DirectResponse(200, "in"), protection=ir.Protection(ir.Security(("gone",)))
    )
    snapshot = build_snapshot(make_gateway(edge.port, routes=(route,)))
    assert "issuer 'gone' is not there" in snapshot.left_out[0].reason
    await edge.control.push(snapshot)
    assert await ask(edge) == 500
