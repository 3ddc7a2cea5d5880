"""Which functions are so short that they stand in place of their calls, where speed counts.

def find(self, owner):                the way to `return` is short, and calls nothing of the program;
    task = self.table[owner]          what only runs on the way to an exception does not count
    if task is None:
        raise LookupError(f"no task {owner}")
    return task
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sluice.compiler.ir.ops import Assign, Convert, Instruction, Reraise, Unreachable
from sluice.compiler.ir.plain import PLAIN
from sluice.compiler.ir.program import Block, Function
from sluice.compiler.ir.registers import successors
from sluice.compiler.ir.types import INT64

BRIEF: Final = 12
"""Instructions of the IR on the way to `return`."""
WHOLE: Final = 40
"""Instructions of the IR in all."""


def is_brief(function: Function) -> bool:
    """Whether a call would cost about as much as the body."""
    if len(function.blocks) == 1:
        return _work(function.blocks[0]) <= BRIEF
    if sum(map(_work, function.blocks)) > WHOLE:
        return False
    usual = tuple(_usual_blocks(function))
    return (
        bool(usual)
        and not _has_loop(usual)
        and sum(map(_work, usual)) <= BRIEF
        and all(isinstance(op, PLAIN) for block in usual for op in block.instructions)
    )


def _usual_blocks(function: Function) -> Iterator[Block]:
    """Those that do not end in an exception whatever happens."""
    if any(block.handler is not None for block in function.blocks):
        return
    raising = {each.label for each in function.blocks if isinstance(each.terminator, Unreachable | Reraise)}
    found = len(raising)
    while found:
        before = len(raising)
        raising |= {each.label for each in function.blocks if all(to in raising for to in _next(each))}
        found = len(raising) - before
    yield from (block for block in function.blocks if block.label not in raising)


def _next(block: Block) -> tuple[str, ...]:
    """The labels of the blocks that follow; its own of one that leaves the function."""
    return tuple(successors(block)) or (block.label,)


def _has_loop(blocks: tuple[Block, ...]) -> bool:
    """Whether one goes back to an earlier one or itself."""
    places = {block.label: place for place, block in enumerate(blocks)}
    ways = ((places[block.label], to) for block in blocks for to in successors(block))
    return any(places.get(to, place + 1) <= place for place, to in ways)


def _work(block: Block) -> int:
    return sum(map(_is_work, block.instructions))


def _is_work(op: Instruction) -> bool:
    """Whether it is more than a copy of a machine number, or a word made of one."""
    return not (isinstance(op, Assign | Convert) and INT64 in (op.source.type, op.target.type))
