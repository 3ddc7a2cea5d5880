"""A small HTTP/1.1 upstream that answers with what it was asked, as JSON.

async with run_upstream("v1") as port:
    ...              # {"upstream": "v1", "path": "/x", "headers": {"host": "test", …}, "body": "", …}

With a context it speaks TLS, and the answer also says what it was asked for and by whom:
`"tls": {"sni": "shop.test", "version": "TLSv1.3", "client": ["edge.test"]}`.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def run_upstream(
    name: str, status: int = 200, secured: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Serve on a free port of 127.0.0.1 as long as the block lasts."""
    writers: set[asyncio.StreamWriter] = set()
    if secured is not None:
        secured.sni_callback = _keep_name

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                pairs = (line.split(": ", 1) for line in lines[1:] if ": " in line)
                headers = {name.lower(): value for name, value in pairs}
                received = await _read_body(reader, headers)
                method, path, _ = lines[0].split(" ")
                answer = {"upstream": name, "method": method, "path": path, "headers": headers}
                if secured is not None:
                    answer["tls"] = _describe(writer.get_extra_info("ssl_object"))
                body = json.dumps(answer | {"body": received.decode("latin-1")}).encode()
                head = f"HTTP/1.1 {status} Status\r\ncontent-length: {len(body)}\r\n"
                writer.write(head.encode() + b"content-type: application/json\r\n\r\n" + body)
                await writer.drain()
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writers.discard(writer)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=secured)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for writer in tuple(writers):
            writer.close()


def _keep_name(connection: Any, name: str | None, _: ssl.SSLContext) -> None:
    connection.asked_for = name


def _describe(connection: Any) -> dict[str, Any]:
    shown = connection.getpeercert() or {}
    names = [name for _, name in shown.get("subjectAltName", ())]
    return {"sni": connection.asked_for, "version": connection.version(), "client": names}


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
