"""Walk a dict itself where a view of it is made only to be walked.

    t1: value = slu_dict_items(table)
    t2: value = slu_iterate(t1)             →    t2: value = slu_dict_iterate_items(table)

Views compare, intersect and show themselves: a program that makes none carries none of that. What builds a
list or a set of a view walks it once too, and takes the iterator instead.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from msgspec.structs import replace

from sluice.compiler.ir.ops import CallPrimitive, Convert, Instruction, NewClosure, Register
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import read_registers, terminator_registers
from sluice.compiler.primitives.dict_ops import (
    DICT_ITEMS,
    DICT_ITERATE,
    DICT_ITERATE_ITEMS,
    DICT_ITERATE_VALUES,
    DICT_KEYS,
    DICT_VALUES,
)
from sluice.compiler.primitives.iterator_ops import ITERATE
from sluice.compiler.primitives.list_ops import LIST_FROM
from sluice.compiler.primitives.tuple_ops import TUPLE_FROM

_ITERATORS: Final = {
    DICT_KEYS: DICT_ITERATE,
    DICT_VALUES: DICT_ITERATE_VALUES,
    DICT_ITEMS: DICT_ITERATE_ITEMS,
}
_WALKERS: Final = frozenset(
    {LIST_FROM.name, TUPLE_FROM.name, "slu_sorted", "slu_sorted_plainly", "slu_str_join", "slu_sum_of"}
)
"""Functions that walk an argument and keep nothing of it."""


def skip_views(program: Program) -> Program:
    functions = {name: _skip(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _skip(function: Function) -> Function:
    reads: Counter[Register] = Counter()
    for block in function.blocks:
        for op in block.instructions:
            reads.update(read_registers(op))
        reads.update(terminator_registers(block.terminator))
    return replace(function, blocks=tuple(_skip_in_block(block, reads) for block in function.blocks))


def _skip_in_block(block: Block, reads: Counter[Register]) -> Block:
    done: list[Instruction] = []
    for op in block.instructions:
        place = _view_of(op, done, reads) if isinstance(op, CallPrimitive) else None
        if place is None:
            done.append(op)
            continue
        view = done[place]
        assert isinstance(op, CallPrimitive) and isinstance(view, CallPrimitive)
        iterator = _ITERATORS[view.primitive]
        if op.primitive == ITERATE:
            del done[place]
            done.append(replace(op, primitive=iterator, arguments=view.arguments))
        else:
            done[place] = replace(view, primitive=iterator)
            done.append(op)
    return replace(block, instructions=tuple(done))


def _view_of(op: CallPrimitive, before: list[Instruction], reads: Counter[Register]) -> int | None:
    """Where the view was made that `op` walks, if nothing else reads it and nothing happened since."""
    if op.primitive != ITERATE and op.primitive.name not in _WALKERS:
        return None
    for place in range(len(before) - 1, -1, -1):
        view = before[place]
        if isinstance(view, CallPrimitive) and view.primitive in _ITERATORS:
            found = view.target is not None and view.target in op.arguments and reads[view.target] == 1
            return place if found else None
        if op.primitive == ITERATE or not isinstance(view, Convert | NewClosure):
            return None
    return None
