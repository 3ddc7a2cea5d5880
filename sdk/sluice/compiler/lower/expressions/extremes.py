"""`min(a, b)` and `max(a, b)` of two numbers of one known type: a comparison, and nothing to look through."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import Operand
from sluice.compiler.ir.types import FLOAT, INT, INT64
from sluice.compiler.lower.expressions.conditions import compare, merge
from sluice.compiler.lower.frame import Frame

_WINS: dict[str, ast.cmpop] = {"min": ast.Lt(), "max": ast.Gt()}
"""How the second argument has to compare with the first to be chosen: of equal ones the first is."""


def extreme_of_two(frame: Frame, name: str, operands: tuple[Operand, ...]) -> Operand | None:
    """None for other functions, other numbers of arguments, and values that may be anything."""
    if name not in _WINS or len(operands) != 2:
        return None
    kinds = {operand.type for operand in operands}
    if not kinds <= {INT, INT64} and kinds != {FLOAT}:
        return None
    builder = frame.builder
    first, second = (builder.copy(operand) for operand in operands)
    then, otherwise, end = builder.label("second"), builder.label("first"), builder.label("chosen")
    builder.branch(builder.truth(compare(frame, _WINS[name], second, first)), then, otherwise)
    builder.start(then)
    builder.goto(end_of_second := builder.label("left"))
    builder.start(otherwise)
    return merge(frame, [(end_of_second, second), (builder.label("right"), first)], end)
