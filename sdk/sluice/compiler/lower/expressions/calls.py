"""Calls: of functions, classes, built-ins and methods, as directly as what is known allows."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import (
    CallVirtual,
    ClassConstant,
    NoneConstant,
    Operand,
)
from sluice.compiler.ir.program import MemberKind
from sluice.compiler.ir.types import STR, VALUE, Instance, Ref
from sluice.compiler.lower import tables
from sluice.compiler.lower.arguments import (
    Argument,
    Arguments,
    bind,
    has_stars,
    lower_arguments,
    lower_unpacked,
)
from sluice.compiler.lower.enums import NEW_INSTANCE
from sluice.compiler.lower.exceptions import is_plain_exception
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.attributes import (
    load_attribute,
    load_attribute_of,
    refuse_subclasses,
    store_dynamic,
    unknown_member,
)
from sluice.compiler.lower.expressions.builtin_calls import (
    call_builtin,
    call_builtin_class,
    call_typing,
)
from sluice.compiler.lower.expressions.class_dicts import load_from_class_dict
from sluice.compiler.lower.expressions.constructing import construct, new_instance
from sluice.compiler.lower.expressions.direct_calls import call_function, call_symbol, convert_arguments
from sluice.compiler.lower.expressions.method_calls import call_special_method
from sluice.compiler.lower.expressions.names import (
    check_defined,
    descriptor_class,
    is_imported,
    static_symbol,
)
from sluice.compiler.lower.expressions.supers import (
    Super,
    call_objects_hook,
    is_objects_own_below,
    load_super_attribute,
    next_is_builtin,
    next_is_exception,
    next_is_object,
    super_method,
    super_of,
)
from sluice.compiler.lower.expressions.table_calls import call_entry
from sluice.compiler.lower.format_fields import FORMATS, note_fields
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    BuiltinFunction,
    ClassSymbol,
    FunctionSymbol,
    ModuleSymbol,
    Symbol,
    TypingSymbol,
    VariableSymbol,
)
from sluice.compiler.primitives.language_ops import (
    CALL_UNPACKED,
    KEEP_ARGUMENTS,
    KEEP_TEXT,
    TUPLE_OF,
)
from sluice.compiler.primitives.object_methods_ops import NEW_PLAIN


def lower_call(frame: Frame, node: ast.Call) -> Operand:
    if isinstance(node.func, ast.Name) and node.func.id == NEW_INSTANCE:
        return _bare_instance(frame, node)
    symbol = static_symbol(frame, node.func)
    match symbol:
        case TypingSymbol():
            return call_typing(frame, symbol, node)
        case BuiltinFunction(name=name):
            return _new_of_library(frame, name, node) or call_builtin(frame, name, node)
        case BuiltinClass(name=name):
            made = descriptor_class(frame, name)
            if made is not None and not has_stars(node):
                arguments = lower_arguments(frame, node)
                frame.at(node)
                return construct(frame, made, arguments)
            return call_builtin_class(frame, name, node)
        case _ if has_stars(node) and (symbol is not None or not isinstance(node.func, ast.Attribute)):
            return _call_unpacked(frame, node)
        case FunctionSymbol() if not symbol.captures:
            _check_local(frame, node.func)
            check_defined(frame, symbol)
            arguments = lower_arguments(frame, node)
            frame.at(node)
            return call_symbol(frame, symbol, arguments)
        case ClassSymbol():
            _check_local(frame, node.func)
            check_defined(frame, symbol)
            arguments = lower_arguments(frame, node)
            frame.at(node)
            return construct(frame, symbol, arguments)
        case _:
            pass
    own = load_from_class_dict(frame, node)
    if own is not None:
        return own
    if isinstance(node.func, ast.Attribute) and not isinstance(symbol, VariableSymbol):
        return _lower_method_call(frame, node, node.func)
    callee = frame.builder.copy(lower_expression(frame, node.func))
    arguments = lower_arguments(frame, node)
    frame.at(node)
    return frame.builder.call_value(callee, arguments.all_operands, arguments.names)


def _new_of_library(frame: Frame, name: str, node: ast.Call) -> Operand | None:
    """`object.__new__(HMAC)` in the library, which sets all slots then: calls nothing."""
    if name != "object.__new__" or not frame.module.trusted or len(node.args) != 1:
        return None
    symbol = static_symbol(frame, node.args[0])
    if not isinstance(symbol, ClassSymbol) or not symbol.has_own_layout:
        return None
    frame.program.note_live(symbol)
    return new_instance(frame, symbol)


def _bare_instance(frame: Frame, node: ast.Call) -> Operand:
    """A member of an enumeration in the making: of a class with a layout of its own, or of int, str…"""
    symbol = frame.class_scopes[frame.scope]
    frame.program.note_live(symbol)
    if symbol.has_own_layout:
        return new_instance(frame, symbol)
    arguments = lower_arguments(frame, node)
    return frame.builder.call(NEW_PLAIN, ClassConstant(symbol.name), variadic=arguments.all_operands)


def _check_local(frame: Frame, node: ast.expr) -> None:
    """A function or class of this function: its `def` must have run."""
    owner = frame.scope.owner_of(node.id) if isinstance(node, ast.Name) else None
    if owner is not None and not is_imported(owner, static_symbol(frame, node)):
        lower_expression(frame, node)


def _call_unpacked(frame: Frame, node: ast.Call) -> Operand:
    callee = frame.builder.copy(lower_expression(frame, node.func))
    unpacked = lower_unpacked(frame, node, callee)
    frame.at(node)
    return frame.builder.call(CALL_UNPACKED, callee, unpacked.positional, unpacked.keywords)


# --- methods


def _lower_method_call(frame: Frame, node: ast.Call, function: ast.Attribute) -> Operand:
    refuse_subclasses(frame, function)
    owner = static_symbol(frame, function.value)
    if isinstance(owner, ModuleSymbol):
        raise unknown_member(frame, function, owner)
    if isinstance(owner, ClassSymbol):
        return _call_through_class(frame, node, function, owner)
    if _is_builtin_init(node, function, owner):
        receiver, *rest = lower_arguments(frame, node).operands
        return _keep_arguments(frame, receiver, tuple(rest))
    parent = super_of(frame, function.value)
    if parent is not None:
        return _call_super(frame, node, function, parent)
    receiver = frame.refine(function.value, lower_expression(frame, function.value))
    if not isinstance(receiver.type, Ref | Instance) or frame.walrus_names:
        receiver = frame.builder.copy(receiver)
    if has_stars(node):
        return _call_method_unpacked(frame, node, function, receiver)
    arguments = lower_arguments(frame, node)
    frame.at(node)
    return call_method(frame, receiver, function.attr, arguments)


def _call_method_unpacked(
    frame: Frame, node: ast.Call, function: ast.Attribute, receiver: Operand
) -> Operand:
    callee = load_attribute_of(frame, function, receiver)
    unpacked = lower_unpacked(frame, node, callee)
    frame.at(node)
    return frame.builder.call(CALL_UNPACKED, callee, unpacked.positional, unpacked.keywords)


def call_method(frame: Frame, receiver: Operand, name: str, arguments: Arguments) -> Operand:
    """`receiver.name(…)`."""
    found = _call_known_method(frame, receiver, name, arguments)
    if found is not None:
        return found
    if name == "__class__":
        frame.program.note_unknown_class()
    if name in FORMATS:
        note_fields(frame, receiver, arguments.all_operands if name == "format" else None)
    frame.program.note_dynamic(name)
    return frame.builder.call_method(receiver, name, arguments.all_operands, arguments.names)


def call_method_or_none(
    frame: Frame, receiver: Operand, name: str, operands: tuple[Operand, ...]
) -> Operand | None:
    """The same for a special method, None where it is not known which one."""
    arguments = Arguments(tuple(Argument(each) for each in operands))
    return _call_known_method(frame, receiver, name, arguments)


def _call_known_method(frame: Frame, receiver: Operand, name: str, arguments: Arguments) -> Operand | None:
    if isinstance(receiver.type, Instance):
        return _call_instance_method(frame, receiver, receiver.type, name, arguments)
    if receiver.type == VALUE:
        return None
    owner = str(receiver.type)
    special = call_special_method(frame, owner, receiver, name, arguments)
    if special is not None:
        return special
    entries = tables.METHODS.get((owner, name))
    if entries is None or frame.program.overrides_builtin(owner, name):
        return None
    return call_entry(frame, entries, arguments.operands, arguments.keyword_operands, receiver)


def _call_instance_method(
    frame: Frame, receiver: Operand, kind: Instance, name: str, arguments: Arguments
) -> Operand | None:
    program = frame.program
    symbol = program.classes.classes[kind.class_name]
    found = program.families.member(symbol, name)
    if found is None or not isinstance(found[1], FunctionSymbol):
        return None
    if program.families.is_shadowed(symbol, name) or program.may_intercept(symbol, "__getattribute__"):
        return None
    method = found[1]
    overridden = program.families.is_overridden(symbol, name)
    if overridden:
        only = _only_target(frame, symbol, name)
        if only is not None and only.owner is not None:
            method, overridden = only, False
            receiver = frame.builder.convert(receiver, Instance(only.owner.name))
    if method.member_kind is MemberKind.STATIC_METHOD:
        return None if overridden else call_symbol(frame, method, arguments)
    if method.member_kind is not MemberKind.METHOD:
        return None
    if not overridden:
        return call_symbol(frame, method, arguments.after(receiver))
    return _call_virtual(frame, receiver, symbol, method, arguments)


def _only_target(frame: Frame, symbol: ClassSymbol, name: str) -> FunctionSymbol | None:
    """The method that every instance there is has by this name."""
    found = {frame.program.families.member(each, name) for each in frame.program.live_below(symbol)}
    only = found.pop() if len(found) == 1 else None
    return only[1] if only is not None and isinstance(only[1], FunctionSymbol) else None


def _call_virtual(
    frame: Frame, receiver: Operand, symbol: ClassSymbol, method: FunctionSymbol, arguments: Arguments
) -> Operand | None:
    """Through the method table, where all that may be called take the same parameters."""
    program = frame.program
    family = program.families.family(method)
    bound = bind(frame, method, arguments.after(receiver))
    if not family.regular or bound is None or (arguments.keywords and not family.same_names):
        return None
    called: list[FunctionSymbol] = []
    for live in program.live_below(symbol):
        found = program.families.member(live, method.title)
        if found is None or not isinstance(found[1], FunctionSymbol) or found[1] not in family.members:
            return None
        called.append(found[1])
    called.append(method)
    if not program.families.take_one_receiver(called):
        return None
    for each in called:
        program.want(each)
    program.note_virtual(family.root.owner, method.title)
    operands = [each.operand for each in bound]
    converted = convert_arguments(frame, method, operands, [each.node for each in bound])
    target = frame.builder.register(program.families.result_type(method))
    frame.builder.emit(CallVirtual(target, symbol.name, method.title, converted, frame.builder.line))
    return frame.builder.loaded(target)


def _call_through_class(frame: Frame, node: ast.Call, function: ast.Attribute, owner: ClassSymbol) -> Operand:
    """`Class.method(…)`: static methods and unbound calls are direct."""
    found = frame.program.families.member(owner, function.attr)
    plain = not has_stars(node) and function.attr not in frame.program.names_stored_outside
    if found is not None and isinstance(found[1], FunctionSymbol) and plain:
        method = found[1]
        if method.member_kind is not MemberKind.CLASS_METHOD:
            check_defined(frame, owner)
            arguments = lower_arguments(frame, node)
            frame.at(node)
            return call_symbol(frame, method, arguments)
    frame.program.note_class_value(owner)
    if has_stars(node):
        return _call_unpacked(frame, node)
    check_defined(frame, owner)
    arguments = lower_arguments(frame, node)
    frame.at(node)
    frame.program.note_dynamic(function.attr)
    receiver = ClassConstant(owner.name)
    return frame.builder.call_method(receiver, function.attr, arguments.all_operands, arguments.names)


def _call_super(frame: Frame, node: ast.Call, function: ast.Attribute, parent: Super) -> Operand:
    method = super_method(frame, parent, function.attr)
    if function.attr == "__init_subclass__" and is_objects_own_below(parent.symbol, function.attr):
        return call_objects_hook(frame, node, parent)
    if not has_stars(node):
        if method is not None:
            receiver = lower_expression(frame, parent.receiver)
            arguments = lower_arguments(frame, node)
            frame.at(node)
            return call_symbol(frame, method, arguments.after(receiver))
        is_plain = function.attr == "__init__" and not node.args and not node.keywords
        if is_plain and next_is_object(frame, parent, function.attr):
            return NoneConstant()
        if function.attr == "__new__" and node.args and not node.keywords and next_is_builtin(frame, parent):
            cls, *rest = lower_arguments(frame, node).operands
            return frame.builder.call(NEW_PLAIN, cls, variadic=tuple(rest))
        if function.attr == "__init__" and next_is_exception(frame, parent) and not node.keywords:
            return _init_exception(frame, node, parent)
    callee = load_super_attribute(frame, parent, function.attr)
    if has_stars(node):
        unpacked = lower_unpacked(frame, node, callee)
        frame.at(node)
        return frame.builder.call(CALL_UNPACKED, callee, unpacked.positional, unpacked.keywords)
    arguments = lower_arguments(frame, node)
    frame.at(node)
    return frame.builder.call_value(callee, arguments.all_operands, arguments.names)


def _init_exception(frame: Frame, node: ast.Call, parent: Super) -> Operand:
    """`super().__init__(…)` up to a built-in exception: it keeps its arguments in `args`."""
    receiver = lower_expression(frame, parent.receiver)
    arguments = lower_arguments(frame, node)
    frame.at(node)
    return _keep_arguments(frame, receiver, arguments.operands)


def _keep_arguments(frame: Frame, receiver: Operand, arguments: tuple[Operand, ...]) -> Operand:
    kind, builder = receiver.type, frame.builder
    if not isinstance(kind, Instance) or not frame.program.classes.classes[kind.class_name].is_exception:
        store_dynamic(frame, receiver, "args", builder.call(TUPLE_OF, variadic=arguments))
    elif len(arguments) == 1 and arguments[0].type == STR and not frame.program.has_subclasses_of("str"):
        builder.call(KEEP_TEXT, frame.coerce(receiver, VALUE), arguments[0])
    else:
        kept = builder.call(TUPLE_OF, variadic=arguments)
        builder.call(KEEP_ARGUMENTS, frame.coerce(receiver, VALUE), kept)
    return NoneConstant()


def _is_builtin_init(node: ast.Call, function: ast.Attribute, owner: Symbol | None) -> bool:
    """`ValueError.__init__(self, …)`."""
    return (
        isinstance(owner, BuiltinClass)
        and function.attr == "__init__"
        and is_plain_exception(owner.name)
        and bool(node.args)
        and not node.keywords
        and not has_stars(node)
    )


__all__ = ["call_function", "call_method", "call_method_or_none", "construct", "load_attribute", "lower_call"]
