"""One gRPC stream over one connection of its own, in clear text, with next to no cost on this side.

    stream = await open_stream("127.0.0.1", 18000, METHOD, token, on_message, on_end)
    stream.send(request.SerializeToString())
    stream.close()

A thousand nodes run elsewhere; in one process beside the console a thousand gRPC channels would take the
processor that is to be measured. This is as much of HTTP/2 (RFC 9113) and of gRPC's framing as one stream
needs whose other end is gRPC: no priorities, no compression, windows as large as they may be.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _RESET, _SETTINGS, _PING, _GOAWAY, _WINDOW = 0, 1, 3, 4, 6, 7, 8
_ACK, _END_STREAM, _END_HEADERS = 1, 1, 4
_LARGEST_WINDOW = 2**31 - 1
_FIRST_WINDOW = 65_535
_LARGEST_FRAME = 16_384
_INITIAL_WINDOW_SIZE = 4
"""Names of RFC 9113, sections 6.5.2 and 6.9.2."""


class Stream(asyncio.Protocol):
    """Messages in by `on_message`, out by `send`; `on_end` is called once, whoever ends it."""

    def __init__(
        self, method: str, token: str, on_message: Callable[[bytes], None], on_end: Callable[[], None]
    ) -> None:
        self._method = method
        self._token = token
        self._on_message = on_message
        self._on_end = on_end
        self._transport: asyncio.Transport
        self._frames = bytearray()
        self._messages = bytearray()
        self._unsent = bytearray()
        self._connection_window = self._stream_window = self._initial_window = _FIRST_WINDOW

    def send(self, message: bytes) -> None:
        self._unsent += struct.pack(">BI", 0, len(message)) + message
        self._flush()

    def close(self) -> None:
        self._transport.abort()

    # --- asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        settings = struct.pack(">HI", _INITIAL_WINDOW_SIZE, _LARGEST_WINDOW)
        wider = struct.pack(">I", _LARGEST_WINDOW - _FIRST_WINDOW)
        transport.write(
            _PREFACE
            + _frame(_SETTINGS, 0, 0, settings)
            + _frame(_WINDOW, 0, 0, wider)
            + _frame(_HEADERS, _END_HEADERS, 1, _to_block(self._method, self._token))
        )

    def data_received(self, data: bytes) -> None:
        self._frames += data
        start = 0
        while len(self._frames) - start >= 9:
            length = int.from_bytes(self._frames[start : start + 3], "big")
            if len(self._frames) - start < 9 + length:
                break
            kind, flags = self._frames[start + 3], self._frames[start + 4]
            stream = int.from_bytes(self._frames[start + 5 : start + 9], "big")
            body = bytes(self._frames[start + 9 : start + 9 + length])
            start += 9 + length
            self._take(kind, flags, stream, body)
        del self._frames[:start]

    def connection_lost(self, _error: Exception | None) -> None:
        self._on_end()

    # --- frames

    def _take(self, kind: int, flags: int, stream: int, body: bytes) -> None:
        if kind == _DATA:
            self._messages += body
            self._pass_on()
        elif kind == _SETTINGS and not flags & _ACK:
            self._adjust(body)
            self._transport.write(_frame(_SETTINGS, _ACK, 0, b""))
        elif kind == _PING and not flags & _ACK:
            self._transport.write(_frame(_PING, _ACK, 0, body))
        elif kind == _WINDOW:
            more = int.from_bytes(body, "big")
            if stream:
                self._stream_window += more
            else:
                self._connection_window += more
            self._flush()
        if kind in (_RESET, _GOAWAY) or (kind == _HEADERS and flags & _END_STREAM):
            self._transport.close()

    def _pass_on(self) -> None:
        """Every message that is whole: a byte for compression, four for its length, and itself."""
        while len(self._messages) >= 5:
            end = 5 + int.from_bytes(self._messages[1:5], "big")
            if len(self._messages) < end:
                return
            message = bytes(self._messages[5:end])
            del self._messages[:end]
            self._on_message(message)

    def _adjust(self, settings: bytes) -> None:
        for name, value in struct.iter_unpack(">HI", settings):
            if name == _INITIAL_WINDOW_SIZE:
                self._stream_window += value - self._initial_window
                self._initial_window = value
        self._flush()

    def _flush(self) -> None:
        """As much of what is to be sent as the windows allow."""
        while self._unsent:
            size = min(len(self._unsent), self._connection_window, self._stream_window, _LARGEST_FRAME)
            if size <= 0:
                return
            self._transport.write(_frame(_DATA, 0, 1, bytes(self._unsent[:size])))
            del self._unsent[:size]
            self._connection_window -= size
            self._stream_window -= size


async def open_stream(
    host: str,
    port: int,
    method: str,
    token: str,
    on_message: Callable[[bytes], None],
    on_end: Callable[[], None],
) -> Stream:
    """Connect and ask for `method`. Raises OSError when nobody listens."""
    loop = asyncio.get_running_loop()
    _, stream = await loop.create_connection(lambda: Stream(method, token, on_message, on_end), host, port)
    return stream


def _frame(kind: int, flags: int, stream: int, body: bytes) -> bytes:
    return len(body).to_bytes(3, "big") + struct.pack(">BBI", kind, flags, stream) + body


def _to_block(method: str, token: str) -> bytes:
    """Headers of a call, as literals that nobody need remember (RFC 7541, section 6.2.2)."""
    headers = (
        (":method", "POST"),
        (":scheme", "http"),
        (":path", method),
        (":authority", "console"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        ("authorization", f"Bearer {token}"),
    )
    return b"".join(b"\0" + _to_string(name) + _to_string(value) for name, value in headers)


def _to_string(text: str) -> bytes:
    encoded = text.encode("ascii")
    length = len(encoded)
    if length < 127:
        return bytes([length]) + encoded
    prefix = bytearray([127])
    length -= 127
    while length > 127:
        prefix.append(length & 127 | 128)
        length >>= 7
    prefix.append(length)
    return bytes(prefix) + encoded
