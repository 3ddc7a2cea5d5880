"""Filters that await under load: failures, time-outs and clients that go, a thousand streams at once.

Every stream ends right, and afterwards nothing is left of any: no context, no memory, no call-out.
"""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil
import pytest
from tests.api.test_in_envoy import FilterEdge, run_filter
from tests.support.envoy import eventually

from sluice.testing import LoadedFilter, Loader, ReceivedRequest, Reply
from sluice.testing.emulated import EmulatedFilter
from sluice.toolchain.build import build_file

LOAD = Path(__file__).parent / "hostile" / "load.py"
WAYS = ("turn", "gather")
KINDS = ("ok", "ok", "fail", "hang", "slow")  # the client of "slow" goes before the answer
CLUSTERS = ("sv_a", "sv_b", "sv_c")
SLOW = 0.5  # seconds until a slow upstream answers
GOES = 0.1  # seconds until its client goes


def path_of(number: int) -> str:
    return f"/{WAYS[number % 2]}/{KINDS[number // 2 % 5]}/{number // 10}"


def expected_of(path: str) -> int | None:
    """The status; None: the client does not wait for it."""
    return {"ok": 200, "fail": 503, "hang": 504, "slow": None}[path.split("/")[2]]


def got_of(path: str) -> str:
    """What the upstream is told where all call-outs are answered."""
    _, way, _, number = path.split("/")
    return "".join(f"{cluster}{number};" for cluster in CLUSTERS[: 2 if way == "turn" else 3])


def answer(cluster: str, call: ReceivedRequest) -> Reply:
    _, kind, number = call.path.split("/")
    match kind:
        case "fail":
            return Reply(failure="broken")
        case "hang":
            return Reply(failure="never")
        case "slow":
            return Reply(200, f"{cluster}{number};", after=SLOW)
    return Reply(200, f"{cluster}{number};", after=int(number) % 7 / 100)


def load_it(load: Loader) -> LoadedFilter:
    filter = load(LOAD, upstreams=CLUSTERS)
    for cluster in CLUSTERS:
        filter.upstream(cluster).replies_by(functools.partial(answer, cluster))
    return filter


def open_round(filter: LoadedFilter, streams: int) -> None:
    """So many at once; each ends as its path says, and nothing is left of any."""
    exchanges = [(path, filter.open("GET", path)) for path in map(path_of, range(streams))]
    filter.advance(GOES)
    for path, exchange in exchanges:
        if expected_of(path) is None:
            assert not exchange.is_over
            exchange.abort()
    for path, exchange in exchanges:
        status = expected_of(path)
        if status is not None:
            result = exchange.result()
            assert result.response.status == status
            if status == 200:
                assert result.upstream_request.headers["x-got"] == got_of(path)
    filter.advance(120)
    assert isinstance(filter, EmulatedFilter)
    assert list(filter.proxy.host.contexts) == [1]  # the root
    assert filter.metrics["alive"] == 0
    assert filter.metrics["exceptions_total"] == 0
    assert [entry.message for entry in filter.logs] == []
    for cluster in CLUSTERS:
        filter.upstream(cluster).calls.clear()


@pytest.mark.thorough
def test_a_thousand_at_once_in_the_emulated_host(load: Loader) -> None:
    filter = load_it(load)
    open_round(filter, 1000)
    assert filter.metrics["ended_total"] == 1000


def test_nothing_is_left_in_the_emulated_host(load: Loader) -> None:
    filter = load_it(load)
    rounds, allowed = (12, 0) if filter.platform == "wasm" else (2, 64 * 1024)
    filter.memory_size()  # begins to trace
    for _ in range(rounds):
        open_round(filter, 100)
    before = filter.memory_size()
    for _ in range(rounds):
        open_round(filter, 100)
    assert filter.memory_size() - before <= allowed
    assert filter.metrics["ended_total"] == 2 * rounds * 100


async def serve(cluster: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """`answer` over HTTP/1.1."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            _, kind, number = head.split(" ")[1].split("/")
            if kind == "fail":
                break
            if kind == "hang":
                await reader.read()
                break
            await asyncio.sleep(SLOW if kind == "slow" else int(number) % 7 / 100)
            body = f"{cluster}{number};"
            writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())
    except (OSError, EOFError):
        pass
    finally:
        writer.close()


async def ask(port: int, path: str) -> tuple[str, int | None, str]:
    """Path, status and body; the client of a slow call-out goes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n".encode())
        if expected_of(path) is None:
            await asyncio.sleep(GOES)
            return path, None, ""
        text = (await reader.read()).decode()
        return path, int(text.split(" ")[1]) if text else 0, text
    finally:
        writer.close()


@asynccontextmanager
async def run_loaded(folder: Path) -> AsyncIterator[FilterEdge]:
    async with AsyncExitStack() as stack:
        ports = {}
        for cluster in CLUSTERS:
            server = await asyncio.start_server(
                functools.partial(serve, cluster), "127.0.0.1", 0, backlog=2000
            )
            stack.callback(server.close)
            ports[cluster] = server.sockets[0].getsockname()[1]
        edge = await stack.enter_async_context(run_filter(folder, "load", build_file(LOAD).wasm))
        await edge.edge.publish(edge.gateway("{}", ports))
        yield edge


async def send_round(filter: FilterEdge, streams: int) -> None:
    found = await asyncio.gather(*(ask(filter.edge.port, path_of(number)) for number in range(streams)))
    wrong = [(path, status) for path, status, _ in found if status != expected_of(path)]
    assert wrong == [], f"{len(wrong)} of {streams}: {Counter(wrong).most_common(5)}"
    assert [path for path, status, text in found if status == 200 and got_of(path) not in text] == []

    async def is_quiet() -> bool:
        return await filter.edge.envoy.statistics("^wasmcustom.alive") == {"wasmcustom.alive": 0}

    assert await eventually(is_quiet, 20), await filter.edge.envoy.statistics("^wasmcustom")


@pytest.mark.envoy
@pytest.mark.parametrize("streams", [200, pytest.param(1000, marks=pytest.mark.thorough)])
async def test_in_envoy(tmp_path: Path, streams: int) -> None:
    async with run_loaded(tmp_path) as filter:
        process = psutil.Process(filter.edge.envoy.process.pid)
        for _ in range(2):  # until as many buffers and tables have been in use as ever will be
            await send_round(filter, streams)
        before = process.memory_info().rss
        for _ in range(2):
            await send_round(filter, streams)
        assert process.memory_info().rss - before < 8 * 1024 * 1024
        counted = await filter.edge.envoy.statistics("^wasmcustom.ended_total")
        assert counted == {"wasmcustom.ended_total": 4 * streams}

        async def has_no_requests_left() -> bool:
            """Call-outs of streams that are gone end with their time-outs: nobody can take them back."""
            found = await filter.edge.envoy.statistics("(downstream|upstream)_rq_active$")
            return not any(
                value for name, value in found.items() if "admin" not in name and "console" not in name
            )

        assert await eventually(has_no_requests_left, 20), await filter.edge.envoy.statistics("rq_active$")
        assert await filter.exceptions() == {}
