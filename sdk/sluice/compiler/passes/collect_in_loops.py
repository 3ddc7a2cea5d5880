"""Let functions collect at the heads of their loops what they have made and need no more.

    loop: t = n < stop                   loop: collect_loop (text, parts)
          if t goto body else end   →          t = n < stop
    body: text = f(n)                          if t goto body else end
          goto loop

Only loops that make objects; which those are is a guess, a wrong one costs time or memory and nothing else.
What a call has made is mentioned by its registers alone, or by what the collector knows of, so the registers
that are needed from there on are all that has to be said. Generators keep theirs in frames that others can
see: they collect nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from sluice.compiler.ir.liveness import Live, live_at_start, live_before
from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    Call,
    CallMethod,
    CallPrimitive,
    CallValue,
    CallVirtual,
    CatchException,
    CheckPending,
    CollectLoop,
    Compare,
    Convert,
    InPlace,
    Instruction,
    LoadAttribute,
    NewClosure,
    NewGenerator,
    NewInstance,
    Register,
    ResumeAt,
)
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import successors, targets
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, NUMBER, VALUE, VOID
from sluice.compiler.passes.list_flow import TAKES
from sluice.compiler.primitives.dict_ops import DICT_FIND_STR, DICT_GET_OR_STR, DICT_GET_STR

_MAKES_NOTHING: Final = TAKES | {DICT_GET_STR.name, DICT_GET_OR_STR.name, DICT_FIND_STR.name}
"""Their results have been there before. Looking for other keys may call `__eq__`, which may make anything."""
_NUMBERS: Final = (BOOL, FLOAT, INT64)
_GROWS: Final = frozenset(
    (
        Arithmetic.ADD,
        Arithmetic.SUBTRACT,
        Arithmetic.MULTIPLY,
        Arithmetic.POWER,
        Arithmetic.LEFT_SHIFT,
    )
)


def collect_in_loops(program: Program) -> Program:
    making = _find_making(program)
    functions = {name: _collect(function, making) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _find_making(program: Program) -> Mapping[str, bool]:
    """Which functions make objects."""
    making = dict.fromkeys(program.functions, False)
    changed = True
    while changed:
        changed = False
        for name, function in program.functions.items():
            if not making[name] and any(_block_makes(block, making) for block in function.blocks):
                making[name] = changed = True
    return making


def _block_makes(block: Block, making: Mapping[str, bool]) -> bool:
    return any(_makes(op, making) for op in block.instructions)


def _makes(op: Instruction, making: Mapping[str, bool]) -> bool:
    match op:
        case NewInstance() | NewClosure() | NewGenerator() | CallValue() | CallMethod() | CallVirtual():
            return True
        case LoadAttribute() | InPlace():
            return True
        case Call(function=name):
            return making.get(name, True)
        case CallPrimitive(primitive=primitive):
            return primitive.result not in (*_NUMBERS, VOID) and primitive.name not in _MAKES_NOTHING
        case Binary(target, operator):
            return target.type in (VALUE, NUMBER) or (target.type == INT and operator in _GROWS)
        case Compare(target):
            return target.type == VALUE
        case Assign(target, source) | Convert(target, source):
            return FLOAT in (target.type, source.type) and target.type == VALUE
        case _:
            return False


def _collect(function: Function, making: Mapping[str, bool]) -> Function:
    if isinstance(function.blocks[0].terminator, ResumeAt):
        return function
    heads = _find_heads(function, making)
    if not heads:
        return function
    starts = live_at_start(function)
    own = {each for block in function.blocks for op in block.instructions for each in targets(op)}
    blocks = [_collect_in(block, starts, own) if block.label in heads else block for block in function.blocks]
    return replace(function, blocks=tuple(blocks))


def _find_heads(function: Function, making: Mapping[str, bool]) -> set[str]:
    """The targets of jumps back over something that makes objects: every circle of such blocks has one."""
    places = {block.label: place for place, block in enumerate(function.blocks)}
    makes = [_block_makes(block, making) for block in function.blocks]
    return {
        label
        for place, block in enumerate(function.blocks)
        for label in successors(block)
        if places[label] <= place and any(makes[places[label] : place + 1])
    }


def _collect_in(block: Block, starts: Mapping[str, Live], own: set[Register]) -> Block:
    """In a handler the exception is taken first."""
    first = 0
    while first < len(block.instructions) and isinstance(
        block.instructions[first], CatchException | CheckPending
    ):
        first += 1
    live = live_before(block, first, starts) & own  # parameters that are not assigned are older than the call
    held = sorted((each for each in live if each.type not in _NUMBERS), key=lambda each: each.name)
    line = (block.instructions[first] if first < len(block.instructions) else block.terminator).line
    collected = CollectLoop(tuple(held), line)
    return replace(block, instructions=(*block.instructions[:first], collected, *block.instructions[first:]))
