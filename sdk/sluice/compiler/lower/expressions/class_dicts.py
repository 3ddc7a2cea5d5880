"""`"name" in C.__dict__`: whether a class of the program has a member of its own by that name."""

from __future__ import annotations

import ast
from typing import Final

from sluice.compiler.ir.ops import BoolConstant, ClassConstant, Operand, StrConstant
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.expressions.names import check_defined, static_symbol
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.primitives.object_ops import HAS_OWN_MEMBER

_METHODS: Final = frozenset(
    f"__{name}__"
    for name in (
        "init new repr str bytes format lt le eq ne gt ge bool call len iter next getitem setitem delitem "
        "contains enter exit getattr getattribute setattr delattr missing reversed match_args"
    ).split()
)
"""Names with two underscores that are in the dict only when the class, or its decorator, defines them."""


def find_in_class_dict(frame: Frame, name: Operand, node: ast.expr) -> Operand | None:
    """None for anything but a plain name and a class whose dict is known to that extent."""
    if not isinstance(node, ast.Attribute) or node.attr != "__dict__" or not isinstance(name, StrConstant):
        return None
    symbol, title = static_symbol(frame, node.value), name.value
    if not isinstance(symbol, ClassSymbol) or is_enum(symbol) or symbol.is_named_tuple:
        return None
    check_defined(frame, symbol)
    if title in symbol.variables:
        frame.program.note_dynamic(title)
        return frame.builder.call(HAS_OWN_MEMBER, ClassConstant(symbol.name), name)
    if title in symbol.methods or title in symbol.properties:
        return BoolConstant(True)
    declared = "__slots__" in symbol.scope.bound and title in symbol.slots and not symbol.closed
    if declared or (title.startswith("__") and title not in _METHODS):
        return None
    return BoolConstant(symbol.closed and title in symbol.slots)
