"""Limits that all nodes count together: over REST, in two Envoys, with two consoles and with none."""

from __future__ import annotations

import asyncio
import re
from collections import Counter as Counts
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError
from tests.console.conftest import (
    PASSWORD,
    Console,
    empty_database,
    fill,
    make_account,
    run_console,
    there_and_back,
    wait_for,
)
from tests.console.test_live import upstream
from tests.console.test_resilience import latest, latest_number
from tests.support import traffic
from tests.support.envoy import Envoy, find_free_port, run_envoy

from sluice_console.core.auth.secret import counting_token, digest_of
from sluice_console.core.settings import Settings
from sluice_console.envoy import ir
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.http_filters import shared_limits
from sluice_console.envoy.protobufs import rate_limit_answer
from sluice_console.features.limits import windows
from sluice_console.features.limits.book import FRESH_SECONDS, LimitBook
from sluice_console.features.limits.windows import Counter, OwnReserve
from sluice_console.models import LimitWindow
from sluice_console.xds.rate_limits import RATE_LIMIT_SERVICE

DAY = 86_400
"""A window that ends in no test."""
OVER = rate_limit_answer.RateLimitResponse.OVER_LIMIT
OK = rate_limit_answer.RateLimitResponse.OK


async def make_limit(console: Console, **values: Any) -> dict[str, Any]:
    """The limit `calls` of 20, on the route `all` beside those it has; `values` are its fields."""
    body = {"gateway": "edge", "name": "calls", "requests": 20, "seconds": DAY, **values}
    made = dict(await console.ok("POST", "/api/limits", json=body))
    route = await console.ok("GET", "/api/routes/edge/all")
    limits = [*route["shared_limits"], made["id"]]
    await console.ok("PATCH", "/api/routes/edge/all", json={"shared_limits": limits})
    return made


@dataclass(frozen=True, slots=True)
class Pair:
    """A console and two Envoys that share a port; each request is a connection, which either may get."""

    console: Console
    envoys: tuple[Envoy, Envoy]
    port: int
    xds: int

    async def ask(self, **headers: str) -> tuple[int, dict[str, str]]:
        """Status and headers of an answer over a connection of its own."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = traffic.Connection(self.port)
        try:
            status, answer, _ = await connection.get("/", {"host": "test", **named})
        finally:
            connection.close()
        return status, answer

    async def statuses(self, count: int, **headers: str) -> Counts[int]:
        """Four at a time."""
        turns = asyncio.Semaphore(4)

        async def one() -> int:
            async with turns:
                return (await self.ask(**headers))[0]

        return Counts(await asyncio.gather(*(one() for _ in range(count))))

    async def until_applied(self) -> None:
        """Until both nodes have the newest release."""

        async def are_current() -> bool:
            items = (await self.console.ok("GET", "/api/nodes"))["items"]
            return len(items) == 2 and all(item["current"] for item in items)

        await wait_for(are_current, 15)

    async def served(self) -> list[int]:
        """How many requests each Envoy has had."""
        found = []
        for envoy in self.envoys:
            totals = await envoy.statistics(r"^http\.ls_.*\.downstream_rq_completed")
            found.append(sum(map(int, totals.values())))
        return found


@pytest.fixture
async def pair(
    sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Pair]:
    """Its nodes wait for an answer as long as it takes: clients and console share this process."""
    monkeypatch.setattr(shared_limits, "ANSWER_SECONDS", 20.0)
    port = find_free_port()
    async with run_console(sqlite_settings) as console, upstream() as answering:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await fill(console)
        address = {"listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("PATCH", "/api/gateways/edge", json=address)
        endpoints = [{"host": "127.0.0.1", "port": answering}]
        await console.ok("PATCH", "/api/services/web", json={"endpoints": endpoints})
        async with node(console, tmp_path, "n1", xds) as one, node(console, tmp_path, "n2", xds) as two:
            yield Pair(console, (one, two), port, xds)


@asynccontextmanager
async def node(console: Console, folder: Path, name: str, xds: int) -> AsyncIterator[Envoy]:
    token = await console.token(role="node", gateway="edge")
    bootstrap = to_bootstrap(name, "edge", [("127.0.0.1", xds)], find_free_port(), token)
    async with run_envoy(folder / name, bootstrap, concurrency=1) as envoy:
        await envoy.wait_until_ready()
        yield envoy


@pytest.mark.envoy
async def test_two_nodes_let_through_what_is_allowed_to_both_together(pair: Pair) -> None:
    await make_limit(pair.console)
    await pair.until_applied()
    before = await pair.served()
    assert await pair.statuses(60) == {200: 20, 429: 40}
    shares = [after - earlier for after, earlier in zip(await pair.served(), before, strict=True)]
    assert sum(shares) == 60 and min(shares) > 5, shares
    status, headers = await pair.ask()
    assert status == 429
    assert 0 < int(headers["retry-after"]) <= DAY
    assert headers["x-ratelimit-limit"].startswith("20")
    assert headers["x-ratelimit-remaining"] == "0"


@pytest.mark.envoy
async def test_each_client_has_its_own_and_a_change_counts_at_once(pair: Pair) -> None:
    limit = await make_limit(pair.console, requests=3, by="X-Api-Key")
    await pair.until_applied()
    assert await pair.statuses(10, x_api_key="ann") == {200: 3, 429: 7}
    assert await pair.statuses(10, x_api_key="bob") == {200: 3, 429: 7}
    assert await pair.statuses(10) == {200: 10}
    await pair.console.ok("PATCH", f"/api/limits/{limit['id']}", json={"requests": 5})
    await asyncio.sleep(1)
    assert await pair.statuses(1, x_api_key="cat") == {200: 1}  # reads the limits, while others would go on
    assert await pair.statuses(10, x_api_key="ann") == {200: 5, 429: 5}
    await pair.console.ok("PATCH", "/api/routes/edge/all", json={"shared_limits": []})
    await pair.until_applied()
    assert await pair.statuses(10, x_api_key="ann") == {200: 10}


@pytest.mark.envoy
@pytest.mark.parametrize(("when_away", "status"), [("allow", 200), ("deny", 503)])
async def test_while_the_console_is_away_the_limit_says_what_happens(
    pair: Pair, when_away: str, status: int
) -> None:
    await make_limit(pair.console, when_away=when_away)
    await pair.until_applied()
    assert await pair.statuses(5) == {200: 5}
    await pair.console.app.state.xds.stop(0)
    assert await pair.statuses(30) == {status: 30}
    assert await pair.console.app.state.xds.start("127.0.0.1", pair.xds) == pair.xds

    async def counts_again() -> bool:
        """What was counted before is still there."""
        found = await pair.statuses(1)
        return found == {429: 1}

    await wait_for(counts_again, 20)


@pytest.mark.postgres
async def test_two_consoles_count_together(sqlite_settings: Settings, postgres: str) -> None:
    async with empty_database(postgres) as url:
        settings = sqlite_settings.model_copy(update={"database_url": url})
        async with run_console(settings) as first, run_console(settings) as second:
            await fill(first)
            limit = await make_limit(first, requests=100)
            gateway = limit["gateway_id"]
            books: list[LimitBook] = [first.app.state.limits, second.app.state.limits]
            asked = [book.take(gateway, limit["id"], "ann", 1) for book in books for _ in range(90)]
            taken = await asyncio.gather(*asked)
            let_through = sum(item is not None and item.allowed for item in taken)
            assert let_through == 100
            other = await books[0].take(gateway, limit["id"], "bob", 1)
            assert other is not None and other.allowed
            await second.ok("DELETE", "/api/gateways/edge")
            await asyncio.sleep(0.6)
            assert await books[0].take(gateway, limit["id"], "ann", 1) is None


@pytest.mark.postgres
async def test_windows_that_have_ended_are_dropped(sqlite_settings: Settings, postgres: str) -> None:
    async with empty_database(postgres) as url:
        settings = sqlite_settings.model_copy(update={"database_url": url})
        async with run_console(settings) as console:
            reserve = windows.SharedReserve(console.database)
            for limit in (ir.SharedLimit("sl_1", "a", 5, 60), ir.SharedLimit("sl_2", "b", 5, DAY)):
                assert await reserve.take(limit, "ann", 10, 3) == 3
                assert await reserve.take(limit, "ann", 10, 3) == 2
                assert await reserve.take(limit, "ann", 10, 3) == 0
            await reserve.forget(11 * 60 + 1)
            async with console.database.reading() as db:
                left = (await db.scalars(select(LimitWindow.limit_id))).all()
                assert left == ["sl_2"]
                assert await db.scalar(select(func.count()).select_from(LimitWindow)) == 1


@pytest.mark.postgres
async def test_other_numbers_count_from_the_beginning_with_replicas(
    sqlite_settings: Settings, postgres: str
) -> None:
    async with empty_database(postgres) as url:
        settings = sqlite_settings.model_copy(update={"database_url": url})
        async with run_console(settings) as console:
            counters = [Counter(windows.SharedReserve(console.database), Clock()) for _ in range(2)]
            for numbers in ((50, DAY), (10, DAY), (10, DAY // 2)):
                limit = ir.SharedLimit("sl_1", "a", *numbers)
                taken = [await counter.take(limit, "ann", 1) for _ in range(30) for counter in counters]
                assert sum(item.allowed for item in taken) == limit.requests, numbers


@dataclass(slots=True)
class SlowReserve:
    """As behind a network that has become slow: the row is committed long before the answer is here."""

    inner: windows.SharedReserve
    arrives: asyncio.Event
    asked: int = 0

    async def take(self, limit: ir.SharedLimit, client: str, window: int, wanted: int) -> int:
        self.asked += 1
        got = await self.inner.take(limit, client, window, wanted)
        await self.arrives.wait()
        return got


@pytest.mark.postgres
async def test_nothing_is_lost_with_nodes_that_no_longer_wait(
    sqlite_settings: Settings, postgres: str
) -> None:
    """Each that is told nothing in time would burn a twentieth of the limit."""
    async with empty_database(postgres) as url:
        settings = sqlite_settings.model_copy(update={"database_url": url})
        async with run_console(settings) as console:
            slow = SlowReserve(windows.SharedReserve(console.database), asyncio.Event())
            counter = Counter(slow, Clock())
            limit = ir.SharedLimit("sl_1", "a", requests=40, seconds=DAY)
            for _ in range(6):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await counter.take(limit, "ann", 1)
            assert slow.asked == 1, "one takes for all that wait"
            slow.arrives.set()
            taken = await asyncio.gather(*(counter.take(limit, "ann", 1) for _ in range(60)))
            assert sum(item.allowed for item in taken) == 40


@pytest.mark.postgres
async def test_a_reserve_that_fails_is_told_to_all_that_wait_and_asked_again(
    sqlite_settings: Settings, postgres: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with empty_database(postgres) as url:
        settings = sqlite_settings.model_copy(update={"database_url": url})
        async with run_console(settings) as console:
            counter = Counter(windows.SharedReserve(console.database), Clock())
            limit = ir.SharedLimit("sl_1", "a", requests=5, seconds=DAY)
            await rename(console, "limit_windows", "elsewhere")
            asked = [counter.take(limit, "ann", 1) for _ in range(3)]
            found = await asyncio.gather(*asked, return_exceptions=True)
            assert [type(item) for item in found] == [ProgrammingError] * 3
            assert "cannot take from a shared limit" in caplog.text
            await rename(console, "elsewhere", "limit_windows")
            assert (await counter.take(limit, "ann", 5)).allowed


async def rename(console: Console, table: str, name: str) -> None:
    async with console.database.engine.begin() as connection:
        await connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")


@dataclass(slots=True)
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_a_window_ends_and_hits_are_taken_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    counter = Counter(OwnReserve(), clock)
    limit = ir.SharedLimit("sl_1", "a", requests=10, seconds=100)
    first = await counter.take(limit, "ann", 7)
    assert (first.allowed, first.remaining, first.reset) == (True, 3, 100)
    assert not (await counter.take(limit, "ann", 4)).allowed
    assert (await counter.take(limit, "ann", 3)).allowed
    last = await counter.take(limit, "ann", 1)
    assert (last.allowed, last.remaining) == (False, 0)
    assert not (await counter.take(limit, "zoe", 11)).allowed
    clock.now += 99
    assert not (await counter.take(limit, "ann", 1)).allowed
    clock.now += 1
    assert (await counter.take(limit, "ann", 10)).allowed
    monkeypatch.setattr(windows, "CLIENTS_KEPT", 2)
    for client in ("bob", "cat"):
        await counter.take(limit, client, 10)
    assert (await counter.take(limit, "ann", 1)).allowed, "the one not seen for longest is forgotten"
    assert not (await counter.take(limit, "cat", 1)).allowed


async def test_a_console_that_cannot_reach_its_database_goes_on_counting(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    limit = await make_limit(sqlite_console, requests=2)
    book: LimitBook = sqlite_console.app.state.limits
    key = limit["gateway_id"], limit["id"], "ann", 1
    assert (await book.take(*key)) is not None
    await asyncio.sleep(0.6)
    await rename(sqlite_console, "shared_limits", "elsewhere")
    taken = [await book.take(*key) for _ in range(2)]
    assert [item is not None and item.allowed for item in taken] == [True, False]


# --- the service itself


@pytest.fixture
async def asking(sqlite_console: Console) -> AsyncIterator[tuple[Console, Any]]:
    port = await sqlite_console.app.state.xds.start("127.0.0.1", 0)
    await fill(sqlite_console)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.unary_unary(
            f"/{RATE_LIMIT_SERVICE}/ShouldRateLimit",
            request_serializer=rate_limit_answer.RateLimitRequest.SerializeToString,
            response_deserializer=rate_limit_answer.RateLimitResponse.FromString,
        )
        yield sqlite_console, call


def request_for(gateway: str, *entries: tuple[str, str]) -> Any:
    request = rate_limit_answer.RateLimitRequest(domain=gateway)
    descriptor = request.descriptors.add()
    for key, value in entries:
        descriptor.entries.add(key=key, value=value)
    return request


async def test_a_node_counts_for_its_own_gateway_only(asking: tuple[Console, Any]) -> None:
    console, call = asking
    await console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 8081})
    limit = await make_limit(console, requests=1)
    token = await console.token(role="node", gateway="edge")
    stranger = await console.token(role="node", gateway="other")
    viewer = await console.token(role="viewer")
    other = (await console.ok("GET", "/api/gateways/other"))["id"]
    own = request_for(limit["gateway_id"], ("limit", limit["id"]))
    itself = (("authorization", f"Bearer {token}"),)
    for metadata in ((), bearer("nonsense"), bearer(stranger), bearer(viewer), itself):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await call(own, metadata=metadata)
        assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
        assert "nonsense" not in str(refused.value.details())
    foreign = request_for(other, ("limit", limit["id"]))
    assert (await call(foreign, metadata=bearer(stranger))).overall_code == OK
    assert (await call(own, metadata=bearer(token))).overall_code == OK
    over = await call(own, metadata=bearer(token))
    assert over.overall_code == OVER
    assert [item.key for item in over.response_headers_to_add] == ["retry-after"]


async def test_a_console_that_has_not_read_its_limits_yet_says_so(asking: tuple[Console, Any]) -> None:
    """Otherwise a limit that denies in an outage would let everything through."""
    console, call = asking
    limit = await make_limit(console, requests=1, when_away="deny")
    token = await console.token(role="node", gateway="edge")
    own = request_for(limit["gateway_id"], ("limit", limit["id"]))
    await rename(console, "shared_limits", "elsewhere")
    for _ in range(2):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await call(own, metadata=bearer(token))
        assert "LimitsUnreadError" in str(refused.value.details())
    await rename(console, "elsewhere", "shared_limits")
    await asyncio.sleep(FRESH_SECONDS)
    codes = [(await call(own, metadata=bearer(token))).overall_code for _ in range(2)]
    assert codes == [OK, OVER]


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    """What the calls of a node with this token carry: good for counting and nothing else."""
    return (("authorization", f"Bearer {counting_token(digest_of(token))}"),)


@pytest.mark.parametrize(
    "entries",
    [
        (("limit", "sl_000000000000"),),
        (("limit", ""),),
        (("limit", "' OR 1=1 --"), ("address", "x" * 10_000)),
        (("something", "else"),),
    ],
)
async def test_what_is_no_limit_limits_nothing(
    asking: tuple[Console, Any], entries: tuple[tuple[str, str], ...]
) -> None:
    console, call = asking
    limit = await make_limit(console, requests=1)
    token = await console.token(role="node", gateway="edge")
    answer = await call(request_for(limit["gateway_id"], *entries), metadata=bearer(token))
    assert answer.overall_code == OK
    empty = rate_limit_answer.RateLimitRequest(domain=limit["gateway_id"])
    assert (await call(empty, metadata=bearer(token))).overall_code == OK
    bare = request_for(limit["gateway_id"])
    assert (await call(bare, metadata=bearer(token))).overall_code == OK


# --- REST, releases, documents, pages


async def test_it_is_made_changed_shown_and_deleted(console: Console) -> None:
    await fill(console)
    made = await make_limit(console, description="what partners may")
    assert (made["requests"], made["seconds"], made["by"], made["when_away"]) == (20, DAY, "", "allow")
    assert [item["number"] for item in made["releases"]] == [4]
    document = await latest(console)
    assert document["shared_limits"][0]["requests"] == 20
    assert document["routes"][0]["shared_limit_ids"] == [made["id"]]
    changed = await console.ok("PATCH", "/api/limits/edge/calls", json={"requests": 30})
    assert (changed["requests"], changed["seconds"]) == (30, DAY)
    number = (await latest_number(console))["number"]
    diff = await console.ok("GET", f"/api/releases/edge@{number}/diff")
    assert [(item["kind"], item["name"]) for item in diff["objects"]] == [("shared limit", "calls")]
    assert (await console.ok("GET", "/api/limits?gateway=edge"))["total"] == 1
    assert (await console.ok("GET", "/api/limits?q=cal"))["total"] == 1
    refused = await console.client.delete("/api/limits/edge/calls")
    assert refused.status_code == 409 and "all" in refused.json()["detail"]
    await console.ok("PATCH", "/api/routes/edge/all", json={"shared_limits": []})
    await console.ok("DELETE", "/api/limits/edge/calls")
    assert (await console.ok("GET", "/api/limits"))["total"] == 0
    back = await console.client.post(f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert back.status_code == 409 and "shared limit" in back.json()["detail"]


async def test_a_document_has_limits_by_name(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await make_limit(sqlite_console)
    exported = await sqlite_console.ok("GET", "/api/configuration")
    assert exported["routes"][0]["shared_limits"] == ["calls"]
    applied = await sqlite_console.ok("POST", "/api/configuration", json=exported)
    assert applied["changes"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"requests": 0}, "requests"),
        ({"requests": 1_000_000_001}, "requests"),
        ({"requests": 1.5}, "requests"),
        ({"requests": None}, "requests"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": 86_401}, "seconds"),
        ({"seconds": "soon"}, "seconds"),
        ({"by": "two words"}, "by"),
        ({"by": "x" * 101}, "by"),
        ({"by": "naïve"}, "by"),
        ({"by": "a\n"}, "by"),
        ({"when_away": "perhaps"}, "when_away"),
        ({"name": "Calls"}, "name"),
        ({"gateway": "nowhere"}, "gateway"),
        ({"unit": "minute"}, "unit"),
    ],
)
async def test_what_makes_no_sense(sqlite_console: Console, wrong: dict[str, Any], field: str) -> None:
    await fill(sqlite_console)
    body = {"gateway": "edge", "name": "calls", "requests": 20, **wrong}
    answer = await sqlite_console.client.post("/api/limits", json=body)
    assert answer.status_code == 422, answer.text
    assert [item["path"] for item in answer.json()["fields"]] == [field]
    assert (await sqlite_console.ok("GET", "/api/limits"))["total"] == 0


async def test_names_are_taken_once_and_routes_have_limits_of_their_gateway(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await make_limit(sqlite_console)
    again = {"gateway": "edge", "name": "calls", "requests": 1}
    assert (await sqlite_console.client.post("/api/limits", json=again)).status_code == 409
    await sqlite_console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 8081})
    foreign = await sqlite_console.ok("POST", "/api/limits", json={**again, "gateway": "other"})
    for wrong in (foreign["id"], "nothing"):
        answer = await sqlite_console.client.patch(
            "/api/routes/edge/all", json={"shared_limits": ["calls", wrong]}
        )
        assert answer.status_code == 422
        assert [item["path"] for item in answer.json()["fields"]] == ["shared_limits.1"]


async def test_a_route_that_answers_by_itself_cannot_have_one(sqlite_console: Console) -> None:
    """Envoy would let everything through; better it is told."""
    await fill(sqlite_console)
    await make_limit(sqlite_console)
    answer = await sqlite_console.client.patch(
        "/api/routes/edge/all", json={"action": {"kind": "respond", "status": 204}}
    )
    assert answer.status_code == 422, answer.text
    assert "shared limits are for routes that forward" in answer.text


async def test_the_forms_of_a_limit_and_of_a_route(sqlite_console: Console) -> None:
    """Without script: made, refused with what was typed kept, set at a route, kept by its form."""
    await fill(sqlite_console)
    await make_account(sqlite_console)
    async with sqlite_console.anonymous() as visitor:
        await send(visitor, "/sign-in", login="ada", password=PASSWORD)
        wrong = await send(visitor, "/limits/new", name="calls", requests="0", whose="header", seconds="60")
        assert wrong.status_code == 422
        assert "is at least 1" in wrong.text and "is the name of a header" in wrong.text
        typed = {"name": "calls", "requests": "7", "seconds": "60", "whose": "header", "header": "x-key"}
        made = await send(visitor, "/limits/new", **typed, when_away="deny")
        assert made.status_code == 303
        limit = (await sqlite_console.ok("GET", "/api/limits"))["items"][0]
        assert (limit["by"], limit["requests"], limit["when_away"]) == ("x-key", 7, "deny")
        await send(visitor, f"/limits/{limit['id']}", **{**typed, "whose": ""}, when_away="allow")
        limit = (await sqlite_console.ok("GET", "/api/limits"))["items"][0]
        assert (limit["by"], limit["when_away"]) == ("", "allow")
        await sqlite_console.ok("PATCH", "/api/routes/edge/all", json={"shared_limits": ["calls"]})
        route = await sqlite_console.ok("GET", "/api/routes/edge/all")
        page = (await visitor.get(f"/routes/{route['id']}")).text
        assert re.search(rf'name="limit" value="{limit["id"]}" checked', page), "the form forgets the limit"
        assert "all" in (await visitor.get(f"/limits/{limit['id']}")).text
        refused = await send(visitor, f"/limits/{limit['id']}/delete", at=f"/limits/{limit['id']}")
        assert refused.status_code == 303 and (await sqlite_console.ok("GET", "/api/limits"))["total"] == 1


async def send(visitor: httpx.AsyncClient, path: str, at: str = "", **values: str) -> httpx.Response:
    """A form of the page `at`, or of `path` itself, with its CSRF token."""
    found = re.search(r'name="csrf" value="([^"]+)"', (await visitor.get(at or path)).text)
    assert found is not None
    return await visitor.post(path, data={"csrf": found[1], **values})


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await fill(console)
        await make_limit(console)
    await there_and_back(settings, "0012_overload")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/routes/edge/all"))["shared_limits"] == []
        await make_limit(console)
