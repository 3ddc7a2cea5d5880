"""The two ends of a scenario before a real Envoy: a client and upstreams that speak HTTP/1.1 by the piece."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.conformance.scenario import Message
from tests.conformance.transcript import OF_THE_ROUTER, show_message

PATIENCE = 0.4  # seconds in which nothing happens, until a client gives up


@dataclass(slots=True)
class Received:
    """A message, `complete` when its end was seen."""

    first: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    trailers: list[tuple[str, str]] = field(default_factory=list)
    complete: bool = False


async def receive(reader: asyncio.StreamReader, received: Received, bodiless: bool = False) -> None:
    """Fill `received`; raises `EOFError` when the peer closes before the end."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    received.first = lines[0]
    received.headers = _headers(lines[1:])
    length = dict(received.headers).get("content-length")
    if not bodiless and dict(received.headers).get("transfer-encoding") == "chunked":
        while size := int((await reader.readuntil(b"\n")), 16):
            received.body += await reader.readexactly(size)
            await reader.readline()
        trailers = []
        while (line := (await reader.readline()).decode("latin-1").strip()) != "":
            trailers.append(line)
        received.trailers = _headers(trailers)
    elif not bodiless and length is not None:
        while missing := int(length) - len(received.body):
            data = await reader.read(missing)
            if not data:
                raise EOFError
            received.body += data
    elif (
        not bodiless
        and received.first.startswith("HTTP/")
        and received.first.split(" ")[1] not in ("204", "304")
    ):
        received.body = await reader.read(-1)
    received.complete = True


def _headers(lines: list[str]) -> list[tuple[str, str]]:
    pairs = (line.partition(":") for line in lines if line)
    return [(name.lower(), value.strip()) for name, _, value in pairs]


async def send(writer: asyncio.StreamWriter, head: str, message: Message) -> None:
    """The message piece by piece; what announces its length is added."""
    lines = [head, *(f"{name}: {value}" for name, value in message.headers)]
    if message.in_chunks:
        lines.append("transfer-encoding: chunked")
    elif not any(name == "content-length" for name, _ in message.headers) and (
        message.pieces or message.status not in (0, 204, 304)
    ):
        lines.append(f"content-length: {sum(len(piece.data) for piece in message.pieces)}")
    data = "\r\n".join([*lines, "", ""]).encode("latin-1")
    for piece in message.pieces:
        if piece.wait:
            writer.write(data)
            data = b""
            await asyncio.sleep(piece.wait)
        data += _framed(piece.data) if message.in_chunks else piece.data
    writer.write(data)
    if message.in_chunks:
        await asyncio.sleep(message.end_wait)
    if message.in_chunks and not message.aborted:
        trailers = "".join(f"{name}: {value}\r\n" for name, value in message.trailers)
        writer.write(f"0\r\n{trailers}\r\n".encode("latin-1"))
    await writer.drain()


def _framed(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def ask(port: int, request: Message) -> list[str]:
    """One request on a connection of its own, and what came of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=8 << 20)
    received = Received()
    method, path = request.first.split(" ", 1)
    given = {name for name, _ in request.headers}
    head = f"{method} {path} HTTP/1.1" + ("" if "host" in given else "\r\nhost: example.com")
    sending = asyncio.ensure_future(send(writer, head, request))
    receiving = asyncio.ensure_future(receive(reader, received, bodiless=method == "HEAD"))
    try:
        with suppress(ConnectionError):
            await sending
        if request.aborted:
            return ["gave up"]
        await asyncio.wait_for(receiving, PATIENCE)
    except TimeoutError:
        return ["no whole answer"]
    except (EOFError, ConnectionError):
        return ["cut off"]
    finally:
        receiving.cancel()
        writer.close()
    status = received.first.split(" ")[1]
    return show_message(status, received.headers, received.body, received.trailers, set())


@dataclass(slots=True)
class Upstream:
    """Answers with `replies` in turn, the last one again and again; keeps what it got."""

    replies: Sequence[Message]
    is_cluster: bool
    seen: list[list[str]] = field(default_factory=list)
    _given: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, EOFError, asyncio.CancelledError):
            while True:
                request = Received()
                await receive(reader, request)
                self.seen.append(self._show(request))
                reply = self.replies[min(self._given, len(self.replies) - 1)]
                self._given += 1
                await asyncio.sleep(reply.after)
                if reply.first == "hangs":
                    await reader.read()
                if reply.first == "breaks":
                    break
                await send(writer, f"HTTP/1.1 {reply.first} Status", reply)
                if reply.aborted:
                    break
        writer.close()

    def _show(self, request: Received) -> list[str]:
        method, path, _ = request.first.split(" ")
        first = f"{method} {dict(request.headers).get('host', '')}{path}"
        return show_message(first, request.headers, request.body, request.trailers, OF_THE_ROUTER)


@asynccontextmanager
async def serve(upstream: Upstream) -> AsyncIterator[int]:
    """A port; for one that refuses connections, one that nobody listens on and nobody else can take."""
    if upstream.replies[0].first == "refuses":
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            yield int(taken.getsockname()[1])
        return
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0, limit=8 << 20)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
