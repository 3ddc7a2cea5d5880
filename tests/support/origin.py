"""An upstream whose answers may be kept: each has the headers of its path, and a number that no other has.

async with run_origin({"/a": [("cache-control", "max-age=60")]}) as origin:
    origin.port
    origin.requests   # [("GET", "/a", {"host": "…"}), …]
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Origin:
    """`answers` are the headers by path, or by its part before the query; a path without any has none.
    `x-pad` is the least number of bytes, blanks after the text.

    `silent_port` takes requests and never answers.
    """

    answers: dict[str, Headers]
    port: int = 0
    silent_port: int = 0
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The body tells the number of the request and which filters it has passed: `3 v1`."""
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.split(": ", 1) for line in lines[1:] if ": " in line)
                headers = {name.lower(): value for name, value in pairs}
                method, path, _ = lines[0].split(" ")
                self.requests.append((method, path, headers))
                writer.write(self._answer(method, path, headers))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    def _answer(self, method: str, path: str, headers: Mapping[str, str]) -> bytes:
        own = self.answers.get(path, self.answers.get(path.partition("?")[0], []))
        known = {value for name, value in own if name == "etag"}
        if headers.get("if-none-match") in known:
            date = f"date: {formatdate(usegmt=True)}"
            head = ["HTTP/1.1 304 Not Modified", date, *(f"{name}: {value}" for name, value in own), "", ""]
            return "\r\n".join(head).encode()
        text = f"{len(self.requests)} {headers.get('x-seen-by', '')}".strip()
        body = text.ljust(int(dict(own).get("x-pad", "0"))).encode()
        lines = ["HTTP/1.1 200 OK", f"date: {formatdate(usegmt=True)}", f"content-length: {len(body)}"]
        head = [*lines, *(f"{name}: {value}" for name, value in own), "", ""]
        return "\r\n".join(head).encode() + (b"" if method == "HEAD" else body)


@asynccontextmanager
async def run_origin(answers: dict[str, Headers]) -> AsyncIterator[Origin]:
    """Serve on a free port of 127.0.0.1 as long as the block lasts."""
    origin = Origin(answers)
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        await origin.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    silent = await asyncio.start_server(lambda _, writer: writers.add(writer), "127.0.0.1", 0)
    origin.port = int(server.sockets[0].getsockname()[1])
    origin.silent_port = int(silent.sockets[0].getsockname()[1])
    try:
        yield origin
    finally:
        server.close()
        silent.close()
        for writer in writers:
            writer.close()
