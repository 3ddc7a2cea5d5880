"""The host: what each function of `sluice.api.hostcalls` becomes in a module."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, BYTES, INT, INT64, LIST, STR, TUPLE, VALUE, VOID, Type


def _host(name: str, result: Type, *parameters: tuple[str, Type], raises: Raises = Raises.RESULT) -> Builtin:
    return Builtin(
        f"sluice.api.hostcalls.{name}",
        tuple(Parameter(title, kind, positional_only=False) for title, kind in parameters),
        Primitive(f"slu_host_{name}", tuple(kind for _, kind in parameters), result, raises),
    )


_MAP = ("map_type", INT)
_KEY = ("key", STR)
_VALUE = ("value", STR)
_TOKEN = ("token", INT)
_TIMEOUT = ("timeout_milliseconds", INT)
_METHOD = (("target", BYTES), ("service", STR), ("method", STR), ("metadata", LIST))
_BUFFER = (("buffer_type", INT), ("start", INT), ("length", INT))

BUILTINS: tuple[Builtin, ...] = (
    _host("log", VOID, ("level", INT), ("message", STR), raises=Raises.NEVER),
    _host("get_log_level", INT64, raises=Raises.FLAG),
    _host("get_current_time_nanoseconds", INT),
    _host("get_header_map_value", VALUE, _MAP, _KEY),
    _host("get_header_map_pairs", LIST, _MAP),
    _host("add_header_map_value", VOID, _MAP, _KEY, _VALUE),
    _host("replace_header_map_value", VOID, _MAP, _KEY, _VALUE),
    _host("remove_header_map_value", VOID, _MAP, _KEY),
    _host("set_header_map_pairs", VOID, _MAP, ("pairs", LIST)),
    _host("get_buffer_bytes", VALUE, *_BUFFER),
    _host("set_buffer_bytes", VOID, *_BUFFER, ("data", BYTES)),
    _host(
        "send_local_response",
        VOID,
        ("status", INT),
        ("details", STR),
        ("body", BYTES),
        ("headers", LIST),
        ("grpc_status", INT),
    ),
    _host("continue_stream", VOID, ("stream_type", INT)),
    _host("close_stream", VOID, ("stream_type", INT)),
    _host("set_effective_context", VOID, ("context", INT)),
    _host("set_tick_period_milliseconds", VOID, ("period", INT)),
    _host("http_call", INT, ("upstream", STR), ("headers", LIST), ("body", BYTES), _TIMEOUT),
    _host("grpc_call", INT, *_METHOD, ("message", BYTES), _TIMEOUT),
    _host("grpc_stream", INT, *_METHOD),
    _host("grpc_send", VOID, _TOKEN, ("message", BYTES), ("end_of_stream", BOOL)),
    _host("grpc_cancel", VOID, _TOKEN),
    _host("grpc_close", VOID, _TOKEN),
    _host("get_status", TUPLE),
    _host("register_shared_queue", INT, ("name", STR)),
    _host("resolve_shared_queue", VALUE, ("vm_id", STR), ("name", STR)),
    _host("enqueue_shared_queue", VOID, _TOKEN, ("message", BYTES)),
    _host("dequeue_shared_queue", VALUE, _TOKEN),
    _host("call_foreign_function", BYTES, ("name", STR), ("argument", BYTES)),
    _host("traceback_of", STR, ("error", VALUE), raises=Raises.NEVER),
    _host("get_property", VALUE, ("path", STR)),
    _host("set_property", VOID, ("path", STR), ("value", BYTES)),
    _host("define_metric", INT, ("kind", INT), ("name", STR)),
    _host("increment_metric", VOID, ("metric", INT), ("offset", INT)),
    _host("record_metric", VOID, ("metric", INT), ("value", INT)),
    _host("get_metric", INT, ("metric", INT)),
    _host("get_shared_data", VALUE, ("key", STR)),
    _host("set_shared_data", BOOL, ("key", STR), ("value", BYTES), ("cas", INT)),
)
