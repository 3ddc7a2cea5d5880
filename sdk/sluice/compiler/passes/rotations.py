"""Shifts that together turn 32 bits around, as one instruction.

    t1 = word >> 7
    t2 = word << 25
    t3 = t1 | t2
    t4 = t3 & 0xFFFFFFFF      →      t4 = slu_int64_rotate(word, 25), where word: 0 … 0xFFFFFFFF

Part of `int_rewriting`: what is known of the numbers is known there. What is left of the shifts nobody needs.
"""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.intervals import Interval, contains
from sluice.compiler.ir.ops import (
    Arithmetic,
    Binary,
    CallPrimitive,
    Instruction,
    IntConstant,
    Operand,
    Register,
)
from sluice.compiler.ir.types import INT64
from sluice.compiler.primitives.int_ops import INT64_ROTATE

_BITS: Final = 32
_WORD: Final = Interval(0, (1 << _BITS) - 1)
_JOINING: Final = (Arithmetic.OR, Arithmetic.XOR, Arithmetic.ADD)
"""All the same for numbers that have no bit in common."""


class Rotations:
    """What the machine numbers of a block are made of, up to the instruction where it stands."""

    def __init__(self) -> None:
        self._shifted: dict[Operand, tuple[Register, int]] = {}
        """A number and by how many places it went to the left."""
        self._turned: dict[Operand, tuple[Register, int]] = {}

    def forget(self, target: Register) -> None:
        """It gets another value."""
        for known in (self._shifted, self._turned):
            for each in [each for each, found in known.items() if target in (each, found[0])]:
                del known[each]

    def found(self, op: Instruction, left: Interval, right: Interval) -> Instruction:
        """The instruction, whose operands lie in such ranges, or what does the same at once."""
        match op:
            case Binary(target, Arithmetic.LEFT_SHIFT | Arithmetic.RIGHT_SHIFT, Register() as number):
                if target != number and contains(_WORD, left) and right.low == right.high:
                    is_left = op.operator is Arithmetic.LEFT_SHIFT
                    self._shifted[target] = number, right.low if is_left else -right.low
            case Binary(target, operator, first, second) if operator in _JOINING:
                turned = self._joined(first, second)
                if turned is not None:
                    self._turned[target] = turned
            case Binary(target, Arithmetic.AND, first, second):
                for other, mask in ((first, right), (second, left)):
                    if other in self._turned and mask.low == mask.high == _WORD.high:
                        number, places = self._turned[other]
                        by = IntConstant(places, INT64)
                        return CallPrimitive(target, INT64_ROTATE, (number, by), (), op.line)
        return op

    def _joined(self, first: Operand, second: Operand) -> tuple[Register, int] | None:
        if first not in self._shifted or second not in self._shifted:
            return None
        (number, left), (other, right) = sorted(
            (self._shifted[first], self._shifted[second]), key=lambda each: -each[1]
        )
        return (number, left) if number == other and left > 0 > right and left - right == _BITS else None
