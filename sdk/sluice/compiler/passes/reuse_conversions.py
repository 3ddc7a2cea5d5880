"""Ask a value only once what it is, as long as it stays in its register.

    t1: Packet = convert packet           t1: Packet = convert packet
    t2: value = t1.link              →    t2: value = t1.link
    t3: Packet = convert packet           t3: Packet = t1

What has passed a check passes it again: an object keeps its class, and a register its object until something
is assigned to it. Of what comes from a place for `Packet | None` only None is left to be asked for. Known is
what holds on all ways to a block; handlers begin with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from sluice.compiler.ir.ops import Assign, Convert, Instruction, NoneConstant, Operand, Register
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import successors, targets
from sluice.compiler.ir.types import BOOL, INT, VALUE, Instance, Maybe, Type, is_pointer

Known = dict[tuple[Operand, Type], Register | None]
"""The register that holds another one's value as something else; None: it is that, but none holds it so."""


def reuse_conversions(program: Program) -> Program:
    functions = {name: _reuse(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _reuse(function: Function) -> Function:
    checks = [op for block in function.blocks for op in block.instructions if _is_check(op)]
    if not checks:
        return function
    kinds = {target.type for op in checks for target in targets(op)}
    kinds |= {Maybe(each.class_name) for each in kinds if isinstance(each, Instance)}
    reuse = _Reuse(frozenset(kinds))
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
                if both != before:
                    starts[label] = dict(both)
                    waiting.append(label)
        return starts

    def rewritten(self, block: Block, starts: Mapping[str, Known]) -> Block:
        if block.label not in starts:
            return block
        known = dict(starts[block.label])
        done: list[Instruction] = []
        for op in block.instructions:
            done += self._shortened(known, op)
            self._after(known, op)
        return replace(block, instructions=tuple(done))

    def _shortened(self, known: Known, op: Instruction) -> tuple[Instruction, ...]:
        if not isinstance(op, Convert):
            return (op,)
        held = known.get((op.source, op.target.type))
        if held is not None:
            return () if held == op.target else (Assign(op.target, held, op.line),)
        if (op.source, op.target.type) in known and is_pointer(op.target.type):
            return (replace(op, checked=False),)
        if isinstance(op.target.type, Instance):
            maybe = known.get((op.source, Maybe(op.target.type.class_name)))
            if maybe is not None:
                return (Convert(op.target, maybe, op.line),)
        return (op,)

    def _after(self, known: Known, op: Instruction) -> None:
        """Goes behind the instruction, which has not raised."""
        for target in targets(op):
            if target in self._linked:
                for key in [key for key, held in known.items() if target in (key[0], held)]:
                    if key[0] == target:
                        del known[key]
                    else:
                        known[key] = None
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
                    elif (source, kind) in known:
                        known[target, kind] = None
                        self._linked.add(target)

            case Assign(target, NoneConstant()) if target.type == VALUE:
                for kind in self._kinds:
                    if isinstance(kind, Maybe):
                        known[target, kind] = None
                        self._linked.add(target)

    def _hold(self, known: Known, register: Register, held: Register) -> None:
        known[register, held.type] = held
        self._linked |= {register, held}
        if isinstance(held.type, Instance) and Maybe(held.type.class_name) in self._kinds:
            known.setdefault((register, Maybe(held.type.class_name)), None)


def _common(before: Known, found: Known) -> Known:
    return {
        key: held if found[key] == held else None
        for key, held in before.items()
        if key in found and (found[key] == held or is_pointer(key[1]))
    }
