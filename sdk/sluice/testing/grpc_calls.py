"""gRPC call-outs under way in the emulated host: what Envoy's `GrpcCallClientHandler` (unary) and
`GrpcStreamClientHandler` tell a module, in their order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sluice.testing.abi import Status, StatusError
from sluice.testing.agenda import Agenda, Event
from sluice.testing.grpc_upstream import GrpcCall, GrpcReply
from sluice.testing.header_map import HeaderMap
from sluice.testing.messages import to_pairs

if TYPE_CHECKING:
    from sluice.testing.callouts import Upstream

_INTERNAL = 13  # of a unary call that is answered OK without a message
_TIMEOUT = (14, b"upstream request timeout{response_timeout}")
_DETAILS = b"{via_upstream}"
"""How Envoy 1.40 tells of a call that took too long, and what it adds to the words of the other side."""


class GrpcCallbacks(Protocol):
    """How the answers of gRPC calls reach the VM."""

    def grpc_metadata(self, root: int, token: int, metadata: HeaderMap, trailing: bool) -> None: ...
    def grpc_message(self, root: int, token: int, message: bytes) -> None: ...
    def grpc_close(self, root: int, token: int, code: int, said: bytes) -> None: ...


@dataclass(slots=True)
class GrpcExchange:
    """A call whose answer is not complete. `callbacks` None: it is the canary's, which hears of nothing."""

    call: GrpcCall
    root: int
    unary: bool
    upstream: "Upstream"
    agenda: Agenda
    callbacks: GrpcCallbacks | None
    sent_all: bool = False
    timeout: Event | None = None


@dataclass(slots=True)
class GrpcCalls:
    """`under_way`: by token. What is in it no more gets no callbacks."""

    under_way: dict[int, GrpcExchange] = field(default_factory=dict)

    def ask(self, token: int, exchange: GrpcExchange, message: bytes, timeout: int) -> None:
        """A unary call goes out; `timeout` in ms."""
        late = exchange.agenda.add(timeout / 1000, lambda: self._end(token, *_TIMEOUT))
        exchange.timeout = late
        exchange.call.messages.append(message)
        self._answer(token, exchange)

    def send(self, token: int, message: bytes, end_of_stream: bool) -> None:
        exchange = self._found(token)
        if exchange.unary or exchange.sent_all:
            raise StatusError(Status.BAD_ARGUMENT)
        exchange.call.messages.append(message)
        if end_of_stream:
            exchange.sent_all = True
            self._answer(token, exchange)

    def close(self, token: int) -> None:
        exchange = self._found(token)
        if exchange.unary:
            del self.under_way[token]
        elif not exchange.sent_all:
            exchange.sent_all = True
            self._answer(token, exchange)

    def cancel(self, token: int) -> None:
        self._found(token)
        del self.under_way[token]

    def _found(self, token: int) -> GrpcExchange:
        if token not in self.under_way:
            raise StatusError(Status.NOT_FOUND)
        return self.under_way[token]

    def _answer(self, token: int, exchange: GrpcExchange) -> None:
        """All of the call is there: what comes back, one event each."""
        exchange.upstream.grpc.calls.append(exchange.call)
        reply = exchange.upstream.grpc.answer(exchange.call)
        if reply is None:
            return
        later = _later(exchange.agenda)
        if not exchange.unary:
            later(lambda: self._metadata(token, _initial(reply), trailing=False))
        for message in reply.messages[:1] if exchange.unary else reply.messages:
            later(lambda message=message: self._message(token, message))
        if not exchange.unary:
            later(lambda: self._metadata(token, _trailing(reply), trailing=True))
        if not exchange.unary or reply.status or not reply.messages:
            status = _INTERNAL if exchange.unary and not reply.status else reply.status
            said = reply.message.encode() + _DETAILS if reply.status else b""
            later(lambda: self._end(token, status, said))

    def _metadata(self, token: int, metadata: HeaderMap, trailing: bool) -> None:
        exchange = self.under_way.get(token)
        if exchange is not None and exchange.callbacks is not None:
            exchange.callbacks.grpc_metadata(exchange.root, token, metadata, trailing)

    def _message(self, token: int, message: bytes) -> None:
        exchange = self.under_way.get(token)
        if exchange is None or exchange.callbacks is None:
            return
        if exchange.unary:
            del self.under_way[token]
            if exchange.timeout is not None:
                exchange.timeout.cancelled = True
        exchange.callbacks.grpc_message(exchange.root, token, message)

    def _end(self, token: int, code: int, said: bytes) -> None:
        exchange = self.under_way.pop(token, None)
        if exchange is not None and exchange.callbacks is not None:
            exchange.callbacks.grpc_close(exchange.root, token, code, said)


def _later(agenda: Agenda) -> Callable[[Callable[..., None]], Event]:
    return lambda action: agenda.add(0, action)


def _initial(reply: GrpcReply) -> HeaderMap:
    """The response's headers; a reply without messages has none of its own (gRPC's "trailers only")."""
    if not reply.messages:
        return HeaderMap()
    return HeaderMap([*_OPENING, *to_pairs(reply.initial_metadata), _SERVICE_TIME])


def _trailing(reply: GrpcReply) -> HeaderMap:
    status = (b"grpc-status", str(reply.status).encode())
    said = [(b"grpc-message", reply.message.encode())] if reply.message else []
    own = to_pairs(reply.trailing_metadata)
    if reply.messages:
        return HeaderMap([status, *said, *own])
    return HeaderMap([*_OPENING, *to_pairs(reply.initial_metadata), status, *said, *own, _SERVICE_TIME])


_OPENING = ((b":status", b"200"), (b"content-type", b"application/grpc"))
_SERVICE_TIME = (b"x-envoy-upstream-service-time", b"1")


def cluster_of(target: bytes) -> str:
    """The cluster in a serialised `GrpcService` (its `envoy_grpc.cluster_name`), or a plain name."""
    if target[:1] == b"\x0a" and len(target) > 3 and target[2] == 0x0A:
        target = target[4 : 4 + target[3]]
    return target.decode("utf-8", "surrogateescape")
