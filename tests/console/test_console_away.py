"""The console is killed and stays away: no request fails, and an Envoy that starts meanwhile serves.

`make outage` keeps it away for ten minutes (SECONDS=600) and keeps the log; without it, it is a minute.
Two Envoys under load all the time: `direct` is connected to the console and is not touched; `relayed` is
connected to `python -m sluice_console relay` and is killed and started again while the console is away, once
alone and once together with the relay, so that nothing but the disk is left of its configuration.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.console.conftest import without_settings
from tests.console.modules import marking_module
from tests.console.test_replicas_killed import Replica, ok
from tests.console.test_start import read_token
from tests.support.envoy import Envoy, eventually, find_free_port, run_envoy
from tests.support.traffic import Connection, Tally, steady_traffic
from tests.support.upstreams import run_upstream

AWAY_SECONDS = float(os.environ.get("OUTAGE_SECONDS", "60"))
LOG = os.environ.get("OUTAGE_LOG", "")
"""Where the log is written, a Markdown file."""
CONNECTIONS = 3
PAUSE_SECONDS = 0.005
"""Between requests of a connection, so that the load leaves the machine to others for ten minutes."""
AT_ONCE_SECONDS = 8.0
"""From the start of an Envoy's process to its first answer, on a busy machine."""
GATEWAYS = ("direct", "relayed")
HEAD = """\
# The console away for {seconds:.0f} seconds, {day:%Y-%m-%d}

`make outage SECONDS={seconds:.0f}`: the console's process killed with `kill -9`; two real Envoys under
load of {connections} connections each, through a filter to an upstream; `direct` connected to the console,
`relayed` to a relay beside it. Its Envoy is killed and started again while the console is away, once alone
and once together with the relay. Requests to an Envoy whose process is gone are not counted; those from its
first answer on are, from nothing again.

| Seconds | What | `direct`: requests | failed | `relayed`: requests | failed |
|--:|---|--:|--:|--:|--:|"""


@dataclass(slots=True)
class Log:
    """What happened when, in seconds since the console was killed."""

    began: float = field(default_factory=time.monotonic)
    rows: list[str] = field(default_factory=list)

    def tell(self, what: str, *tallies: Tally) -> None:
        counts = [f"{each.total:,} | {each.total - each.statuses[200]}" for each in tallies] or ["| "] * 2
        row = f"| {time.monotonic() - self.began:.1f} | {what} | {' | '.join(counts)} |"
        self.rows.append(row)
        print(row, flush=True)

    def write(self) -> None:
        if LOG:
            head = HEAD.format(seconds=AWAY_SECONDS, day=datetime.now(UTC), connections=CONNECTIONS)
            Path(LOG).write_text("\n".join((head, *self.rows, "")))


@dataclass(slots=True)
class Relay:
    """`python -m sluice_console relay` on the same port and folder every time."""

    console: int
    folder: Path
    port: int = field(default_factory=find_free_port)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = ["-m", "sluice_console", "relay", "--console", f"127.0.0.1:{self.console}"]
        command += ["--listen", f"127.0.0.1:{self.port}", "--data", str(self.folder)]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=without_settings(),
        )
        assert self.process.stdout is not None
        async with asyncio.timeout(60):
            assert b"Relay" in await self.process.stdout.readline()

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@dataclass(slots=True)
class Stand:
    """A console, its client, a relay; where each gateway listens, and the bootstraps of their nodes."""

    folder: Path
    console: Replica
    client: httpx.AsyncClient
    relay: Relay
    ports: dict[str, int]
    bootstraps: dict[str, dict[str, Any]]

    @asynccontextmanager
    async def envoy(self, name: str) -> AsyncIterator[Envoy]:
        async with run_envoy(self.folder / name, self.bootstraps[name], concurrency=1) as envoy:
            yield envoy

    @asynccontextmanager
    async def load(self, name: str) -> AsyncIterator[Tally]:
        async with steady_traffic(
            self.ports[name], connections=CONNECTIONS, pause_seconds=PAUSE_SECONDS
        ) as tally:
            yield tally

    async def first_answer(self, name: str, mark: str, seconds: float = 30.0) -> float:
        """Seconds until the gateway answers through the filter `mark`."""
        begun = time.monotonic()

        async def is_served() -> bool:
            connection = Connection(self.ports[name])
            try:
                status, headers, body = await connection.get("/", {"host": "test"})
            except (OSError, EOFError):
                return False
            finally:
                connection.close()
            return status == 200 and headers.get("x-filter") == mark and b'"upstream": "web"' in body

        assert await eventually(is_served, seconds), f"{name} does not serve {mark!r}"
        return time.monotonic() - begun

    async def change(self) -> None:
        """Both gateways go over to the filter's other version."""
        for attachment in (await self.client.get(f"{self.console.url}/api/attachments")).json()["items"]:
            answer = await self.client.patch(
                f"{self.console.url}/api/attachments/{attachment['id']}", json={"filter": "mark@2"}
            )
            assert answer.is_success, answer.text


@pytest.mark.envoy
@pytest.mark.thorough
@pytest.mark.timeout(AWAY_SECONDS + 300)
async def test_the_console_is_killed_and_stays_away(tmp_path: Path) -> None:
    async with run_stand(tmp_path) as stand, stand.envoy("direct"):
        await stand.first_answer("direct", "first")
        async with stand.load("direct") as direct:
            log = await killed(stand, direct)
            await restarted_alone(stand, log, direct)
            await restarted_with_its_relay(stand, log, direct)
        check(direct)
        assert set(direct.marks) == {"first", "second"}
    log.write()


async def killed(stand: Stand, direct: Tally) -> Log:
    """Both Envoys run, and only the console ends."""
    async with stand.envoy("relayed") as envoy:
        await stand.first_answer("relayed", "first")
        await asyncio.sleep(2)  # the relay writes what it keeps a moment later
        async with stand.load("relayed") as relayed:
            await asyncio.sleep(1)
            stand.console.kill()
            log = Log()
            log.tell("console killed", direct, relayed)
            await pass_time(log, 0.3, direct, relayed)
        check(relayed)
        os.kill(envoy.process.pid, signal.SIGKILL)
    return log


async def restarted_alone(stand: Stand, log: Log, direct: Tally) -> None:
    async with stand.envoy("relayed") as envoy:
        seconds = await stand.first_answer("relayed", "first")
        assert seconds < AT_ONCE_SECONDS
        async with stand.load("relayed") as relayed:
            log.tell(f"`relayed` restarted alone, served after {seconds:.2f} s", direct, relayed)
            await pass_time(log, 0.6, direct, relayed)
        check(relayed)
        os.kill(envoy.process.pid, signal.SIGKILL)


async def restarted_with_its_relay(stand: Stand, log: Log, direct: Tally) -> None:
    """Then the console comes back, and a change goes everywhere."""
    await stand.relay.kill()
    await stand.relay.start()
    async with stand.envoy("relayed"):
        seconds = await stand.first_answer("relayed", "first")
        assert seconds < AT_ONCE_SECONDS
        async with stand.load("relayed") as relayed:
            log.tell(f"`relayed` restarted with its relay, served after {seconds:.2f} s", direct, relayed)
            await pass_time(log, 1.0, direct, relayed)
            await stand.console.start()
            log.tell("console is back", direct, relayed)
            await stand.change()
            begun = time.monotonic()
            for name in GATEWAYS:
                await stand.first_answer(name, "second", 60)
                log.tell(f"change at `{name}` after {time.monotonic() - begun:.2f} s", direct, relayed)
            await asyncio.sleep(1)
            log.tell("end", direct, relayed)
        check(relayed)
        assert set(relayed.marks) == {"first", "second"}


async def pass_time(log: Log, until: float, *tallies: Tally) -> None:
    """Up to the part `until` of the time that the console is away; a row for each minute."""
    while (left := log.began + until * AWAY_SECONDS - time.monotonic()) > 0:
        await asyncio.sleep(min(left, 60.0))
        log.tell("", *tallies)


def check(tally: Tally) -> None:
    assert tally.failures.total() == 0, tally.failures
    assert set(tally.statuses) == {200}, tally.statuses
    assert tally.total > AWAY_SECONDS


@asynccontextmanager
async def run_stand(folder: Path) -> AsyncIterator[Stand]:
    console = Replica(folder / "console", without_settings())
    relay = Relay(console.xds, folder / "kept")
    try:
        await console.start()
        await relay.start()
        token = read_token(console.folder / "data")
        headers = {"authorization": f"Bearer {token}"}
        async with (
            httpx.AsyncClient(headers=headers, trust_env=False, timeout=30) as client,
            run_upstream("web") as upstream,
        ):
            ports = {name: find_free_port() for name in GATEWAYS}
            stand = Stand(folder, console, client, relay, ports, {})
            await set_up(stand, upstream)
            yield stand
    finally:
        await relay.kill()
        console.kill()


async def set_up(stand: Stand, upstream: int) -> None:
    url = f"{stand.console.url}/api"
    for version, mark in (("1", "first"), ("2", "second")):
        files = {"module": ("m.wasm", marking_module(mark))}
        answer = await stand.client.post(
            f"{url}/filters/mark/versions", files=files, data={"version": version}
        )
        assert answer.is_success, answer.text
    endpoints = [{"host": "127.0.0.1", "port": upstream}]
    await ok(stand.client, f"{url}/services", name="web", endpoints=endpoints)
    xds = {"direct": stand.console.xds, "relayed": stand.relay.port}
    for name, port in stand.ports.items():
        listen = {"listen_address": "127.0.0.1", "listen_port": port}
        await ok(stand.client, f"{url}/gateways", name=name, **listen)
        action = {"kind": "forward", "destinations": [{"service": "web"}]}
        await ok(stand.client, f"{url}/routes", gateway=name, name=f"to-{name}", action=action)
        await ok(stand.client, f"{url}/attachments", filter="mark@1", gateway=name)
        made = await ok(
            stand.client,
            f"{url}/nodes/bootstrap",
            gateway=name,
            node_id=name,
            console=f"127.0.0.1:{xds[name]}",
            admin_port=find_free_port(),
        )
        stand.bootstraps[name] = made["bootstrap"]
