"""gRPC call-outs to clusters of the proxy: messages are bytes, as the service's protocol buffers have them.

    answer = await grpc.unary("rls", "ratelimit.v3.RateLimitService", "ShouldRateLimit", message)

    stream = grpc.stream("events", "events.v1.Events", "Watch")
    stream.send(request)
    stream.close()
    async for message in stream: ...

A status other than OK raises `GrpcError`.
"""

from __future__ import annotations

from sluice.api import hostcalls, worker
from sluice.api.headers import Headers, OwnHeaders, check_pairs
from sluice.api.tasks import Waiting, enter
from sluice.api.wire import encode

OK = 0
DEADLINE_EXCEEDED = 4
UNAVAILABLE = 14


class GrpcError(Exception):
    """The call ended with a status other than OK (gRPC's numbers)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"gRPC status {status}: {message}")
        self.status = status  # https://grpc.io/docs/guides/status-codes/
        self.message = message  # what the other side said of it


class GrpcStream:
    """A stream of messages in both directions; `async for` gives those of the other side."""

    def __init__(self) -> None:
        self.token = -1
        self._messages: list[bytes] = []
        self._initial: Headers | None = None
        self._trailing: Headers | None = None
        self._waiting: list[Waiting[None]] = []
        self._error: GrpcError | None = None
        self._ended = False

    def send(self, message: bytes, end: bool = False) -> None:
        """Send one message; `end` says that it is the last."""
        hostcalls.grpc_send(self.token, message, end)

    def close(self) -> None:
        """Send nothing more; messages of the other side still come."""
        hostcalls.grpc_close(self.token)

    def cancel(self) -> None:
        """Reset the stream; whoever waits for it finds it ended."""
        if not self._ended:
            self._ended = True
            worker.state.grpc.pop(self.token, None)
            hostcalls.grpc_cancel(self.token)
            context, root = worker.state.context, worker.state.root
            self._wake()
            enter(context, root)

    async def receive(self) -> bytes | None:
        """The next message; None when the other side has ended the stream with status OK."""
        while not self._messages:
            if self._error is not None:
                raise self._error
            if self._ended:
                return None
            await self._news()
        return self._messages.pop(0)

    async def initial_metadata(self) -> Headers:
        """What the other side said before its first message, awaited; empty when it said nothing.

            stream = grpc.stream("events", "events.v1.Events", "Watch")
            region = (await stream.initial_metadata()).get("x-region")

        What belongs to the protocol (`:status`, `content-type`, `grpc-…`) is left out. The values of names
        that end in "-bin" are in base64, as they travel. A status other than OK is not raised here, but by
        `receive`.
        """
        while self._initial is None and not self._ended:
            await self._news()
        return OwnHeaders({}) if self._initial is None else self._initial

    async def trailing_metadata(self) -> Headers:
        """What the other side said after its last message.

            async for message in stream: ...
            cost = (await stream.trailing_metadata()).get("x-cost")

        Waits for the stream's end, also for that of a stream that fails.
        """
        while not self._ended:
            await self._news()
        return OwnHeaders({}) if self._trailing is None else self._trailing

    def __aiter__(self) -> GrpcStream:
        return self

    async def __anext__(self) -> bytes:
        message = await self.receive()
        if message is None:
            raise StopAsyncIteration
        return message

    def _told(self, metadata: Headers, trailing: bool) -> None:
        if trailing:
            self._trailing = metadata
        else:
            self._initial = metadata
            self._wake()

    def _received(self, message: bytes) -> None:
        self._messages.append(message)
        self._wake()

    def _end(self, status: int, message: str) -> None:
        self._ended = True
        if status != OK:
            self._error = GrpcError(status, message)
        self._wake()

    async def _news(self) -> None:
        """Wait until something has come."""
        waiting: Waiting[None] = Waiting()
        self._waiting.append(waiting)
        await waiting

    def _wake(self) -> None:
        waiting = self._waiting
        self._waiting = []
        for each in waiting:
            each.resolve(None)


async def unary(
    cluster: str,
    service: str,
    method: str,
    message: bytes,
    *,
    metadata: dict[str, str] | None = None,
    timeout: float = 1.0,  # noqa: ASYNC109 the proxy keeps this time
) -> bytes:
    """One message for one message. `timeout` is in seconds; after it the status is DEADLINE_EXCEEDED (4).

    Raises `GrpcError` with the other side's status, or with UNAVAILABLE (14) for a cluster that the proxy
    does not know.
    """
    exchange = GrpcStream()
    pairs = _pairs(metadata)
    milliseconds = max(1, round(timeout * 1000))
    try:
        token = hostcalls.grpc_call(_target(cluster), service, method, pairs, message, milliseconds)
    except hostcalls.HostError as error:
        raise GrpcError(UNAVAILABLE, f"{service}/{method} of {cluster}: {error}") from None
    start(exchange, token)
    try:
        answer = await exchange.receive()
    finally:
        worker.state.grpc.pop(token, None)
    return b"" if answer is None else answer


def stream(cluster: str, service: str, method: str, *, metadata: dict[str, str] | None = None) -> GrpcStream:
    """Open a stream of messages. `cancel` it when its messages are not wanted any more."""
    exchange = GrpcStream()
    try:
        token = hostcalls.grpc_stream(_target(cluster), service, method, _pairs(metadata))
    except hostcalls.HostError as error:
        raise GrpcError(UNAVAILABLE, f"{service}/{method} of {cluster}: {error}") from None
    start(exchange, token)
    return exchange


def start(exchange: GrpcStream, token: int) -> None:
    exchange.token = token
    worker.state.grpc[token] = exchange


def initial_metadata_received(token: int) -> None:
    exchange = worker.state.grpc.get(token)
    if exchange is not None:
        exchange._told(_metadata(hostcalls.GRPC_INITIAL_METADATA), False)


def trailing_metadata_received(token: int) -> None:
    exchange = worker.state.grpc.get(token)
    if exchange is not None:
        exchange._told(_metadata(hostcalls.GRPC_TRAILING_METADATA), True)


def message_received(token: int, size: int) -> None:
    exchange = worker.state.grpc.get(token)
    if exchange is not None:
        data = hostcalls.get_buffer_bytes(hostcalls.GRPC_MESSAGE, 0, size) if size else b""
        exchange._received(data or b"")


def closed(token: int, code: int) -> None:
    exchange = worker.state.grpc.pop(token, None)
    if exchange is not None:
        if code == OK:
            exchange._end(code, "")
        else:
            text, details = _without_details(hostcalls.get_status()[1])
            exchange._end(DEADLINE_EXCEEDED if details == "response_timeout" else code, text)


def _without_details(said: str) -> tuple[str, str]:
    """The other side's words, and what Envoy adds: "not you{via_upstream}" is "not you", "via_upstream".

    A call that took too long ends there with the status UNAVAILABLE and the details "response_timeout".
    """
    text, brace, details = said.removesuffix("}").rpartition("{")
    if brace == "" or not said.endswith("}") or not details.replace("_", "a").isalnum():
        return said, ""
    return text, details


def _metadata(map_type: int) -> Headers:
    """What the two sides say to each other, without what their libraries do."""
    found = OwnHeaders({})
    for name, value in hostcalls.get_header_map_pairs(map_type):
        if not name.startswith((":", "grpc-")) and name != "content-type":
            found.add(name, value)
    return found


def _pairs(metadata: dict[str, str] | None) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    if metadata is not None:
        pairs += metadata.items()
        check_pairs(pairs)
    return pairs


def _target(cluster: str) -> bytes:
    """A serialised `GrpcService` that names the cluster."""
    name = encode(cluster)
    if len(name) > 100:
        raise ValueError(f"{cluster!r} is too long for the name of a cluster")
    return b"\x0a" + bytes([len(name) + 2]) + b"\x0a" + bytes([len(name)]) + name
