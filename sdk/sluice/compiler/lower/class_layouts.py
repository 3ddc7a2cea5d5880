"""What `type` refuses when it lays a class out: bases that do not fit, `__slots__` that cannot be."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.symbols import ClassSymbol

_VARIABLE_SIZE = ("builtins.int", "builtins.bytes", "builtins.tuple")


def check_layout(symbol: ClassSymbol) -> None:
    """Raise what CPython raises behind the body."""
    for kind, text in (*_title_faults(symbol), *_slot_faults(symbol), *_base_faults(symbol)):
        raise ClassFaultError(symbol, kind, text)


def _title_faults(symbol: ClassSymbol) -> Iterator[tuple[str, str]]:
    for statement in symbol.node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__qualname__")], value=ast.Constant(value=value)):
                if not isinstance(value, str):
                    yield "TypeError", f"type __qualname__ must be a str, not {type(value).__name__}"
            case _:
                pass


def _base_faults(symbol: ClassSymbol) -> Iterator[tuple[str, str]]:
    heads = {_head(base) for base in symbol.bases} - {object}
    if not any(all(issubclass(one, other) for other in heads) for one in heads) and heads:
        yield "TypeError", "multiple bases have instance lay-out conflict"


def _head(base: ClassSymbol | str) -> type:
    """The built-in class whose layout an instance begins with."""
    name = base.head if isinstance(base, ClassSymbol) else base
    found = getattr(builtins, name.removeprefix("builtins."))
    assert isinstance(found, type)
    return BaseException if issubclass(found, BaseException) else found


def _slot_faults(symbol: ClassSymbol) -> Iterator[tuple[str, str]]:
    items = _declared(symbol)
    if items and symbol.head in _VARIABLE_SIZE:
        kind = symbol.head.removeprefix("builtins.")
        yield "TypeError", f"nonempty __slots__ not supported for subtype of '{kind}'"
    opens = any(isinstance(base, ClassSymbol) and not base.closed for base in symbol.mro[1:])
    for name in items:
        if not isinstance(name, str):
            yield "TypeError", f"__slots__ items must be strings, not '{type(name).__name__}'"
        elif not name.isidentifier():
            yield "TypeError", "__slots__ must be identifiers"
        elif name == "__dict__" and (opens or items.count(name) > 1):
            yield "TypeError", "__dict__ slot disallowed: we already got one"
        elif name == "__weakref__" and (opens or items.count(name) > 1):
            text = "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0"
            yield "TypeError", text
    assigned = {*symbol.methods, *symbol.properties, *symbol.variables}
    for name in items:
        if name in assigned:
            yield "ValueError", f"{name!r} in __slots__ conflicts with class variable"


def _declared(symbol: ClassSymbol) -> list[object]:
    """What `__slots__` holds, where that is written out."""
    for statement in symbol.node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__slots__")], value=ast.Constant(value=value)):
                return list(value) if isinstance(value, bytes) else [value]
            case ast.Assign(
                targets=[ast.Name(id="__slots__")], value=ast.Tuple(elts=items) | ast.List(elts=items)
            ):
                return [each.value for each in items if isinstance(each, ast.Constant)]
            case _:
                pass
    return []
