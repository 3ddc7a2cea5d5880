"""A small HTTP/1.1 upstream that answers with what it was asked, as JSON.

async with run_upstream("v1") as port:
    ...                                  # {"upstream": "v1", "path": "/x", "headers": {"host": "test", …}}
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def run_upstream(name: str, status: int = 200) -> AsyncIterator[int]:
    """Serve on a free port of 127.0.0.1 as long as the block lasts."""
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                await reader.readexactly(int(headers.get("content-length", "0")))
                method, path, _ = lines[0].split(" ")
                answer = {"upstream": name, "method": method, "path": path, "headers": headers}
                body = json.dumps(answer).encode()
                head = f"HTTP/1.1 {status} Status\r\ncontent-length: {len(body)}\r\n"
                writer.write(head.encode() + b"content-type: application/json\r\n\r\n" + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writers.discard(writer)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for writer in tuple(writers):
            writer.close()
