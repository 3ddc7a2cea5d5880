"""Put small functions that cannot raise in place of their calls, in programs that are no filters.

    t1: int = rotate(x, 7)      →      word.1 = x;  t1.1 = word.1 >> 7;  …;  t1 = t4.1

So `unbox_ints` knows the range of each call's own arguments, and no words are made for what is handed over.
Only functions of one block that call nothing are brief. That they cannot raise is what the other passes find
out of them as they stand: no traceback misses their frame. Filters stay as they are, since a proxy compiles
every byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Assign,
    Call,
    Convert,
    Instruction,
    Operand,
    Register,
    Return,
)
from sluice.compiler.ir.plain import PLAIN
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import targets
from sluice.compiler.passes.find_raising import find_raising

MOST_INSTRUCTIONS = 20
"""Of the IR, in a function that stands in place of its calls."""
MOST_IN_ALL = 2000
"""That one function grows by: code that is long is slow to compile."""


def inline_brief(program: Program, finish: Callable[[Program], Program]) -> Program:
    """`finish`, passes that take checks out, on the program with brief functions in place of calls."""
    finished = finish(program)
    if program.filters:
        return finished
    called = {op.function for op in _calls(program)}
    brief = {name for name in called if name in program.functions and _is_brief(program.functions[name])}
    if not brief:
        return finished
    raising = find_raising(finished)
    brief = {name for name in brief if not raising.functions[name].may_raise}
    if not brief:
        return finished
    bodies = {name: program.functions[name] for name in brief}
    functions = {name: _with(function, bodies) for name, function in program.functions.items()}
    return finish(replace(program, functions=functions))


def _calls(program: Program) -> Iterator[Call]:
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.instructions:
                if isinstance(op, Call):
                    yield op


def _is_brief(function: Function) -> bool:
    block = function.blocks[0]
    return (
        len(function.blocks) == 1
        and not function.cells
        and isinstance(block.terminator, Return)
        and len(block.instructions) <= MOST_INSTRUCTIONS
        and all(isinstance(op, PLAIN) for op in block.instructions)
    )


def _with(function: Function, bodies: Mapping[str, Function]) -> Function:
    count = 0
    grown = 0
    blocks: list[Block] = []
    for block in function.blocks:
        done: list[Instruction] = []
        for op in block.instructions:
            body = bodies.get(op.function) if isinstance(op, Call) else None
            if body is None or not isinstance(op, Call) or grown > MOST_IN_ALL:
                done.append(op)
                continue
            count += 1
            made = list(_in_place(op, body, count))
            grown += len(made)
            done += made
        blocks.append(replace(block, instructions=tuple(done)))
    return replace(function, blocks=tuple(blocks)) if count else function


def _in_place(call: Call, body: Function, number: int) -> Iterator[Instruction]:
    """The body's instructions on registers of their own, all on the line of the call."""
    block, line = body.blocks[0], call.line
    changed = {target for op in block.instructions for target in targets(op)}
    standing: dict[Register, Operand] = {}

    def renamed(operand: Operand) -> Operand:
        if not isinstance(operand, Register):
            return operand
        own = Register(f"{operand.name}.{number}", operand.type)
        return standing.setdefault(operand, own)

    for parameter, argument in zip(body.parameters, call.arguments, strict=True):
        register = parameter.register
        if argument.type == register.type and register not in changed:
            standing[register] = argument
        else:
            yield _moved(Register(f"{register.name}.{number}", register.type), argument, line)
    for op in block.instructions:
        yield _renamed(op, renamed, line)
    assert isinstance(block.terminator, Return)
    if call.target is not None and block.terminator.value is not None:
        yield _moved(call.target, renamed(block.terminator.value), line)


def _moved(target: Register, source: Operand, line: int) -> Instruction:
    return Assign(target, source, line) if target.type == source.type else Convert(target, source, line)


def _renamed(op: Instruction, renamed: Callable[[Operand], Operand], line: int) -> Instruction:
    fields: dict[str, object] = {"line": line}
    for name in op.__struct_fields__:
        value = getattr(op, name)
        if isinstance(value, Register):
            fields[name] = renamed(value)
        elif isinstance(value, tuple):
            fields[name] = tuple(map(renamed, value))
    return replace(op, **fields)
