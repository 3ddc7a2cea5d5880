"""The IR as text: what golden tests read, and what one looks at when something is wrong.

function __main__.add(a: int, b: int) -> int
  entry:
    t1: int = a + b
    return t1
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice.compiler.ir import ops
from sluice.compiler.ir.program import Block, Class, Function, Parameter, ParameterKind, Program

_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def print_program(program: Program) -> str:
    """Classes, globals and functions, in the program's order."""
    parts = ["\n".join(_class_lines(each)) for each in program.classes.values()]
    variables = [f"global {each.name}: {each.type}" for each in program.globals.values()]
    if variables:
        parts.append("\n".join(variables))
    parts += [print_function(each) for each in program.functions.values()]
    return "\n\n".join(parts) + "\n"


def print_function(function: Function) -> str:
    kind = "" if function.kind.value == "plain" else f"{function.kind.value} "
    parameters = ", ".join(_parameter(each) for each in function.parameters)
    cells = f" cells({', '.join(each.name for each in function.cells)})" if function.cells else ""
    entry = " entry" if function.needs_entry else ""
    lines = [f"{kind}function {function.name}({parameters}) -> {function.result}{cells}{entry}"]
    for block in function.blocks:
        lines += _block_lines(block)
    return "\n".join(lines)


def _class_lines(class_: Class) -> Iterator[str]:
    yield f"class {class_.name}({', '.join(class_.bases)})" + (" open" if class_.open_slots else "")
    for slot in class_.slots:
        yield f"  slot {slot.name}: {slot.type}" + (" always set" if slot.always_set else "")
    for member in class_.members:
        where = member.function or member.variable or ""
        yield f"  {member.kind.value} {member.name} = {where}"
    if class_.virtuals:
        yield f"  virtual {', '.join(class_.virtuals)}"


def _parameter(parameter: Parameter) -> str:
    text = f"{_STARS.get(parameter.kind, '')}{parameter.register.name}: {parameter.register.type}"
    if parameter.default is not None:
        return f"{text} = {print_operand(parameter.default)}"
    if parameter.default_global is not None:
        return f"{text} = global {parameter.default_global}"
    return f"{text} = …" if parameter.default_in_closure else text


def _block_lines(block: Block) -> Iterator[str]:
    yield f"  {block.label}:" + (f" on error {block.handler}" if block.handler else "")
    for instruction in block.instructions:
        yield f"    {print_instruction(instruction)}"
    yield f"    {_terminator(block.terminator)}"


def print_operand(operand: ops.Operand) -> str:
    match operand:
        case ops.Register(name=name):
            return name
        case ops.NoneConstant():
            return "None"
        case ops.NothingConstant():
            return "nothing"
        case ops.EllipsisConstant():
            return "..."
        case ops.NotImplementedConstant():
            return "NotImplemented"
        case ops.FunctionConstant(function=name):
            return f"function {name}"
        case ops.ClassConstant(class_name=name):
            return f"class {name}"
        case ops.TupleConstant(items=items):
            return f"({', '.join(map(print_operand, items))})"
        case ops.IntConstant(value=value, type=kind):
            return f"{value}" if str(kind) == "int" else f"{value}:{kind}"
        case _:
            return repr(operand.value)


def print_instruction(instruction: ops.Instruction) -> str:
    """`target: type = what`, or only what is done."""
    target = getattr(instruction, "target", None)
    text = _effect(instruction)
    if isinstance(target, ops.Register):
        return f"{target.name}: {target.type} = {text}"
    return text


def _effect(instruction: ops.Instruction) -> str:
    show = print_operand
    match instruction:
        case ops.Assign(source=source):
            return show(source)
        case ops.Convert(source=source):
            return f"convert {show(source)}"
        case (
            ops.Binary(operator=operator, left=left, right=right)
            | ops.Compare(operator=operator, left=left, right=right)
        ):
            return f"{show(left)} {operator.value} {show(right)}"
        case ops.InPlace(operator=operator, left=left, right=right):
            return f"{show(left)} {operator.value}= {show(right)}"
        case ops.Is(left=left, right=right):
            return f"{show(left)} is {show(right)}"
        case ops.Not(source=source):
            return f"not {show(source)}"
        case ops.Truth(source=source):
            return f"bool {show(source)}"
        case _:
            return _call_or_place(instruction)


def _call_or_place(instruction: ops.Instruction) -> str:
    show = print_operand
    match instruction:
        case ops.Call(function=name, arguments=arguments):
            return f"call {name}({_operands(arguments)})"
        case ops.CallVirtual(class_name=owner, method=name, arguments=arguments):
            return f"virtual {owner}.{name}({_operands(arguments)})"
        case ops.CallPrimitive(primitive=primitive, arguments=arguments, variadic=variadic):
            rest = f" [{_operands(variadic)}]" if primitive.variadic else ""
            return f"{primitive.name}({_operands(arguments)}){rest}"
        case ops.CallValue(callee=callee, arguments=arguments, keywords=keywords):
            return f"call value {show(callee)}({_named(arguments, keywords)})"
        case ops.CallMethod(receiver=receiver, name=name, arguments=arguments, keywords=keywords):
            return f"call method {show(receiver)}.{name}({_named(arguments, keywords)})"
        case ops.LoadAttribute(receiver=receiver, name=name):
            return f"load {show(receiver)}.{name}"
        case ops.StoreAttribute(receiver=receiver, name=name, value=value):
            return f"store {show(receiver)}.{name} = {show(value)}"
        case ops.LoadSlot(instance=instance, slot=slot, checked=checked):
            return f"slot {show(instance)}.{slot}" + (" checked" if checked else "")
        case ops.StoreSlot(instance=instance, slot=slot, value=value):
            return f"slot {show(instance)}.{slot} = {show(value)}"
        case ops.LoadGlobal(name=name, checked=checked):
            return f"global {name}" + (" checked" if checked else "")
        case ops.StoreGlobal(name=name, value=value):
            return f"global {name} = {show(value)}"
        case _:
            return _other(instruction)


def _other(instruction: ops.Instruction) -> str:
    match instruction:
        case ops.CheckSet(register=register, name=name, free=free):
            return f"check {register.name} is set ({'free ' if free else ''}{name})"
        case ops.NewInstance(class_name=name):
            return f"new {name}"
        case ops.NewClosure(function=name, cells=cells, defaults=defaults):
            return f"closure {name} cells({_operands(cells)}) defaults({_operands(defaults)})"
        case ops.CatchException():
            return "catch"
        case ops.Yield(value=value):
            return f"yield {print_operand(value)}"
        case _:
            return type(instruction).__name__


def _operands(operands: tuple[ops.Operand, ...]) -> str:
    return ", ".join(map(print_operand, operands))


def _named(arguments: tuple[ops.Operand, ...], keywords: tuple[str, ...]) -> str:
    first = len(arguments) - len(keywords)
    texts = [
        f"{keywords[index - first]}={print_operand(each)}" if index >= first else print_operand(each)
        for index, each in enumerate(arguments)
    ]
    return ", ".join(texts)


def _terminator(terminator: ops.Terminator) -> str:
    match terminator:
        case ops.Goto(label=label):
            return f"goto {label}"
        case ops.Branch(condition=condition, then=then, otherwise=otherwise):
            return f"if {print_operand(condition)} goto {then} else {otherwise}"
        case ops.Return(value=value):
            return "return" if value is None else f"return {print_operand(value)}"
        case ops.Reraise():
            return "reraise"
        case ops.Unreachable():
            return "unreachable"
