"""A real Envoy takes no more from a client than the listener allows: connections, time, headers, memory."""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import pytest_asyncio
from tests.support.edge import Edge, run_edge
from tests.support.envoy import find_free_port
from tests.support.gateways import make_gateway
from tests.support.recorder import run_recorders
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]

REQUEST = b"GET / HTTP/1.1\r\nhost: test\r\n\r\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


async def serve(edge: Edge, port: int, retry: ir.Retry | None = None, *, limits: dict[str, float]) -> None:
    """Everything goes to the upstream; `limits` are those of the listener."""
    service = ir.Service("sv_1", "web", (ir.Endpoint("127.0.0.1", port),))
    route = ir.Route("rt_1", "all", ir.Forward((ir.Destination("sv_1"),), retry=retry))
    allowed = ir.ClientLimits(**limits)  # type: ignore[arg-type]
    listener = ir.Listener("ls_1", "http", edge.port, "127.0.0.1", limits=allowed)
    await edge.publish(make_gateway(edge.port, services=(service,), routes=(route,), listeners=(listener,)))


@asynccontextmanager
async def connect(edge: Edge) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", edge.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> str:
    """The head of the next answer in lower case, its body read; empty when the connection is closed."""
    try:
        async with asyncio.timeout(10):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = head.partition("content-length: ")[2].partition("\r\n")[0]
            await reader.readexactly(int(length or 0))
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""
    return head


async def test_one_connection_too_many_is_closed(edge: Edge) -> None:
    async with run_recorders(1) as (upstream,):
        await serve(edge, upstream.port, limits={"connections": 2})
        async with connect(edge) as (first, to_first), connect(edge) as (second, to_second):
            for reader, writer in ((first, to_first), (second, to_second)):
                writer.write(REQUEST)
                assert "200" in await answer(reader)
            async with connect(edge) as (third, to_third):
                to_third.write(REQUEST)
                assert await answer(third) == ""
            to_first.write(REQUEST)
            assert "200" in await answer(first)
        await asyncio.sleep(0.2)
        async with connect(edge) as (again, to_again):
            to_again.write(REQUEST)
            assert "200" in await answer(again)


async def test_a_connection_ends_after_so_many_requests(edge: Edge) -> None:
    async with run_recorders(1) as (upstream,):
        await serve(edge, upstream.port, limits={"requests_per_connection": 2})
        async with connect(edge) as (reader, writer):
            writer.write(REQUEST)
            assert "connection: close" not in await answer(reader)
            writer.write(REQUEST)
            assert "connection: close" in await answer(reader)
            assert await answer(reader) == ""


async def test_a_connection_without_requests_is_closed(edge: Edge) -> None:
    """Five seconds later: a request that is on its way just then is still answered."""
    async with run_recorders(1) as (upstream,):
        await serve(edge, upstream.port, limits={"idle_timeout": 0.5})
        async with connect(edge) as (reader, writer):
            writer.write(REQUEST)
            assert "200" in await answer(reader)
            started = time.monotonic()
            assert await answer(reader) == ""
            assert 5 < time.monotonic() - started < 9


async def test_an_old_connection_ends_with_an_answer(edge: Edge) -> None:
    async with run_recorders(1) as (upstream,):
        await serve(edge, upstream.port, limits={"lifetime": 0.5})
        async with connect(edge) as (reader, writer):
            writer.write(REQUEST)
            assert "connection: close" not in await answer(reader)
            await asyncio.sleep(1)
            writer.write(REQUEST)
            last = await answer(reader)
            assert "200" in last and "connection: close" in last
            assert await answer(reader) == ""


@pytest.mark.parametrize(
    ("limit", "sent", "status"),
    [
        ("header_timeout", b"GET / HTTP/1.1\r\nhost: te", "408"),
        ("request_timeout", b"POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 9\r\n\r\nhalf", "408"),
        ("stream_idle_timeout", b"POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 9\r\n\r\nhalf", "408"),
    ],
)
async def test_a_slow_client_is_not_waited_for(edge: Edge, limit: str, sent: bytes, status: str) -> None:
    async with run_upstream("patient") as port:
        await serve(edge, port, limits={limit: 0.5})
        async with connect(edge) as (reader, writer):
            started = time.monotonic()
            writer.write(sent)
            assert f" {status} " in await answer(reader)
            assert 0.3 < time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("limits", "headers", "status"),
    [
        ({"headers": 20}, 10, 200),
        ({"headers": 20}, 30, 431),
        ({"header_kilobytes": 4}, 10, 200),
        ({"header_kilobytes": 2}, 50, 431),
        ({}, 50, 200),
    ],
)
async def test_too_many_and_too_long_headers(
    edge: Edge, limits: dict[str, float], headers: int, status: int
) -> None:
    async with run_recorders(1) as (upstream,):
        await serve(edge, upstream.port, limits=limits)
        assert (
            await edge.get(**{f"x_{number}": "v" * 50 for number in range(headers)})
        ).status_code == status


@pytest.mark.parametrize(("limits", "streams"), [({"streams": 7}, 7), ({}, 1024)])
async def test_streams_of_http2(edge: Edge, limits: dict[str, float], streams: int) -> None:
    async with run_recorders(1) as (upstream,):
        await serve(edge, upstream.port, limits=limits)
        async with connect(edge) as (reader, writer):
            writer.write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
            head = await reader.readexactly(9)
            settings = await reader.readexactly(int.from_bytes(head[:3], "big"))
    found = dict(struct.iter_unpack(">HI", settings))
    assert found[3] == streams


@pytest.mark.parametrize(("limits", "tries"), [({"buffer_bytes": 4096}, 1), ({}, 3)])
async def test_what_is_not_held_cannot_be_sent_again(
    edge: Edge, limits: dict[str, float], tries: int
) -> None:
    async with run_recorders(1) as (upstream,):
        upstream.status = 503
        await serve(edge, upstream.port, ir.Retry(2, backoff=0.01), limits=limits)
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            await client.post(f"http://127.0.0.1:{edge.port}/", content=b"x" * 100_000)
        assert sum(seen.path == "/" for seen in upstream.seen) == tries
