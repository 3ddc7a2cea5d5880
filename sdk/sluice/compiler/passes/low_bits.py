"""Of which INT registers only so many low bits count, and how many.

    t1 = word >> 7        32 bits of t1 and t2, 39 of word
    t2 = t1 + next        32 bits of t2
    t3 = t2 & 0xFFFFFFFF

Every use has to end in a mask, and every assignment has to be one whose low bits follow from low bits. A
register of which more than 64 bits count is none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    CallPrimitive,
    Convert,
    Instruction,
    IntConstant,
    NothingConstant,
    Operand,
    Register,
)
from sluice.compiler.ir.program import Function
from sluice.compiler.ir.registers import read_registers, targets, terminator_registers
from sluice.compiler.ir.types import BOOL, INT, INT64
from sluice.compiler.passes.find_ranges import Ranges, Walk

WRAPPING: Final = frozenset(
    {Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY, Arithmetic.AND, Arithmetic.OR, Arithmetic.XOR}
)
"""The low bits of the result follow from those of both operands."""
MACHINE: Final = 64
WHOLE: Final = 65
"""More bits than a machine number has."""
UNARY: Final = {"slu_int_invert": -1, "slu_int_negate": 0, "slu_int_positive": None}
"""What the operand is subtracted from: `~x` is -1 - x, `-x` is 0 - x."""


def find_low_bits(function: Function, ranges: Ranges) -> Mapping[Register, int]:
    """How many low bits count, of the registers of which not everything does."""
    ops = [op for block in function.blocks for op in block.instructions]
    if not any(isinstance(op, Binary) and op.operator is Arithmetic.AND for op in ops):
        return {}
    refused = {*function.cells, *(item.register for item in function.parameters)}
    for block in function.blocks:
        refused.update(terminator_registers(block.terminator))
    for op in ops:
        if not _follows(op):
            refused.update(targets(op))
    found = {target for op in ops for target in targets(op) if target.type == INT} - refused
    uses = [use for op, walk in _walked(function, ranges) for use in _uses(op, walk) if use.register in found]
    bits = dict.fromkeys(found, 0)
    changed = True
    while changed:
        changed = False
        for use in uses:
            asked = use.asked(bits)
            if asked > bits[use.register]:
                bits[use.register] = asked if asked <= MACHINE else WHOLE
                changed = True
    return {register: count for register, count in bits.items() if count <= MACHINE}


def _walked(function: Function, ranges: Ranges) -> Iterator[tuple[Instruction, Walk | None]]:
    for block in function.blocks:
        walk = ranges.walk(block)
        for op in block.instructions:
            yield op, walk
            if walk is not None:
                walk.after(op)


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


class _Use(Struct, frozen=True):
    """A register is read where `more` bits than of the target count, `most` at most; no target: all of it."""

    register: Register
    target: Register | None = None
    more: int = 0
    most: int = WHOLE

    def asked(self, bits: Mapping[Register, int]) -> int:
        of_target = bits.get(self.target, WHOLE) if self.target is not None else WHOLE
        return min(of_target + self.more, self.most)


def _uses(op: Instruction, walk: Walk | None) -> Iterator[_Use]:
    match op:
        case Binary(target, Arithmetic.AND, left, right):
            most = _size_of_mask(right, walk), _size_of_mask(left, walk)
            for operand, size in zip((left, right), most, strict=True):
                if isinstance(operand, Register):
                    yield _Use(operand, target, most=size)
        case Binary(target, Arithmetic.RIGHT_SHIFT, Register() as left, right):
            known = walk.of(right) if walk is not None else None
            fits = known is not None and known.low >= 0
            yield _Use(left, target, known.high) if fits and known is not None else _Use(left)
            if isinstance(right, Register):
                yield _Use(right)
        case Binary(target, Arithmetic.LEFT_SHIFT, left, right):
            if isinstance(left, Register):
                yield _Use(left, target)
            if isinstance(right, Register):
                yield _Use(right)
        case Assign(target) | Convert(target) | Binary(target):
            plain = not isinstance(op, Binary) or op.operator in WRAPPING
            for register in read_registers(op):
                yield _Use(register, target if plain else None)
        case CallPrimitive(Register() as target, primitive, (Register() as source,)) if (
            primitive.name in UNARY
        ):
            yield _Use(source, target)
        case _:
            for register in read_registers(op):
                yield _Use(register)


def _size_of_mask(operand: Operand, walk: Walk | None) -> int:
    """Above how many bits the operand has only zeros, as far as that is known."""
    if isinstance(operand, IntConstant):
        return operand.value.bit_length() if operand.value >= 0 else WHOLE
    known = walk.of(operand) if walk is not None else None
    return known.high.bit_length() if known is not None and known.exact and known.low >= 0 else WHOLE
