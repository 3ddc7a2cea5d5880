"""A real Envoy for tests: started with a bootstrap, asked over its admin port, never left behind.

async with run_envoy(tmp_path, bootstrap) as envoy:
    await envoy.wait_until_ready()
    dump = await envoy.config_dump()
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sluice_console.envoy.binary import find_envoy
from sluice_console.envoy.bootstrap import COMMAND_LINE

READY_SECONDS = 20.0

_PORTS = random.SystemRandom()  # another test's seed must not give two workers the same ports


def find_free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody had a moment ago, and that no outgoing connection will be given:
    below the ports that Linux hands out by itself.
    """
    while True:
        port = _PORTS.randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


async def eventually(check: Callable[[], Awaitable[bool]], timeout_seconds: float = 5.0) -> bool:
    """Whether `check` comes true in time; asked every 20 ms."""
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout_seconds):
            while not await check():  # noqa: ASYNC110 (another process tells nobody)
                await asyncio.sleep(0.02)
            return True
    return False


@dataclass(slots=True)
class Envoy:
    """One running process."""

    process: subprocess.Popen[bytes]
    admin_port: int
    log_path: Path

    async def wait_until_ready(self, timeout_seconds: float = READY_SECONDS) -> None:
        """Until `/ready` says LIVE. Fails with the end of Envoy's log."""

        async def is_ready() -> bool:
            if self.process.poll() is not None:
                raise AssertionError(f"Envoy ended with {self.process.returncode}:\n{self.log_tail()}")
            with suppress(httpx.HTTPError):
                return (await self.admin("/ready")).status_code == 200
            return False

        if not await eventually(is_ready, timeout_seconds):
            raise AssertionError(f"Envoy is not ready after {timeout_seconds} s:\n{self.log_tail()}")

    async def admin(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, timeout=5.0) as client:
            return await client.get(f"http://127.0.0.1:{self.admin_port}{path}")

    async def config_dump(self) -> dict[str, Any]:
        response = await self.admin("/config_dump?include_eds")
        return dict(response.json())

    async def statistics(self, pattern: str) -> dict[str, Any]:
        """Counters and gauges whose name matches the regex `pattern`."""
        response = await self.admin(f"/stats?format=json&filter={pattern}")
        return {item["name"]: item["value"] for item in response.json()["stats"] if "value" in item}

    def log_tail(self, lines: int = 30) -> str:
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        """End the process and wait; harmless when it is gone already."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start_envoy(folder: Path, bootstrap: dict[str, Any], concurrency: int = 2) -> Envoy:
    """Start Envoy; it dies with this process, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "envoy.json"
    config.write_text(json.dumps(bootstrap))
    config.chmod(0o600)
    log_path = folder / "envoy.log"
    command = [str(find_envoy()), "-c", str(config), "--disable-hot-restart", *COMMAND_LINE]
    command += ["--concurrency", str(concurrency), "--log-level", "info"]
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "KILL", *command]
    log_path.touch()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log_path.open("ab"))
    admin_port = bootstrap["admin"]["address"]["socket_address"]["port_value"]
    return Envoy(process, admin_port, log_path)


@asynccontextmanager
async def run_envoy(folder: Path, bootstrap: dict[str, Any], concurrency: int = 2) -> AsyncIterator[Envoy]:
    """Start Envoy, and stop it at the end of the block whatever happens in it."""
    envoy = start_envoy(folder, bootstrap, concurrency)
    try:
        yield envoy
    finally:
        await asyncio.to_thread(envoy.stop)
