"""Which INT registers nothing is asked of but low bits, going by the kinds of instructions alone.

    t1 = word * 31        t1 and t2 count only below bit 32
    t2 = t1 + next
    t3 = t2 & 0xFFFFFFFF

Every use has to end in a mask, and every assignment has to be one whose low bits follow from low bits.
Whether masks and the counts of shifts are such as they have to be is seen when instructions are rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    CallPrimitive,
    Convert,
    Instruction,
    NothingConstant,
    Register,
)
from sluice.compiler.ir.program import Function
from sluice.compiler.ir.registers import read_registers, targets, terminator_registers
from sluice.compiler.ir.types import BOOL, INT, INT64

WRAPPING: Final = frozenset(
    {Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY, Arithmetic.AND, Arithmetic.OR, Arithmetic.XOR}
)
"""The low bits of the result follow from those of both operands."""
UNARY: Final = {"slu_int_invert": -1, "slu_int_negate": 0, "slu_int_positive": None}
"""What the operand is subtracted from: `~x` is -1 - x, `-x` is 0 - x."""


def find_candidates(function: Function) -> frozenset[Register]:
    ops = [op for block in function.blocks for op in block.instructions]
    if not any(isinstance(op, Binary) and op.operator is Arithmetic.AND for op in ops):
        return frozenset()
    refused = {*function.cells, *(item.register for item in function.parameters)}
    for block in function.blocks:
        refused.update(terminator_registers(block.terminator))
    for op in ops:
        if not _follows(op):
            refused.update(targets(op))
    found = {target for op in ops for target in targets(op) if target.type == INT} - refused
    before = -1
    while len(found) != before:
        before = len(found)
        for op in ops:
            found.difference_update(_wholly_read(op, found))
    return frozenset(found)


def _follows(op: Instruction) -> bool:
    """Whether the low bits of the target follow from what the instruction reads."""
    match op:
        case Assign(source=source):
            return not isinstance(source, NothingConstant)
        case Convert(source=source):
            return source.type in (INT, INT64, BOOL)
        case Binary(operator=operator):
            return operator in WRAPPING or operator in (Arithmetic.LEFT_SHIFT, Arithmetic.RIGHT_SHIFT)
        case CallPrimitive(primitive=primitive):
            return primitive.name in UNARY
    return False


def _wholly_read(op: Instruction, low: set[Register]) -> Iterator[Register]:
    """What the instruction reads more of than low bits, where the low bits of `low` are enough."""
    kept = any(target in low for target in targets(op))
    match op:
        case Binary(operator=Arithmetic.AND):
            return
        case Assign() | Convert() if kept:
            return
        case CallPrimitive(primitive=primitive) if kept and primitive.name in UNARY:
            return
        case Binary(operator=operator) if kept and operator in WRAPPING:
            return
        case Binary(operator=Arithmetic.LEFT_SHIFT, right=right) if kept:
            if isinstance(right, Register):
                yield right
            return
    yield from read_registers(op)
