"""Which variables only count, so that no program lives to see them leave a machine word.

    flips = 1                         flips, t1: -2**61 … 2**61
    while last:
        t1 = flips + 1
        flips = t1

Whatever such a variable holds began as a constant, and each addition that it has gone through took time: at a
few a nanosecond it takes years until steps of `MOST_STEP` add up to what does not fit.
"""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.intervals import Interval
from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    Convert,
    InPlace,
    Instruction,
    IntConstant,
    Register,
)
from sluice.compiler.ir.program import Function
from sluice.compiler.ir.registers import targets
from sluice.compiler.ir.types import INT, INT64, VALUE

COUNTED: Final = Interval(-(1 << 61), 1 << 61)
MOST_STEP: Final = 8
_FIRST: Final = 1 << 60
_KINDS: Final = (INT, INT64, VALUE)


def find_counters(function: Function) -> frozenset[Register]:
    """The registers that hold nothing but small constants and what such additions make of these."""
    sources: dict[Register, set[Register]] = {}
    others = {*function.cells, *(each.register for each in function.parameters)}
    for block in function.blocks:
        for op in block.instructions:
            found = _sources(op)
            for target in targets(op):
                if found is None or target.type not in _KINDS:
                    others.add(target)
                else:
                    sources.setdefault(target, set()).update(found)
    known = sources.keys() - others
    while True:
        kept = {each for each in known if sources[each] <= known}
        if kept == known:
            return frozenset(kept)
        known = kept


def _sources(op: Instruction) -> tuple[Register, ...] | None:
    """The registers that the result counts on from; None: it is something else."""
    match op:
        case Assign(source=IntConstant(value)) | Convert(source=IntConstant(value)):
            return () if abs(value) <= _FIRST else None
        case Assign(source=Register() as source) | Convert(source=Register() as source):
            return (source,)
        case Binary(_, operator, left, right) | InPlace(_, operator, left, right):
            match operator, left, right:
                case ((Arithmetic.ADD | Arithmetic.SUBTRACT), Register(), IntConstant(step)):
                    return (left,) if abs(step) <= MOST_STEP else None
                case Arithmetic.ADD, IntConstant(step), Register():
                    return (right,) if abs(step) <= MOST_STEP else None
    return None
