"""Faults on purpose in a real Envoy: their shares, and their end when the console is gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.edge import Edge, run_edge
from tests.support.envoy import eventually, find_free_port
from tests.support.gateways import make_gateway
from tests.support.recorder import run_recorders
from tests.support.traffic import Connection, send_requests

from sluice_console.envoy import ir
from sluice_console.envoy.resources import Snapshot
from sluice_console.envoy.snapshot import build_snapshot

pytestmark = pytest.mark.envoy


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path, make_gateway(port), port) as started:
        yield started


def with_fault(port: int, upstream: ir.Endpoint, fault: ir.Fault | None) -> ir.Gateway:
    action = ir.Forward((ir.Destination("sv_1"),), fault=fault)
    service = ir.Service("sv_1", "web", (upstream,))
    return make_gateway(port, services=(service,), routes=(ir.Route("rt_1", "all", action),))


def with_life(snapshot: Snapshot, seconds: float) -> Snapshot:
    """The same with a shorter life, so that a test need not wait for the real one."""
    return Snapshot.of(
        replace(item, life_seconds=seconds) if item.life_seconds else item for item in snapshot.resources()
    )


async def test_a_tenth_is_aborted_and_a_tenth_waits_five_seconds(edge: Edge) -> None:
    async with run_recorders(1) as (one,):
        fault = ir.Fault(ir.Delay(5.0, share=1000), ir.Abort(500, share=1000))
        await edge.publish(with_fault(edge.port, one.endpoint(), fault))
        times: list[float] = []

        async def ask() -> int:
            began = time.monotonic()
            connection = Connection(edge.port)
            status, _, _ = await connection.get("/", {"host": "test"})
            connection.close()
            times.append(time.monotonic() - began)
            return status

        statuses = await asyncio.gather(*(ask() for _ in range(200)))
    assert 0.04 < statuses.count(500) / 200 < 0.18
    late = [taken for taken in times if taken >= 4.9]
    assert 0.04 < len(late) / 200 < 0.18 and max(late) < 7
    assert len(one.seen) == 200 - statuses.count(500)


async def test_a_fault_ends_when_it_is_taken_away(edge: Edge) -> None:
    async with run_recorders(1) as (one,):
        await edge.publish(with_fault(edge.port, one.endpoint(), ir.Fault(abort=ir.Abort(503))))
        assert (await send_requests(edge.port, count=20)).statuses == {503: 20}
        await edge.publish(with_fault(edge.port, one.endpoint(), None))
        assert (await send_requests(edge.port, count=20)).statuses == {200: 20}


async def test_a_fault_lives_on_the_console_s_word_and_ends_with_it(edge: Edge) -> None:
    async with run_recorders(1) as (one,):
        gateway = with_fault(edge.port, one.endpoint(), ir.Fault(abort=ir.Abort(503)))
        await edge.control.push(with_life(build_snapshot(gateway), 1.2))
        for _ in range(4):
            assert (await send_requests(edge.port, count=5)).statuses == {503: 5}
            await asyncio.sleep(0.6)
        await edge.control.server.stop(0)
        stopped = time.monotonic()

        async def has_ended() -> bool:
            return (await send_requests(edge.port, count=5)).statuses == {200: 5}

        assert await eventually(has_ended)
        assert time.monotonic() - stopped < 3
        await edge.control.server.start("127.0.0.1", edge.control.port)

        async def is_back() -> bool:
            return (await send_requests(edge.port, count=5)).statuses == {503: 5}

        assert await eventually(is_back, 15)
