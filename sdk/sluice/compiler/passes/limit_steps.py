"""Count the rounds of a filter's loops, so that one that does not end raises instead of blocking its worker.

    loop: t = n < stop                   loop: slu_count_step()
          if t goto body else end   →          t = n < stop
    body: goto loop                            if t goto body else end

Every circle of blocks has a jump to a block that stands no later: the targets of these jumps count. Functions
that can call themselves count their calls when they are emitted, iterators their items in the runtime.
Scripts run as long as they like.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from sluice.compiler.ir.ops import CallPrimitive, CatchException, CheckPending
from sluice.compiler.ir.primitive import Primitive, Raises
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import successors
from sluice.compiler.ir.types import VOID

COUNT_STEP: Final = Primitive("slu_count_step", (), VOID, Raises.RESULT)


def limit_steps(program: Program) -> Program:
    if not program.filters:
        return program
    functions = {name: _limit(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _limit(function: Function) -> Function:
    places = {block.label: place for place, block in enumerate(function.blocks)}
    circles = {
        label
        for place, block in enumerate(function.blocks)
        for label in successors(block)
        if places[label] <= place
    }
    if not circles:
        return function
    return replace(
        function,
        blocks=tuple(_count(block) if block.label in circles else block for block in function.blocks),
    )


def _count(block: Block) -> Block:
    """In a handler the exception is taken first."""
    instructions = block.instructions
    first = 0
    while first < len(instructions) and isinstance(instructions[first], CatchException | CheckPending):
        first += 1
    line = (instructions[first] if first < len(instructions) else block.terminator).line
    counted = CallPrimitive(None, COUNT_STEP, (), (), line)
    return replace(block, instructions=(*instructions[:first], counted, *instructions[first:]))
