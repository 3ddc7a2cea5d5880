"""`__doc__` of a dataclass without a docstring: its signature, as `inspect` writes it.

@dataclass                                  __doc__ = f"C(x: int, y: str = {y!r})"
class C:                          →
    x: int
    y: str = "a"
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sluice.compiler.lower.dataclass_checks import refuse
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol, TypingSymbol
from sluice.compiler.lower.written import place_like

if TYPE_CHECKING:
    from sluice.compiler.lower.dataclasses import Field

_GENERIC = frozenset(f"builtins.{name}" for name in ("list", "dict", "set", "frozenset", "tuple", "type"))


def add_doc(names: NameTable, symbol: ClassSymbol, fields: tuple[Field, ...], has_init: bool) -> None:
    """Where the program reads `__doc__` somewhere. Refuses signatures that are not known when it is built."""
    if symbol.module.trusted or not names.mentions("__doc__") or _has_doc(symbol):
        return
    if not has_init:
        raise refuse(symbol, symbol.node, _message(symbol))
    taken = [each for each in fields if each.init]
    parts: list[ast.expr] = [ast.Constant(f"{symbol.title}(")]
    ordered = [each for each in taken if not each.kw_only] + [each for each in taken if each.kw_only]
    is_first_named = True
    for position, each in enumerate(ordered):
        parts.append(ast.Constant(", " if position else ""))
        if each.kw_only and is_first_named:
            parts.append(ast.Constant("*, "))
            is_first_named = False
        parts += _parameter(names, symbol, each)
    node = ast.Assign([ast.Name("__doc__", ast.Store())], ast.JoinedStr([*parts, ast.Constant(")")]))
    place_like(node, symbol.node)
    symbol.node.body.append(node)


def _has_doc(symbol: ClassSymbol) -> bool:
    """Whether the class has a docstring or a `__doc__` of the author's: the one that is kept stands first."""
    kept = symbol.node.body[0]
    is_none = (
        isinstance(kept, ast.Assign) and isinstance(kept.value, ast.Constant) and kept.value.value is None
    )
    return not is_none or symbol.scope.bound.get("__doc__") != 1


def _message(symbol: ClassSymbol) -> str:
    return (
        f"the `__doc__` that dataclass {symbol.title} has in CPython, its signature, is not known when the "
        "program is built; give it a docstring"
    )


def _parameter(names: NameTable, symbol: ClassSymbol, field: Field) -> Iterator[ast.expr]:
    yield ast.Constant(f"{field.name}: {_shown(names, symbol, field)}")
    if field.factory is not None:
        yield ast.Constant(" = <factory>")
    if field.default is not None:
        is_own = field.owner is symbol
        if not is_own and not isinstance(field.default, ast.Constant):
            raise refuse(symbol, symbol.node, _message(symbol))
        value = ast.Name(field.name, ast.Load()) if is_own else ast.Constant(field.default.value)  # type: ignore[attr-defined]
        yield ast.Constant(" = ")
        yield ast.FormattedValue(value, ord("r"), None)


def _shown(names: NameTable, symbol: ClassSymbol, field: Field) -> str:
    module = field.owner.module
    if any(each.name == "__future__.annotations" for each in module.imports):
        return repr(ast.unparse(field.annotation))
    annotation = field.annotation
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return repr(annotation.value)
    text = _type_text(names, field.owner, annotation)
    if field.init_only:
        text = _init_only_text(names, field.owner, annotation)
    if text is None:
        raise refuse(symbol, symbol.node, _message(symbol))
    return text


def _init_only_text(names: NameTable, owner: ClassSymbol, annotation: ast.expr) -> str | None:
    """`InitVar[int]` of a built-in class."""
    match annotation:
        case ast.Subscript(slice=ast.Name() as inner):
            found = names.static(owner.module, inner)
            return f"dataclasses.InitVar[{inner.id}]" if isinstance(found, BuiltinClass) else None
    return None


def _type_text(names: NameTable, owner: ClassSymbol, node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=None):
            return "None"
        case ast.Name() | ast.Attribute():
            return _name_text(names, owner, node)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            parts = [_type_text(names, owner, each) for each in (left, right)]
            return " | ".join(filter(None, parts)) if all(parts) else None
        case ast.Subscript(value=value, slice=items):
            found = names.static(owner.module, value)
            is_known = isinstance(found, BuiltinClass | TypingSymbol)
            if not is_known or (isinstance(found, BuiltinClass) and found.name not in _GENERIC):
                return None
            inner = items.elts if isinstance(items, ast.Tuple) else [items]
            head, parts = _name_text(names, owner, value), [_type_text(names, owner, each) for each in inner]
            return f"{head}[{', '.join(filter(None, parts))}]" if head and all(parts) else None
    return None


def _name_text(names: NameTable, owner: ClassSymbol, node: ast.expr) -> str | None:
    match names.static(owner.module, node):
        case BuiltinClass(name=name):
            return name.removeprefix("builtins.")
        case TypingSymbol(name=name) if name.startswith("typing."):
            return name.removeprefix("typing.")
        case ClassSymbol(is_local=False) as found if not found.module.trusted:
            return f"{found.module.name}.{found.title}"
        case _:
            return None
