"""Make a list of one item many times at once, without the list of one and without asking what `*` means.

    t2: list = slu_list_of(; t1)
    t3: value = convert t2            t5.times: int64 = convert t4
    t5: value = t3 * t4          →    t5.filled: list = slu_list_filled(t1, t5.times)
                                      t5: value = convert t5.filled

Part of `unbox_ints`, which knows that `t4` is an int and of no class with a `*` of its own.
"""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from sluice.compiler.ir.intervals import SMALL, contains
from sluice.compiler.ir.ops import (
    Arithmetic,
    Binary,
    CallPrimitive,
    Convert,
    Instruction,
    Operand,
    Register,
)
from sluice.compiler.ir.program import Block, Function
from sluice.compiler.ir.registers import read_registers, targets, terminator_registers
from sluice.compiler.ir.types import INT64, LIST, VALUE
from sluice.compiler.passes.find_ranges import Ranges, Walk
from sluice.compiler.primitives.list_ops import LIST_FILLED, LIST_OF


def fill_lists(function: Function, ranges: Ranges) -> Function:
    ops = [op for block in function.blocks for op in block.instructions]
    if not any(isinstance(op, CallPrimitive) and op.primitive == LIST_OF for op in ops):
        return function
    once = _used_once(function)
    return replace(function, blocks=tuple(_fill(block, once, ranges) for block in function.blocks))


def _used_once(function: Function) -> frozenset[Register]:
    """The registers that are assigned by one instruction and read by one."""
    ops = [op for block in function.blocks for op in block.instructions]
    made = Counter(target for op in ops for target in targets(op))
    made.update(item.register for item in function.parameters)
    read = Counter(register for op in ops for register in read_registers(op))
    read.update(each for block in function.blocks for each in terminator_registers(block.terminator))
    return frozenset(register for register, count in made.items() if count == read[register] == 1)


def _fill(block: Block, once: frozenset[Register], ranges: Ranges) -> Block:
    walk = ranges.walk(block)
    items: dict[Operand, Operand] = {}
    """Of the lists of one that were made in this block."""
    makers: dict[Operand, list[Instruction]] = {}
    done: list[Instruction] = []
    for op in block.instructions:
        match op:
            case CallPrimitive(Register() as target, primitive, (), (item,)) if primitive == LIST_OF:
                if target in once and (item in once or not isinstance(item, Register)):
                    items[target], makers[target] = item, [op]
                done.append(op)
            case Convert(target, source) if source in items and target in once and target.type == VALUE:
                items[target], makers[target] = items[source], [*makers[source], op]
                done.append(op)
            case Binary(_, Arithmetic.MULTIPLY, left, Register() as right) if (
                left in items and left.type == right.type == VALUE and _is_count(right, walk)
            ):
                done = [each for each in done if not any(each is maker for maker in makers[left])]
                done += _filled(op, items[left], right)
            case _:
                done.append(op)
        if walk is not None:
            walk.after(op)
    return replace(block, instructions=tuple(done))


def _is_count(operand: Operand, walk: Walk | None) -> bool:
    known = walk.of(operand) if walk is not None else None
    return known is not None and known.exact and contains(SMALL, known)


def _filled(op: Binary, item: Operand, right: Register) -> tuple[Instruction, ...]:
    times = Register(f"{op.target.name}.times", INT64)
    whole = Register(f"{op.target.name}.filled", LIST)
    return (
        Convert(times, right, op.line),
        CallPrimitive(whole, LIST_FILLED, (item, times), (), op.line),
        Convert(op.target, whole, op.line),
    )
