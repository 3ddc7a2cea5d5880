"""Store into an instance that has just been made without telling the collector.

    t1: Node = new Node                  t1: Node = new Node
    t1.link = link                  →    t1.link = link (fresh)

What an instance mentions has to be noted only where a collection may move that and not the instance. Between
two instructions of one block nothing moves, and no call that collects in its loops begins and goes on; an
instance that had no room in the nursery lies where all is looked at.
"""

from __future__ import annotations

from msgspec.structs import replace

from sluice.compiler.ir.ops import Assign, CollectLoop, Convert, Instruction, NewInstance, Register, StoreSlot
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import targets
from sluice.compiler.ir.types import Instance


def store_fresh(program: Program) -> Program:
    functions = {name: _in_function(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _in_function(function: Function) -> Function:
    blocks = tuple(
        _in_block(block) if any(isinstance(op, NewInstance) for op in block.instructions) else block
        for block in function.blocks
    )
    return replace(function, blocks=blocks)


def _in_block(block: Block) -> Block:
    fresh = set[Register]()
    done: list[Instruction] = []
    for op in block.instructions:
        if isinstance(op, StoreSlot) and op.instance in fresh:
            done.append(replace(op, fresh=True))
            continue
        done.append(op)
        if isinstance(op, CollectLoop):
            fresh.clear()
        is_same = _hands_on(op, fresh)
        fresh.difference_update(targets(op))
        if isinstance(op, NewInstance) or is_same:
            fresh.update(targets(op))
    return replace(block, instructions=tuple(done))


def _hands_on(op: Instruction, fresh: set[Register]) -> bool:
    """Whether the target is another name of a fresh instance."""
    return isinstance(op, Assign | Convert) and isinstance(op.target.type, Instance) and op.source in fresh
