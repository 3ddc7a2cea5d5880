"""As many requests a second as this machine gives, against limits: excess is refused, memory is bounded.

`make burst` takes 20 seconds for each sort of limit and prints a table; without it they are short.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from bench.variants import build_client
from tests.console.stands import Stand, operated
from tests.support.recorder import run_recorders

from sluice_console.core.settings import Settings

pytestmark = [pytest.mark.envoy, pytest.mark.thorough]
SECONDS = float(os.environ.get("BURST", "3"))
CONNECTIONS = 256
RATE = 500
"""Requests a second that the route lets through."""
SHARED = 400
"""Requests in a day that all nodes together let through."""
HEAP = 256
MEGABYTE = 1024 * 1024
REQUEST = b"GET / HTTP/1.1\r\nhost: shop.test\r\nuser-agent: burst\r\n\r\n"


async def load(client: Path, port: int, requests: int) -> dict[str, Any]:
    """What the load generator says; it fails at a connection that is closed or answered with nonsense."""
    command = (str(client), str(port), str(CONNECTIONS), str(requests))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    out, errors = await process.communicate(REQUEST)
    assert process.returncode == 0, errors.decode()
    return dict(json.loads(out))


@asynccontextmanager
async def highest_memory(stand: Stand) -> AsyncIterator[list[float]]:
    """MiB that Envoy held: before, and the most while the block lasts."""
    process = psutil.Process(stand.envoys[0].process.pid)
    seen = [process.memory_info().rss / MEGABYTE] * 2

    async def watch() -> None:
        while True:
            seen[1] = max(seen[1], process.memory_info().rss / MEGABYTE)
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        watching.cancel()


async def burst(stand: Stand, client: Path, what: str) -> tuple[Counter[str], float]:
    """Statuses and seconds of a burst; everything works after it, a change of configuration too."""
    found, seconds, slowest = Counter[str](), 0.0, 0.0
    async with highest_memory(stand) as memory:
        while seconds < SECONDS:
            result = await load(client, stand.port, 20 * CONNECTIONS)
            found.update(result["statuses"])
            seconds += result["seconds"]
            slowest = max(slowest, result["p99_us"] / 1000)
    before, highest = memory
    print(f"\n{what}: {found.total() / seconds:,.0f}/s for {seconds:.1f} s, {dict(found)}, ", end="")
    print(f"p99 {slowest:.0f} ms at most, {before:.0f} -> {highest:.0f} MiB")
    assert stand.envoys[0].process.poll() is None
    assert highest - before < 64, "memory grows with the burst"
    assert set(found) <= {"200", "429", "503"}
    return found, seconds


async def recovers(stand: Stand) -> None:
    await stand.rest("PATCH", "routes/edge/all", protection={}, shared_limits=[])
    await stand.until_applied()
    assert await stand.answers(200) == {"u1": 200}


async def test_a_burst_against_limits_of_every_sort(sqlite_settings: Settings, tmp_path: Path) -> None:
    client = await asyncio.to_thread(build_client, tmp_path)
    overload = {"heap_megabytes": HEAP}
    async with (
        operated(sqlite_settings, tmp_path, concurrency=2, overload=overload) as stand,
        run_recorders(1) as (one,),
    ):
        pool = {"connections": 100, "pending": 50, "requests": 100}
        await stand.service("web", one.endpoint(), limits=pool)
        await stand.route("all", {"service": "web"})
        await stand.until_applied()

        limits = [{"requests": RATE, "seconds": 1}]
        await stand.rest("PATCH", "routes/edge/all", protection={"limits": limits})
        await stand.until_applied()
        found, seconds = await burst(stand, client, f"a node's limit of {RATE} a second")
        assert 0 < found["200"] <= RATE * (1.5 * seconds + 2) and found["429"] > found["200"]
        await recovers(stand)

        body = {"gateway": "edge", "name": "day", "requests": SHARED, "seconds": 86_400, "when_away": "deny"}
        await stand.rest("POST", "limits", **body)
        both = {"protection": {"limits": limits}, "shared_limits": ["day"]}
        await stand.rest("PATCH", "routes/edge/all", **both)
        await stand.until_applied()
        found, _ = await burst(stand, client, f"{SHARED} a day over all nodes, behind the node's own limit")
        assert found["200"] <= SHARED and found["429"] > SHARED
        await recovers(stand)

        one.delay = 0.1
        found, _ = await burst(stand, client, "a service that takes 100 ms, 100 connections and 50 waiting")
        assert found["503"] > found["200"] > 0 and not found["429"]
        one.delay = 0.0
        await recovers(stand)
