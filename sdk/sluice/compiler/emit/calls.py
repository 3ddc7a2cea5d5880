"""Calls: of functions of the program, of the runtime, of values; and function values."""

from __future__ import annotations

from typing import Final

from sluice.compiler.emit.c_types import to_c_type
from sluice.compiler.emit.function_scope import EmitError, FunctionScope, ProgramScope
from sluice.compiler.ir.ops import (
    Call,
    CallMethod,
    CallPrimitive,
    CallValue,
    CallVirtual,
    NewClosure,
    Operand,
    StrConstant,
    TupleConstant,
)
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.types import CELL, FLOAT, INT64, VALUE, VOID, Type

_MOST_COMPARED: Final = 6
"""Comparisons of a class that a call through the table of methods is not worth."""
TRACELESS = frozenset({"slu_reraise", "slu_reraise_handled"})
"""Raise again in the same frame: CPython adds no second traceback entry for it."""


def native_result(function: Function) -> str:
    """The C result type: what returns nothing says with a `bool` whether it raised."""
    if function.result == VOID:
        return "bool " if function.may_raise else "void "
    written = to_c_type(function.result)
    return written if written.endswith("*") else f"{written} "


def native_raises(function: Function) -> Raises:
    """How a function of the program says that it raised."""
    if not function.may_raise:
        return Raises.NEVER
    return Raises.FLAG if function.result in (INT64, FLOAT) else Raises.RESULT


def native_types(function: Function) -> list[Type]:
    """Cells first, then the parameters."""
    return [CELL] * len(function.cells) + [item.register.type for item in function.parameters]


def emit_call(scope: FunctionScope, op: Call) -> None:
    function = scope.shared.program.functions[op.function]
    arguments = _arguments(scope, op.arguments, native_types(function), op.function)
    call = f"{scope.shared.names.function(op.function)}({arguments})"
    scope.store_checked(op.target, function.result, call, native_raises(function), op.line)


def _arguments(scope: FunctionScope, operands: tuple[Operand, ...], types: list[Type], callee: str) -> str:
    if len(operands) != len(types):
        raise EmitError(f"{scope.function.name}: {callee} takes {len(types)} operands, not {len(operands)}")
    return ", ".join(scope.operand(operand, kind) for operand, kind in zip(operands, types, strict=True))


def find_method(program: Program, class_name: str, method: str) -> Function:
    """The function that a method name means for instances of a class itself."""
    for ancestor in program.classes[class_name].mro:
        class_ = program.classes.get(ancestor)
        for member in class_.members if class_ else ():
            if member.name == method and member.function is not None:
                return program.functions[member.function]
    raise EmitError(f"{class_name} has no method {method}")


def virtual_names(program: Program) -> list[str]:
    """The method names that have a place in the method tables, in order."""
    return sorted({name for class_ in program.classes.values() for name in class_.virtuals})


def emit_call_virtual(scope: FunctionScope, op: CallVirtual) -> None:
    function = find_method(scope.shared.program, op.class_name, op.method)
    types = native_types(function)
    arguments = _arguments(scope, op.arguments, types, op.method)
    type_ = f"((slu_object *){scope.operand(op.arguments[0], types[0])})->type"
    overrides = _few_overrides(scope.shared, op)
    if overrides:
        *tested, (last, _) = overrides
        tests = (
            f"{' || '.join(f'{type_} == &{each}' for each in classes)} ? {name}({arguments}) : "
            for name, classes in tested
        )
        call = f"({''.join(tests)}{last}({arguments}))"
    else:
        signature = ", ".join(to_c_type(kind).strip() for kind in types)
        method = f"{type_}->methods[{virtual_names(scope.shared.program).index(op.method)}]"
        call = f"(({native_result(function).strip()} (*)({signature})){method})({arguments})"
    scope.store_checked(op.target, function.result, call, native_raises(function), op.line)


def _few_overrides(shared: ProgramScope, op: CallVirtual) -> list[tuple[str, list[str]]]:
    """The functions that a call may mean, each with the type objects that mean it, the one with most at the
    end, of as many that of the class itself, whose instances are often all of classes below.

    Empty where they are many, and in filters, where size counts: comparisons take more room than the table of
    methods, but a processor predicts them better, and what is called by its name may be inlined.
    """
    program, names = shared.program, shared.names
    found: dict[str, list[str]] = {}
    for class_ in program.classes.values() if not program.filters else ():
        has_instances = not class_.abstract or "builtins.BaseException" in class_.mro  # CPython makes those
        if op.class_name in class_.mro and has_instances:
            name = names.function(find_method(program, class_.name, op.method).name)
            found.setdefault(name, []).append(names.class_object(class_.name))
    own = names.class_object(op.class_name)
    ordered = sorted(found.items(), key=lambda each: (len(each[1]), own in each[1]))
    compared = sum(len(classes) for _, classes in ordered[:-1])
    return ordered if compared <= _MOST_COMPARED else []


def emit_call_primitive(scope: FunctionScope, op: CallPrimitive) -> None:
    primitive = op.primitive
    parts = [
        scope.operand(operand, kind) for operand, kind in zip(op.arguments, primitive.parameters, strict=True)
    ]
    if primitive.variadic:
        parts.append(scope.array(op.variadic))
    call = f"{primitive.name}({', '.join(parts)})"
    if primitive.name in TRACELESS:
        scope.add(f"if ({call}) {scope.fail(op.line)}")
        scope.add(scope.leave())
        return
    scope.store_checked(op.target, primitive.result, call, primitive.raises, op.line)


def _keywords(scope: FunctionScope, names: tuple[str, ...]) -> str:
    if not names:
        return "NULL"
    constant = TupleConstant(tuple(StrConstant(name) for name in names))
    return f"(const slu_tuple *)({scope.shared.pool.word_pointer(constant)})"


def emit_call_value(scope: FunctionScope, op: CallValue) -> None:
    callee = scope.operand(op.callee, VALUE)
    call = f"slu_call({callee}, {scope.array(op.arguments)}, {_keywords(scope, op.keywords)})"
    scope.store_checked(op.target, VALUE, call, Raises.RESULT, op.line)


def emit_call_method(scope: FunctionScope, op: CallMethod) -> None:
    name = scope.operand(StrConstant(op.name), StrConstant("").type)
    arguments = scope.array((op.receiver, *op.arguments))
    call = f"slu_call_method({name}, {arguments}, {_keywords(scope, op.keywords)})"
    scope.store_checked(op.target, VALUE, call, Raises.RESULT, op.line)


def emit_new_closure(scope: FunctionScope, op: NewClosure) -> None:
    names = scope.shared.names
    captured = scope.array((*op.cells, *op.defaults))
    call = f"slu_function_new({names.entry(op.function)}, &{names.function_info(op.function)}, {captured})"
    scope.store_checked(op.target, VALUE, call, Raises.NEVER, op.line)
