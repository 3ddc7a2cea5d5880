"""The one door between a filter and its host: a typed function for each Proxy-Wasm host function in use.

Under CPython a function asks the host object that is installed at the moment (`sluice.testing` installs
it). In a compiled module its body is not there: the compiler replaces `hostcalls.<name>` by the C function
`slu_host_<name>` of the runtime, with the same signature. Therefore the bodies below hold no logic, and
whatever must behave the same in both worlds stands in the modules that call them.

What both sides promise:

* `str` is UTF-8 at the border; bytes that are not UTF-8 survive as lone surrogates (`surrogateescape`), in
  both directions, for header names and values, shared-data keys and property paths alike.
* A status other than Ok raises `HostError("proxy_<function>: <Status>")`, for example
  `HostError("proxy_replace_header_map_value: BadArgument")`, except where a docstring says that it means
  None or False.
* A `bytes` or `str` that is given back belongs to the caller; nothing is shared with the host.
* Integers are checked: one that does not fit the width of the ABI raises `OverflowError`.
"""

from typing import Final, Protocol

# Header maps
REQUEST_HEADERS: Final = 0
REQUEST_TRAILERS: Final = 1
RESPONSE_HEADERS: Final = 2
RESPONSE_TRAILERS: Final = 3
GRPC_INITIAL_METADATA: Final = 4
GRPC_TRAILING_METADATA: Final = 5
CALL_RESPONSE_HEADERS: Final = 6
CALL_RESPONSE_TRAILERS: Final = 7

# Buffers
REQUEST_BODY: Final = 0
RESPONSE_BODY: Final = 1
DOWNSTREAM_DATA: Final = 2
UPSTREAM_DATA: Final = 3
CALL_RESPONSE_BODY: Final = 4
GRPC_MESSAGE: Final = 5
PLUGIN_CONFIGURATION: Final = 7

# Metrics
COUNTER: Final = 0
GAUGE: Final = 1
HISTOGRAM: Final = 2

# Log levels
TRACE: Final = 0
DEBUG: Final = 1
INFO: Final = 2
WARNING: Final = 3
ERROR: Final = 4
CRITICAL: Final = 5


class HostError(Exception):
    """The host refused a call; the message is "<function>: <Status>", for example
    "proxy_replace_header_map_value: BadArgument" where headers are written that are gone.
    """

    # No attributes and no constructor of its own, so that the C runtime can raise it from a class and a
    # message.


class Host(Protocol):
    """What an installed host offers; the methods are the functions of this module."""

    def log(self, level: int, message: str) -> None: ...
    def get_log_level(self) -> int: ...
    def get_current_time_nanoseconds(self) -> int: ...
    def get_header_map_value(self, map_type: int, key: str) -> str | None: ...
    def get_header_map_pairs(self, map_type: int) -> list[tuple[str, str]]: ...
    def add_header_map_value(self, map_type: int, key: str, value: str) -> None: ...
    def replace_header_map_value(self, map_type: int, key: str, value: str) -> None: ...
    def remove_header_map_value(self, map_type: int, key: str) -> None: ...
    def set_header_map_pairs(self, map_type: int, pairs: list[tuple[str, str]]) -> None: ...
    def get_buffer_bytes(self, buffer_type: int, start: int, length: int) -> bytes | None: ...
    def set_buffer_bytes(self, buffer_type: int, start: int, length: int, data: bytes) -> None: ...
    def send_local_response(
        self, status: int, details: str, body: bytes, headers: list[tuple[str, str]], grpc_status: int
    ) -> None: ...
    def continue_stream(self, stream_type: int) -> None: ...
    def close_stream(self, stream_type: int) -> None: ...
    def set_effective_context(self, context: int) -> None: ...
    def set_tick_period_milliseconds(self, period: int) -> None: ...
    def http_call(
        self, upstream: str, headers: list[tuple[str, str]], body: bytes, timeout_milliseconds: int
    ) -> int: ...
    def grpc_call(
        self,
        target: bytes,
        service: str,
        method: str,
        metadata: list[tuple[str, str]],
        message: bytes,
        timeout_milliseconds: int,
    ) -> int: ...
    def grpc_stream(
        self, target: bytes, service: str, method: str, metadata: list[tuple[str, str]]
    ) -> int: ...
    def grpc_send(self, token: int, message: bytes, end_of_stream: bool) -> None: ...
    def grpc_cancel(self, token: int) -> None: ...
    def grpc_close(self, token: int) -> None: ...
    def get_status(self) -> tuple[int, str]: ...
    def register_shared_queue(self, name: str) -> int: ...
    def resolve_shared_queue(self, vm_id: str, name: str) -> int | None: ...
    def enqueue_shared_queue(self, token: int, message: bytes) -> None: ...
    def dequeue_shared_queue(self, token: int) -> bytes | None: ...
    def call_foreign_function(self, name: str, argument: bytes) -> bytes: ...
    def traceback_of(self, error: BaseException) -> str: ...
    def get_property(self, path: str) -> bytes | None: ...
    def set_property(self, path: str, value: bytes) -> None: ...
    def define_metric(self, kind: int, name: str) -> int: ...
    def increment_metric(self, metric: int, offset: int) -> None: ...
    def record_metric(self, metric: int, value: int) -> None: ...
    def get_metric(self, metric: int) -> int: ...
    def get_shared_data(self, key: str) -> tuple[bytes, int] | None: ...
    def set_shared_data(self, key: str, value: bytes, cas: int) -> bool: ...


class _Absent:
    """Stands for the host while none is installed: a filter file may be imported anywhere, but not called."""

    def __getattr__(self, name: str) -> object:
        raise HostError(
            f"proxy_{name}: no host: filters run inside Envoy or in a test that uses the fixture `load`"
        )


_host: Host = _Absent()  # type: ignore[assignment]


def install(host: Host) -> Host:
    """Make `host` answer from now on; gives back the one that answered before. CPython only."""
    global _host
    before = _host
    _host = host
    return before


def log(level: int, message: str) -> None:
    """Write one entry to the proxy's log; a newline in it stays in it. Never raises."""
    _host.log(level, message)


def get_log_level() -> int:
    """The lowest level that the proxy's log keeps now, to spare formatting what nobody reads."""
    return _host.get_log_level()


def get_current_time_nanoseconds() -> int:
    """Nanoseconds since 1970; there is no other clock, so it can jump when the machine's time is set."""
    return _host.get_current_time_nanoseconds()


def get_header_map_value(map_type: int, key: str) -> str | None:
    """The FIRST value of a header, in any case of `key`; None when there is none (NotFound)."""
    return _host.get_header_map_value(map_type, key)


def get_header_map_pairs(map_type: int) -> list[tuple[str, str]]:
    """All headers in order, names in lower case; an absent map gives an empty list."""
    return _host.get_header_map_pairs(map_type)


def add_header_map_value(map_type: int, key: str, value: str) -> None:
    """Append one value, keeping those that are there."""
    _host.add_header_map_value(map_type, key, value)


def replace_header_map_value(map_type: int, key: str, value: str) -> None:
    """Make this the only value."""
    _host.replace_header_map_value(map_type, key, value)


def remove_header_map_value(map_type: int, key: str) -> None:
    """Remove all values; one that is not there is no error."""
    _host.remove_header_map_value(map_type, key)


def set_header_map_pairs(map_type: int, pairs: list[tuple[str, str]]) -> None:
    """Replace the whole map. The caller keeps to 1,024 pairs and 1 MiB: above that, hosts set nothing and
    say Ok.
    """
    _host.set_header_map_pairs(map_type, pairs)


def get_buffer_bytes(buffer_type: int, start: int, length: int) -> bytes | None:
    """Up to `length` bytes from `start`, b"" past the end; None when there is no such buffer now
    (NotFound).
    """
    return _host.get_buffer_bytes(buffer_type, start, length)


def set_buffer_bytes(buffer_type: int, start: int, length: int, data: bytes) -> None:
    """start 0, length 0: prepend. start 0, length ≥ size: replace. start ≥ size: append. Else BadArgument."""
    _host.set_buffer_bytes(buffer_type, start, length, data)


def send_local_response(
    status: int, details: str, body: bytes, headers: list[tuple[str, str]], grpc_status: int
) -> None:
    """Answer the client here and now (gRPC status -1: none); the stream stops whatever the callback returns.

    `details` shows as %RESPONSE_CODE_DETAILS% and holds no blanks.
    """
    _host.send_local_response(status, details, body, headers, grpc_status)


def continue_stream(stream_type: int) -> None:
    """Let the request (0) or response (1) of the effective context go on, once this callback has ended."""
    _host.continue_stream(stream_type)


def close_stream(stream_type: int) -> None:
    """Cut off the request (0), the response (1), the downstream (2) or upstream (3) connection."""
    _host.close_stream(stream_type)


def set_effective_context(context: int) -> None:
    """Host calls work on this context until the callback ends; BadArgument when it is gone."""
    _host.set_effective_context(context)


def set_tick_period_milliseconds(period: int) -> None:
    """`proxy_on_tick` comes after this time, again and again; 0: not any more. Root contexts only."""
    _host.set_tick_period_milliseconds(period)


def http_call(upstream: str, headers: list[tuple[str, str]], body: bytes, timeout_milliseconds: int) -> int:
    """The token of a call-out; `proxy_on_http_call_response` brings it back, in the root context."""
    return _host.http_call(upstream, headers, body, timeout_milliseconds)


def grpc_call(
    target: bytes,
    service: str,
    method: str,
    metadata: list[tuple[str, str]],
    message: bytes,
    timeout_milliseconds: int,
) -> int:
    """The token of a unary call. `target` is a serialised `envoy.config.core.v3.GrpcService`."""
    return _host.grpc_call(target, service, method, metadata, message, timeout_milliseconds)


def grpc_stream(target: bytes, service: str, method: str, metadata: list[tuple[str, str]]) -> int:
    """The token of a stream of messages."""
    return _host.grpc_stream(target, service, method, metadata)


def grpc_send(token: int, message: bytes, end_of_stream: bool) -> None:
    """One message on a stream."""
    _host.grpc_send(token, message, end_of_stream)


def grpc_cancel(token: int) -> None:
    """Reset a call or stream; nothing more comes of it."""
    _host.grpc_cancel(token)


def grpc_close(token: int) -> None:
    """Nothing more is sent on a stream; what the other side sends still comes."""
    _host.grpc_close(token)


def get_status() -> tuple[int, str]:
    """Code and message of the gRPC call that has just ended, in its callback."""
    return _host.get_status()


def register_shared_queue(name: str) -> int:
    """The token of a queue of this VM's id, made when it is not there; this root is told of its messages."""
    return _host.register_shared_queue(name)


def resolve_shared_queue(vm_id: str, name: str) -> int | None:
    """The token of a queue that somebody has registered; None when nobody has (NotFound)."""
    return _host.resolve_shared_queue(vm_id, name)


def enqueue_shared_queue(token: int, message: bytes) -> None:
    """Append a message."""
    _host.enqueue_shared_queue(token, message)


def dequeue_shared_queue(token: int) -> bytes | None:
    """Take the first message; None when there is none (Empty)."""
    return _host.dequeue_shared_queue(token)


def call_foreign_function(name: str, argument: bytes) -> bytes:
    """A function that the proxy offers beyond Proxy-Wasm; one that it does not raises NotFound."""
    return _host.call_foreign_function(name, argument)


def traceback_of(error: BaseException) -> str:
    """The exception with its traceback, as a callback that raises it would log it."""
    return _host.traceback_of(error)


def get_property(path: str) -> bytes | None:
    """The value at a path whose parts are joined by NUL ("request\\0protocol"); None when absent
    (NotFound).
    """
    return _host.get_property(path)


def set_property(path: str, value: bytes) -> None:
    """Set filter state `wasm.<path>`, which other filters and access logs can read."""
    _host.set_property(path, value)


def define_metric(kind: int, name: str) -> int:
    """The id of a metric; the same name may be defined again and then gives another id for the same value."""
    return _host.define_metric(kind, name)


def increment_metric(metric: int, offset: int) -> None:
    """Add to a counter (offset > 0, else BadArgument) or a gauge."""
    _host.increment_metric(metric, offset)


def record_metric(metric: int, value: int) -> None:
    """Set a gauge, record into a histogram, add to a counter; 0 ≤ value < 2^63."""
    _host.record_metric(metric, value)


def get_metric(metric: int) -> int:
    """The value of a counter or gauge over all workers; a histogram raises BadArgument."""
    return _host.get_metric(metric)


def get_shared_data(key: str) -> tuple[bytes, int] | None:
    """The value and its compare-and-swap number; None when the key was never set (NotFound)."""
    return _host.get_shared_data(key)


def set_shared_data(key: str, value: bytes, cas: int) -> bool:
    """Set; False when `cas` is neither 0 nor the present number (CasMismatch). New keys ignore `cas`."""
    return _host.set_shared_data(key, value, cas)
