"""Many routes in a real Envoy: a change is sent with those of its own host, and no request is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.edge import Edge, make_bootstrap, run_control, run_edge
from tests.support.envoy import eventually, find_free_port, run_envoy
from tests.support.gateways import make_gateway

from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.slots import SPLIT_FROM
from sluice_console.envoy.resources import ROUTES, VIRTUAL_HOST
from sluice_console.envoy.snapshot import build_snapshot

pytestmark = pytest.mark.envoy

HOSTS = 50


def make_route(number: int, body: str) -> ir.Route:
    match = ir.RouteMatch(ir.PathMatch("prefix", f"/p{number}"))
    return ir.Route(
        f"rt_{number}",
        f"r{number}",
        ir.DirectResponse(200, body),
        hosts=(f"h{number % HOSTS}.test",),
        match=match,
    )


def make_routes(number_of_routes: int, changed: Collection[int] = ()) -> tuple[ir.Route, ...]:
    return tuple(
        make_route(number, "new" if number in changed else f"old {number}")
        for number in range(number_of_routes)
    )


async def count(edge: Edge, pattern: str) -> int:
    return sum((await edge.envoy.statistics(pattern)).values())


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path, make_gateway(port, routes=make_routes(SPLIT_FROM)), port) as started:
        yield started


async def ask(edge: Edge, number: int) -> tuple[int, str]:
    response = await edge.get(f"/p{number}", host=f"h{number % HOSTS}.test")
    return response.status_code, response.text


async def test_a_changed_route_is_sent_with_its_own_host(edge: Edge) -> None:
    assert await ask(edge, 7) == (200, "old 7")
    assert (await edge.get("/p7", host="elsewhere.test")).status_code == 404
    before = await count(edge, "^cluster.*upstream_cx_rx_bytes_total")
    await edge.publish(make_gateway(edge.port, routes=make_routes(SPLIT_FROM, {7})))
    received = await count(edge, "^cluster.*upstream_cx_rx_bytes_total") - before
    whole = sum(
        len(item.body) for item in build_snapshot(make_gateway(0, routes=make_routes(SPLIT_FROM))).resources()
    )
    assert await ask(edge, 7) == (200, "new")
    assert await ask(edge, 57) == (200, "old 57")
    assert received < whole / 10, (received, whole)


async def test_hosts_come_and_go(edge: Edge) -> None:
    more = (
        *make_routes(SPLIT_FROM),
        replace(make_route(9_999, "more"), hosts=("more.test", "*.wild.test", "*")),
    )
    await edge.publish(make_gateway(edge.port, routes=more))
    for host in ("more.test", "a.wild.test", "anything.test"):
        response = await edge.get("/p9999", host=host)
        assert (response.status_code, response.text) == (200, "more"), host
    await edge.publish(make_gateway(edge.port, routes=make_routes(SPLIT_FROM)))

    async def is_gone() -> bool:
        return (await edge.get("/p9999", host="more.test")).status_code == 404

    assert await eventually(is_gone)
    assert await ask(edge, 499) == (200, "old 499")


async def test_no_request_fails_while_a_gateway_grows_and_shrinks(edge: Edge) -> None:
    """Below the bound the hosts are part of the routes again; each way the listener waits for what is new."""
    wrong: list[tuple[int, str]] = []
    ended = asyncio.Event()

    async def keep_asking() -> None:
        while not ended.is_set():
            found = await ask(edge, 3)
            if found != (200, "old 3"):
                wrong.append(found)

    asking = [asyncio.create_task(keep_asking()) for _ in range(3)]
    for count in (SPLIT_FROM - 1, SPLIT_FROM + 1, SPLIT_FROM - 100, SPLIT_FROM + 50):
        gateway = make_gateway(edge.port, routes=make_routes(count))
        assert bool(build_snapshot(gateway).by_type[VIRTUAL_HOST]) is (count >= SPLIT_FROM)
        await edge.publish(gateway)
        await asyncio.sleep(0.5)
        assert (await ask(edge, count - 1))[0] == 200
    ended.set()
    await asyncio.gather(*asking)
    assert not wrong


async def test_a_rejected_host_leaves_the_others_as_they_were(edge: Edge) -> None:
    broken = build_snapshot(make_gateway(edge.port, routes=make_routes(SPLIT_FROM, {8})))
    name = next(name for name in broken.by_type[VIRTUAL_HOST] if name.endswith("/h8.test"))
    bad = make_route(8, "new")
    bad = replace(bad, match=ir.RouteMatch(ir.PathMatch("regex", "/p8(a{1,900}){1,900}")))
    routes = tuple(bad if item.id == "rt_8" else item for item in make_routes(SPLIT_FROM))
    report = await edge.control.push(build_snapshot(make_gateway(edge.port, routes=routes)), 5)
    assert list(report.rejected) == ["n1"], report
    rejections = edge.control.nodes.list_nodes()[0].rejections
    assert [(item.type_url, item.name) for item in rejections] == [(VIRTUAL_HOST, name)]
    assert await ask(edge, 8) == (200, "old 8")
    mended = make_routes(SPLIT_FROM, {8, 9})
    await edge.publish(make_gateway(edge.port, routes=mended))
    assert await ask(edge, 8) == (200, "new")
    assert await ask(edge, 9) == (200, "new")
    assert edge.control.nodes.list_nodes()[0].rejections == ()


async def test_who_comes_back_is_sent_nothing_that_it_has(tmp_path: Path) -> None:
    port = find_free_port()
    gateway = make_gateway(port, routes=make_routes(SPLIT_FROM))
    async with run_control() as control:
        control.cache.set_snapshot("gw_1", build_snapshot(gateway))
        bootstrap, xds_port, cache = make_bootstrap(control.port), control.port, control.cache
        async with run_envoy(tmp_path, bootstrap) as envoy:
            await envoy.wait_until_ready()
            edge = Edge(control, envoy, port)
            await edge.publish(gateway)
            reloads = await count(edge, "rds.*config_reload$")
            assert reloads
            await control.server.stop(0)
            async with run_control(xds_port, cache) as again:
                back = Edge(again, envoy, port)
                for _ in range(100):
                    if again.nodes.list_nodes():
                        break
                    await asyncio.sleep(0.1)
                report = await again.push(build_snapshot(gateway))
                assert report.loaded == ("n1",), report
                assert await count(back, "rds.*config_reload$") == reloads
                assert not again.nodes.list_nodes()[0].types[ROUTES].nonce
                await back.publish(make_gateway(port, routes=make_routes(SPLIT_FROM, {11})))
                assert await ask(back, 11) == (200, "new")
