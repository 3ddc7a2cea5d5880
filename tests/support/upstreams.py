"""A small HTTP/1.1 upstream that answers with what it was asked, as JSON.

async with run_upstream("v1") as port:
    ...              # {"upstream": "v1", "path": "/x", "headers": {"host": "test", …}, "body": "", …}
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
                received = await _read_body(reader, headers)
                method, path, _ = lines[0].split(" ")
                answer = {"upstream": name, "method": method, "path": path, "headers": headers}
                body = json.dumps(answer | {"body": received.decode("latin-1")}).encode()
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


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    """A body of announced length, or one in chunks, as a proxy sends what a filter has rewritten."""
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body
