"""Which variables are certainly set where they are read.

    check x            →     (nothing, where every way here assigns x)

A variable that may be unset where it is read keeps its check and starts as "nothing"; one that is held
unboxed cannot be nothing, so it is weakened and the function lowered again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Assign,
    Branch,
    CheckSet,
    Goto,
    Instruction,
    NothingConstant,
    Register,
)
from sluice.compiler.ir.program import Block
from sluice.compiler.ir.types import BOOL, CELL, FLOAT, INT, INT64, VALUE

if TYPE_CHECKING:
    from sluice.compiler.lower.frame import Frame

State = frozenset[str]


def settle_assignments(frame: Frame, given: tuple[Register, ...]) -> tuple[Block, ...]:
    """The blocks with needless checks dropped. `given`: registers that are set from the start."""
    blocks = frame.builder.blocks()
    checked = {
        each.register.name
        for block in blocks
        for each in block.instructions
        if isinstance(each, CheckSet) and not _is_temporary(each.register)
    }
    if not checked:
        return _drop_checks(blocks, {}, checked)
    states = _solve(blocks, frozenset(each.name for each in given) & checked, checked)
    unset = _unset_reads(blocks, states, checked)
    for register in unset.values():
        _weaken(frame, register)
    settled = _drop_checks(blocks, states, checked)
    if not unset or not settled:
        return settled
    first = settled[0]
    start = tuple(
        Assign(register, NothingConstant(register.type), 0)
        for register in unset.values()
        if register.name not in {each.name for each in given}
    )
    return (replace(first, instructions=(*start, *first.instructions)), *settled[1:])


def _is_temporary(register: Register) -> bool:
    """A value just read from a cell: its check always stays."""
    return register.name.startswith("t") and register.name[1:].isdigit()


def _weaken(frame: Frame, register: Register) -> None:
    if register.type not in (FLOAT, BOOL, INT64):
        return
    for (scope, name), variable in frame.locals.items():
        if variable.register == register:
            wider = INT if register.type == INT64 else VALUE
            frame.program.facts.write(frame.local_key(scope, name), wider)


def _solve(blocks: tuple[Block, ...], given: State, checked: set[str]) -> dict[str, State]:
    """What is certainly set at the start of each block: the greatest solution."""
    everything = frozenset(checked)
    states = {block.label: everything for block in blocks}
    states[blocks[0].label] = given
    by_label = {block.label: block for block in blocks}
    pending = [blocks[0].label]
    seen: set[str] = set()
    while pending:
        label = pending.pop()
        seen.add(label)
        block = by_label[label]
        at_end, lowest = _run(block.instructions, states[label])
        targets = [(target, at_end) for target in _targets(block)]
        if block.handler is not None:
            targets.append((block.handler, lowest))
        for target, state in targets:
            narrowed = states[target] & state
            if narrowed != states[target] or target not in seen:
                states[target] = narrowed
                if target not in pending:
                    pending.append(target)
    return states


def _targets(block: Block) -> tuple[str, ...]:
    match block.terminator:
        case Goto(label=label):
            return (label,)
        case Branch(then=then, otherwise=otherwise):
            return (then, otherwise)
        case _:
            return ()


def _run(instructions: Iterable[Instruction], state: State) -> tuple[State, State]:
    """What is set at the end, and what is set at every point in between (an exception may leave anywhere)."""
    current = set(state)
    lowest = set(state)
    for instruction in instructions:
        _step(instruction, current)
        if isinstance(instruction, Assign) and isinstance(instruction.source, NothingConstant):
            lowest.discard(instruction.target.name)
    return frozenset(current), frozenset(lowest)


def _step(instruction: Instruction, current: set[str]) -> None:
    """Change what is set to what is set behind the instruction."""
    match instruction:
        case Assign(target=target, source=NothingConstant()):
            current.discard(target.name)
        case CheckSet(register=register):
            current.add(register.name)
        case _:
            assigned = getattr(instruction, "target", None)
            if isinstance(assigned, Register):
                current.add(assigned.name)


def _unset_reads(
    blocks: tuple[Block, ...], states: dict[str, State], checked: set[str]
) -> dict[str, Register]:
    """Variables that some check may find unset."""
    found: dict[str, Register] = {}
    for block in blocks:
        current = set(states[block.label])
        for instruction in block.instructions:
            if isinstance(instruction, CheckSet) and instruction.register.name in checked:
                if instruction.register.name not in current and instruction.register.type != CELL:
                    found[instruction.register.name] = instruction.register
                current.add(instruction.register.name)
            else:
                _step(instruction, current)
    return found


def _drop_checks(blocks: tuple[Block, ...], states: dict[str, State], checked: set[str]) -> tuple[Block, ...]:
    result = []
    for block in blocks:
        current = set(states.get(block.label, ()))
        kept: list[Instruction] = []
        for instruction in block.instructions:
            if isinstance(instruction, CheckSet) and instruction.register.name in current & checked:
                continue
            kept.append(instruction)
            _step(instruction, current)
        result.append(replace(block, instructions=tuple(kept)))
    return tuple(result)
