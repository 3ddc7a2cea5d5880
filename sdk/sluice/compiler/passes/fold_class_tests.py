"""Answer "no" where a value is tested for a class of which the program makes no instance.

    t1: bool = slu_is_of_class(answer, UpstreamResponse)     →     t1 = False

A filter that never sees an upstream's response does not carry its class. Classes that code handles as values
are left alone: somebody may call them; so is whatever the runtime makes: exceptions, the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Assign,
    BoolConstant,
    CallPrimitive,
    ClassConstant,
    Instruction,
    NewInstance,
)
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.registers import operands
from sluice.compiler.ir.shapes import (
    ChoiceShape,
    DictShape,
    ListShape,
    ObjectShape,
    ScalarShape,
    Shape,
    TupleShape,
    UnionShape,
)
from sluice.compiler.primitives.object_ops import HAS_TYPE


def fold_class_tests(program: Program) -> Program:
    if not program.filters:
        return program
    made = _made(program)
    functions = {name: _fold(function, program, made) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _fold(function: Function, program: Program, made: frozenset[str]) -> Function:
    def answer(op: Instruction) -> Instruction:
        tested = _tested(op)
        if tested is None or tested not in program.classes or _is_made(program, tested, made):
            return op
        assert isinstance(op, CallPrimitive) and op.target is not None
        return Assign(op.target, BoolConstant(False), op.line)

    blocks = (
        replace(block, instructions=tuple(map(answer, block.instructions))) for block in function.blocks
    )
    return replace(function, blocks=tuple(blocks))


def _tested(op: Instruction) -> str | None:
    match op:
        case CallPrimitive(primitive=primitive, arguments=(_, ClassConstant(class_name=name))):
            return name if primitive == HAS_TYPE else None
    return None


def _is_made(program: Program, name: str, made: frozenset[str]) -> bool:
    """Whether there may be an instance of the class or of one derived from it."""
    derived = [each for each, class_ in program.classes.items() if name in class_.mro] + [name]
    return any(each in made or "builtins.BaseException" in program.classes[each].mro for each in derived)


def _made(program: Program) -> frozenset[str]:
    """Classes of which instances are made somewhere, or that are handled as values."""
    found = {each.name for each in program.filters}
    for each in program.filters:
        found |= _decoded(each.config)
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.instructions:
                found.update(_handled(op))
    return frozenset(found)


def _handled(op: Instruction) -> Iterator[str]:
    if isinstance(op, NewInstance):
        yield op.class_name
    if _tested(op) is None:
        yield from (each.class_name for each in operands(op) if isinstance(each, ClassConstant))


def _decoded(shape: Shape) -> set[str]:
    """The dataclasses inside a configuration's shape."""
    match shape:
        case ObjectShape(class_name=name, fields=fields):
            return {name or ""}.union(*(_decoded(field.shape) for field in fields))
        case ListShape(item=item) | DictShape(item=item):
            return _decoded(item)
        case TupleShape(items=parts) | UnionShape(members=parts):
            return set[str]().union(*map(_decoded, parts))
        case ScalarShape() | ChoiceShape():
            return set()
