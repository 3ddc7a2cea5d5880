"""Upstreams for a real Envoy: servers in this process that answer what a test says."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

import h11

from sluice.testing.callouts import PlannedAnswer
from sluice.testing.envoy.client import READ_SIZE, paced
from sluice.testing.envoy.configuration import HOST
from sluice.testing.header_map import HeaderMap
from sluice.testing.messages import ReceivedHeaders, ReceivedRequest, to_response

Choose = Callable[[ReceivedRequest], PlannedAnswer]
_OF_THE_CONNECTION = (b"host", b"transfer-encoding", b"connection")


class UpstreamServer:
    """Serves on a free port of 127.0.0.1 until `stop`; `choose` is asked what each request is answered."""

    def __init__(self, choose: Choose) -> None:
        self._choose = choose
        self._listener = socket.create_server((HOST, 0), backlog=256)
        self._connections: set[socket.socket] = set()
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in tuple(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                state = h11.Connection(h11.SERVER)
                while (request := _receive(connection, state)) is not None:
                    answer = self._choose(request)
                    time.sleep(answer.after)
                    if not _answer(connection, state, request, answer):
                        return
                    state.start_next_cycle()
        except (OSError, h11.ProtocolError):
            return  # Envoy has given up
        finally:
            self._connections.discard(connection)


def _receive(connection: socket.socket, state: h11.Connection) -> ReceivedRequest | None:
    """The next request as the emulated host shows one; None at the end of the connection."""
    pairs: list[tuple[bytes, bytes]] = []
    body = b""
    while True:
        event = state.next_event()
        match event:
            case h11.NEED_DATA:
                state.receive_data(connection.recv(READ_SIZE))
            case h11.Request():
                host = next((value for name, value in event.headers if name == b"host"), b"")
                pairs = [(b":authority", host), (b":path", event.target), (b":method", event.method)]
                pairs += [(b":scheme", b"http")]
                pairs += [pair for pair in event.headers if pair[0] not in _OF_THE_CONNECTION]
            case h11.Data():
                body += event.data
            case h11.EndOfMessage():
                trailers = ReceivedHeaders(HeaderMap(event.headers))
                return ReceivedRequest(ReceivedHeaders(HeaderMap(pairs)), body, trailers)
            case h11.ConnectionClosed():
                return None
            case _:
                pass


def _answer(
    connection: socket.socket, state: h11.Connection, request: ReceivedRequest, answer: PlannedAnswer
) -> bool:
    """Whether the connection can go on."""
    if answer.refused:
        return False
    if answer.broken:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx")
        return False
    if answer.reply is None:
        connection.recv(READ_SIZE)  # until Envoy gives up
        return False
    reply = answer.reply(request)
    time.sleep(reply.after)
    if reply.failure == "never":
        connection.recv(READ_SIZE)
        return False
    if reply.failure == "refused" or (reply.failure == "broken" and not reply.body):
        return False
    message = to_response(reply)
    status = int(message.headers.get(b":status") or b"200")
    headers = [pair for pair in message.headers if pair[0] != b":status"]
    if message.trailers is not None:
        headers = [pair for pair in headers if pair[0] != b"content-length"]
        headers.append((b"transfer-encoding", b"chunked"))
    elif reply.failure == "broken":
        headers = [*headers, (b"transfer-encoding", b"chunked")]
        headers = [pair for pair in headers if pair[0] != b"content-length"]
    elif not message.chunks and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", b"0"))
    connection.sendall(state.send(h11.Response(status_code=status, headers=headers)) or b"")
    for chunk in paced(message.chunks):
        connection.sendall(state.send(h11.Data(data=chunk)) or b"")
    if reply.failure == "broken":
        return False
    trailers = list(message.trailers) if message.trailers is not None else []
    connection.sendall(state.send(h11.EndOfMessage(headers=trailers)) or b"")
    return state.our_state is not h11.MUST_CLOSE
