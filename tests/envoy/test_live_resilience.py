"""A real Envoy does with requests what a service and a route ask for, counted at the upstreams."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.support.edge import Edge, run_edge
from tests.support.envoy import eventually, find_free_port
from tests.support.gateways import make_gateway
from tests.support.recorder import run_recorders

from sluice_console.envoy import ir

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    """One Envoy for the module; each test publishes a gateway of its own."""
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


def service(*endpoints: ir.Endpoint, **fields: Any) -> ir.Service:
    return ir.Service("sv_1", "web", endpoints, **fields)


def forward(*versions: tuple[str, int], **fields: Any) -> ir.Forward:
    chosen = versions or (("", 1),)
    return ir.Forward(tuple(ir.Destination("sv_1", name, weight) for name, weight in chosen), **fields)


async def publish(
    edge: Edge, upstream: ir.Service, action: ir.Forward, *others: ir.Service, **parts: Any
) -> None:
    route = ir.Route("rt_1", "all", action, **parts)
    await edge.publish(make_gateway(edge.port, services=(upstream, *others), routes=(route,)))


async def ask(edge: Edge, count: int, path: str = "/", **headers: str) -> Counter[str]:
    """How often each answer came: the upstream's name, or the status where it is not 200."""
    found: Counter[str] = Counter()
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        for _ in range(count):
            answer = await client.get(f"http://127.0.0.1:{edge.port}{path}", headers=headers)
            found[answer.text if answer.status_code == 200 else str(answer.status_code)] += 1
    return found


async def test_a_split_of_90_to_10(edge: Edge) -> None:
    async with run_recorders(2) as (one, two):
        upstream = service(one.endpoint("v1"), two.endpoint("v2"))
        await publish(edge, upstream, forward(("v1", 90), ("v2", 10)))
        found = await ask(edge, 600)
    assert set(found) == {"u1", "u2"}
    assert 0.05 < found["u2"] / 600 < 0.16


async def test_three_tries_of_a_second(edge: Edge) -> None:
    """The upstream sees 4 requests, each one second after the other, and the client gets 504."""
    async with run_recorders(1) as (one,):
        one.delay = 1.5
        retry = ir.Retry(attempts=3, per_try_timeout=1.0)
        await publish(edge, service(one.endpoint()), forward(retry=retry, timeout=10.0))
        began = time.monotonic()
        assert await ask(edge, 1) == {"504": 1}
        assert 3.9 < time.monotonic() - began < 5.5
        assert len(one.seen) == 4
        assert all(0.95 < b.at - a.at < 1.5 for a, b in zip(one.seen, one.seen[1:], strict=False))


async def test_a_timeout_of_three_seconds_covers_all_tries(edge: Edge) -> None:
    async with run_recorders(1) as (one,):
        one.delay = 1.5
        retry = ir.Retry(attempts=3, per_try_timeout=1.0)
        await publish(edge, service(one.endpoint()), forward(retry=retry, timeout=3.0))
        began = time.monotonic()
        assert await ask(edge, 1) == {"504": 1}
        assert 2.9 < time.monotonic() - began < 3.6
        assert len(one.seen) == 3


async def test_retries_by_status_and_on_a_refused_connection(edge: Edge) -> None:
    async with run_recorders(1) as (one,):
        one.status = 409
        by_status = ir.Retry(attempts=2, on=("retriable-status-codes",), statuses=(409,))
        await publish(edge, service(one.endpoint()), forward(retry=by_status))
        assert await ask(edge, 1) == {"409": 1}
        assert len(one.seen) == 3

        one.status, dead = 200, ir.Endpoint("127.0.0.1", find_free_port())
        await publish(edge, service(dead, one.endpoint()), forward(retry=ir.Retry(attempts=3)))
        assert (await ask(edge, 20))["u1"] >= 19


async def test_more_than_the_pool_holds_is_refused_at_once(edge: Edge) -> None:
    """Two connections, one waiting: of eight requests at once the rest is answered 503 within the delay.

    Each of the two workers may always open one connection, whatever the other has open (Envoy's
    documentation, "Circuit breaking").
    """
    async with run_recorders(1) as (one,):
        one.delay = 0.5
        limits = ir.ConnectionLimits(connections=2, pending=1, requests=100)
        await publish(edge, service(one.endpoint(), limits=limits), forward())
        answers = await asyncio.gather(*(edge.get("/") for _ in range(8)))
        found = Counter(answer.status_code for answer in answers)
        assert one.connections <= 3 and found[503] >= 4 and found[200] >= 2, found
        refused = next(answer for answer in answers if answer.status_code == 503)
        assert refused.headers["x-envoy-overloaded"] == "true"
        counted = await edge.envoy.statistics("cluster.web.upstream_rq_pending_overflow")
        assert sum(counted.values()) == found[503]


async def test_the_pool_of_the_requirements_and_two_requests_a_connection(edge: Edge) -> None:
    async with run_recorders(1) as (one,):
        limits = ir.ConnectionLimits(100, 50, 100, requests_per_connection=2)
        await publish(edge, service(one.endpoint(), limits=limits), forward())
        assert await ask(edge, 7) == {"u1": 7}
        assert max(Counter(seen.connection for seen in one.seen).values()) == 2
        gauges = await edge.envoy.statistics("cluster.web.circuit_breakers.default.remaining")
    assert gauges["cluster.web.circuit_breakers.default.remaining_cx"] >= 99
    assert gauges["cluster.web.circuit_breakers.default.remaining_pending"] == 50
    assert gauges["cluster.web.circuit_breakers.default.remaining_rq"] == 100


async def test_an_endpoint_with_five_errors_is_ejected_and_comes_back(edge: Edge) -> None:
    async with run_recorders(2) as (good, bad):
        bad.status = 503
        ejection = ir.Ejection(errors=5, interval=0.3, duration=0.8, max_percent=50)
        await publish(edge, service(good.endpoint(), bad.endpoint(), ejection=ejection), forward())
        first = await ask(edge, 30)
        assert 5 <= first["503"] <= 8
        bad.status = 200
        assert await ask(edge, 10) == {"u1": 10}

        async def is_back() -> bool:
            return (await ask(edge, 4))["u2"] > 0

        assert await eventually(is_back, 5)


async def test_no_more_than_half_of_the_endpoints_are_ejected(edge: Edge) -> None:
    async with run_recorders(4) as all_of_them:
        for item in all_of_them:
            item.status = 500
        ejection = ir.Ejection(errors=5, interval=0.3, duration=30, max_percent=50, min_healthy_percent=0)
        upstream = service(*(item.endpoint() for item in all_of_them), ejection=ejection)
        await publish(edge, upstream, forward())
        await ask(edge, 60)
        ejected = await edge.envoy.statistics("cluster.web.outlier_detection.ejections_active")
    assert ejected == {"cluster.web.outlier_detection.ejections_active": 2}


async def test_health_checks_take_an_endpoint_out_before_a_request_meets_it(edge: Edge) -> None:
    async with run_recorders(2) as (good, ill):
        ill.status = 500
        check = ir.HealthCheck(path="/healthz", host="health.test", interval=0.2, ill_after=1, well_after=1)
        await publish(edge, service(good.endpoint(), ill.endpoint(), health_check=check), forward())

        async def is_known() -> bool:
            found = await edge.envoy.statistics("cluster.web.membership_healthy")
            return found == {"cluster.web.membership_healthy": 1}

        assert await eventually(is_known)
        assert await ask(edge, 10) == {"u1": 10}
        assert {seen.path for seen in ill.seen} == {"/healthz"}
        assert ill.seen[0].headers["host"] == "health.test"
        ill.status = 200

        async def is_well() -> bool:
            return (await ask(edge, 4))["u2"] > 0

        assert await eventually(is_well)


async def test_a_lower_priority_takes_over_when_the_first_is_ill(edge: Edge) -> None:
    async with run_recorders(2) as (first, second):
        check = ir.HealthCheck(interval=0.2, ill_after=1, well_after=1)
        endpoints = (first.endpoint(region="north"), second.endpoint(region="south", priority=1))
        await publish(edge, service(*endpoints, health_check=check), forward())
        assert await ask(edge, 10) == {"u1": 10}
        first.status = 500

        async def has_moved() -> bool:
            return await ask(edge, 4) == {"u2": 4}

        assert await eventually(has_moved)


async def test_a_mirror_gets_its_share_and_changes_no_answer(edge: Edge) -> None:
    async with run_recorders(2) as (one, shadow):
        shadow.status, shadow.delay = 500, 0.2
        other = ir.Service("sv_2", "shadow", (shadow.endpoint(),))
        await publish(edge, service(one.endpoint()), forward(mirrors=(ir.Mirror("sv_2", share=3000),)), other)
        began = time.monotonic()
        assert await ask(edge, 200, "/x?y=1", host="shop.test") == {"u1": 200}
        assert time.monotonic() - began < 0.2 * 60, "the answers waited for the mirror"
        await asyncio.sleep(0.3)
        assert 0.18 < len(shadow.seen) / 200 < 0.42
        assert {(seen.path, seen.headers["host"]) for seen in shadow.seen} == {("/x?y=1", "shop.test")}


@pytest.mark.parametrize("policy", ["round_robin", "least_request", "random"])
async def test_policies_that_spread(edge: Edge, policy: ir.LoadBalancing) -> None:
    async with run_recorders(3) as three:
        upstream = service(*(item.endpoint() for item in three), load_balancing=policy)
        await publish(edge, upstream, forward())
        found = await ask(edge, 150)
    assert set(found) == {"u1", "u2", "u3"} and min(found.values()) >= 25, found


@pytest.mark.parametrize("policy", ["ring_hash", "maglev"])
async def test_policies_that_stick_to_a_header(edge: Edge, policy: ir.LoadBalancing) -> None:
    async with run_recorders(3) as three:
        upstream = service(*(item.endpoint() for item in three), load_balancing=policy)
        await publish(edge, upstream, forward(hash_by=(ir.HashKey("header", "x-user"),)))
        by_header = {user: await ask(edge, 4, **{"x-user": user}) for user in map(str, range(40))}
    assert all(len(found) == 1 for found in by_header.values())
    assert len({next(iter(found)) for found in by_header.values()}) == 3


async def test_a_session_sticks_by_the_cookie_that_envoy_gives(edge: Edge) -> None:
    async with run_recorders(3) as three:
        upstream = service(*(item.endpoint() for item in three), load_balancing="ring_hash")
        await publish(edge, upstream, forward(hash_by=(ir.HashKey("cookie", "affinity", ttl=60),)))
        answer = await edge.get("/")
        given = answer.headers["set-cookie"]
        assert given.startswith("affinity=") and "Max-Age=60" in given
        found = await ask(edge, 12, cookie=given.split(";")[0])
    assert found == {answer.text: 12}


async def test_slow_start_lets_a_new_endpoint_begin_with_little(edge: Edge) -> None:
    async with run_recorders(2) as (old, new):
        upstream = service(old.endpoint(), slow_start=1)
        await publish(edge, upstream, forward())
        await asyncio.sleep(1.1)
        await publish(edge, replace(upstream, endpoints=(old.endpoint(), new.endpoint())), forward())
        first = await ask(edge, 40)
        await asyncio.sleep(1.1)
        later = await ask(edge, 40)
    assert first["u2"] < 16 <= later["u2"], (first, later)


async def test_rewrites_by_regex_and_by_template(edge: Edge) -> None:
    async with run_recorders(1) as (one,):
        upstream = service(one.endpoint())
        by_regex = ir.Rewrite(regex=ir.RegexRewrite(r"^/v([0-9]+)/", r"/api/\1/"))
        await publish(edge, upstream, forward(rewrite=by_regex))
        await ask(edge, 1, "/v2/x?y=/v3/")
        template = ir.RouteMatch(ir.PathMatch("template", "/users/{id}/{rest=**}"))
        by_template = ir.Rewrite(template="/v2/{rest}/of/{id}")
        await publish(edge, upstream, forward(rewrite=by_template), match=template)
        await ask(edge, 1, "/users/7/orders/1?q=1")
        assert [seen.path for seen in one.seen] == ["/api/2/x?y=/v3/", "/v2/orders/1/of/7?q=1"]
