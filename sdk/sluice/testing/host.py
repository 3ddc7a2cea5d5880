"""The emulated host: the functions that Envoy offers to a module, with Envoy's rules.

The functions take and give bytes and raise `StatusError`. Two front ends stand on them: `wasm_imports` moves
bytes through a module's memory and turns `StatusError` into a status; `python_vm` turns bytes into `str` and
`StatusError` into `HostError`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from os import urandom
from typing import Protocol, TypeVar

from sluice.testing import inline_headers
from sluice.testing.abi import BufferType, LogLevel, MapType, Status, StatusError, StreamType
from sluice.testing.agenda import Agenda, Clock, Event
from sluice.testing.callouts import CallResponse, Upstream
from sluice.testing.contexts import ConnectionContext, Context, LocalResponse, StreamContext
from sluice.testing.foreign_functions import call_foreign
from sluice.testing.grpc_calls import GrpcCallbacks, GrpcCalls, GrpcExchange, cluster_of
from sluice.testing.grpc_upstream import GrpcCall
from sluice.testing.header_map import HeaderMap, Pair, read_bytes, write_bytes
from sluice.testing.messages import ReceivedHeaders, ReceivedRequest
from sluice.testing.properties import PropertyValue, read_property
from sluice.testing.shared_data import Queues, SharedData
from sluice.testing.statistics import Statistics
from sluice.testing.vm import VmError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plugin:
    """What Envoy's configuration says of the plugin."""

    name: str
    configuration: bytes = b""
    root_id: str = ""
    vm_id: str = ""
    vm_configuration: bytes = b""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the proxy's log."""

    level: LogLevel
    message: str

    def __str__(self) -> str:
        return f"[{self.level.name.lower()}] {self.message}"


class Callbacks(GrpcCallbacks, Protocol):
    """How what happens later reaches the VM."""

    def tick(self, root: int) -> None: ...
    def queue_ready(self, root: int, token: int) -> None: ...
    def http_response(self, root: int, token: int, response: CallResponse) -> None: ...


@dataclass(slots=True)
class Answer:
    """What a callback did: its result, and whether it sent a local response (which stops the stream)."""

    result: int
    stopped: bool


@dataclass(slots=True)
class Host:
    """One worker of a proxy with one plugin, and what its VMs (canary and own) see. Workers of one proxy
    share agenda, logs, statistics, shared data, queues and upstreams.
    """

    plugin: Plugin
    properties: dict[str, PropertyValue] = field(default_factory=dict)
    log_level: LogLevel = LogLevel.TRACE
    buffer_limit: int = 1024 * 1024  # bytes that a filter may hold of one message; Envoy's default
    agenda: Agenda = field(default_factory=Agenda)
    chance: Callable[[int], bytes] = urandom  # so many bytes for a module that asks for chance
    logs: list[LogEntry] = field(default_factory=list)
    statistics: Statistics = field(default_factory=Statistics)
    shared_data: SharedData = field(default_factory=SharedData)
    queues: Queues = field(default_factory=Queues)
    upstreams: dict[str, Upstream] = field(default_factory=dict)  # clusters, by name
    callbacks: "Callbacks | None" = None  # of the VM that runs; the canary gets none
    call_response: CallResponse | None = None  # what a call-out's callback may read
    grpc_metadata: HeaderMap | None = None
    grpc_message: bytes = b""
    grpc_status: tuple[int, bytes] = (0, b"")
    foreign_functions: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    trace: Callable[[str], None] | None = None  # told of each call between module and proxy, if wanted
    configuring: bool = False  # the plugin's configuration can be read
    contexts: dict[int, Context] = field(default_factory=dict)  # alive, by id
    context: Context = field(default_factory=lambda: Context(0))
    _effective: Context | None = None
    _stopped: bool = False
    _deferred: list[Callable[[], None]] = field(default_factory=list)
    grpc_calls: GrpcCalls = field(default_factory=GrpcCalls)
    _last_token: int = 0
    _ticks: dict[int, tuple[int, Event]] = field(default_factory=dict)  # by root: period in ms, the next tick

    def call(self, context: Context, callback: Callable[[], int]) -> Answer:
        """Run a callback of the module in a context; what it asked to happen afterwards happens then."""
        outer = (self.context, self._effective, self._stopped, self._deferred)
        self.context, self._effective, self._stopped, self._deferred = context, None, False, []
        try:
            answer = Answer(callback(), self._stopped)
            deferred = self._deferred
        finally:
            self.context, self._effective, self._stopped, self._deferred = outer
        for action in deferred:
            action()
        return answer

    @property
    def plugin_properties(self) -> Mapping[str, object]:
        return {
            "plugin_name": self.plugin.name,
            "plugin_root_id": self.plugin.root_id,
            "plugin_vm_id": self.plugin.vm_id,
        }

    def say(self, line: str) -> None:
        """A line of the trace."""
        if self.trace is not None:
            self.trace(line)

    # Log and time

    def log(self, level: int, message: bytes) -> None:
        if level not in tuple(LogLevel):
            raise StatusError(Status.BAD_ARGUMENT)
        if level >= self.log_level:
            self.logs.append(LogEntry(LogLevel(level), message.decode("utf-8", "surrogateescape")))

    def get_log_level(self) -> int:
        return self.log_level

    def get_current_time_nanoseconds(self) -> int:
        return self.agenda.clock.nanoseconds()

    # Headers

    def get_header_map_value(self, map_type: int, key: bytes) -> bytes:
        value = self._readable(map_type).get(key)
        if value is None:
            raise StatusError(Status.NOT_FOUND)
        return value

    def get_header_map_pairs(self, map_type: int) -> list[Pair]:
        headers = self._found(_map_type(map_type))
        return [] if headers is None else list(headers)

    def add_header_map_value(self, map_type: int, key: bytes, value: bytes) -> None:
        self._writable(map_type).add(key, value)

    def replace_header_map_value(self, map_type: int, key: bytes, value: bytes) -> None:
        self._writable(map_type).replace(key, value)

    def remove_header_map_value(self, map_type: int, key: bytes) -> None:
        self._writable(map_type).remove(key)

    def set_header_map_pairs(self, map_type: int, pairs: list[Pair]) -> None:
        self._writable(map_type).replace_all(pairs)

    def get_header_map_size(self, map_type: int) -> int:
        return self._writable(map_type).byte_size

    # Bodies and other buffers

    def get_buffer_bytes(self, buffer_type: int, start: int, length: int) -> bytes:
        return read_bytes(self._buffer(buffer_type), start, length)

    def get_buffer_size(self, buffer_type: int) -> int:
        buffer = self._buffer(buffer_type)
        if buffer is None:
            raise StatusError(Status.NOT_FOUND)
        return len(buffer)

    def set_buffer_bytes(self, buffer_type: int, start: int, length: int, data: bytes) -> None:
        buffer = self._buffer(buffer_type)
        if buffer is None:
            raise StatusError(Status.NOT_FOUND)
        if not isinstance(buffer, bytearray):
            raise StatusError(Status.BAD_ARGUMENT)
        write_bytes(buffer, start, length, data)

    # The stream

    def send_local_response(
        self, status: int, details: bytes, body: bytes, headers: list[Pair], grpc_status: int = -1
    ) -> None:
        context = self._stream_context()
        if context is not None and context.logged:
            raise VmError("a local response in proxy_on_log crashes Envoy 1.40 (it logs again, for ever)")
        if context is not None:
            response = LocalResponse(status, details, body, tuple(headers), grpc_status)
            send = context.send_local_response
            self._deferred.append(lambda: send(response))
        self._stopped = True

    def continue_stream(self, stream_type: int) -> None:
        if stream_type not in tuple(StreamType):
            raise StatusError(Status.BAD_ARGUMENT)
        if stream_type == StreamType.UPSTREAM:
            raise StatusError(Status.UNIMPLEMENTED)
        if stream_type == StreamType.DOWNSTREAM:
            connection = self._connection()
            if connection is not None:
                self._deferred.append(connection.resume)
            return
        context = self._stream_context()
        if context is None:
            return
        resume = context.continue_stream
        self._deferred.append(lambda: resume(stream_type == StreamType.REQUEST))
        for map_type in (MapType.REQUEST_HEADERS, MapType.REQUEST_TRAILERS):
            context.maps.pop(map_type, None)
        context.bodies.pop(BufferType.REQUEST_BODY, None)

    def close_stream(self, stream_type: int) -> None:
        context = self._stream_context()
        if stream_type not in tuple(StreamType):
            raise StatusError(Status.BAD_ARGUMENT)
        if context is not None and stream_type in (StreamType.REQUEST, StreamType.RESPONSE):
            if not context.info.response_details:
                context.info.response_details = "wasm_close_stream"
            self._deferred.append(context.close_stream)
        connection = self._connection()
        if connection is not None and stream_type in (StreamType.DOWNSTREAM, StreamType.UPSTREAM):
            self._deferred.append(connection.close)

    def set_effective_context(self, context: int) -> None:
        if context and context not in self.contexts:
            raise StatusError(Status.BAD_ARGUMENT)
        self._effective = self.contexts.get(context) or Context(0)  # 0: the VM's own

    # Properties

    def get_property(self, path: bytes) -> bytes:
        context = self._effective or self.context
        return read_property(path, context, dict(self.plugin_properties), self.properties)

    def set_property(self, path: bytes, value: bytes) -> None:
        context = self._stream_context() or self._connection()
        if context is None:
            raise StatusError(Status.NOT_FOUND)
        prototype = self.contexts[context.parent].prototypes.get(path)
        if prototype is not None and prototype.readonly and path in context.filter_state:
            raise StatusError(Status.BAD_ARGUMENT)
        context.filter_state[path] = value

    # Metrics

    def define_metric(self, type_: int, name: bytes) -> int:
        return self.statistics.define(type_, name.decode("utf-8", "replace"))

    def increment_metric(self, metric: int, offset: int) -> None:
        self.statistics.increment(metric, offset)

    def record_metric(self, metric: int, value: int) -> None:
        self.statistics.record(metric, value)

    def get_metric(self, metric: int) -> int:
        return self.statistics.get(metric)

    # Shared data, queues, timers

    def get_shared_data(self, key: bytes) -> tuple[bytes, int]:
        return self.shared_data.get(key)

    def set_shared_data(self, key: bytes, value: bytes, cas: int) -> None:
        self.shared_data.set(key, value, cas)

    def register_shared_queue(self, name: bytes) -> int:
        callbacks = self.callbacks
        notify = callbacks.queue_ready if callbacks is not None else None
        return self.queues.register(self.plugin.vm_id.encode(), name, self.root, notify)

    def resolve_shared_queue(self, vm_id: bytes, name: bytes) -> int:
        return self.queues.resolve(vm_id, name)

    def enqueue_shared_queue(self, token: int, message: bytes) -> None:
        queue = self.queues.enqueue(token, message)
        notify = queue.notify
        if notify is not None:
            self.agenda.add(0, lambda: notify(queue.owner, token))

    def dequeue_shared_queue(self, token: int) -> bytes:
        return self.queues.dequeue(token)

    @property
    def clock(self) -> Clock:
        return self.agenda.clock

    @property
    def root(self) -> int:
        """The root context of the effective one."""
        context = self._effective or self.context
        return context.parent or context.id

    def set_tick_period_milliseconds(self, period: int) -> None:
        root = self.root
        before = self._ticks.pop(root, None)
        if before is not None:
            before[1].cancelled = True
        if period and self.callbacks is not None:
            self._arm(root, period)

    def _arm(self, root: int, period: int) -> None:
        event = self.agenda.add(period / 1000, lambda: self._tick(root), background=True)
        self._ticks[root] = (period, event)

    def _tick(self, root: int) -> None:
        """The timer is armed again after the callback, with the period that holds then."""
        period = self._ticks[root][0]
        assert self.callbacks is not None
        self.callbacks.tick(root)
        if root in self._ticks and self._ticks[root][1].due <= self.clock.nanoseconds():
            self._arm(root, period)

    def done(self) -> None:
        """Nobody waits for it while the plugin is in use."""
        raise StatusError(Status.NOT_FOUND)

    # Call-outs

    def http_call(
        self, upstream: bytes, headers: list[Pair], body: bytes, trailers: list[Pair], timeout: int
    ) -> int:
        """`timeout` in ms, 0: none. The answer comes to the root context."""
        found = self.upstreams.get(upstream.decode("utf-8", "surrogateescape"))
        asked = HeaderMap(headers, inline_headers.REQUEST)
        if found is None or any(asked.get(name) is None for name in (b":method", b":path", b":authority")):
            raise StatusError(Status.BAD_ARGUMENT)
        if body:
            asked.replace(b"content-length", str(len(body)).encode())
        call = ReceivedRequest(
            ReceivedHeaders(asked),
            body,
            ReceivedHeaders(HeaderMap(trailers)),
        )
        self._last_token += 1
        token, root, callbacks = self._last_token, self.root, self.callbacks
        after, response = found.answer(call, timeout / 1000 if timeout else inf)
        if callbacks is not None and after < inf:
            self.agenda.add(after, lambda: callbacks.http_response(root, token, response))
        return token

    def grpc_call(
        self, target: bytes, service: bytes, method: bytes, metadata: list[Pair], message: bytes, timeout: int
    ) -> int:
        """A unary call: `timeout` in ms."""
        token, exchange = self._start_grpc(target, service, method, metadata, unary=True)
        self.grpc_calls.ask(token, exchange, message, timeout)
        return token

    def grpc_stream(self, target: bytes, service: bytes, method: bytes, metadata: list[Pair]) -> int:
        return self._start_grpc(target, service, method, metadata, unary=False)[0]

    def grpc_send(self, token: int, message: bytes, end_of_stream: bool) -> None:
        self.grpc_calls.send(token, message, end_of_stream)

    def grpc_close(self, token: int) -> None:
        self.grpc_calls.close(token)

    def grpc_cancel(self, token: int) -> None:
        self.grpc_calls.cancel(token)

    def get_status(self) -> tuple[int, bytes]:
        return self.grpc_status

    def _start_grpc(
        self, target: bytes, service: bytes, method: bytes, metadata: list[Pair], unary: bool
    ) -> tuple[int, GrpcExchange]:
        upstream = self.upstreams.get(cluster_of(target))
        if upstream is None:
            raise StatusError(Status.PARSE_FAILURE)
        call = GrpcCall(_text(service), _text(method), ReceivedHeaders(HeaderMap(metadata)), [])
        self._last_token += 1
        exchange = GrpcExchange(call, self.root, unary, upstream, self.agenda, self.callbacks)
        self.grpc_calls.under_way[self._last_token] = exchange
        return self._last_token, exchange

    # Foreign functions

    def call_foreign_function(self, name: bytes, argument: bytes) -> bytes:
        function = self.foreign_functions.get(name.decode("utf-8", "surrogateescape"))
        if function is not None:
            return function(argument)
        return call_foreign(name, argument, self.context, self._effective or self.context)

    # What the context shows

    def _stream_context(self) -> StreamContext | None:
        context = self._effective or self.context
        return context if isinstance(context, StreamContext) else None

    def _connection(self) -> ConnectionContext | None:
        context = self._effective or self.context
        return context if isinstance(context, ConnectionContext) else None

    def _found(self, type_: MapType) -> HeaderMap | None:
        """Those of call-outs belong to the root, whatever the effective context is."""
        match type_:
            case MapType.CALL_RESPONSE_HEADERS:
                return None if self.call_response is None else self.call_response.headers
            case MapType.CALL_RESPONSE_TRAILERS:
                return None if self.call_response is None else self.call_response.trailers
            case MapType.GRPC_INITIAL_METADATA | MapType.GRPC_TRAILING_METADATA:
                return self.grpc_metadata
        context = self._stream_context()
        return context.readable(type_) if context else None

    def _readable(self, map_type: int) -> HeaderMap:
        return _present(self._found(_map_type(map_type)))

    def _writable(self, map_type: int) -> HeaderMap:
        type_ = _map_type(map_type)
        context = self._stream_context()
        return _present(context.writable(type_) if context else None)

    def _buffer(self, buffer_type: int) -> bytes | bytearray | None:
        """A buffer that has no data now is empty; two are absent (NotFound) at the wrong time."""
        if buffer_type not in tuple(BufferType):
            raise StatusError(Status.BAD_ARGUMENT)
        match BufferType(buffer_type):
            case BufferType.PLUGIN_CONFIGURATION:
                return self.plugin.configuration if self.configuring else None
            case BufferType.CALL_RESPONSE_BODY:
                return None if self.call_response is None else self.call_response.body
            case BufferType.GRPC_MESSAGE:
                return self.grpc_message
            case BufferType.VM_CONFIGURATION:
                return self.plugin.vm_configuration
            case BufferType.REQUEST_BODY | BufferType.RESPONSE_BODY as type_:
                context = self._stream_context()
                return context.bodies.get(type_, b"") if context else b""
            case BufferType.DOWNSTREAM_DATA | BufferType.UPSTREAM_DATA as type_:
                connection = self._connection()
                return connection.buffers.get(type_, b"") if connection else b""
        return b""


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _map_type(map_type: int) -> MapType:
    found = _MAP_TYPES.get(map_type)
    if found is None:
        raise StatusError(Status.BAD_ARGUMENT)
    return found


_MAP_TYPES = {int(each): each for each in MapType}


def _present(headers: HeaderMap | None) -> HeaderMap:
    if headers is None:
        raise StatusError(Status.BAD_ARGUMENT)
    return headers
