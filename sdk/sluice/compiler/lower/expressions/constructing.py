"""`Class(…)`: instances, exceptions and members of enumerations."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, Span, refusal
from sluice.compiler.ir.ops import (
    ClassConstant,
    NewInstance,
    Operand,
)
from sluice.compiler.ir.types import Instance
from sluice.compiler.lower.arguments import (
    Argument,
    Arguments,
    bind,
)
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.exceptions import is_plain_exception
from sluice.compiler.lower.expressions.direct_calls import call_function, call_symbol
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.function_kinds import may_give_value
from sluice.compiler.lower.symbols import (
    ClassSymbol,
    FunctionSymbol,
)
from sluice.compiler.primitives.language_ops import (
    NEW_EXCEPTION,
)


def construct(frame: Frame, symbol: ClassSymbol, arguments: Arguments) -> Operand:
    """`Class(…)`."""
    program = frame.program
    if is_enum(symbol):
        return call_class_method(frame, symbol, "__class_call__", arguments.operands)
    if symbol.module.name == "enum" and symbol.title in ("Enum", "IntEnum", "StrEnum"):
        span = Span(frame.module.display, frame.builder.line, 1)
        message = f"`{symbol.title}` is called to make an enumeration; write a class statement"
        raise refusal(Code.CLASS_FORM, span, message)
    if symbol.is_protocol:
        span = Span(frame.module.display, frame.builder.line, 1)
        raise refusal(
            Code.CLASS_FORM, span, f"the protocol {symbol.title} has no instances; derive a class from it"
        )
    program.note_live(symbol)
    if symbol.is_exception:
        made = _construct_exception(frame, symbol, arguments)
        if made is not None:
            return made
    direct = symbol.has_own_layout and not symbol.is_exception and not program.is_abstract(symbol)
    if direct and not program.has_special(symbol, "__new__"):
        found = program.families.member(symbol, "__init__")
        if found is None and not arguments.all_operands:
            return new_instance(frame, symbol)
        if found is not None and isinstance(found[1], FunctionSymbol) and not may_give_value(found[1]):
            instance = Argument(frame.builder.register(Instance(symbol.name)))
            bound = bind(frame, found[1], arguments.after(instance.operand))
            if bound is not None:
                return _construct_directly(frame, symbol, found[1], bound, instance.operand)
    program.note_class_value(symbol)
    return frame.builder.call_value(ClassConstant(symbol.name), arguments.all_operands, arguments.names)


def _construct_exception(frame: Frame, symbol: ClassSymbol, arguments: Arguments) -> Operand | None:
    """An exception keeps all its arguments, then `__init__` runs, where the class has one."""
    program = frame.program
    builtin = next(each for each in symbol.mro if isinstance(each, str))
    if program.has_special(symbol, "__new__") or not is_plain_exception(builtin):
        return None
    found = program.families.member(symbol, "__init__")
    if arguments.keywords and found is None:
        return None
    if found is not None and (not isinstance(found[1], FunctionSymbol) or may_give_value(found[1])):
        return None  # found and checked when it runs
    operands = arguments.operands
    if found is not None and isinstance(found[1], FunctionSymbol) and _gives_arguments(symbol, found[1]):
        operands = ()
    made = frame.builder.call(NEW_EXCEPTION, ClassConstant(symbol.name), variadic=operands)
    instance = frame.builder.convert(made, Instance(symbol.name))
    if found is not None and isinstance(found[1], FunctionSymbol):
        call_symbol(frame, found[1], arguments.after(instance))
    return instance


def _gives_arguments(symbol: ClassSymbol, init: FunctionSymbol) -> bool:
    """Whether the `__init__` of an exception gives it other arguments before anybody can see the call's.

    `super().__init__(…)` stands on its own at the top of the body, nothing up to there mentions `self`, and
    it is the built-in class's.
    """
    order = [each for each in symbol.mro if not isinstance(each, str)]
    last = init.owner is not None and init.owner in order and order.index(init.owner) == len(order) - 1
    if not last or not isinstance(init.node, ast.FunctionDef) or not init.parameters:
        return False
    me = init.parameters[0].name
    for statement in init.node.body:
        used = [each.id for each in ast.walk(statement) if isinstance(each, ast.Name)]
        match statement:
            case ast.Expr(ast.Call(ast.Attribute(ast.Call(ast.Name("super"), []), "__init__"), _, [])):
                return me not in used and used.count("super") == 1
            case ast.Assign() | ast.AnnAssign() | ast.Expr() if me not in used and "super" not in used:
                pass
            case _:
                return False
    return False


def new_instance(frame: Frame, symbol: ClassSymbol) -> Operand:
    target = frame.builder.register(Instance(symbol.name))
    frame.builder.emit(NewInstance(target, symbol.name, frame.builder.line))
    return target


def _construct_directly(
    frame: Frame, symbol: ClassSymbol, init: FunctionSymbol, bound: list[Argument], instance: Operand
) -> Operand:
    frame.builder.emit(NewInstance(instance, symbol.name, frame.builder.line))  # type: ignore[arg-type]
    operands = [each.operand for each in bound]
    call_function(frame, init, operands, nodes=[each.node for each in bound])
    return instance


def call_class_method(frame: Frame, symbol: ClassSymbol, name: str, operands: tuple[Operand, ...]) -> Operand:
    """What Python does through an enumeration's metaclass, as a class method."""
    frame.program.note_dynamic(name)
    frame.program.note_class_value(symbol)
    return frame.builder.call_method(ClassConstant(symbol.name), name, operands)
