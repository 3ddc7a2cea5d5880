"""IR as text, for golden tests and for reading: stable, one instruction a line.

def demo.add(a: int, b: int) -> int  # demo.py:1
entry:
    t1: int = a + b  # 2
    return t1  # 2
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from sluice.compiler.ir.ops import (
    Assign,
    Binary,
    Branch,
    BytesConstant,
    Call,
    CallMethod,
    CallPrimitive,
    CallValue,
    CallVirtual,
    ClassConstant,
    Compare,
    Convert,
    Finish,
    FunctionConstant,
    Goto,
    InPlace,
    Instruction,
    Is,
    LoadAttribute,
    LoadGlobal,
    LoadSlot,
    NewClosure,
    NewInstance,
    Not,
    NothingConstant,
    Operand,
    Register,
    Reraise,
    ResumeAt,
    Return,
    StoreAttribute,
    StoreGlobal,
    StoreSlot,
    StrConstant,
    Suspend,
    Terminator,
    Truth,
    TupleConstant,
    Unreachable,
    Yield,
)
from sluice.compiler.ir.parts import part_names
from sluice.compiler.ir.program import Function, Program


def print_program(program: Program) -> str:
    """All functions in order, with an empty line between them."""
    return "\n".join(print_function(function) for function in program.functions.values())


def print_function(function: Function) -> str:
    return "\n".join(_lines(function)) + "\n"


def _lines(function: Function) -> Iterator[str]:
    cells = [f"cell {register}" for register in function.cells]
    parameters = [f"{item.register}: {item.register.type}" for item in function.parameters]
    raises = "" if function.may_raise else " never raises"
    yield (
        f"def {function.name}({', '.join([*cells, *parameters])}) -> {function.result}{raises}"
        f"  # {function.file}:{function.line}"
    )
    for block in function.blocks:
        yield f"{block.label}:" + (f"  # raises to {block.handler}" if block.handler else "")
        for op in block.instructions:
            yield f"    {print_instruction(op)}{_line(op.line)}"
        yield f"    {print_terminator(block.terminator)}{_line(block.terminator.line)}"


def _line(line: int) -> str:
    return f"  # {line}" if line else ""


def print_operand(operand: Operand) -> str:
    """A register's name, or a constant as Python writes it."""
    match operand:
        case Register(name):
            return name
        case NothingConstant():
            return "nothing"
        case FunctionConstant(function):
            return f"function {function}"
        case ClassConstant(class_name):
            return f"class {class_name}"
        case TupleConstant(items):
            return f"({', '.join(map(print_operand, items))},)" if items else "()"
        case StrConstant(value) | BytesConstant(value):
            return repr(value)
        case _ if hasattr(operand, "value"):
            suffix = f": {operand.type}" if str(operand.type) == "int64" else ""
            return f"{operand.value!r}{suffix}"
        case _:
            return type(operand).__name__.removesuffix("Constant")


def print_instruction(op: Instruction) -> str:
    target = getattr(op, "target", None)
    body = _body(op)
    return f"{target}: {target.type} = {body}" if target is not None else body


def _body(op: Instruction) -> str:
    match op:
        case Assign(_, source):
            return print_operand(source)
        case Convert(_, source, _, checked):
            return f"convert {print_operand(source)}{'' if checked else ' (unchecked)'}"
        case Binary(_, operator, left, right):
            return f"{print_operand(left)} {operator.value} {print_operand(right)}"
        case InPlace(_, operator, left, right):
            return f"{print_operand(left)} {operator.value}= {print_operand(right)}"
        case Compare(_, operator, left, right):
            return f"{print_operand(left)} {operator.value} {print_operand(right)}"
        case Is(_, left, right):
            return f"{print_operand(left)} is {print_operand(right)}"
        case Not(_, source):
            return f"not {print_operand(source)}"
        case Truth(_, source):
            return f"truth {print_operand(source)}"
        case Call(_, function, arguments):
            return f"{function}({_list(arguments)})"
        case CallVirtual(_, class_name, method, arguments):
            return f"virtual {class_name}.{method}({_list(arguments)})"
        case CallPrimitive(_, primitive, arguments, variadic):
            rest = f"; {_list(variadic)}" if variadic else ""
            return f"{primitive.name}({_list(arguments)}{rest})"
        case CallValue(_, callee, arguments, keywords):
            return f"call {print_operand(callee)}({_list(arguments, keywords)})"
        case CallMethod(_, receiver, name, arguments, keywords):
            return f"{print_operand(receiver)}.{name}({_list(arguments, keywords)})"
        case LoadAttribute(_, receiver, name):
            return f"{print_operand(receiver)}.{name}"
        case StoreAttribute(receiver, name, value):
            return f"{print_operand(receiver)}.{name} = {print_operand(value)}"
        case LoadSlot(_, instance, class_name, slot, checked):
            return f"{print_operand(instance)}.[{class_name}]{slot}{'' if checked else ' unchecked'}"
        case StoreSlot(instance, class_name, slot, value, _, fresh):
            place = f"{print_operand(instance)}.[{class_name}]{slot}"
            return f"{place} = {print_operand(value)}{' (fresh)' if fresh else ''}"
        case LoadGlobal(_, name, checked):
            return f"global {name}{'' if checked else ' unchecked'}"
        case StoreGlobal(name, value):
            return f"global {name} = {print_operand(value)}"
        case NewInstance(_, class_name):
            return f"new {class_name}"
        case NewClosure(_, function, cells, defaults):
            return f"closure {function}({_list((*cells, *defaults))})"
        case Yield(_, value):
            return f"yield {print_operand(value)}"
        case _:
            return _generic(op)


def _generic(op: Instruction) -> str:
    """`load_frame frame, 3`: the instruction's name and what it works on."""
    title = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type(op).__name__)
    parts = []
    for name in part_names(op):
        if name not in ("target", "line"):
            parts.append(_part(getattr(op, name)))
    return f"{title.strip('_')} {', '.join(parts)}".strip()


def _part(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_part, value))})"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str | int | bool):
        return str(value)
    return print_operand(value)  # type: ignore[arg-type]


def _list(arguments: tuple[Operand, ...], keywords: tuple[str, ...] = ()) -> str:
    positional = len(arguments) - len(keywords)
    written = [print_operand(item) for item in arguments[:positional]]
    written += [
        f"{name}={print_operand(item)}" for name, item in zip(keywords, arguments[positional:], strict=True)
    ]
    return ", ".join(written)


def print_terminator(end: Terminator) -> str:
    match end:
        case Goto(label):
            return f"goto {label}"
        case Branch(condition, then, otherwise):
            return f"if {print_operand(condition)} goto {then} else goto {otherwise}"
        case Return(value):
            return "return" if value is None else f"return {print_operand(value)}"
        case Reraise():
            return "reraise"
        case Unreachable():
            return "unreachable"
        case ResumeAt(frame, labels):
            return f"resume {frame} at {', '.join(labels)}"
        case Suspend(frame, state, value):
            return f"suspend {frame} in state {state} with {print_operand(value)}"
        case Finish(frame, value):
            return f"finish {frame}" + ("" if value is None else f" with {print_operand(value)}")
