"""A filter's exports: one for each callback in use, around the functions of `sluice.api.boundary`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from sluice.compiler.emit.arithmetic import emit_convert
from sluice.compiler.emit.c_types import convert_freely, declare
from sluice.compiler.emit.calls import native_raises
from sluice.compiler.emit.config_shapes import emit_shapes
from sluice.compiler.emit.function_scope import EmitError, FunctionScope, ProgramScope
from sluice.compiler.emit.places import emit_new_instance, emit_store_slot
from sluice.compiler.ir.ops import Convert, NewInstance, Register, StoreSlot
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.program import Class, Filter, Function, Program
from sluice.compiler.ir.types import BOOL, FLOAT, INT64, STR, VALUE, VOID, Instance, Type

_BOUNDARY: Final = "sluice.api.boundary"
_CLOSED_BY_PEER: Final = 2


class Callback(Struct, frozen=True):
    """An export: what the proxy passes, and what of it the boundary function gets after the filter."""

    export: str
    parameters: str
    arguments: tuple[str, ...]
    may_respond: bool = True
    returns: bool = True
    active: tuple[str, ...] | None = None
    """The arguments of `active_boundary`'s function, where it takes others."""
    has_filter: bool = True


def _root_callback(export: str, *names: str) -> Callback:
    """One that concerns no stream, or one that only the boundary knows."""
    arguments = ("root", *names)
    parameters = ", ".join(f"uint32_t {name}" for name in arguments)
    return Callback(export, parameters, arguments, may_respond=False, returns=False, has_filter=False)


CALLBACKS: Final = {
    "on_request_headers": Callback(
        "proxy_on_request_headers",
        "uint32_t context, uint32_t count, uint32_t end_of_stream",
        ("end_of_stream", "request body changes"),
        active=("context", "end_of_stream", "request body changes", "request body held", "on_error"),
    ),
    "on_request_body": Callback(
        "proxy_on_request_body",
        "uint32_t context, uint32_t size, uint32_t end_of_stream",
        ("size", "end_of_stream"),
        active=("context", "size", "end_of_stream"),
    ),
    "on_request_trailers": Callback(
        "proxy_on_request_trailers", "uint32_t context, uint32_t count", (), active=("context", "on_error")
    ),
    "on_request_metadata": Callback(
        "proxy_on_request_metadata",
        "uint32_t context, uint32_t count",
        ("count",),
        may_respond=False,
        active=("context", "count"),
    ),
    "on_response_headers": Callback(
        "proxy_on_response_headers",
        "uint32_t context, uint32_t count, uint32_t end_of_stream",
        ("end_of_stream", "response body changes"),
        active=("context", "end_of_stream", "response body changes", "response body held", "on_error"),
    ),
    "on_response_body": Callback(
        "proxy_on_response_body",
        "uint32_t context, uint32_t size, uint32_t end_of_stream",
        ("size", "end_of_stream"),
        active=("context", "size", "end_of_stream"),
    ),
    "on_response_trailers": Callback(
        "proxy_on_response_trailers", "uint32_t context, uint32_t count", (), active=("context", "on_error")
    ),
    "on_response_metadata": Callback(
        "proxy_on_response_metadata",
        "uint32_t context, uint32_t count",
        ("count",),
        may_respond=False,
        active=("context", "count"),
    ),
    "on_new_connection": Callback(
        "proxy_on_new_connection", "uint32_t context", (), active=("context", "on_error")
    ),
    "on_downstream_data": Callback(
        "proxy_on_downstream_data",
        "uint32_t context, uint32_t size, uint32_t end_of_stream",
        ("size", "end_of_stream"),
        active=("context", "size", "end_of_stream"),
    ),
    "on_upstream_data": Callback(
        "proxy_on_upstream_data",
        "uint32_t context, uint32_t size, uint32_t end_of_stream",
        ("size", "end_of_stream"),
        active=("context", "size", "end_of_stream"),
    ),
    "on_downstream_close": Callback(
        "proxy_on_downstream_connection_close",
        "uint32_t context, uint32_t type",
        ("by_peer",),
        may_respond=False,
        returns=False,
        active=("context", "by_peer"),
    ),
    "on_upstream_close": Callback(
        "proxy_on_upstream_connection_close",
        "uint32_t context, uint32_t type",
        (),
        may_respond=False,
        returns=False,
        active=("context",),
    ),
    "on_log": Callback(
        "proxy_on_log", "uint32_t context", (), may_respond=False, returns=False, active=("context",)
    ),
    "on_tick": _root_callback("proxy_on_tick"),
    "on_queue_ready": _root_callback("proxy_on_queue_ready", "token"),
    "on_http_call_response": _root_callback(
        "proxy_on_http_call_response", "token", "header_count", "body_size", "trailer_count"
    ),
    "on_grpc_receive_initial_metadata": _root_callback(
        "proxy_on_grpc_receive_initial_metadata", "token", "header_count"
    ),
    "on_grpc_receive": _root_callback("proxy_on_grpc_receive", "token", "size"),
    "on_grpc_receive_trailing_metadata": _root_callback(
        "proxy_on_grpc_receive_trailing_metadata", "token", "header_count"
    ),
    "on_grpc_close": _root_callback("proxy_on_grpc_close", "token", "code"),
}
"""The author's methods, and what the API needs. Only exports of those in use are emitted."""

_CONTEXTS: Final = (
    ("create", "uint32_t context, uint32_t parent", "context, parent"),
    ("delete", "uint32_t context", "context"),
)
_ALWAYS: Final = ("proxy_abi_version_0_2_1", "proxy_on_memory_allocate", "_initialize", "proxy_on_configure")


def emit_filters(shared: ProgramScope) -> tuple[list[str], list[str]]:
    """C text and the exported names."""
    program = shared.program
    active = bool(program.metadata.get("active"))
    stateful = any(not _is_shared(program, each) for each in program.filters)
    several = "s" if len(program.filters) > 1 else ""
    lines = _adapters(shared)
    lines.append("SLU_EXPORT(_initialize) void filter_initialise(void) { slu_filter_initialise(); }")
    lines.append(
        "SLU_EXPORT(proxy_on_configure) int32_t filter_configure(uint32_t root, uint32_t size) "
        f"{{ return slu_filter{several}_configure(root, size); }}"
    )
    exports = list(_ALWAYS)
    for name, parameters, call in _CONTEXTS if stateful or active or several else ():
        export = f"proxy_on_{'context_create' if name == 'create' else 'delete'}"
        exports.append(export)
        noted = f"adapted_{'opened' if name == 'create' else 'closed'}({call}); " if active else ""
        kept = "slu_callback_end();"
        if stateful or several:
            kept = f"slu_filter{several if name == 'create' else ''}_{name}_context({call});"
        lines.append(f"SLU_EXPORT({export}) void filter_{name}({parameters}) {{ {noted}{kept} }}")
    find = "slu_filters_find" if several else "slu_filter_own" if stateful else "slu_filter_shared"
    boundary = _boundary(program)
    for name, callback in CALLBACKS.items():
        if name in boundary:
            exports.append(callback.export)
            lines += _callback(shared, callback, program.functions[boundary[name]], find)
    return lines, exports


def _is_shared(program: Program, filter_: Filter) -> bool:
    """Whether one object serves all streams of a plugin in a worker."""
    return filter_.is_logger or not keeps_state(program, program.classes[filter_.name])


def keeps_state(program: Program, class_: Class) -> bool:
    """Whether instances hold anything of one request: attributes besides `config`, or an `__init__`."""
    slots = {slot.name for slot in class_.slots} - {"config", "on_error"}
    own = [program.classes[name] for name in class_.mro if name in program.classes]
    return bool(slots) or any(member.name == "__init__" for each in own for member in each.members)


def _boundary(program: Program) -> Mapping[str, str]:
    found = program.metadata["boundary"]
    assert isinstance(found, Mapping)
    return found


def _callback(shared: ProgramScope, callback: Callback, function: Function, find: str) -> list[str]:
    scope = FunctionScope(shared, _Outer.of(function))
    filter_ = Register("filter", VALUE)
    made = f"{find}(context)" if callback.has_filter else "SLU_NONE"
    lines = [
        f"SLU_EXPORT({callback.export}) {'int32_t' if callback.returns else 'void'} "
        f"{callback.export.removeprefix('proxy_')}({callback.parameters}) {{",
        f"    slu_value {scope.register(filter_)} = {made};",
        f"    int32_t answer = 0; (void)answer; bool raised = {scope.register(filter_)} == 0;",
    ]
    arguments = [_filter_argument(scope, function, filter_)] if callback.has_filter else []
    names = callback.arguments
    if callback.active is not None and shared.program.metadata.get("active"):
        names = callback.active
    for name, parameter in zip(names, function.parameters[len(arguments) :], strict=True):
        arguments.append(_argument(shared, name, parameter.register.type))
    call = f"{shared.names.function(function.name)}({', '.join(arguments)})"
    lines += ["    if (!raised) {", *_guarded(function, call), "    }"]
    failed = f"slu_filter_failed({str(callback.may_respond).lower()})"
    lines.append(f"    if (raised) {'answer = ' if callback.returns else ''}{failed};")
    lines.append("    slu_callback_end();")
    return [*lines, "    return answer;" if callback.returns else "", "}"]


class _Outer:
    """A function record for code that is no function of the program: only its names matter."""

    @staticmethod
    def of(function: Function) -> Function:
        return Function(function.name, function.title, function.file, function.line, (), VALUE, ())


def _filter_argument(scope: FunctionScope, function: Function, filter_: Register) -> str:
    kind = function.parameters[0].register.type
    if isinstance(kind, Instance):
        return f"slu_object_of({scope.register(filter_)})"
    return scope.operand(filter_, kind)


def _argument(shared: ProgramScope, name: str, wanted: Type) -> str:
    """An argument of the proxy, or what is known at build, as the boundary function takes it."""
    if name.endswith("changes"):
        code: str | None = convert_freely(_of_filter(shared, name.split()[0]), BOOL, wanted)
    elif name.endswith("held"):
        held = shared.program.metadata.get("held_bodies")
        value = bool(held.get(name.split()[0])) if isinstance(held, Mapping) else False
        code = convert_freely(str(int(value)), BOOL, wanted)
    elif name == "on_error":
        code = convert_freely(_on_error(shared), STR, wanted)
    elif name == "by_peer":
        code = convert_freely(f"(type == {_CLOSED_BY_PEER})", BOOL, wanted)
    elif name == "end_of_stream":
        code = convert_freely("(end_of_stream != 0)", BOOL, wanted)
    else:
        code = convert_freely(f"(int64_t){name}", INT64, wanted)
    if code is None:
        raise EmitError(f"{name} is no {wanted}")
    return code


def _of_filter(shared: ProgramScope, side: str) -> str:
    """Whether the filter at work may change the body of that side."""
    first, *others = shared.program.filters
    if others:
        return f"slu_current_filter->changes_{side}"
    return str(int(side in first.changed_bodies))


def _on_error(shared: ProgramScope) -> str:
    first, *others = shared.program.filters
    return "slu_current_filter->on_error" if others else f"(slu_str *)&{shared.pool.text(first.on_error)}"


def _guarded(function: Function, call: str) -> list[str]:
    """Calls and notes in `raised` and `answer` what came of it; the answer is an int, whatever holds it."""
    raises, result = native_raises(function), function.result
    if result == VOID:
        return [f"        raised = !{call};" if raises is Raises.RESULT else f"        {call};"]
    lines = [f"        {declare(result, 'result')} = {call};"]
    if raises is Raises.RESULT:
        lines.append(f"        raised = {'result < 0' if result == BOOL else '!result'};")
    elif raises is Raises.FLAG:
        lines.append("        raised = slu_error != 0;")
    if result == INT64:
        lines.append("        answer = (int32_t)result;")
    elif result not in (FLOAT, BOOL):
        lines.append("        if (!raised) answer = (int32_t)slu_small_value((slu_value)result);")
    return lines


# --- what runtime/abi_exports.c calls


def _adapters(shared: ProgramScope) -> list[str]:
    program, boundary = shared.program, _boundary(shared.program)
    functions = {name: program.functions[full] for name, full in boundary.items()}
    lines, places = emit_shapes(shared, [each.config for each in program.filters])
    for number, each in enumerate(program.filters):
        lines += _create(shared, each.name, number)
    lines += _adapter(
        shared,
        functions["failed"],
        "int32_t ",
        "int32_t may_respond, slu_str *traceback",
        [(_on_error(shared), STR), ("may_respond", BOOL), ("traceback", STR)],
    )
    for name in ("opened", "closed"):
        if name in functions:
            lines += _context_adapter(shared, functions[name])
    configured = "NULL"
    if "on_configure" in functions:
        configured = "adapted_configured"
        lines += _configured_adapter(shared, functions["on_configure"])
    error = shared.names.class_object(_BOUNDARY + ".ConfigError")
    rows = [
        _row(shared, each, number, place)
        for number, (each, place) in enumerate(zip(program.filters, places, strict=True))
    ]
    lines.append(f"const slu_filter_class slu_filters[] = {{{', '.join(rows)}}};")
    lines.append(f"const uint32_t slu_filter_count = {len(rows)};")
    lines.append(
        f"const slu_filter_program slu_the_filters = {{.config_error = &{error}, .start = slu_program_start, "
        f".failed = adapted_failed, .configured = {configured}}};"
    )
    error = shared.names.class_object("sluice.api.hostcalls.HostError")
    if "sluice.api.hostcalls.HostError" in program.classes:
        lines.append(f"const slu_type *const slu_class_of_host_errors = &{error};")
    else:
        lines.append("const slu_type *const slu_class_of_host_errors = &slu_runtime_error_type;")
    return lines


def _row(shared: ProgramScope, filter_: Filter, number: int, config: str) -> str:
    """One `slu_filter_class`; what only several filters ask for is left out where there is one."""
    fields = [f".config = {config}", f".create = filter_make_{number}"]
    if len(shared.program.filters) > 1:
        text = shared.pool.text
        fields += [
            f".type = &{shared.names.class_object(filter_.name)}",
            f".root_id = (slu_str *)&{text(filter_.root_id)}",
            f".on_error = (slu_str *)&{text(filter_.on_error)}",
            f".is_shared = {str(_is_shared(shared.program, filter_)).lower()}",
            *(f".changes_{side} = true" for side in sorted(filter_.changed_bodies)),
        ]
    return f"{{{', '.join(fields)}}}"


def _adapter(
    shared: ProgramScope,
    function: Function,
    result: str,
    parameters: str,
    arguments: Sequence[tuple[str, Type]],
) -> list[str]:
    """A boundary function under a fixed C signature."""
    scope = FunctionScope(shared, _Outer.of(function))
    codes = []
    for (code, kind), parameter in zip(arguments, function.parameters, strict=True):
        fitted = convert_freely(code, kind, parameter.register.type)
        if fitted is None:
            fitted = f"({convert_freely(code, kind, VALUE)})"
        codes.append(fitted)
    call = f"{shared.names.function(function.name)}({', '.join(codes)})"
    title = function.name.rpartition(".")[2]
    lines = [f"static {result}adapted_{title}({parameters}) {{"]
    if result == "slu_str *":
        back = f"(slu_str *)slu_object_of({call})" if function.result == VALUE else call
        return [*lines, f"    return {back};", "}"]
    lines += ["    int32_t answer = 0; bool raised = false; (void)raised;", *_guarded(function, call)]
    del scope
    return [*lines, "    return answer;", "}"]


def _context_adapter(shared: ProgramScope, function: Function) -> list[str]:
    """`opened(context, parent)` and `closed(context)`; what they raise is logged."""
    title = function.name.rpartition(".")[2]
    names = ("context", "parent") if title == "opened" else ("context",)
    arguments = [
        _argument(shared, name, parameter.register.type)
        for name, parameter in zip(names, function.parameters, strict=True)
    ]
    call = f"{shared.names.function(function.name)}({', '.join(arguments)})"
    return [
        f"static void adapted_{title}({', '.join(f'uint32_t {name}' for name in names)}) {{",
        "    bool raised = false; int32_t answer = 0; (void)answer;",
        *_guarded(function, call),
        "    if (raised) slu_filter_failed(false);",
        "}",
    ]


def _configured_adapter(shared: ProgramScope, function: Function) -> list[str]:
    """`configured(root, config)`; false: it raised."""
    root, config = (parameter.register.type for parameter in function.parameters)
    call = f"{shared.names.function(function.name)}({_argument(shared, 'root', root)}, "
    call += f"{convert_freely('config', VALUE, config)})"
    return [
        "static bool adapted_configured(uint32_t root, slu_value config) {",
        "    bool raised = false; int32_t answer = 0; (void)answer;",
        *_guarded(function, call),
        "    return !raised;",
        "}",
    ]


def _create(shared: ProgramScope, entry: str, number: int) -> list[str]:
    """`filter_make_0`: a new instance with its configuration, then `__init__`, which may read that."""
    program = shared.program
    name = f"filter_make_{number}"
    scope = FunctionScope(shared, Function(name, "", "", 0, (), VALUE, ()))
    made, config = Register("made", Instance(entry)), Register("config", VALUE)
    emit_new_instance(scope, NewInstance(made, entry))
    slot = next((slot for slot in program.classes[entry].slots if slot.name == "config"), None)
    if slot is not None:
        value = Register("typed config", slot.type)
        scope.add(f"{declare(slot.type, scope.register(value))};")
        if slot.type == VALUE:
            scope.add(f"{scope.register(value)} = {scope.register(config)};")
        else:
            emit_convert(scope, Convert(value, config))
        emit_store_slot(scope, StoreSlot(made, entry, "config", value))
    lines = [f"static slu_value {name}(slu_value {scope.register(config)}) {{"]
    lines += [
        "    int32_t line; (void)line;",
        f"    {declare(made.type, scope.register(made))};",
        *scope.lines,
    ]
    lines += _initialise(shared, entry, scope.register(made))
    lines.append(f"    return slu_of({scope.register(made)});")
    if scope.notes_lines:
        lines.append("fail_out: return 0;")
    return [*lines, "}"]


def _initialise(shared: ProgramScope, entry: str, made: str) -> list[str]:
    program = shared.program
    for name in program.classes[entry].mro:
        members = program.classes[name].members if name in program.classes else ()
        for member in members:
            if member.name == "__init__" and member.function is not None:
                function = program.functions[member.function]
                kind = function.parameters[0].register.type
                argument = made if isinstance(kind, Instance) else f"slu_of({made})"
                call = f"{shared.names.function(function.name)}({argument})"
                if native_raises(function) is Raises.NEVER:
                    return [f"    {call};"]
                return [f"    if (!{call}) return 0;"]
    return []
