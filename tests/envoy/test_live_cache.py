"""A real Envoy gives answers again that services allow to be kept: to those they are for, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.support.c_filter import compile_filter
from tests.support.edge import Edge, run_edge
from tests.support.envoy import eventually, find_free_port
from tests.support.gateways import make_filter_version, make_gateway
from tests.support.origin import Headers, Origin, run_origin
from tests.support.tokens import TokenMaker
from tests.support.traffic import steady_traffic

from sluice_console.envoy import ir

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]

KEPT: Headers = [("cache-control", "max-age=60")]
PUBLIC = ir.RouteCache()
V1 = make_filter_version("v1", compile_filter("v1"))
V2 = make_filter_version("v2", compile_filter("v2"))
TOKENS = TokenMaker("https://login.test")
ISSUER = ir.TokenIssuer("is_1", "login", "https://login.test", jwks=TOKENS.jwks())
_paths: Iterator[int] = count()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


def new_path() -> str:
    """Nothing is kept under it."""
    return f"/{next(_paths)}"


def size_of(folder: Path) -> int:
    return sum(item.stat().st_size for item in folder.iterdir())


def make(
    edge: Edge, origin: Origin, folder: str, cache: ir.RouteCache | None = PUBLIC, **route: Any
) -> ir.Gateway:
    """One route for everything."""
    service = ir.Service("sv_1", "web", (ir.Endpoint("127.0.0.1", origin.port),))
    action = ir.Forward((ir.Destination("sv_1"),), cache=cache)
    listener = ir.Listener("ls_1", "http", edge.port, "127.0.0.1", cache=ir.Cache(folder))
    return make_gateway(
        edge.port,
        services=(service,),
        routes=(ir.Route("rt_1", "all", action, **route),),
        listeners=(listener,),
        issuers=(ISSUER,),
        filters=(V1, V2),
    )


async def get(edge: Edge, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Then waits until the node has had the time to put it away."""
    answer = await edge.get(path, method, **headers)
    await asyncio.sleep(0.1)
    return answer


async def bodies(edge: Edge, path: str, times: int = 3, **headers: str) -> list[str]:
    return [(await get(edge, path, **headers)).text for _ in range(times)]


async def test_the_second_request_reaches_no_service(edge: Edge, folder: str) -> None:
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        await edge.publish(make(edge, origin, folder))
        first, *others = [await get(edge, path) for _ in range(4)]
        assert [item.text for item in others] == [first.text] * 3
        assert len(origin.requests) == 1
        assert "age" not in first.headers and int(others[-1].headers["age"]) <= 5
        assert "x-sluice-cache" not in {*first.headers, *others[0].headers}
        assert (await get(edge, path + "?page=2")).text == "2", "each query has an answer of its own"
        head = await get(edge, path, "HEAD")
        assert (head.status_code, head.content, len(origin.requests)) == (200, b"", 2)
        part = await get(edge, path, range="bytes=0-0")
        assert (part.status_code, part.text) in ((200, first.text), (206, first.text[:1]))
        assert (await get(edge, path, "POST")).text == "3"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("cache-control", "no-store, max-age=60")],
        [("cache-control", "private, max-age=60")],
        [*KEPT, ("vary", "x-user")],
        [*KEPT, ("vary", "*")],
        [*KEPT, ("vary", "accept"), ("vary", "x-user")],
    ],
)
async def test_what_may_be_for_one_client_is_not_kept(edge: Edge, folder: str, headers: Headers) -> None:
    path = new_path()
    async with run_origin({path: headers}) as origin:
        await edge.publish(make(edge, origin, folder))
        assert await bodies(edge, path) == ["1", "2", "3"]


async def test_nobody_gets_a_cookie_of_somebody_else(edge: Edge, folder: str) -> None:
    path = new_path()
    async with run_origin({path: [*KEPT, ("set-cookie", "session=abc; Path=/")]}) as origin:
        await edge.publish(make(edge, origin, folder))
        answers = [await get(edge, path) for _ in range(2)]
        assert [item.text for item in answers] == ["1", "1"]
        assert all("set-cookie" not in item.headers for item in answers)
        assert "set-cookie" in (await get(edge, path, "POST")).headers
        assert "set-cookie" in (await get(edge, path, cookie="a=b")).headers


async def test_an_answer_lives_as_long_as_its_service_says(edge: Edge, folder: str) -> None:
    short, checked = new_path(), new_path()
    answers: dict[str, Headers] = {
        short: [("cache-control", "max-age=1")],
        checked: [("cache-control", "max-age=1"), ("etag", '"e1"')],
    }
    async with run_origin(answers) as origin:
        await edge.publish(make(edge, origin, folder))
        assert await bodies(edge, short, 2) == ["1", "1"]
        assert await bodies(edge, checked, 2) == ["2", "2"]
        await asyncio.sleep(2.1)
        assert (await get(edge, short)).text == "3"
        assert (await get(edge, checked)).text == "2", "the service says that it is still good"
        assert origin.requests[-1][2]["if-none-match"] == '"e1"'


async def test_each_language_has_its_own(edge: Edge, folder: str) -> None:
    path = new_path()
    async with run_origin({path: [*KEPT, ("vary", "Accept-Language")]}) as origin:
        await edge.publish(make(edge, origin, folder))
        assert await bodies(edge, path, accept_language="de") == ["1", "1", "1"]
        assert await bodies(edge, path, accept_language="en") == ["2", "2", "2"]
        again = await get(edge, path, accept_language="de")
        assert (again.text, again.headers["vary"]) == ("1", "Accept-Language")


@pytest.mark.parametrize("name", ["authorization", "cookie", "x_api_key"])
async def test_credentials_go_past_it_both_ways(edge: Edge, folder: str, name: str) -> None:
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        await edge.publish(make(edge, origin, folder))
        assert await bodies(edge, path, 2, **{name: "ann"}) == ["1", "2"], "neither kept"
        assert await bodies(edge, path, 2) == ["3", "3"]
        assert await bodies(edge, path, 2, **{name: "ann"}) == ["4", "5"], "nor given"


async def test_credentials_that_a_filter_takes_away_were_there(edge: Edge, folder: str) -> None:
    """The filter of tokens takes the token off the request, long before the cache."""
    path = new_path()
    security = ir.Security((ISSUER.id,), token_optional=True)
    ann = {"authorization": f"Bearer {TOKENS.make(sub='ann')}"}
    async with run_origin({path: KEPT}) as origin:
        gateway = make(edge, origin, folder, ir.RouteCache(shared=True), protection=ir.Protection(security))
        await edge.publish(gateway)
        assert await bodies(edge, path, 2, **ann) == ["1", "1"], "shared: whoever is let in"
        assert "authorization" not in origin.requests[0][2]
        assert (await get(edge, path, authorization="Bearer x")).status_code == 401, "kept, but not for these"
        required = ir.Protection(ir.Security((ISSUER.id,)))
        await edge.publish(make(edge, origin, folder, ir.RouteCache(shared=True), protection=required))
        assert (await get(edge, path)).status_code == 401
        assert await bodies(edge, path, 2, **ann) == ["1", "1"]
        assert [(await get(edge, path)).status_code for _ in range(2)] == [401, 401]
        nobody = ir.Protection(ir.Security(rules=()))
        await edge.publish(make(edge, origin, folder, ir.RouteCache(shared=True), protection=nobody))
        assert (await get(edge, path, **ann)).status_code == 403
        assert len(origin.requests) == 1


async def test_limits_count_what_is_kept_too(edge: Edge, folder: str) -> None:
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        limits = ir.Protection(limits=(ir.RateLimit(3, 60.0),))
        await edge.publish(make(edge, origin, folder, protection=limits))
        assert [(await get(edge, path)).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        assert len(origin.requests) == 1


async def test_what_a_tenant_gets_is_not_kept(edge: Edge, folder: str) -> None:
    """`x-tenant` and `x-key-id` are what a filter has found out about the client."""
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        await edge.publish(make(edge, origin, folder, ir.RouteCache(shared=True)))
        assert await bodies(edge, path, 2, x_tenant="red") == ["1", "2"]
        assert await bodies(edge, path, 2) == ["3", "3"]
        assert await bodies(edge, path, 2, x_tenant="blue") == ["4", "5"]
        assert await bodies(edge, path, 2, x_key_id="k") == ["6", "7"]


async def test_a_route_that_does_not_ask_has_none(edge: Edge, folder: str) -> None:
    """The same address by another route, whose condition also fits what a client makes up."""
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        gateway = make(edge, origin, folder)
        (first,) = gateway.routes
        match = ir.RouteMatch(headers=(ir.HeaderMatch("x-off"),))
        plain = ir.Forward((ir.Destination("sv_1"),))
        other = replace(first, id="rt_2", name="off", match=match, action=plain, order=1)
        await edge.publish(replace(gateway, routes=(first, other)))
        assert await bodies(edge, path, 2) == ["1", "1"]
        assert await bodies(edge, path, 2, x_off="1", x_sluice_cache="rt_1") == ["2", "3"]
        assert await bodies(edge, path, 2) == ["1", "1"]


async def test_filters_see_what_is_kept_and_their_refusals_are_not(edge: Edge, folder: str) -> None:
    path = new_path()
    attachment = ir.Attachment("at_1", V1.id, "{}", "rt_1")
    async with run_origin({path: KEPT}) as origin:
        await edge.publish(replace(make(edge, origin, folder), attachments=(attachment,)))
        denied = await get(edge, path, x_provoke="deny")
        assert (denied.status_code, origin.requests) == (403, [])
        answers = [await get(edge, path) for _ in range(2)]
        assert [item.text for item in answers] == ["1 v1", "1 v1"]
        assert [item.headers["x-filter"] for item in answers] == ["v1", "v1"]
        assert (await get(edge, path, x_provoke="deny")).status_code == 403


async def test_during_a_rollout_neither_side_has_one(edge: Edge, folder: str) -> None:
    path = new_path()
    attachment = ir.Attachment("at_1", V1.id, "{}", "rt_1")
    stage = ir.Stage(headers=(ir.HeaderMatch("x-beta"),))
    async with run_origin({path: KEPT}) as origin:
        gateway = replace(make(edge, origin, folder), attachments=(attachment,))
        await edge.publish(gateway)
        assert await bodies(edge, path, 2) == ["1 v1", "1 v1"]
        await edge.publish(
            replace(gateway, rollouts=(ir.Rollout("ro_1", ir.FilterChange("at_1", V2.id, "{}"), stage),))
        )
        assert await bodies(edge, path, 2, x_beta="1") == ["2 v2", "3 v2"]
        assert await bodies(edge, path, 2) == ["4 v1", "5 v1"]


async def test_a_service_that_does_not_answer_in_time(edge: Edge, folder: str) -> None:
    """The cache asks by itself, and would wait without an end."""
    path = new_path()
    async with run_origin({}) as origin:
        gateway = make(edge, origin, folder)
        service = replace(gateway.services[0], endpoints=(ir.Endpoint("127.0.0.1", origin.silent_port),))
        action = ir.Forward((ir.Destination("sv_1"),), timeout=0.5, cache=PUBLIC)
        routes = (replace(gateway.routes[0], action=action),)
        await edge.publish(replace(gateway, services=(service,), routes=routes))
        assert (await get(edge, path)).status_code == 504


async def test_queries_may_be_left_out(edge: Edge, folder: str) -> None:
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        await edge.publish(make(edge, origin, folder, ir.RouteCache(queries=False)))
        assert await bodies(edge, path, 2) == ["1", "1"]
        assert await bodies(edge, path + "?a=1", 2) == ["2", "3"]


async def test_without_the_folder_nothing_is_kept_and_nothing_fails(edge: Edge, tmp_path: Path) -> None:
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        await edge.publish(make(edge, origin, str(tmp_path / "missing")))
        assert await bodies(edge, path) == ["1", "2", "3"]


async def test_the_folder_stays_within_its_size(edge: Edge, tmp_path: Path) -> None:
    paths = [new_path() for _ in range(15)]
    async with run_origin({path: [*KEPT, ("x-pad", "100000")] for path in paths}) as origin:
        gateway = make(edge, origin, "")
        settings = ir.Cache(str(tmp_path), megabytes=1)
        await edge.publish(replace(gateway, listeners=(replace(gateway.listeners[0], cache=settings),)))
        for path in paths:
            assert len((await get(edge, path)).content) == 100_000

        async def fits() -> bool:
            return 100_000 < size_of(tmp_path) <= 1_000_000

        assert await eventually(fits, 20.0)
        assert len(origin.requests) == len(paths)


async def test_changing_it_costs_no_request(edge: Edge, folder: str, tmp_path: Path) -> None:
    path = new_path()
    async with run_origin({path: KEPT}) as origin:
        await edge.publish(make(edge, origin, folder))
        async with steady_traffic(edge.port, path) as tally:
            for number in range(12):
                cache = (None, PUBLIC, ir.RouteCache(shared=True))[number % 3]
                place = (folder, str(tmp_path))[number % 2]
                await edge.publish(make(edge, origin, place, cache))
                await asyncio.sleep(0.1)
    assert tally.failures.total() == 0
    assert set(tally.statuses) == {200}
    assert len(origin.requests) < tally.total
