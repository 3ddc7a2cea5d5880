"""The console is there and does nothing any more, while nodes record: no request fails, and none waits."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest
from tests.console.conftest import wait_for, without_settings
from tests.console.test_replicas_killed import Replica, ok
from tests.console.test_start import read_token
from tests.support.envoy import Envoy, find_free_port, run_envoy
from tests.support.upstreams import run_upstream

STUCK_SECONDS = 8.0
MOST_MEMORY = 64 * 1024 * 1024
"""Bytes by which an Envoy may grow; of headers it is sent more."""
PADDING = "x" * 15_000
BODY = b"b" * 200_000


@pytest.mark.envoy
@pytest.mark.timeout(180)
async def test_a_console_that_is_stuck_stops_nobody(tmp_path: Path) -> None:
    console, port = Replica(tmp_path / "console", without_settings()), find_free_port()
    try:
        await console.start()
        headers = {"authorization": f"Bearer {read_token(console.folder / 'data')}"}
        async with (
            httpx.AsyncClient(headers=headers, trust_env=False, timeout=30) as client,
            run_upstream("web") as upstream,
        ):
            url = f"{console.url}/api"
            await ok(
                client, f"{url}/services", name="web", endpoints=[{"host": "127.0.0.1", "port": upstream}]
            )
            await ok(client, f"{url}/gateways", name="edge", listen_address="127.0.0.1", listen_port=port)
            action = {"kind": "forward", "destinations": [{"service": "web"}]}
            await ok(client, f"{url}/routes", gateway="edge", name="web", action=action)
            made = await ok(
                client,
                f"{url}/nodes/bootstrap",
                gateway="edge",
                node_id="n0",
                console=f"127.0.0.1:{console.xds}",
                admin_port=find_free_port(),
            )
            async with run_envoy(tmp_path / "n0", made["bootstrap"], concurrency=1) as envoy:
                await envoy.wait_until_ready()
                recording = await ok(client, f"{url}/recordings", gateway="edge", percent=100, maximum=20_000)
                async with httpx.AsyncClient(trust_env=False, timeout=20) as visitor:

                    async def is_recorded() -> bool:
                        await visitor.get(f"http://127.0.0.1:{port}/")
                        found = await client.get(f"{url}/recordings/{recording['id']}")
                        return bool(found.json()["requests"])

                    await wait_for(is_recorded, 30)
                    assert console.process is not None
                    os.kill(console.process.pid, signal.SIGSTOP)
                    before = resident(envoy)
                    statuses, slowest = await ask_for_long(visitor, f"http://127.0.0.1:{port}/")
                    grown = resident(envoy) - before
                    os.kill(console.process.pid, signal.SIGCONT)
        assert set(statuses) == {200}, statuses
        assert slowest < 1.0
        assert grown < MOST_MEMORY
    finally:
        console.kill()


def resident(envoy: Envoy) -> int:
    """Bytes of memory of its process."""
    status = Path(f"/proc/{envoy.process.pid}/status").read_text()
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


async def ask_for_long(visitor: httpx.AsyncClient, url: str) -> tuple[Counter[int], float]:
    """Statuses, and the slowest answer in seconds; together more than sockets hold."""
    statuses: Counter[int] = Counter()
    slowest: list[float] = []
    end = time.monotonic() + STUCK_SECONDS

    async def ask() -> None:
        while time.monotonic() < end:
            begun = time.monotonic()
            answer = await visitor.post(url, content=BODY, headers={"x-a": PADDING, "x-b": PADDING})
            statuses[answer.status_code] += 1
            slowest.append(time.monotonic() - begun)

    await asyncio.gather(*(ask() for _ in range(4)))
    return statuses, max(slowest)
