"""Which registers are still needed at a point of a function."""

from __future__ import annotations

from collections.abc import Mapping

from sluice.compiler.ir.ops import Instruction, Register
from sluice.compiler.ir.program import Block, Function
from sluice.compiler.ir.registers import read_registers, successors, targets, terminator_registers

Live = frozenset[Register]


def live_at_start(function: Function) -> Mapping[str, Live]:
    """The registers that each block may read before it assigns them.

    An exception may leave a block before any of its instructions, so what its handler needs is needed
    throughout the block.
    """
    found: dict[str, Live] = {block.label: frozenset() for block in function.blocks}
    changed = True
    while changed:
        changed = False
        for block in reversed(function.blocks):
            live = live_before(block, 0, found)
            if live != found[block.label]:
                found[block.label] = live
                changed = True
    return found


def live_before(block: Block, place: int, starts: Mapping[str, Live]) -> Live:
    """What is needed just before instruction `place` of the block."""
    live: set[Register] = set(terminator_registers(block.terminator))
    for label in successors(block):
        live |= starts[label]
    handled = starts[block.handler] if block.handler is not None else frozenset()
    for op in reversed(block.instructions[place:]):
        _step(live, op)
        live |= handled
    return frozenset(live)


def _step(live: set[Register], op: Instruction) -> None:
    live.difference_update(targets(op))
    live.update(read_registers(op))
