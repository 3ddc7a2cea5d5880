"""`"name" in C.__dict__`, `C.__dict__["name"]`: whether a class of the program has a member of its own.

The dict itself is not kept. Where only the run can tell whether it is that of a class or of an instance, the
run asks; names that CPython puts there by itself (`__doc__`, `__module__`) are left alone.
"""

from __future__ import annotations

import ast
from typing import Final

from sluice.compiler.ir.ops import (
    BoolConstant,
    ClassConstant,
    NoneConstant,
    NothingConstant,
    Operand,
    StrConstant,
)
from sluice.compiler.ir.types import VALUE
from sluice.compiler.lower.class_stores import TITLES
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.expressions.names import check_defined, static_symbol
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import BuiltinClass, BuiltinFunction, ClassSymbol
from sluice.compiler.primitives.object_ops import FROM_OWN_DICT, HAS_OWN_MEMBER, IN_OWN_DICT

_METHODS: Final = frozenset(
    f"__{name}__"
    for name in (
        "init new repr str bytes format lt le eq ne gt ge hash bool call len iter next getitem setitem "
        "delitem contains enter exit getattr getattribute setattr delattr missing reversed match_args"
    ).split()
)
"""Names with two underscores that are in the dict only when the class, or its decorator, defines them."""


def find_in_class_dict(frame: Frame, name: Operand, node: ast.expr) -> Operand | None:
    """Whether it is there. None where the dict is to be asked after all."""
    owner = _dict_owner(frame, node)
    if owner is None or not isinstance(name, StrConstant):
        return None
    symbol, title = static_symbol(frame, owner), name.value
    if not isinstance(symbol, ClassSymbol) or is_enum(symbol) or symbol.is_named_tuple:
        receiver = _unknown_owner(frame, owner, title)
        return frame.builder.call(IN_OWN_DICT, receiver, name) if receiver is not None else None
    check_defined(frame, symbol)
    if title in symbol.variables:
        frame.program.note_dynamic(title)
        return frame.builder.call(HAS_OWN_MEMBER, ClassConstant(symbol.name), name)
    if title in symbol.methods or title in symbol.properties or title == "__module__":
        return BoolConstant(True)
    if title in TITLES:
        return BoolConstant(False)
    declared = "__slots__" in symbol.scope.bound and title in symbol.slots and not symbol.closed
    if declared or (title.startswith("__") and title not in _METHODS):
        return None
    return BoolConstant(symbol.closed and title in symbol.slots)


def load_from_class_dict(frame: Frame, node: ast.Subscript | ast.Call) -> Operand | None:
    """`x.__dict__["name"]` and `x.__dict__.get("name")` with or without a default; None for anything else."""
    match node:
        case ast.Subscript(value=dict_, slice=ast.Constant(value=str() as title)):
            others: list[ast.expr] | None = None
        case ast.Call(
            func=ast.Attribute(value=dict_, attr="get"),
            args=[ast.Constant(value=str() as title), *others],
            keywords=[],
        ) if len(others) < 2:
            pass
        case _:
            return None
    owner = _dict_owner(frame, dict_)
    receiver = _unknown_owner(frame, owner, title) if owner is not None else None
    if receiver is None:
        return None
    otherwise: Operand = NothingConstant()
    if others is not None:
        from sluice.compiler.lower.expressions import lower_expression

        otherwise = frame.builder.box(lower_expression(frame, others[0])) if others else NoneConstant()
    frame.at(node)
    return frame.builder.call(FROM_OWN_DICT, receiver, StrConstant(title), otherwise)


def _dict_owner(frame: Frame, node: ast.expr) -> ast.expr | None:
    """The `C` of `C.__dict__` and of `vars(C)`."""
    match node:
        case ast.Attribute(value=owner, attr="__dict__"):
            return owner
        case ast.Call(func=ast.Name(id="vars") as function, args=[owner], keywords=[]) if isinstance(
            static_symbol(frame, function), BuiltinFunction
        ):
            return owner
    return None


def _unknown_owner(frame: Frame, owner: ast.expr, title: str) -> Operand | None:
    """The value that a class or an instance is; None where its members, by that name, are not known."""
    from sluice.compiler.lower.expressions import lower_expression

    symbol = static_symbol(frame, owner)
    if frame.module.trusted or isinstance(symbol, BuiltinClass) or (symbol is not None and _is_other(symbol)):
        return None
    if title.startswith("__") and title not in _METHODS:
        return None
    if any(each.closed and title in each.slots for each in frame.program.classes.classes.values()):
        return None
    if frame.known_type(owner) != VALUE:
        return None
    receiver = frame.builder.box(lower_expression(frame, owner))
    frame.program.note_dynamic(title)
    frame.program.note_dynamic("__dict__")
    frame.at(owner)
    return frame.builder.copy(receiver)


def _is_other(symbol: object) -> bool:
    """A function, a module…: nothing that has members of its own."""
    return not isinstance(symbol, ClassSymbol)
