"""Upstreams that keep what they were asked, and answer as a test tells them while it runs.

async with run_recorders(3) as (one, two, three):
    two.status = 500
    ...
    assert [seen.path for seen in one.seen] == ["/x"]
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from sluice_console.envoy import ir


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived; `connection` counts the upstream's connections from 1."""

    method: str
    path: str
    headers: dict[str, str]
    connection: int
    at: float


@dataclass(slots=True)
class Recorder:
    """One upstream. `status` and `delay` hold for requests that arrive from now on."""

    name: str
    port: int = 0
    status: int = 200
    delay: float = 0.0
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    open_connections: int = 0

    def endpoint(self, version: str = "", **fields: object) -> ir.Endpoint:
        return ir.Endpoint("127.0.0.1", self.port, version, **fields)  # type: ignore[arg-type]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_connections += 1
        number = self.connections
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, path, _ = lines[0].split(" ")
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                self.seen.append(Seen(method, path, headers, number, time.monotonic()))
                status, delay = self.status, self.delay
                if delay:
                    await asyncio.sleep(delay)
                body = self.name.encode()
                head = f"HTTP/1.1 {status} Status\r\ncontent-length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_connections -= 1
            writer.close()


@asynccontextmanager
async def run_recorders(count: int) -> AsyncIterator[tuple[Recorder, ...]]:
    """`count` upstreams `u1`, `u2`, … on free ports of 127.0.0.1."""
    recorders = tuple(Recorder(f"u{number + 1}") for number in range(count))
    async with AsyncExitStack() as stack:
        for item in recorders:
            server = await asyncio.start_server(item.serve, "127.0.0.1", 0)
            item.port = int(server.sockets[0].getsockname()[1])
            stack.callback(server.close)
        yield recorders
