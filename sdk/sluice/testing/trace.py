"""What a module and its proxy call of each other, one line each: `--sluice-trace`.

proxy_on_request_headers(2, 5, 1)
  get_header_map_value(REQUEST_HEADERS, "x-api-key") = "k1"
  replace_header_map_value(REQUEST_HEADERS, "x-consumer", "ann")
= 0
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, cast

from sluice.testing.abi import BufferType, LogLevel, MapType, MetricType, StatusError, StreamType
from sluice.testing.host import Host
from sluice.testing.vm import Vm

SHOWN = 200  # characters of a value
HOST_CALLS: dict[str, type[IntEnum] | None] = {
    "log": LogLevel,
    "get_log_level": None,
    "get_current_time_nanoseconds": None,
    "get_header_map_value": MapType,
    "get_header_map_pairs": MapType,
    "add_header_map_value": MapType,
    "replace_header_map_value": MapType,
    "remove_header_map_value": MapType,
    "set_header_map_pairs": MapType,
    "get_header_map_size": MapType,
    "get_buffer_bytes": BufferType,
    "get_buffer_size": BufferType,
    "set_buffer_bytes": BufferType,
    "send_local_response": None,
    "continue_stream": StreamType,
    "close_stream": StreamType,
    "set_effective_context": None,
    "get_property": None,
    "set_property": None,
    "define_metric": MetricType,
    "increment_metric": None,
    "record_metric": None,
    "get_metric": None,
    "get_shared_data": None,
    "set_shared_data": None,
    "register_shared_queue": None,
    "resolve_shared_queue": None,
    "enqueue_shared_queue": None,
    "dequeue_shared_queue": None,
    "set_tick_period_milliseconds": None,
    "http_call": None,
    "grpc_call": None,
    "grpc_stream": None,
    "grpc_send": None,
    "grpc_close": None,
    "grpc_cancel": None,
    "get_status": None,
    "call_foreign_function": None,
}
"""By name: what the first argument counts, None where it is a plain value."""


class TracedHost(Host):
    """A host whose functions tell `trace` what they were asked and what they answered."""


def _traced(name: str, first: type[IntEnum] | None) -> Callable[..., Any]:
    call = getattr(Host, name)

    def traced(self: Host, *arguments: Any) -> Any:
        shown = f"  {name}({_arguments(arguments, first)})"
        try:
            result = call(self, *arguments)
        except StatusError as error:
            self.say(f"{shown}: {error.status.name}")
            raise
        self.say(shown if result is None else f"{shown} = {_shown(result)}")
        return result

    return traced


for _name, _first in HOST_CALLS.items():
    setattr(TracedHost, _name, _traced(_name, _first))


class TracedVm:
    """A VM whose callbacks tell what they were called with and what they answered."""

    def __init__(self, vm: Vm, host: Host) -> None:
        self._vm = vm
        self._host = host

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._vm, name)
        if not name.startswith("on_"):
            return call

        def traced(*arguments: int) -> Any:
            self._host.say(f"proxy_{name}({', '.join(str(int(each)) for each in arguments)})")
            result = call(*arguments)
            if result is not None:
                self._host.say(f"= {int(result)}")
            return result

        return traced


def traced_vm(vm: Vm, host: Host) -> Vm:
    return vm if host.trace is None else cast("Vm", TracedVm(vm, host))


def _arguments(arguments: tuple[Any, ...], first: type[IntEnum] | None) -> str:
    shown = [_shown(each) for each in arguments]
    if first is not None and arguments and arguments[0] in tuple(first):
        shown[0] = first(arguments[0]).name
    return ", ".join(shown)


def _shown(value: object) -> str:
    match value:
        case bytes() | bytearray():
            text = bytes(value).decode("utf-8", "backslashreplace").replace("\0", ".")
            text = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
            return '"' + text.replace("\n", "\\n") + '"'
        case tuple():
            return f"({', '.join(_shown(each) for each in value)})"
        case list():
            return f"[{', '.join(_shown(each) for each in value)}]"
    return str(value)
