"""Requests over connections that stay open, counted: what was answered, by which filter, and what failed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """`statuses` by number, `marks` by the answers' `x-filter`, `failures` by what went wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.statuses.total() + self.failures.total()

    def share(self, mark: str) -> float:
        """The part of the answers that carry `mark`, 0 to 1."""
        return self.marks[mark] / max(1, self.statuses.total())


class Connection:
    """One HTTP/1.1 connection, opened anew when the server asks for it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body. An idle connection that the server closed meanwhile is opened again."""
        reused = self._streams is not None
        try:
            return await self._get(path, headers)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.close()
            if not reused:
                raise
        return await self._get(path, headers)

    async def _get(self, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        writer.write("\r\n".join(lines).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answer = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        if answer.get("transfer-encoding") == "chunked":
            body = await _read_chunks(reader)
        else:
            body = await reader.readexactly(int(answer.get("content-length", "0")))
        if answer.get("connection") == "close":
            self.close()
        return int(head[0].split()[1]), answer, body

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    """Without trailers, which nobody here sends."""
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body


async def send_requests(
    port: int, path: str = "/", *, count: int, headers: Mapping[str, str] | None = None, connections: int = 4
) -> Tally:
    """Exactly `count` requests over `connections` connections."""
    tally = Tally()
    remaining = iter(range(count))
    sent = {"host": "test", **(headers or {})}

    async def work() -> None:
        connection = Connection(port)
        for _ in remaining:
            await _send_one(connection, path, sent, tally)
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return tally


@asynccontextmanager
async def steady_traffic(
    port: int,
    path: str = "/",
    *,
    headers: Mapping[str, str] | None = None,
    connections: int = 4,
    pause_seconds: float = 0.0,
) -> AsyncIterator[Tally]:
    """Requests one after another on each connection, as long as the block lasts."""
    tally = Tally()
    stopped = asyncio.Event()
    sent = {"host": "test", **(headers or {})}

    async def work() -> None:
        connection = Connection(port)
        while not stopped.is_set():
            await _send_one(connection, path, sent, tally)
            if pause_seconds:
                await asyncio.sleep(pause_seconds)
        connection.close()

    tasks = [asyncio.create_task(work()) for _ in range(connections)]
    try:
        yield tally
    finally:
        stopped.set()
        await asyncio.gather(*tasks)


async def _send_one(connection: Connection, path: str, headers: Mapping[str, str], tally: Tally) -> None:
    try:
        async with asyncio.timeout(10):
            status, answer, _ = await connection.get(path, headers)
    except (OSError, EOFError, TimeoutError) as error:
        connection.close()
        tally.failures[type(error).__name__] += 1
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0.01)
        return
    tally.statuses[status] += 1
    tally.marks[answer.get("x-filter", "")] += 1
