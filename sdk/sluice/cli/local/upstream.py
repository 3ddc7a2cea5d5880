"""A sample upstream: an HTTP/1.1 server that answers every request with what it received, as JSON.

    python -m sluice.cli.local.upstream --port 18081 --name hello

    {"upstream": "hello", "method": "GET", "path": "/", "headers": {"host": "…"}, "body": ""}

It is written on asyncio's protocol layer because one process should serve some thousand requests per second
beside Envoy on a laptop. `?status=503` in the path chooses the answer's status and `?delay=0.2` lets it wait
(seconds), so that failures and slowness can be tried out. It understands what Envoy sends (Content-Length and
chunked bodies, keep-alive, pipelining) and is no server for anything else.
"""

import argparse
import asyncio
import json
import signal
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

MAX_HEAD = 64 * 1024
MAX_BODY = 16 * 1024 * 1024
MAX_DELAY = 30.0


class BadRequestError(Exception):
    """The bytes are no HTTP/1.1 request that this server understands; answered with 400 and a close."""


@dataclass(slots=True)
class Received:
    """One complete request. Header names are lower case; values of repeated headers are joined by commas."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class EchoProtocol(asyncio.Protocol):
    """One connection. Answers leave in the order of the requests: each waits for the one before."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.delayed: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.delayed is not None:
            self.delayed.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.delayed is None:
            self.answer_waiting()

    def answer_waiting(self) -> None:
        """Answer every request that is complete in the buffer."""
        try:
            while self.transport is not None and self.delayed is None:
                taken = take_request(self.buffer)
                if taken is None:
                    return
                self.answer(taken)
        except BadRequestError as error:
            self.send(400, f"{error}\n".encode(), close=True)

    def answer(self, request: Received) -> None:
        query = parse_qs(urlsplit(request.target).query) if "?" in request.target else {}
        status, delay = wanted_status(query), wanted_delay(query)
        body = to_json(self.name, request)
        close = request.headers.get("connection", "").lower() == "close"
        if request.method == "HEAD":
            body = b""
        if delay == 0:
            self.send(status, body, close)
            return
        self.delayed = asyncio.get_running_loop().call_later(delay, self.send_delayed, status, body, close)

    def send_delayed(self, status: int, body: bytes, close: bool) -> None:
        self.delayed = None
        self.send(status, body, close)
        self.answer_waiting()

    def send(self, status: int, body: bytes, close: bool) -> None:
        if self.transport is None:
            return
        head = (
            f"HTTP/1.1 {status} {phrase_of(status)}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nx-upstream: {self.name}\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        if close:
            self.transport.close()


def take_request(buffer: bytearray) -> Received | None:
    """Remove the first request from the buffer; None when it is not complete yet. Raises BadRequestError."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        if len(buffer) > MAX_HEAD:
            raise BadRequestError("request head too large")
        return None
    request = parse_head(bytes(buffer[:end]))
    start = end + 4
    if request.headers.get("transfer-encoding", "").lower() == "chunked":
        chunked = take_chunks(buffer, start)
        if chunked is None:
            return None
        request.body, stop = chunked
    else:
        stop = start + content_length(request.headers)
        if len(buffer) < stop:
            return None
        request.body = bytes(buffer[start:stop])
    del buffer[:stop]
    return request


def parse_head(head: bytes) -> Received:
    first, *lines = head.decode("latin-1").split("\r\n")
    match first.split(" "):
        case [method, target, "HTTP/1.1" | "HTTP/1.0"]:
            request = Received(method, target)
        case _:
            raise BadRequestError("malformed request line")
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequestError("malformed header")
        name, value = name.lower(), value.strip()
        earlier = request.headers.get(name)
        request.headers[name] = value if earlier is None else f"{earlier},{value}"
    return request


def content_length(headers: dict[str, str]) -> int:
    text = headers.get("content-length", "0")
    if not text.isdecimal() or int(text) > MAX_BODY:
        raise BadRequestError("content-length is not a number up to 16 MiB")
    return int(text)


def take_chunks(buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    """A chunked body and the position after its trailers; None when more is to come."""
    body = bytearray()
    position = start
    while (line_end := buffer.find(b"\r\n", position)) >= 0:
        size = chunk_size(bytes(buffer[position:line_end]))
        if size == 0:
            # The empty line after the last chunk, or after the trailers between.
            end = buffer.find(b"\r\n\r\n", line_end)
            return (bytes(body), end + 4) if end >= 0 else None
        data, position = line_end + 2, line_end + 2 + size + 2
        if len(body) + size > MAX_BODY:
            raise BadRequestError("body over 16 MiB")
        if len(buffer) < position:
            return None
        body += buffer[data : data + size]
    return None


def chunk_size(line: bytes) -> int:
    digits = line.split(b";")[0].strip()
    if not digits or any(digit not in b"0123456789abcdefABCDEF" for digit in digits):
        raise BadRequestError("malformed chunk size")
    return int(digits, 16)


def wanted_status(query: dict[str, list[str]]) -> int:
    text = query.get("status", ["200"])[-1]
    return int(text) if text.isdecimal() and 200 <= int(text) <= 599 else 200


def wanted_delay(query: dict[str, list[str]]) -> float:
    try:
        seconds = float(query.get("delay", ["0"])[-1])
    except ValueError:
        return 0.0
    return min(seconds, MAX_DELAY) if seconds > 0 else 0.0


def phrase_of(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"


def to_json(name: str, request: Received) -> bytes:
    answer = {
        "upstream": name,
        "method": request.method,
        "path": request.target,
        "headers": request.headers,
        "body": request.body.decode("utf-8", "replace"),
    }
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"


async def serve(host: str, port: int, name: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: EchoProtocol(name), host, port, backlog=1024)
    address = server.sockets[0].getsockname()
    print(f"{name} listens on http://{address[0]}:{address[1]}", flush=True)
    await stop.wait()
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Answer every request with what was received, as JSON.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True, help="0 chooses a free one")
    parser.add_argument("--name", default="echo", help="said in every answer")
    options = parser.parse_args()
    asyncio.run(serve(options.host, options.port, options.name))


if __name__ == "__main__":
    main()
