"""Which functions nothing but direct calls can reach, so that all their callers are known."""

from __future__ import annotations

from collections.abc import Iterator

from sluice.compiler.ir.ops import Call, FunctionConstant, NewClosure, NewGenerator, ResumeAt
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.registers import operands, successors


def calls(program: Program) -> Iterator[tuple[Function, Call]]:
    """Each direct call, with the function that it stands in."""
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.instructions:
                if isinstance(op, Call):
                    yield function, op


def reached_directly(program: Program) -> frozenset[str]:
    """The functions that only direct calls reach, and that begin only once."""
    members = {
        name
        for class_ in program.classes.values()
        for member in class_.members
        for name in (member.function, member.setter, member.deleter)
    }
    values = _used_as_values(program)
    return frozenset(
        name
        for name, function in program.functions.items()
        if not function.needs_entry
        and not function.cells
        and name not in members
        and name not in values
        and name.rpartition(".")[0] not in program.classes
        and name not in program.initialisers
        and not isinstance(function.blocks[0].terminator, ResumeAt)
        and all(function.blocks[0].label not in successors(block) for block in function.blocks)
    )


def _used_as_values(program: Program) -> set[str]:
    found: set[str] = set()
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.instructions:
                if isinstance(op, NewClosure | NewGenerator):
                    found.add(op.function)
                found |= {each.function for each in operands(op) if isinstance(each, FunctionConstant)}
    return found
