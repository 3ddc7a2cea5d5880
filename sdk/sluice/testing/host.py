"""The emulated host: the functions that Envoy offers to a module, with Envoy's rules.

The functions take and give bytes and raise `StatusError`. Two front ends stand on them: `wasm_imports` moves
bytes through a module's memory and turns `StatusError` into a status; `python_vm` turns bytes into `str` and
`StatusError` into `HostError`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sluice.testing.abi import BufferType, LogLevel, MapType, Status, StatusError, StreamType
from sluice.testing.contexts import Context, LocalResponse, StreamContext
from sluice.testing.header_map import HeaderMap, Pair, read_bytes, write_bytes
from sluice.testing.properties import PropertyValue, read_property
from sluice.testing.shared_data import Queues, SharedData
from sluice.testing.statistics import Statistics

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


@dataclass(slots=True)
class Clock:
    """The machine's time plus what a test has let pass."""

    offset: int = 0

    def nanoseconds(self) -> int:
        return time.time_ns() + self.offset


@dataclass(slots=True)
class Answer:
    """What a callback did: its result, and whether it sent a local response (which stops the stream)."""

    result: int
    stopped: bool


@dataclass(slots=True)
class Host:
    """One proxy with one plugin. Its VMs (canary and worker) share everything here."""

    plugin: Plugin
    properties: dict[str, PropertyValue] = field(default_factory=dict)
    log_level: LogLevel = LogLevel.TRACE
    clock: Clock = field(default_factory=Clock)
    logs: list[LogEntry] = field(default_factory=list)
    statistics: Statistics = field(default_factory=Statistics)
    shared_data: SharedData = field(default_factory=SharedData)
    queues: Queues = field(default_factory=Queues)
    tick_period: int = 0  # ms; 0: no ticks
    ready_queues: list[tuple[int, int]] = field(default_factory=list)  # owner, token
    configuring: bool = False  # the plugin's configuration can be read
    contexts: dict[int, Context] = field(default_factory=dict)  # alive, by id
    context: Context = field(default_factory=lambda: Context(0))
    _effective: Context | None = None
    _stopped: bool = False
    _deferred: list[Callable[[], None]] = field(default_factory=list)

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

    # Log and time

    def log(self, level: int, message: bytes) -> None:
        if level not in tuple(LogLevel):
            raise StatusError(Status.BAD_ARGUMENT)
        if level >= self.log_level:
            self.logs.append(LogEntry(LogLevel(level), message.decode("utf-8", "surrogateescape")))

    def get_log_level(self) -> int:
        return self.log_level

    def get_current_time_nanoseconds(self) -> int:
        return self.clock.nanoseconds()

    # Headers

    def get_header_map_value(self, map_type: int, key: bytes) -> bytes:
        value = self._readable(map_type).get(key)
        if value is None:
            raise StatusError(Status.NOT_FOUND)
        return value

    def get_header_map_pairs(self, map_type: int) -> list[Pair]:
        type_ = _map_type(map_type)
        context = self._stream_context()
        headers = context.readable(type_) if context else None
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
        if context is not None:
            response = LocalResponse(status, details, body, tuple(headers), grpc_status)
            send = context.send_local_response
            self._deferred.append(lambda: send(response))
        self._stopped = True

    def continue_stream(self, stream_type: int) -> None:
        context = self._stream_context()
        if stream_type not in (StreamType.REQUEST, StreamType.RESPONSE):
            raise StatusError(
                Status.UNIMPLEMENTED if stream_type in tuple(StreamType) else Status.BAD_ARGUMENT
            )
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
        if context is not None:
            self._deferred.append(context.close_stream)

    def set_effective_context(self, context: int) -> None:
        if context not in self.contexts:
            raise StatusError(Status.BAD_ARGUMENT)
        self._effective = self.contexts[context]

    # Properties

    def get_property(self, path: bytes) -> bytes:
        context = self._effective or self.context
        return read_property(path, context, dict(self.plugin_properties), self.properties)

    def set_property(self, path: bytes, value: bytes) -> None:
        context = self._stream_context()
        if context is None:
            raise StatusError(Status.NOT_FOUND)
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
        root = self.context.parent or self.context.id
        return self.queues.register(self.plugin.vm_id.encode(), name, root)

    def resolve_shared_queue(self, vm_id: bytes, name: bytes) -> int:
        return self.queues.resolve(vm_id, name)

    def enqueue_shared_queue(self, token: int, message: bytes) -> None:
        queue = self.queues.enqueue(token, message)
        self.ready_queues.append((queue.owner, token))

    def dequeue_shared_queue(self, token: int) -> bytes:
        return self.queues.dequeue(token)

    def set_tick_period_milliseconds(self, period: int) -> None:
        self.tick_period = period

    # What the context shows

    def _stream_context(self) -> StreamContext | None:
        context = self._effective or self.context
        return context if isinstance(context, StreamContext) else None

    def _readable(self, map_type: int) -> HeaderMap:
        type_ = _map_type(map_type)
        context = self._stream_context()
        return _present(context.readable(type_) if context else None)

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
                return None
            case BufferType.VM_CONFIGURATION:
                return self.plugin.vm_configuration
            case BufferType.REQUEST_BODY | BufferType.RESPONSE_BODY as type_:
                context = self._stream_context()
                return context.bodies.get(type_, b"") if context else b""
        return b""


def _map_type(map_type: int) -> MapType:
    if map_type not in tuple(MapType):
        raise StatusError(Status.BAD_ARGUMENT)
    return MapType(map_type)


def _present(headers: HeaderMap | None) -> HeaderMap:
    if headers is None:
        raise StatusError(Status.BAD_ARGUMENT)
    return headers
