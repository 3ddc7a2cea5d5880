"""The C functions that a function becomes which can call itself, so that what runs most is short.

    def count(tree):                      the head stands in place of the call: half of the calls of a
        if tree.left is None: return 1    function over a tree, those of its leaves, are none any more
        return 1 + count(tree.left)       inside: from where the function counts how deep it is

A filter's functions stay in one piece: there size counts.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from sluice.compiler.emit.function_scope import FunctionScope
from sluice.compiler.ir.liveness import live_at_start
from sluice.compiler.ir.ops import CollectLoop, Register
from sluice.compiler.ir.program import Block, Function

SHORT_HEAD: Final = 12
"""Instructions of the IR."""


class Part(Struct, frozen=True):
    """One C function. `attributes`: C macros before it.

    At the block `goes_on_at` it goes on in the part `rest`, to which it hands its parameters.
    """

    name: str
    attributes: str
    parameters: tuple[Register, ...]
    blocks: tuple[Block, ...]
    goes_on_at: str | None = None
    rest: Part | None = None


def _parameters(function: Function) -> tuple[Register, ...]:
    return (*function.cells, *(item.register for item in function.parameters))


def split_function(scope: FunctionScope) -> Part:
    """What callers call."""
    function, names = scope.function, scope.shared.names
    whole = Part(names.function(function.name), "", _parameters(function), function.blocks)
    if scope.shared.program.filters or len(scope.counted.starts) != 1:
        return whole
    (start,) = scope.counted.starts
    head = tuple(block for block in function.blocks if block.label not in scope.counted.inside)
    if not _is_short(head):
        return whole
    first = [block for block in function.blocks if block.label == start]
    others = [block for block in function.blocks if block not in first and block not in head]
    handed = sorted(live_at_start(function)[start], key=lambda each: each.name)
    rest = Part(names.inside(function.name), "", tuple(handed), (*first, *others))
    return Part(whole.name, "SLU_HEAD ", whole.parameters, head, start, rest)


def _is_short(head: tuple[Block, ...]) -> bool:
    instructions = [op for block in head for op in block.instructions]
    if any(isinstance(op, CollectLoop) for op in instructions):
        return False
    return len(instructions) <= SHORT_HEAD and all(block.handler is None for block in head)
