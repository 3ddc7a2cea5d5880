"""A second Envoy beside the one under test, with the same ports: in a network of its own.

It reaches the console through a socket in the file system, and nobody reaches it but by its admin socket.

async with run_fresh(bootstrap, xds_port) as ask:
    dump = (await ask("/config_dump")).json()
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from tests.support.envoy import eventually

from sluice_console.envoy.binary import find_envoy
from sluice_console.envoy.bootstrap import CONSOLE_CLUSTER

Ask = Callable[[str], Awaitable[httpx.Response]]
APART = ("unshare", "--net", "--map-root-user", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


@asynccontextmanager
async def run_fresh(bootstrap: dict[str, Any], xds_port: int) -> AsyncIterator[Ask]:
    """`bootstrap` is as for a node beside the console; the block gets what asks the admin interface."""
    with tempfile.TemporaryDirectory(prefix="fresh-") as name:  # short: a socket's path has 108 bytes
        folder = Path(name)
        async with _forward(folder / "xds", xds_port):
            config = folder / "envoy.json"
            config.write_text(json.dumps(_move(bootstrap, folder)))
            command = [*APART, str(find_envoy()), "-c", str(config), "--disable-hot-restart"]
            process = _start([*command, "--concurrency", "1"], folder / "log")
            try:
                ask = _asking(folder / "admin")

                async def is_ready() -> bool:
                    assert process.poll() is None, (folder / "log").read_text()
                    with suppress(httpx.HTTPError):
                        return (await ask("/ready")).status_code == 200
                    return False

                assert await eventually(is_ready, 30.0), (folder / "log").read_text()
                yield ask
            finally:
                process.kill()
                await asyncio.to_thread(process.wait)


def _start(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(command, stdout=output, stderr=output)


def _asking(socket: Path) -> Ask:
    async def ask(path: str) -> httpx.Response:
        transport = httpx.AsyncHTTPTransport(uds=str(socket))
        async with httpx.AsyncClient(transport=transport, timeout=5.0) as client:
            return await client.get(f"http://envoy{path}")

    return ask


def _move(bootstrap: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Admin and console at sockets in `folder`."""
    moved: dict[str, Any] = json.loads(json.dumps(bootstrap))
    moved["admin"]["address"] = {"pipe": {"path": str(folder / "admin")}}
    for cluster in moved["static_resources"]["clusters"]:
        if cluster["name"] == CONSOLE_CLUSTER:
            cluster["type"] = "STATIC"
            endpoint = {"endpoint": {"address": {"pipe": {"path": str(folder / "xds")}}}}
            cluster["load_assignment"]["endpoints"] = [{"lb_endpoints": [endpoint]}]
    return moved


@asynccontextmanager
async def _forward(socket: Path, port: int) -> AsyncIterator[None]:
    """Bytes from a socket in the file system to a port of 127.0.0.1, and back."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_copy(reader, back), _copy(there, writer))

    async with await asyncio.start_unix_server(serve, str(socket)):
        yield


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
