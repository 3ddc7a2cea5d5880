"""The sample upstream reads what HTTP/1.1 clients and proxies send, however it is cut into pieces."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from sluice.cli.local.upstream import BadRequestError, EchoProtocol, take_request

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def connection() -> AsyncIterator[Connection]:
    server = await asyncio.get_running_loop().create_server(lambda: EchoProtocol("echo"), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    yield reader, writer
    writer.close()
    server.close()


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, object]]:
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode()
    length = int(head.lower().partition("content-length: ")[2].split("\r\n")[0])
    body = await asyncio.wait_for(reader.readexactly(length), 5)
    return int(head.split()[1]), json.loads(body) if body.startswith(b"{") else {"text": body.decode()}


async def test_answer_says_what_was_received(connection: Connection) -> None:
    reader, writer = connection
    writer.write(b"POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-Key: 1\r\nx-key: 2\r\nContent-Length: 5\r\n\r\nhello")
    status, answer = await read_answer(reader)
    assert status == 200
    assert answer == {
        "upstream": "echo",
        "method": "POST",
        "path": "/a?b=c",
        "headers": {"host": "x", "x-key": "1,2", "content-length": "5"},
        "body": "hello",
    }


async def test_pipelined_requests_are_answered_in_order_even_when_the_first_waits(
    connection: Connection,
) -> None:
    reader, writer = connection
    writer.write(b"GET /1?delay=0.1 HTTP/1.1\r\nhost: x\r\n\r\nGET /2?status=503 HTTP/1.1\r\nhost: x\r\n\r\n")
    first, second = await read_answer(reader), await read_answer(reader)
    assert (first[0], first[1]["path"]) == (200, "/1?delay=0.1")
    assert (second[0], second[1]["path"]) == (503, "/2?status=503")


async def test_nonsense_is_answered_with_400_and_a_close(connection: Connection) -> None:
    reader, writer = connection
    writer.write(b"what?\r\n\r\n")
    status, answer = await read_answer(reader)
    assert (status, answer) == (400, {"text": "malformed request line\n"})
    assert await reader.read() == b""


CHUNKED = (
    b"PUT / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nx-trailer: t\r\n\r\nGET /next HTTP/1.1\r\n\r\n"
)


@pytest.mark.parametrize("size", [1, 7, len(CHUNKED)])
def test_chunked_body_with_trailers_in_pieces_of_any_size(size: int) -> None:
    buffer = bytearray()
    taken = []
    for start in range(0, len(CHUNKED), size):
        buffer += CHUNKED[start : start + size]
        while (request := take_request(buffer)) is not None:
            taken.append((request.method, request.target, request.body))
    assert taken == [("PUT", "/", b"hello world"), ("GET", "/next", b"")]
    assert not buffer


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"GET / HTTP/2\r\n\r\n", "malformed request line"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "malformed header"),
        (b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", "content-length"),
        (b"GET / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n", "16 MiB"),
        (b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n-5\r\n", "malformed chunk size"),
        (b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nfffffff\r\n", "over 16 MiB"),
        (b"x" * 70_000, "head too large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(head: bytes, reason: str) -> None:
    with pytest.raises(BadRequestError, match=reason):
        take_request(bytearray(head))
