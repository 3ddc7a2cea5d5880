"""The emulated host in the form in which `sluice.api.hostcalls` wants it under CPython."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sluice.api.hostcalls import HostError
from sluice.testing.abi import Status, StatusError
from sluice.testing.header_map import MAX_PAIRS, MAX_PAIRS_SIZE
from sluice.testing.host import Host

T = TypeVar("T")


def encode(text: str) -> bytes:
    """As `sluice.api.wire.encode`; memory that the host keeps must not count as the filter's."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ValueError(f"the lone surrogate at {error.start} stands for no byte") from None


def decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


class PythonHostcalls:
    """Moves `str` to bytes and back, and statuses to exceptions, just as the C runtime does."""

    def __init__(self, host: Host, folder: Path) -> None:
        self._host = host
        self._folder = folder  # of the filter's own files

    def log(self, level: int, message: str) -> None:
        try:
            sent = encode(message)
        except ValueError:  # surrogates that stand for no byte go out as they are
            sent = message.encode("utf-8", "surrogatepass")
        self._host.log(level, sent)

    def get_log_level(self) -> int:
        return self._host.get_log_level()

    def get_current_time_nanoseconds(self) -> int:
        return self._host.get_current_time_nanoseconds()

    def get_header_map_value(self, map_type: int, key: str) -> str | None:
        value = _or_none(
            "get_header_map_value", lambda: self._host.get_header_map_value(map_type, encode(key))
        )
        return None if value is None else decode(value)

    def get_header_map_pairs(self, map_type: int) -> list[tuple[str, str]]:
        pairs = _checked("get_header_map_pairs", lambda: self._host.get_header_map_pairs(map_type))
        return [(decode(name), decode(value)) for name, value in pairs]

    def add_header_map_value(self, map_type: int, key: str, value: str) -> None:
        _checked(
            "add_header_map_value",
            lambda: self._host.add_header_map_value(map_type, encode(key), encode(value)),
        )

    def replace_header_map_value(self, map_type: int, key: str, value: str) -> None:
        _checked(
            "replace_header_map_value",
            lambda: self._host.replace_header_map_value(map_type, encode(key), encode(value)),
        )

    def remove_header_map_value(self, map_type: int, key: str) -> None:
        _checked("remove_header_map_value", lambda: self._host.remove_header_map_value(map_type, encode(key)))

    def set_header_map_pairs(self, map_type: int, pairs: list[tuple[str, str]]) -> None:
        _checked(
            "set_header_map_pairs", lambda: self._host.set_header_map_pairs(map_type, _encode_pairs(pairs))
        )

    def get_buffer_bytes(self, buffer_type: int, start: int, length: int) -> bytes | None:
        return _or_none("get_buffer_bytes", lambda: self._host.get_buffer_bytes(buffer_type, start, length))

    def set_buffer_bytes(self, buffer_type: int, start: int, length: int, data: bytes) -> None:
        _checked("set_buffer_bytes", lambda: self._host.set_buffer_bytes(buffer_type, start, length, data))

    def send_local_response(
        self, status: int, details: str, body: bytes, headers: list[tuple[str, str]], grpc_status: int
    ) -> None:
        _checked(
            "send_local_response",
            lambda: self._host.send_local_response(
                status, encode(details), body, _encode_pairs(headers), grpc_status
            ),
        )

    def continue_stream(self, stream_type: int) -> None:
        _checked("continue_stream", lambda: self._host.continue_stream(stream_type))

    def close_stream(self, stream_type: int) -> None:
        _checked("close_stream", lambda: self._host.close_stream(stream_type))

    def set_effective_context(self, context: int) -> None:
        _checked("set_effective_context", lambda: self._host.set_effective_context(context))

    def set_tick_period_milliseconds(self, period: int) -> None:
        self._host.set_tick_period_milliseconds(period)

    def http_call(
        self, upstream: str, headers: list[tuple[str, str]], body: bytes, timeout_milliseconds: int
    ) -> int:
        return _checked(
            "http_call",
            lambda: self._host.http_call(
                encode(upstream), _encode_pairs(headers), body, [], timeout_milliseconds
            ),
        )

    def grpc_call(
        self,
        target: bytes,
        service: str,
        method: str,
        metadata: list[tuple[str, str]],
        message: bytes,
        timeout_milliseconds: int,
    ) -> int:
        return _checked(
            "grpc_call",
            lambda: self._host.grpc_call(
                target,
                encode(service),
                encode(method),
                _encode_pairs(metadata),
                message,
                timeout_milliseconds,
            ),
        )

    def grpc_stream(self, target: bytes, service: str, method: str, metadata: list[tuple[str, str]]) -> int:
        return _checked(
            "grpc_stream",
            lambda: self._host.grpc_stream(target, encode(service), encode(method), _encode_pairs(metadata)),
        )

    def grpc_send(self, token: int, message: bytes, end_of_stream: bool) -> None:
        _checked("grpc_send", lambda: self._host.grpc_send(token, message, end_of_stream))

    def grpc_cancel(self, token: int) -> None:
        _checked("grpc_cancel", lambda: self._host.grpc_cancel(token))

    def grpc_close(self, token: int) -> None:
        _checked("grpc_close", lambda: self._host.grpc_close(token))

    def get_status(self) -> tuple[int, str]:
        code, message = self._host.get_status()
        return code, decode(message)

    def register_shared_queue(self, name: str) -> int:
        return _checked("register_shared_queue", lambda: self._host.register_shared_queue(encode(name)))

    def resolve_shared_queue(self, vm_id: str, name: str) -> int | None:
        return _or_none(
            "resolve_shared_queue", lambda: self._host.resolve_shared_queue(encode(vm_id), encode(name))
        )

    def enqueue_shared_queue(self, token: int, message: bytes) -> None:
        _checked("enqueue_shared_queue", lambda: self._host.enqueue_shared_queue(token, message))

    def dequeue_shared_queue(self, token: int) -> bytes | None:
        try:
            return self._host.dequeue_shared_queue(token)
        except StatusError as error:
            if error.status is Status.EMPTY:
                return None
            raise _host_error("dequeue_shared_queue", error) from None

    def call_foreign_function(self, name: str, argument: bytes) -> bytes:
        return _checked(
            "call_foreign_function", lambda: self._host.call_foreign_function(encode(name), argument)
        )

    def traceback_of(self, error: BaseException) -> str:
        """From the first frame of the filter's own on."""
        frames = error.__traceback__
        while frames is not None and frames.tb_next and not self._is_own(frames.tb_frame.f_code.co_filename):
            frames = frames.tb_next
        return "".join(traceback.format_exception(type(error), error, frames)).rstrip("\n")

    def _is_own(self, filename: str) -> bool:
        return Path(filename).parent == self._folder

    def get_property(self, path: str) -> bytes | None:
        return _or_none("get_property", lambda: self._host.get_property(encode(path)))

    def set_property(self, path: str, value: bytes) -> None:
        _checked("set_property", lambda: self._host.set_property(encode(path), value))

    def define_metric(self, kind: int, name: str) -> int:
        return _checked("define_metric", lambda: self._host.define_metric(kind, encode(name)))

    def increment_metric(self, metric: int, offset: int) -> None:
        _check_int64(offset)
        _checked("increment_metric", lambda: self._host.increment_metric(metric, offset))

    def record_metric(self, metric: int, value: int) -> None:
        _check_int64(value)
        if value < 0:
            raise OverflowError("can't convert negative int to unsigned")
        _checked("record_metric", lambda: self._host.record_metric(metric, value))

    def get_metric(self, metric: int) -> int:
        return _checked("get_metric", lambda: self._host.get_metric(metric))

    def get_shared_data(self, key: str) -> tuple[bytes, int] | None:
        return _or_none("get_shared_data", lambda: self._host.get_shared_data(encode(key)))

    def set_shared_data(self, key: str, value: bytes, cas: int) -> bool:
        try:
            self._host.set_shared_data(encode(key), value, cas)
        except StatusError as error:
            if error.status is Status.CAS_MISMATCH:
                return False
            raise _host_error("set_shared_data", error) from None
        return True


def _checked(function: str, call: Callable[[], T]) -> T:
    try:
        return call()
    except StatusError as error:
        raise _host_error(function, error) from None


def _or_none(function: str, call: Callable[[], T]) -> T | None:
    try:
        return call()
    except StatusError as error:
        if error.status is Status.NOT_FOUND:
            return None
        raise _host_error(function, error) from None


def _host_error(function: str, error: StatusError) -> HostError:
    return HostError(f"proxy_{function}: {error.status.title}")


def _encode_pairs(pairs: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Pairs as they arrive at a host: nothing of a list that is too long."""
    encoded = [(encode(name), encode(value)) for name, value in pairs]
    size = 4 + sum(10 + len(name) + len(value) for name, value in encoded)
    return [] if len(encoded) > MAX_PAIRS or size > MAX_PAIRS_SIZE else encoded


def _check_int64(number: int) -> None:
    if not -(2**63) <= number < 2**63:
        raise OverflowError("Python int too large to convert to C ssize_t")
