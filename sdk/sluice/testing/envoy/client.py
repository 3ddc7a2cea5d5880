"""A client of HTTP/1.1 that sends exactly what a test says and tells exactly what came back."""

import contextlib
import socket
import time
from collections.abc import Iterable, Iterator

import h11

from sluice.testing.header_map import HeaderMap
from sluice.testing.messages import (
    REQUEST_ID,
    Message,
    Metadata,
    Pause,
    Piece,
    ReceivedHeaders,
    ReceivedResponse,
    SentRequest,
    to_response,
)

PIECE_SECONDS = 0.02  # between the pieces of a body, so that Envoy reads them one by one
READ_SIZE = 65536
_PSEUDO = (b":authority", b":path", b":method", b":scheme")


class CannotSend(Exception):  # noqa: N818 of a test's
    """HTTP/1.1 has no form for this request."""


class Client:
    """One connection, which carries one request. `port` is its own."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._socket = socket.create_connection(server, timeout=10)
        self._connection = h11.Connection(h11.CLIENT)
        self.port = int(self._socket.getsockname()[1])

    def send(self, request: SentRequest) -> None:
        """Raises `CannotSend`; a server that does not take all of it is no error."""
        pieces = _to_pieces(self._connection, request)
        try:
            for piece in paced(pieces):
                self._socket.sendall(piece)
        except OSError:
            return

    def receive(self, seconds: float) -> ReceivedResponse | None:
        """The response; None when none came in that time. Raises ConnectionError when it is cut off."""
        deadline = time.monotonic() + seconds
        pairs: list[tuple[bytes, bytes]] = []
        body = b""
        while True:
            try:
                event = self._connection.next_event()
            except h11.RemoteProtocolError as error:
                raise ConnectionResetError(str(error)) from None
            match event:
                case h11.Response():
                    pairs = [(b":status", str(event.status_code).encode()), *event.headers]
                case h11.Data():
                    body += event.data
                case h11.EndOfMessage():
                    trailers = ReceivedHeaders(HeaderMap(event.headers))
                    return ReceivedResponse(ReceivedHeaders(HeaderMap(pairs)), body, trailers)
                case h11.ConnectionClosed():
                    raise ConnectionResetError("the connection was closed")
                case h11.NEED_DATA:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        return None
                    self._socket.settimeout(left)
                    try:
                        self._connection.receive_data(self._socket.recv(READ_SIZE))
                    except TimeoutError:
                        return None
                case _:
                    pass

    def close(self) -> None:
        """Also while another thread reads."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def paced(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """One after the other with time between, so that Envoy reads them one by one; pauses take their time."""
    sent = False
    for piece in pieces:
        if isinstance(piece, Pause):
            time.sleep(piece.seconds)
        elif isinstance(piece, bytes) and piece:
            if sent:
                time.sleep(PIECE_SECONDS)
            yield piece
            sent = True


def to_wire(request: SentRequest) -> bytes:
    """A request's bytes. Raises `CannotSend`."""
    pieces = _to_pieces(h11.Connection(h11.CLIENT), request)
    return b"".join(piece for piece in pieces if not isinstance(piece, Pause))


def _to_pieces(connection: h11.Connection, request: SentRequest) -> list[bytes | Pause]:
    """The bytes in the pieces in which the body is to arrive, the head with the first, the end with the
    last.
    """
    message = request.message
    if any(isinstance(piece, Metadata) for piece in (*message.chunks, *to_response(request.reply).chunks)):
        raise CannotSend("METADATA frames: the tests in Envoy speak HTTP/1.1")
    try:
        head = connection.send(_to_request(message)) or b""
        body = [
            chunk if isinstance(chunk, Pause) else connection.send(h11.Data(data=chunk)) or b""
            for chunk in message.chunks
            if chunk and not isinstance(chunk, Metadata)
        ]
        end = connection.send(_to_end(message)) or b""
    except h11.LocalProtocolError as error:
        raise CannotSend(str(error)) from None
    match body:
        case []:
            return [head + end]
        case [bytes(only)]:
            return [head + only + end]
        case [bytes(first), *rest]:
            return [head + first, *rest, end]
    return [head, *body, end]


def _to_request(message: Message) -> h11.Request:
    """With the identity that the emulated host gives a request; a body with trailers has to be chunked."""
    given = message.headers
    chunked = message.trailers is not None
    headers = [(b"host", given.get(b":authority") or b"")]
    for name, value in given:
        dropped = name in _PSEUDO or name == b"x-forwarded-proto" or (chunked and name == b"content-length")
        if not dropped:
            headers.append((name, value))
    if chunked:
        headers.append((b"transfer-encoding", b"chunked"))
    if given.get(b"x-request-id") is None:
        headers.append((b"x-request-id", REQUEST_ID))
    return h11.Request(
        method=given.get(b":method") or b"GET", target=given.get(b":path") or b"/", headers=headers
    )


def _to_end(message: Message) -> h11.EndOfMessage:
    return h11.EndOfMessage(headers=list(message.trailers) if message.trailers is not None else [])
