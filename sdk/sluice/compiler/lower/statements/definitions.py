"""`def`, `lambda` and `class`: what happens when the definition itself runs."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.frontend.scopes import ScopeKind
from sluice.compiler.ir.ops import ClassConstant, FunctionConstant, NewClosure, NothingConstant, Operand
from sluice.compiler.ir.types import VALUE
from sluice.compiler.lower import tables
from sluice.compiler.lower.dataclasses import is_dataclass_decorator
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.names import (
    bind_name,
    descriptor_class,
    refuse_protocol,
    static_symbol,
)
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.module_names import decorator_name, is_overload
from sluice.compiler.lower.statements.class_hooks import call_hook, lower_class_keywords
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    ClassSymbol,
    FunctionSymbol,
    TypingSymbol,
    is_closure_default,
    is_nested,
    is_static_member,
)
from sluice.compiler.primitives.object_ops import TELL_NAMES

DefinitionNode = ast.FunctionDef | ast.AsyncFunctionDef

COMPILE_TIME_DECORATORS = frozenset(
    ("final", "override", "runtime_checkable", "abstractmethod", "no_type_check", "coroutine")
)
"""Decorators of `typing`, `abc` and `types` that change nothing when the program runs."""


def lower_function_definition(frame: Frame, node: DefinitionNode) -> None:
    if is_overload(node) or f"{frame.module.name}.{node.name}" in tables.BUILTINS:
        return
    owner = frame.class_scopes.get(frame.scope) if node.name not in frame.scope.global_names else None
    symbol = frame.program.names.function(frame.module, node, owner)
    if is_static_member(symbol):
        _evaluate_defaults(frame, symbol)
        frame.defined.add(symbol.name)
        return
    if _is_static(frame, node, symbol):
        _evaluate_defaults(frame, symbol)
        frame.defined.add(symbol.name)
        if frame.program.is_loaded(symbol.name):
            bind_name(frame, node.name, FunctionConstant(frame.program.want_value(symbol)))
        return
    for each in node.decorator_list:
        _check_decorator(frame, each)
    decorators = [lower_expression(frame, each) for each in _running_decorators(frame, node)]
    function = closure_of(frame, symbol, _closure_defaults(frame, symbol))
    for decorator, each in zip(reversed(decorators), reversed(_running_decorators(frame, node)), strict=True):
        frame.at(each)
        function = frame.builder.call_value(decorator, (function,))
    frame.at(node)
    bind_name(frame, node.name, function)


def _check_decorator(frame: Frame, decorator: ast.expr) -> None:
    """Methods that are closures are values, which these decorators do not take."""
    found = static_symbol(frame, decorator)
    if isinstance(found, BuiltinClass) and descriptor_class(frame, found.name) is not None:
        return
    name = found.name.rpartition(".")[2] if isinstance(found, BuiltinClass) else ""
    if name in ("staticmethod", "classmethod", "property"):
        message = (
            f"`@{name}` on a function that uses variables of the function around is not compiled; pass them"
        )
        raise frame.refuse(Code.DECORATOR, decorator, message)


def _running_decorators(frame: Frame, node: DefinitionNode | ast.ClassDef) -> list[ast.expr]:
    return [each for each in node.decorator_list if not _changes_nothing(frame, each)]


def _changes_nothing(frame: Frame, decorator: ast.expr) -> bool:
    return decorator_name(decorator) in COMPILE_TIME_DECORATORS and isinstance(
        static_symbol(frame, decorator), TypingSymbol
    )


def _is_static(frame: Frame, node: DefinitionNode, symbol: FunctionSymbol) -> bool:
    """A function of the module that its name always means: calls go straight to it."""
    if frame.scope.kind is not ScopeKind.MODULE:
        return False
    return frame.program.names.resolve(frame.module.name, node.name) is symbol


def _evaluate_defaults(frame: Frame, symbol: FunctionSymbol) -> None:
    for parameter in symbol.parameters:
        if parameter.default_global is not None and parameter.default is not None:
            if frame.module.trusted and not frame.program.is_loaded(parameter.default_global):
                continue  # nothing calls it
            value = frame.builder.box(lower_expression(frame, parameter.default))
            frame.program.note_global_load(parameter.default_global)
            frame.store_global(parameter.default_global, value)


def _closure_defaults(frame: Frame, symbol: FunctionSymbol) -> tuple[Operand, ...]:
    """Defaults that travel with the function object; those of functions that exist once go into globals."""
    if not is_nested(symbol):
        _evaluate_defaults(frame, symbol)
        return ()
    return tuple(
        frame.builder.box(lower_expression(frame, parameter.default))
        for parameter in symbol.parameters
        if is_closure_default(symbol, parameter) and parameter.default is not None
    )


def closure_of(frame: Frame, symbol: FunctionSymbol, defaults: tuple[Operand, ...]) -> Operand:
    """The function as a value: a static object, or a closure over cells and defaults."""
    frame.program.want_value(symbol)
    if not symbol.scope.free and not defaults and not is_nested(symbol):
        return FunctionConstant(symbol.name)
    cells = tuple(frame.local(owner, name).register for name, owner in symbol.scope.free.items())
    target = frame.builder.register(VALUE)
    frame.builder.emit(NewClosure(target, symbol.name, cells, defaults, frame.builder.line))
    return target


def lower_lambda(frame: Frame, node: ast.Lambda) -> Operand:
    symbol = frame.program.names.function(frame.module, node, None)
    return closure_of(frame, symbol, _closure_defaults(frame, symbol))


# --- classes


def lower_class(frame: Frame, node: ast.ClassDef) -> None:
    """Run a class's body: its variables go into globals, its methods are there already."""
    symbol = frame.program.names.modules[frame.module.name].classes[node]
    if frame.module.trusted and not frame.program.is_class_used(symbol):
        return
    frame.program.check_class(frame, symbol)
    decorators = [
        lower_expression(frame, each)
        for each in _running_decorators(frame, node)
        if not is_dataclass_decorator(frame, each)
    ]
    keywords = lower_class_keywords(frame, node, symbol)
    _run_body(frame, node, symbol)
    frame.defined.add(symbol.name)
    tell_names(frame, symbol)
    call_hook(frame, node, symbol, keywords)
    _bind_class(frame, node, symbol, decorators)


def tell_names(frame: Frame, symbol: ClassSymbol) -> None:
    """`__set_name__` of what the class's variables hold."""
    if frame.program.has_descriptors and not symbol.module.trusted and symbol.variables:
        for name in ("__get__", "__set__", "__delete__", "__set_name__"):
            frame.program.note_dynamic(name)
        frame.program.note_class_value(symbol)
        frame.builder.call(TELL_NAMES, ClassConstant(symbol.name))


def _run_body(frame: Frame, node: ast.ClassDef, symbol: ClassSymbol) -> None:
    from sluice.compiler.lower.statements import lower_statements

    frame.class_scopes[symbol.scope] = symbol
    frame.defined -= {each.name for each in symbol.methods.values()}
    with frame.inside(symbol.scope):
        if symbol.is_local:
            for variable in symbol.variables.values():
                frame.store_global(variable, NothingConstant())
        lower_statements(frame, node.body)


def _bind_class(frame: Frame, node: ast.ClassDef, symbol: ClassSymbol, decorators: list[Operand]) -> None:
    program = frame.program
    is_known = frame.scope.kind is ScopeKind.MODULE and (
        program.names.resolve(frame.module.name, node.name) is symbol
    )
    if is_known and not decorators:
        if program.is_loaded(symbol.name):
            program.note_class_value(symbol)
            bind_name(frame, node.name, ClassConstant(symbol.name))
        return
    if program.local_symbol(frame.module, frame.scope, node.name) is not symbol:
        refuse_protocol(frame, symbol, node)
    program.note_class_value(symbol)
    value: Operand = ClassConstant(symbol.name)
    for decorator in reversed(decorators):
        value = frame.builder.call_value(decorator, (value,))
    bind_name(frame, node.name, value)
