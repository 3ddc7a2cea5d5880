"""`super()`: the next definition in the resolution order of the instance's class."""

from __future__ import annotations

import ast

from msgspec import Struct

from sluice.compiler.diagnostics import Code
from sluice.compiler.frontend.scopes import Scope, ScopeKind
from sluice.compiler.ir.builtin_members import builtin_members
from sluice.compiler.ir.ops import (
    BoolConstant,
    ClassConstant,
    NoneConstant,
    Operand,
    Reraise,
    StrConstant,
)
from sluice.compiler.ir.program import MemberKind
from sluice.compiler.ir.types import STR, TYPE
from sluice.compiler.lower.exceptions import is_plain_exception
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.format_fields import note_any_fields
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol, FunctionSymbol
from sluice.compiler.primitives.language_ops import RAISE_NEW, SUPER_GET
from sluice.compiler.primitives.str_ops import STR_CONCAT_MANY


class Super(Struct, frozen=True):
    """`super()` inside a method of `symbol`, with the receiver's node."""

    symbol: ClassSymbol
    receiver: ast.expr
    node: ast.Call


def super_of(frame: Frame, node: ast.expr) -> Super | None:
    """The parts of `super()` or `super(Class, self)`, None for any other expression."""
    from sluice.compiler.lower.expressions.names import static_symbol

    match node:
        case ast.Call(func=ast.Name(id="super") as name, args=arguments, keywords=[]):
            if static_symbol(frame, name) != BuiltinClass("builtins.super"):
                return None
        case _:
            return None
    if len(arguments) == 2:
        symbol = static_symbol(frame, arguments[0])
        if isinstance(symbol, ClassSymbol):
            return Super(symbol, arguments[1], node)
    method = enclosing_method(frame.scope)
    owner = method_owner(frame, method) if method is not None else None
    if arguments or method is None or owner is None:
        raise frame.refuse(
            Code.CLASS_FORM, node, "`super()` is only compiled inside a method, or as `super(Class, self)`"
        )
    first = first_parameter(method.node)
    if first is None:
        raise frame.refuse(Code.CLASS_FORM, node, "`super()` needs a method with a first parameter")
    receiver = ast.copy_location(ast.Name(first, ast.Load()), node)
    return Super(owner, receiver, node)


def enclosing_method(scope: Scope) -> Scope | None:
    current: Scope | None = scope
    while current is not None:
        if (
            current.kind is ScopeKind.FUNCTION
            and current.parent is not None
            and current.parent.kind is ScopeKind.CLASS
        ):
            return current
        current = current.parent
    return None


def method_owner(frame: Frame, method: Scope) -> ClassSymbol | None:
    """The class whose body a method's scope stands in."""
    assert method.parent is not None
    return frame.program.names.modules[frame.module.name].classes.get(method.parent.node)


def first_parameter(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        parameters = [*node.args.posonlyargs, *node.args.args]
        return parameters[0].arg if parameters else None
    return None


def load_super_attribute(frame: Frame, parent: Super, name: str) -> Operand:
    """`super().name` as a value: bound."""
    receiver = lower_expression(frame, parent.receiver)
    frame.at(parent.node)
    note_any_fields(frame, name, parent.symbol.mro)
    frame.program.note_dynamic(name)
    frame.program.note_class_value(parent.symbol)
    return frame.builder.call(SUPER_GET, ClassConstant(parent.symbol.name), receiver, StrConstant(name))


def super_method(frame: Frame, parent: Super, name: str) -> FunctionSymbol | None:
    """The method that `super().name(…)` certainly reaches: the same one for every class with instances."""
    found: set[FunctionSymbol | None] = {_next_method(parent.symbol, parent.symbol, name)}
    for live in frame.program.live_below(parent.symbol):
        found.add(_next_method(live, parent.symbol, name))
    only = found.pop() if len(found) == 1 else None
    if only is None or only.member_kind is not MemberKind.METHOD:
        return None
    return only


def _next_method(start: ClassSymbol, after: ClassSymbol, name: str) -> FunctionSymbol | None:
    order = list(start.mro)
    for each in order[order.index(after) + 1 :]:
        if isinstance(each, ClassSymbol):
            if name in each.methods:
                return each.methods[name]
            if name in each.properties or name in each.variables:
                return None
        elif name in builtin_members(each):
            return None
    return None


def next_is_object(frame: Frame, parent: Super, name: str) -> bool:
    """Whether `super().name` is object's own, for every class with instances."""
    for live in (parent.symbol, *frame.program.live_below(parent.symbol)):
        order = list(live.mro)
        rest = order[order.index(parent.symbol) + 1 :]
        for each in rest:
            if isinstance(each, ClassSymbol):
                if name in each.methods or name in each.properties or name in each.variables:
                    return False
            elif each != "builtins.object":
                return False
    return True


def is_objects_own_below(symbol: ClassSymbol, name: str) -> bool:
    """The same for every class below, whether it has instances or not."""
    for each in (symbol, *symbol.descendants):
        order = list(each.mro)
        for above in order[order.index(symbol) + 1 :]:
            if isinstance(above, ClassSymbol) and name in above.scope.bound:
                return False
    return True


def call_objects_hook(frame: Frame, node: ast.Call, parent: Super) -> Operand:
    """`super().__init_subclass__(**kwargs)` that ends at object: TypeError where something is left over."""
    builder = frame.builder
    cls = lower_expression(frame, parent.receiver)
    for each in [*node.args, *(keyword.value for keyword in node.keywords)]:
        value = builder.box(lower_expression(frame, each))
        is_unpacked = isinstance(each, ast.Starred) or any(
            keyword.arg is None and keyword.value is each for keyword in node.keywords
        )
        wrong, fine = builder.label("wrong"), builder.label("fine")
        builder.branch(builder.truth(value) if is_unpacked else BoolConstant(True), wrong, fine)
        builder.start(wrong)
        title = builder.convert(builder.load_attribute(cls, "__name__"), STR)
        rest = StrConstant(".__init_subclass__() takes no keyword arguments")
        message = builder.call(STR_CONCAT_MANY, variadic=(title, rest))
        builder.call(RAISE_NEW, ClassConstant("builtins.TypeError", TYPE), variadic=(message,))
        builder.end(Reraise(builder.line))
        builder.start(fine)
    return NoneConstant()


def next_is_exception(frame: Frame, parent: Super) -> bool:
    """Whether the next `__init__` is that of an exception without fields, for every class with instances."""
    if not parent.symbol.is_exception:
        return False
    for live in (parent.symbol, *frame.program.live_below(parent.symbol)):
        order = list(live.mro)
        built_in = [each for each in order if isinstance(each, str) and each != "builtins.object"]
        if not all(map(is_plain_exception, built_in)):
            return False
        for each in order[order.index(parent.symbol) + 1 :]:
            if isinstance(each, ClassSymbol) and "__init__" in each.scope.bound:
                return False
    return True


def next_is_builtin(frame: Frame, parent: Super) -> bool:
    """Whether the next `__new__` is a built-in class's, for every class with instances."""
    for live in (parent.symbol, *frame.program.live_below(parent.symbol)):
        order = list(live.mro)
        for each in order[order.index(parent.symbol) + 1 :]:
            if isinstance(each, ClassSymbol) and "__new__" in each.scope.bound:
                return False
    return True
