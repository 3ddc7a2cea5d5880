"""Turn a comparison whose result is only asked for its truth into one call, and one of a text in lower case.

    t1: value = a < b              t2: bool = slu_compare_truth(a, b, SLU_LESS)
    t2: bool = truth t1      →

    t1: str = slu_str_lower(a)     t2: bool = slu_str_lower_is(a, "bearer")
    t2: bool = t1 == "bearer"   →

The calls compare small ints in place and make no object.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    CallPrimitive,
    Compare,
    Comparison,
    Instruction,
    IntConstant,
    Not,
    Register,
    StrConstant,
    Truth,
)
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import read_registers, terminator_registers
from sluice.compiler.ir.types import BOOL, INT64, VALUE
from sluice.compiler.primitives.object_ops import COMPARE_TRUTH
from sluice.compiler.primitives.str_ops import LOWER_IS

_NUMBERS: Final = {
    Comparison.LESS: 0,
    Comparison.LESS_EQUAL: 1,
    Comparison.EQUAL: 2,
    Comparison.NOT_EQUAL: 3,
    Comparison.GREATER: 4,
    Comparison.GREATER_EQUAL: 5,
}
"""The members of `slu_comparison`."""


def fuse_comparisons(program: Program) -> Program:
    functions = {name: _fuse(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _fuse(function: Function) -> Function:
    reads: Counter[Register] = Counter()
    for block in function.blocks:
        for op in block.instructions:
            reads.update(read_registers(op))
        reads.update(terminator_registers(block.terminator))
    return replace(function, blocks=tuple(_fuse_block(block, reads) for block in function.blocks))


def _fuse_block(block: Block, reads: Counter[Register]) -> Block:
    done: list[Instruction] = []
    for op in block.instructions:
        before = done[-1] if done else None
        lowered = _lowered(op, before, reads)
        if lowered is not None:
            done[-1:] = lowered
        elif (
            isinstance(op, Truth)
            and isinstance(before, Compare)
            and before.target.type == VALUE
            and op.source == before.target
            and reads[before.target] == 1
        ):
            operator = IntConstant(_NUMBERS[before.operator], INT64)
            done[-1] = CallPrimitive(
                op.target, COMPARE_TRUTH, (before.left, before.right, operator), (), before.line
            )
        else:
            done.append(op)
    return replace(block, instructions=tuple(done))


def _lowered(
    op: Instruction, before: Instruction | None, reads: Counter[Register]
) -> list[Instruction] | None:
    """`before` and `op` as a comparison of a text in lower case with an ASCII constant, if they are one."""
    match before, op:
        case (
            CallPrimitive(target=Register() as lower, primitive=primitive, arguments=(text,)),
            Compare(target=target, operator=operator, left=left, right=StrConstant(constant) as right),
        ) if primitive.name == "slu_str_lower" and left == lower and reads[lower] == 1:
            if not constant.isascii() or operator not in (Comparison.EQUAL, Comparison.NOT_EQUAL):
                return None
            if operator is Comparison.EQUAL:
                return [CallPrimitive(target, LOWER_IS, (text, right), (), op.line)]
            same = Register(f"{target.name}.same", BOOL)
            return [CallPrimitive(same, LOWER_IS, (text, right), (), op.line), Not(target, same, op.line)]
    return None
