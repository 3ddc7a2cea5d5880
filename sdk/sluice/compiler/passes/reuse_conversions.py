"""Ask a value only once what it is, as long as it stays in its register.

    t1: Packet = convert packet           t1: Packet = convert packet
    t2: value = t1.link              →    t2: value = t1.link
    t3: Packet = convert packet           t3: Packet = t1

What has passed a check passes it again: an object keeps its class, and a register its object until something
is assigned to it. Known is what holds on all ways to a block; handlers begin with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from sluice.compiler.ir.ops import Assign, Convert, Instruction, Operand, Register
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import successors, targets
from sluice.compiler.ir.types import BOOL, INT, VALUE, Type, is_pointer

Known = dict[tuple[Operand, Type], Register]
"""The register that holds another one's value as something else."""


def reuse_conversions(program: Program) -> Program:
    functions = {name: _reuse(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _reuse(function: Function) -> Function:
    checks = [op for block in function.blocks for op in block.instructions if _is_check(op)]
    if not checks:
        return function
    reuse = _Reuse(frozenset(target.type for op in checks for target in targets(op)))
    starts = reuse.starts(function)
    return replace(function, blocks=tuple(reuse.rewritten(block, starts) for block in function.blocks))


def _is_check(op: Instruction) -> bool:
    return (
        isinstance(op, Convert)
        and isinstance(op.source, Register)
        and op.source.type == VALUE
        and (op.target.type in (INT, BOOL) or is_pointer(op.target.type))
    )


class _Reuse:
    def __init__(self, kinds: frozenset[Type]) -> None:
        self._kinds = kinds
        self._linked: set[Register] = set()

    def starts(self, function: Function) -> Mapping[str, Known]:
        blocks = {block.label: block for block in function.blocks}
        handlers = {block.handler for block in function.blocks}
        starts: dict[str, Known] = {function.blocks[0].label: {}}
        waiting = [function.blocks[0].label]
        while waiting:
            block = blocks[waiting.pop()]
            known = dict(starts[block.label])
            for op in block.instructions:
                self._after(known, op)
            for label in successors(block):
                found = {} if label in handlers else known
                before = starts.get(label)
                both = found if before is None else _common(before, found)
                if before is None or len(both) < len(before):
                    starts[label] = dict(both)
                    waiting.append(label)
        return starts

    def rewritten(self, block: Block, starts: Mapping[str, Known]) -> Block:
        if block.label not in starts:
            return block
        known = dict(starts[block.label])
        done: list[Instruction] = []
        for op in block.instructions:
            held = known.get((op.source, op.target.type)) if isinstance(op, Convert) else None
            if held is None or not isinstance(op, Convert):
                done.append(op)
            elif held != op.target:
                done.append(Assign(op.target, held, op.line))
            self._after(known, op)
        return replace(block, instructions=tuple(done))

    def _after(self, known: Known, op: Instruction) -> None:
        """Goes behind the instruction, which has not raised."""
        for target in targets(op):
            if target in self._linked:
                for key in [key for key, held in known.items() if target in (key[0], held)]:
                    del known[key]
        match op:
            case Convert(target, Register() as source) if source.type == VALUE and target.type in self._kinds:
                self._hold(known, source, target)
            case Convert(target, Register() as source) if target.type == VALUE and source.type in self._kinds:
                self._hold(known, target, source)
            case Assign(target, Register() as source) if target.type == VALUE and target != source:
                for kind in self._kinds:
                    held = known.get((source, kind))
                    if held is not None and held != target:
                        self._hold(known, target, held)

    def _hold(self, known: Known, register: Register, held: Register) -> None:
        known[register, held.type] = held
        self._linked |= {register, held}


def _common(before: Known, found: Known) -> Known:
    return {key: held for key, held in before.items() if found.get(key) == held}
