"""Find the functions that cannot raise, so that their callers need no check.

    def f(a: int64) -> int64            def f(a: int64) -> int64 never raises
        t: int64 = a + 1           →        t: int64 = a + 1
        return t                            return t

A function can raise when some instruction outside of a block with a handler can, or calls one that can. The
answer is the least one that is consistent: functions that only call each other do not raise.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    Call,
    CallPrimitive,
    CatchException,
    CollectLoop,
    Compare,
    Convert,
    Instruction,
    Is,
    LoadFrame,
    LoadGlobal,
    LoadSlot,
    NewClosure,
    NewGenerator,
    NewInstance,
    NoneConstant,
    Not,
    Reraise,
    StoreFrame,
    StoreGlobal,
    StoreSlot,
    Truth,
    Unreachable,
)
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.recursion import find_recursive
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, NUMBER, VALUE, Instance, Maybe, Type, is_pointer

_NEVER_ON_INT64 = frozenset(
    {
        Arithmetic.ADD,
        Arithmetic.SUBTRACT,
        Arithmetic.MULTIPLY,
        Arithmetic.LEFT_SHIFT,
        Arithmetic.RIGHT_SHIFT,
        Arithmetic.AND,
        Arithmetic.OR,
        Arithmetic.XOR,
    }
)
_NEVER_ON_FLOAT = frozenset({Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY})


def find_raising(program: Program) -> Program:
    recursive = find_recursive(program)
    virtual = _reached_virtually(program)
    raising = {name: name in recursive or name in virtual for name in program.functions}
    changed = True
    while changed:
        changed = False
        for name, function in program.functions.items():
            if not raising[name] and _raises(function, raising):
                raising[name] = changed = True
    functions = {
        name: replace(function, may_raise=raising[name]) for name, function in program.functions.items()
    }
    return replace(program, functions=functions)


def _reached_virtually(program: Program) -> frozenset[str]:
    """Overrides share one way of telling that they raised, so all of them are taken to raise."""
    found = set[str]()
    for class_ in program.classes.values():
        above = [program.classes[name] for name in (class_.name, *class_.mro) if name in program.classes]
        names = {name.partition(".")[0] for each in above for name in each.virtuals}
        for member in class_.members:
            if member.name in names:
                found.update(each for each in (member.function, member.setter, member.deleter) if each)
    return frozenset(found)


def _raises(function: Function, raising: Mapping[str, bool]) -> bool:
    for block in function.blocks:
        if isinstance(block.terminator, Unreachable | Reraise):
            return True
        if block.handler is None and any(can_raise(op, raising) for op in block.instructions):
            return True
    return False


def can_raise(op: Instruction, raising: Mapping[str, bool]) -> bool:
    """Whether the instruction may leave an exception pending, given which functions may."""
    match op:
        case Assign() | Is() | Not() | CatchException() | StoreSlot() | StoreGlobal():
            return False
        case NewInstance() | NewClosure() | NewGenerator() | LoadFrame() | StoreFrame() | CollectLoop():
            return False
        case Call(function=name):
            return raising.get(name, True)
        case CallPrimitive(primitive=primitive):
            return primitive.raises is not Raises.NEVER
        case LoadSlot(checked=checked) | LoadGlobal(checked=checked):
            return checked
        case Binary():
            return not _is_plain(op)
        case Compare(left=left, right=right):
            return VALUE in (left.type, right.type) or not _comparable(left.type, right.type)
        case Truth(source=source):
            return source.type == VALUE or isinstance(source.type, Instance)
        case Convert(target=target, source=source):
            is_none = isinstance(source, NoneConstant) and isinstance(target.type, Maybe)
            return op.checked and not is_none and not _converts_freely(source.type, target.type)
        case _:
            return True


def _is_plain(op: Binary) -> bool:
    kinds = {op.left.type, op.right.type}
    if kinds <= {INT64, BOOL}:
        return op.operator in _NEVER_ON_INT64
    return kinds == {FLOAT} and op.operator in _NEVER_ON_FLOAT


def _comparable(left: Type, right: Type) -> bool:
    numbers = (INT, INT64, BOOL, FLOAT)
    if left in numbers and right in numbers:
        return {left, right} != {FLOAT, INT} and {left, right} != {FLOAT, BOOL}
    return left == right and is_pointer(left) and str(left) == "str"


def _converts_freely(source: Type, target: Type) -> bool:
    if target in (VALUE, NUMBER) or source == target:
        return True
    if isinstance(source, Instance) and isinstance(target, Instance | Maybe):
        return True
    if source == BOOL:
        return target in (INT, INT64, FLOAT)
    return source == INT64 and target in (INT, FLOAT)
