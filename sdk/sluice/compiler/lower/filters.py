"""The filter class of a module: what the module's exports and metadata are made of."""

from __future__ import annotations

import ast
import builtins
import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sluice.compiler.diagnostics import Code, Span, refusal
from sluice.compiler.frontend.known_types import Kind, KnownType
from sluice.compiler.ir.program import Filter, FunctionKind
from sluice.compiler.lower.activity import ACTIVE_BOUNDARY, is_active, reached_callbacks
from sluice.compiler.lower.config_shapes import shape_of_config
from sluice.compiler.lower.filter_kinds import FilterKind, kind_of_filter
from sluice.compiler.lower.function_kinds import kind_of
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering

STEP_LIMIT = 10_000_000
CLOSE = 0.8
"""How alike two names are, of 1, when one is taken for the other misspelt (`difflib`)."""
ACCESS_LOGGER = "sluice.api.filters.AccessLogger"


def find_filters(program: ProgramLowering) -> tuple[ClassSymbol, ...]:
    """The classes of the main module that handle requests, in the order of the file; what they need is
    compiled from here on.
    """
    main = program.tree.modules[program.tree.main]
    found = [
        symbol
        for symbol in program.classes.classes.values()
        if symbol.module is main and kind_of_filter(symbol) is not None
    ]
    leaves = tuple(symbol for symbol in found if not any(each in found for each in symbol.subclasses))
    if not leaves:
        raise refusal(
            Code.FILTER,
            Span(main.display, 1, 1),
            "there is no filter in this file; write a class that derives from HttpFilter or TcpFilter",
        )
    _refuse_mixed_kinds(leaves)
    _refuse_equal_root_ids(leaves)
    _use(program, leaves)
    return leaves


def _refuse_mixed_kinds(symbols: Sequence[ClassSymbol]) -> None:
    for symbol in symbols:
        if filter_kind(symbol) is not filter_kind(symbols[0]):
            message = (
                f"{symbols[0].title} is another kind of filter; put {symbol.title} into a file of its own"
            )
            raise refusal(Code.FILTER, symbol.module.span(symbol.node), message)


def _refuse_equal_root_ids(symbols: Sequence[ClassSymbol]) -> None:
    seen = dict[str, ClassSymbol]()
    for symbol in symbols:
        other = seen.setdefault(root_id(symbol), symbol)
        if other is not symbol:
            message = f"{other.title} has the root id {root_id(symbol)!r} already; give each filter its own"
            raise refusal(Code.FILTER, symbol.module.span(symbol.node), message)


def _use(program: ProgramLowering, symbols: Sequence[ClassSymbol]) -> None:
    for symbol in symbols:
        _refuse_unknown_callbacks(symbol)
        _refuse_callbacks_of_streams(symbol)
        _refuse_suspended_callbacks(program, symbol)
        program.note_class_value(symbol)
    for symbol in symbols:
        program.config_classes[symbol] = config_class(program, symbol)
        program.config_shapes[symbol] = shape_of_config(program, program.config_classes[symbol])
    program.active = is_active(program)
    refusing = program.classes.find("sluice.api.boundary.ConfigError")
    if refusing is not None:
        program.note_class_value(refusing)
    kind = filter_kind(symbols[0])
    exported = {callback for symbol in symbols for callback in exported_callbacks(program, symbol)}
    callbacks = {callback: function for callback, function in kind.callbacks.items() if callback in exported}
    _want(program, kind.active_boundary if program.active else kind.boundary, callbacks)
    _want(program, kind.boundary, {"failed": "failed"})
    if program.active:
        _want(program, kind.active_boundary, {"opened": "opened"})
        _want(program, ACTIVE_BOUNDARY, {"closed": "closed"})


def describe_filter(program: ProgramLowering, symbol: ClassSymbol) -> Filter:
    """What the emitter and the module's metadata say of it."""
    changes = body_changes(program, symbol)
    return Filter(
        name=symbol.name,
        title=symbol.title,
        root_id=root_id(symbol),
        on_error=on_error(symbol),
        changed_bodies=frozenset(side for side in ("request", "response") if changes[f"on_{side}_body"]),
        is_logger=is_access_logger(symbol),
        config=program.config_shapes[symbol],
    )


def filter_kind(symbol: ClassSymbol) -> FilterKind:
    """The kind of the program's filter."""
    kind = kind_of_filter(symbol)
    assert kind is not None
    return kind


def want_reached(program: ProgramLowering) -> bool:
    """Callbacks that what has been lowered needs; whether there were new ones.

    Only in a filter that can await: in others a name that is looked up at run time may reach as much, but
    nothing can come of it.
    """
    if ACTIVE_BOUNDARY not in program.names.modules:
        return False
    missing = {
        name: each for name, each in reached_callbacks(program).items() if name not in program.boundary
    }
    _want(program, ACTIVE_BOUNDARY, missing)
    return bool(missing)


def _want(program: ProgramLowering, module: str, callbacks: dict[str, str]) -> None:
    names = program.names.modules[module]
    functions = {node.name: node for node in names.source.tree.body if isinstance(node, ast.FunctionDef)}
    for callback, function in callbacks.items():
        if function in functions:
            program.boundary[callback] = program.want(
                program.names.function(names.source, functions[function], None)
            )


def _refuse_unknown_callbacks(symbol: ClassSymbol) -> None:
    """`on_request_header`: nobody would ever call it, and its author would not notice."""
    kind = filter_kind(symbol)
    for each in symbol.ancestors:
        if each.module.trusted:
            continue
        for name, method in each.methods.items():
            near = difflib.get_close_matches(name, kind.callbacks, 1, CLOSE)
            if name in kind.callbacks or not name.startswith("on_") or not near:
                continue
            message = f"`{name}` is no callback of {kind.title}; write `{near[0]}`"
            message += ", or give your method another name"
            raise refusal(Code.FILTER, each.module.span(method.node), message)


def is_access_logger(symbol: ClassSymbol) -> bool:
    return any(each.name == ACCESS_LOGGER for each in symbol.ancestors)


def _refuse_callbacks_of_streams(symbol: ClassSymbol) -> None:
    for name in defined_callbacks(symbol) if is_access_logger(symbol) else ():
        found = find_callback(symbol, name)
        if name != "on_log" and found is not None:
            message = f"an AccessLogger only has `on_log`; derive from HttpFilter to have `{name}`"
            raise refusal(Code.FILTER, found.module.span(found.node), message)


def _refuse_suspended_callbacks(program: ProgramLowering, symbol: ClassSymbol) -> None:
    """A call of a generator runs nothing of its body, and some callbacks are not waited for."""
    never_awaited = filter_kind(symbol).never_awaited
    for name in defined_callbacks(symbol):
        found = find_callback(symbol, name)
        kind = FunctionKind.PLAIN if found is None else kind_of(program.names, found)
        if found is None or kind is FunctionKind.PLAIN:
            continue
        if kind is not FunctionKind.COROUTINE:
            message = f"the callback `{name}` is a generator; nobody would run it: write it without `yield`"
        elif name in never_awaited:
            message = f"the callback `{name}` cannot be `async def`: {never_awaited[name]}"
        else:
            continue
        raise refusal(Code.ASYNCHRONOUS, found.module.span(found.node), message)


def defined_callbacks(symbol: ClassSymbol) -> tuple[str, ...]:
    """Callbacks that the author's classes define; those of the SDK's own do nothing."""
    return tuple(name for name in filter_kind(symbol).callbacks if find_callback(symbol, name) is not None)


def exported_callbacks(program: ProgramLowering, symbol: ClassSymbol) -> tuple[str, ...]:
    """The defined ones, and those of the headers before a body that the filter may change: the boundary
    takes the `content-length` away there.
    """
    defined = defined_callbacks(symbol)
    forced = {body.replace("_body", "_headers") for body, may in body_changes(program, symbol).items() if may}
    return tuple(name for name in filter_kind(symbol).callbacks if name in defined or name in forced)


def body_changes(program: ProgramLowering, symbol: ClassSymbol) -> dict[str, bool]:
    """Whether the author's body callbacks may return bytes; without an annotation they may."""
    found = {name: find_callback(symbol, name) for name in ("on_request_body", "on_response_body")}
    return {name: method is not None and _may_return_bytes(program, method) for name, method in found.items()}


def find_callback(symbol: ClassSymbol, name: str) -> FunctionSymbol | None:
    """The author's method of that name."""
    for each in symbol.ancestors:
        if not each.module.trusted and name in each.methods:
            return each.methods[name]
    return None


def _may_return_bytes(program: ProgramLowering, method: FunctionSymbol) -> bool:
    assert isinstance(method.node, ast.FunctionDef | ast.AsyncFunctionDef)
    signature = program.oracle.signature(method.module.name, method.node)
    if signature is None:
        return True
    return _may_be_bytes(signature.returned)


def _may_be_bytes(kind: KnownType) -> bool:
    if kind.kind is Kind.UNION:
        return any(_may_be_bytes(each) for each in kind.items)
    return kind.kind is Kind.ANY or (kind.kind is Kind.INSTANCE and kind.name == "builtins.bytes")


def on_error(symbol: ClassSymbol) -> str:
    """`class F(HttpFilter, on_error="continue")`; "deny" unless told otherwise."""
    for each in symbol.ancestors:
        for keyword in each.node.keywords:
            if keyword.arg == "on_error":
                if isinstance(keyword.value, ast.Constant) and keyword.value.value in ("deny", "continue"):
                    return str(keyword.value.value)
                raise refusal(
                    Code.FILTER,
                    each.module.span(keyword.value),
                    'on_error is "deny" or "continue", written out',
                )
    return "deny"


def root_id(symbol: ClassSymbol) -> str:
    """`class F(HttpFilter, root_id="f")`; the name of the class unless told otherwise."""
    for keyword in symbol.node.keywords:
        if keyword.arg == "root_id":
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            if isinstance(value, str) and value:
                return value
            message = "root_id is a text, written out and not empty"
            raise refusal(Code.FILTER, symbol.module.span(keyword.value), message)
    return symbol.title


def step_limit(symbols: Sequence[ClassSymbol]) -> int:
    """`class F(HttpFilter, step_limit=1_000)`; 0: none. The filters of a file share the largest."""
    limits = [_step_limit(symbol) for symbol in symbols]
    return 0 if 0 in limits else max(limits)


def _step_limit(symbol: ClassSymbol) -> int:
    for each in symbol.ancestors:
        for keyword in each.node.keywords:
            if keyword.arg == "step_limit":
                value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
                if type(value) is int and 0 <= value < 1 << 62:
                    return value
                raise refusal(
                    Code.FILTER,
                    each.module.span(keyword.value),
                    "step_limit is a number of steps (0: any number), written out",
                )
    return STEP_LIMIT


def config_class(program: ProgramLowering, symbol: ClassSymbol) -> ClassSymbol | None:
    """The class in `HttpFilter[Config]`."""
    for each in symbol.ancestors:
        for base in each.node.bases:
            if isinstance(base, ast.Subscript):
                found = program.names.static(each.module, base.slice)
                if isinstance(found, ClassSymbol):
                    return found
                if _is_builtin_type(base.slice):
                    message = "the configuration of a filter is a dataclass of your own, or None"
                    raise refusal(Code.CONFIGURATION, each.module.span(base.slice), message)
    return None


def _is_builtin_type(node: ast.expr) -> bool:
    """`int`, `dict[str, str]`: a JSON object is decoded into a class."""
    outer = node.value if isinstance(node, ast.Subscript) else node
    return isinstance(outer, ast.Name) and isinstance(getattr(builtins, outer.id, None), type)
