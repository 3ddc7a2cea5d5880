"""Where a function that can call itself begins to count how deep it is: not on ways without such a call.

Half of the calls of a function over a tree are of leaves. Counting begins behind what has no effect: a call
that is too deep must have done nothing, as in CPython, where it never begins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

from sluice.compiler.ir.ops import (
    Assign,
    Binary,
    Call,
    CallPrimitive,
    CallVirtual,
    CheckSet,
    Compare,
    Convert,
    Instruction,
    Is,
    LoadGlobal,
    LoadSlot,
    Not,
    Truth,
)
from sluice.compiler.ir.program import Block, Function
from sluice.compiler.ir.registers import successors
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64

_NUMBERS: Final = (BOOL, INT, INT64, FLOAT)


class Counted(Struct, frozen=True):
    """Labels of blocks. `inside`: the call counts there. `starts`: where it begins to; none: before all."""

    inside: frozenset[str]
    starts: frozenset[str]


def find_counted(function: Function, recursive: Collection[str]) -> Counted:
    """`recursive`: the functions that count (see `recursion`), of which this is one."""
    after = {block.label: frozenset(successors(block)) for block in function.blocks}
    before: dict[str, set[str]] = {label: set() for label in after}
    for label, following in after.items():
        for each in following:
            before[each].add(label)
    effects = {block.label for block in function.blocks if not all(map(_has_no_effect, block.instructions))}
    inside = _closure({block.label for block in function.blocks if _may_recur(block, recursive)}, after)
    while more := _from_outside(inside, before, effects):
        inside |= _closure(more, after)
    if function.blocks[0].label in inside:
        return Counted(frozenset(after), frozenset())
    return Counted(frozenset(inside), frozenset(label for label in inside if not before[label] & inside))


def _from_outside(inside: set[str], before: Mapping[str, set[str]], effects: set[str]) -> set[str]:
    """Blocks outside that have to count: those with effects on a way inside, and those that lead to where
    others arrive from inside.
    """
    leading = _closure(inside, before) - inside
    joining = {label for each in inside if before[each] & inside for label in before[each]} - inside
    return leading & effects | joining


def _closure(labels: Collection[str], edges: Mapping[str, Collection[str]]) -> set[str]:
    found, waiting = set(labels), list(labels)
    while waiting:
        for label in edges[waiting.pop()]:
            if label not in found:
                found.add(label)
                waiting.append(label)
    return found


def _may_recur(block: Block, recursive: Collection[str]) -> bool:
    return any(
        isinstance(op, CallVirtual) or (isinstance(op, Call) and op.function in recursive)
        for op in block.instructions
    )


def _has_no_effect(op: Instruction) -> bool:
    """Whether nobody can tell that it has run, unless it raised."""
    match op:
        case Assign() | Convert() | Is() | Not() | LoadSlot() | LoadGlobal() | CheckSet():
            return True
        case Binary(left=left, right=right) | Compare(left=left, right=right):
            return left.type in _NUMBERS and right.type in _NUMBERS
        case Truth(source=source):
            return source.type in _NUMBERS
        case CallPrimitive(primitive=primitive):
            return primitive.pure
    return False
