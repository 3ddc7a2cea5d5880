"""A real Envoy that is asked for more than it has refuses what is new, stays within its memory, recovers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil
import pytest
from tests.support.edge import Edge, run_edge
from tests.support.envoy import eventually, find_free_port
from tests.support.gateways import make_gateway
from tests.support.recorder import run_recorders

from sluice_console.envoy import ir

pytestmark = pytest.mark.envoy

MEGABYTE = 1024 * 1024
HEAP = 64
BODY = 2 * MEGABYTE
CLIENTS = 120
"""They send 240 MiB between them, which `max_body` makes the node hold until each is whole."""


def holding(port: int, upstream: int, overload: ir.Overload) -> ir.Gateway:
    """`/` is answered by the node; `/hold` takes bodies that are held back until they are whole."""
    service = ir.Service("sv_1", "web", (ir.Endpoint("127.0.0.1", upstream),))
    held = ir.Route(
        "rt_9",
        "held",
        ir.Forward((ir.Destination("sv_1"),)),
        match=ir.RouteMatch(ir.PathMatch("prefix", "/hold")),
        protection=ir.Protection(max_body=2 * BODY),
        order=1,
    )
    small = make_gateway(port).routes
    return make_gateway(port, services=(service,), routes=(held, *small), overload=overload)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def hold(port: int, until: asyncio.Event) -> str:
    """Sends half a body of twice `BODY` and keeps the rest: the status, "held", or "closed"."""
    head = f"POST /hold HTTP/1.1\r\nhost: test\r\ncontent-length: {BODY * 2}\r\n\r\n".encode()
    try:
        async with connected(port) as (reader, writer):
            writer.write(head + b"x" * BODY)
            answer = asyncio.create_task(reader.readline())
            waiting = asyncio.create_task(until.wait())
            await asyncio.wait({answer, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if not answer.done():
                answer.cancel()
                return "held"
            return (await answer).decode().split(" ")[1] if await answer else "closed"
    except (ConnectionError, IndexError):
        return "closed"


async def resident(edge: Edge) -> float:
    return float(psutil.Process(edge.envoy.process.pid).memory_info().rss) / MEGABYTE


async def burst(edge: Edge) -> tuple[Counter[str], float, Counter[str]]:
    """What became of the clients, the most memory in MiB, and what small requests were answered meanwhile."""
    until = asyncio.Event()
    clients, highest, small = [], 0.0, Counter[str]()
    for _ in range(CLIENTS):
        clients.append(asyncio.create_task(hold(edge.port, until)))
        await asyncio.sleep(0.01)
    for _ in range(20):
        await asyncio.sleep(0.05)
        highest = max(highest, await resident(edge))
        small[await ask(edge.port)] += 1
    until.set()
    return Counter(await asyncio.gather(*clients)), highest, small


async def ask(port: int) -> str:
    """The status of a small request over a connection of its own."""
    try:
        async with connected(port) as (reader, writer), asyncio.timeout(5):
            writer.write(b"GET / HTTP/1.1\r\nhost: test\r\n\r\n")
            return (await reader.readline()).decode().split(" ")[1]
    except (ConnectionError, IndexError):
        return "closed"


async def test_a_burst_is_refused_within_the_memory_that_there_is(tmp_path: Path) -> None:
    """The same burst, with a limit and without one."""
    seen = {}
    for name, overload in (("limited", ir.Overload(heap_megabytes=HEAP)), ("unlimited", ir.Overload())):
        port = find_free_port()
        async with run_recorders(1) as (upstream,):
            gateway = holding(port, upstream.port, overload)
            async with run_edge(tmp_path / name, gateway, port) as edge:
                before = await resident(edge)
                outcomes, highest, small = await burst(edge)
                print(name, outcomes, small, f"{before:.0f} -> {highest:.0f} MiB")
                seen[name] = (outcomes, highest - before, small)

                async def recovered(edge: Edge = edge) -> bool:
                    return await ask(edge.port) == "200"

                assert await eventually(recovered, 10), edge.envoy.log_tail()
                assert edge.envoy.process.poll() is None
    outcomes, grown, small = seen["limited"]
    assert grown < HEAP * 1.5
    assert outcomes["503"] + outcomes["closed"] > CLIENTS / 2
    assert 0 < outcomes["held"] < CLIENTS / 2, "what had begun was not served"
    assert small["503"] + small["closed"] > 0
    outcomes, grown, small = seen["unlimited"]
    assert grown > HEAP * 2.5
    assert outcomes == {"held": CLIENTS} and set(small) == {"200"}


async def test_a_connection_more_than_the_node_takes(tmp_path: Path) -> None:
    """Over two listeners together; the admin port is still there."""
    ports = find_free_port(), find_free_port()
    listeners = tuple(
        ir.Listener(f"ls_{number}", f"l{number}", port, "127.0.0.1")
        for number, port in enumerate(ports, start=1)
    )
    gateway = make_gateway(ports[0], listeners=listeners, overload=ir.Overload(connections=10))
    async with run_edge(tmp_path, gateway, ports[0]) as edge, AsyncExitStack() as open_ones:
        taken = 0
        for number in range(16):
            reader, writer = await open_ones.enter_async_context(connected(ports[number % 2]))
            writer.write(b"GET / HTTP/1.1\r\nhost: test\r\n\r\n")
            try:
                taken += b"200" in await asyncio.wait_for(reader.readline(), 5)
            except ConnectionError:
                continue
        assert taken == 10
        assert (await edge.envoy.admin("/ready")).status_code == 200
        await open_ones.aclose()

        async def recovered() -> bool:
            return await ask(ports[1]) == "200"

        assert await eventually(recovered, 5)
