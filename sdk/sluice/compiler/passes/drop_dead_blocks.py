"""Drop the blocks that nothing reaches.

    entry: goto end               entry: goto end
    dead1: goto end         →     end: return
    end: return

Handlers are kept as long as a block that is reached names them.
"""

from __future__ import annotations

from msgspec.structs import replace

from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.registers import successors


def drop_dead_blocks(program: Program) -> Program:
    functions = {name: _drop(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _drop(function: Function) -> Function:
    blocks = {block.label: block for block in function.blocks}
    reached = {function.blocks[0].label}
    work = list(reached)
    while work:
        for label in successors(blocks[work.pop()]):
            if label not in reached:
                reached.add(label)
                work.append(label)
    kept = tuple(block for block in function.blocks if block.label in reached)
    return function if len(kept) == len(function.blocks) else replace(function, blocks=kept)
