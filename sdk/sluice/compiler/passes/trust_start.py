"""Drop checks of what is set before a filter's first callback runs: globals, and the filter's `config`.

    t1: value = global limiter.buckets (checked)     →     t1: value = global limiter.buckets

Callbacks run after the top level of all modules, or never when that raised. What the top level itself may
call, directly or through a value, keeps its checks; so do globals that it sets on some paths only, and those
that are deleted somewhere. `config` is set as soon as a filter object is made, unless the program makes such
objects itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Branch,
    Call,
    CallVirtual,
    ClassConstant,
    Goto,
    Instruction,
    LoadGlobal,
    LoadSlot,
    NewInstance,
    NothingConstant,
    Return,
    StoreGlobal,
)
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.registers import operands


def trust_start(program: Program) -> Program:
    if not program.filters:
        return program
    early, set_ = _reached_at_start(program), _set_at_start(program)
    filters = frozenset(name for each in program.filters for name in _made_by_the_proxy(program, each.name))
    functions = {
        name: _without_checks(function, frozenset() if name in early else set_, filters)
        for name, function in program.functions.items()
    }
    return replace(program, functions=functions)


def _without_checks(function: Function, set_: frozenset[str], filters: frozenset[str]) -> Function:
    def trust(op: Instruction) -> Instruction:
        match op:
            case LoadGlobal(name=name) if name in set_:
                return replace(op, checked=False)
            case LoadSlot(slot="config", class_name=name) if name in filters:
                return replace(op, checked=False)
            case _:
                return op

    blocks = (replace(block, instructions=tuple(map(trust, block.instructions))) for block in function.blocks)
    return replace(function, blocks=tuple(blocks))


def _made_by_the_proxy(program: Program, entry: str) -> frozenset[str]:
    """The filter's class and its bases; none where the program itself makes or hands on such a class."""
    family = {name for name in program.classes if entry in program.classes[name].mro or name == entry}
    family |= set(program.classes[entry].mro)
    for function in program.functions.values():
        for op in _instructions(function):
            handled = [each.class_name for each in operands(op) if isinstance(each, ClassConstant)]
            handled += [op.class_name] if isinstance(op, NewInstance) else []
            if family.intersection(handled):
                return frozenset()
    return frozenset(family)


def _instructions(function: Function) -> Iterator[Instruction]:
    for block in function.blocks:
        yield from block.instructions


def _reached_at_start(program: Program) -> frozenset[str]:
    """The initialisers, what they call, and whatever may be called as a value."""
    work = [*program.initialisers, *(name for name, each in program.functions.items() if each.needs_entry)]
    reached = set[str]()
    while work:
        name = work.pop()
        if name in reached or name not in program.functions:
            continue
        reached.add(name)
        for op in _instructions(program.functions[name]):
            match op:
                case Call(function=called):
                    work.append(called)
                case CallVirtual(method=method):
                    work += [each for each in program.functions if each.rpartition(".")[2] == method]
    return frozenset(reached)


def _set_at_start(program: Program) -> frozenset[str]:
    """Globals that begin with a value or that an initialiser sets on every path through it."""
    found = {name for name, each in program.globals.items() if each.initial is not None}
    for name in program.initialisers:
        found |= _set_on_every_path(program.functions[name])
    for function in program.functions.values():
        for op in _instructions(function):
            if isinstance(op, StoreGlobal) and isinstance(op.value, NothingConstant):
                found.discard(op.name)
    return frozenset(found)


def _set_on_every_path(function: Function) -> set[str]:
    found = set[str]()
    for block in function.blocks:
        stored = {op.name for op in block.instructions if isinstance(op, StoreGlobal)}
        if stored - found and not _ends_without(function, block.label):
            found |= stored
    return found


def _ends_without(function: Function, avoided: str) -> bool:
    """Whether the function can return without going through a block, also by way of handlers."""
    blocks = {block.label: block for block in function.blocks}
    work, seen = [function.blocks[0].label], {avoided}
    while work:
        label = work.pop()
        if label in seen:
            continue
        seen.add(label)
        block = blocks[label]
        work += [block.handler] if block.handler is not None else []
        match block.terminator:
            case Return():
                return True
            case Goto(label=target):
                work.append(target)
            case Branch(then=then, otherwise=otherwise):
                work += [then, otherwise]
    return False
