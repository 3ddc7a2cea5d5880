"""`=`, annotated and augmented assignment, `del`."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.scopes import ScopeKind
from sluice.compiler.ir.ops import NothingConstant, Operand, StoreGlobal
from sluice.compiler.ir.types import VALUE
from sluice.compiler.lower.expressions import lower_expression, lower_expression_as
from sluice.compiler.lower.expressions.attributes import (
    delete_attribute,
    load_attribute_of,
    store_attribute,
)
from sluice.compiler.lower.expressions.names import (
    load_name,
    static_symbol,
    store_name,
    unset_name,
    wanted_type_of_name,
)
from sluice.compiler.lower.expressions.operators import lower_in_place
from sluice.compiler.lower.expressions.subscripts import (
    delete_item,
    load_item_of,
    lower_index,
    store_item_at,
)
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.statements.targets import store_target
from sluice.compiler.lower.symbols import ConstantSymbol, ModuleSymbol, TypingSymbol, VariableSymbol


def lower_assignment(frame: Frame, node: ast.Assign) -> None:
    if _names_module(frame, node):
        return
    if _is_unused_global(frame, node.targets, node.value):
        return
    match node.targets, node.value:
        case [ast.Tuple(elts=targets)], ast.Tuple(elts=values) if _is_parallel(targets, values):
            _assign_parallel(frame, targets, values)
            return
        case [ast.Name() as name], value:
            operand = lower_expression_as(frame, value, wanted_type_of_name(frame, name))
        case _:
            operand = lower_expression(frame, node.value)
    if len(node.targets) > 1:
        operand = frame.builder.copy(operand)
    for target in node.targets:
        store_target(frame, target, operand, node.value)


def _names_module(frame: Frame, node: ast.Assign) -> bool:
    """`tools = json` in a function: `tools` means the module wherever it stands."""
    match node.targets:
        case [ast.Name(id=name)] if frame.scope.owner_of(name) is not None:
            target = ast.copy_location(ast.Name(name, ast.Load()), node)
            return isinstance(static_symbol(frame, target), ModuleSymbol)
    return False


def _is_parallel(targets: list[ast.expr], values: list[ast.expr]) -> bool:
    return len(targets) == len(values) and not any(
        isinstance(each, ast.Starred) for each in (*targets, *values)
    )


def _assign_parallel(frame: Frame, targets: list[ast.expr], values: list[ast.expr]) -> None:
    """`a, b = b, a` without a tuple: all values first, then the targets from left to right."""
    operands = [frame.builder.copy(lower_expression(frame, value)) for value in values]
    for target, operand, value in zip(targets, operands, values, strict=True):
        store_target(frame, target, operand, value)


def _is_unused_global(frame: Frame, targets: list[ast.expr], value: ast.expr) -> bool:
    """A variable of the SDK's own modules that nothing reads, or a name that only annotations use.

    Their initial values have no effect that anyone could see.
    """
    match targets:
        case [ast.Name(id=name)] if frame.scope.kind is ScopeKind.MODULE:
            symbol = frame.program.names.resolve(frame.module.name, name)
            if isinstance(symbol, TypingSymbol | ConstantSymbol):
                return True
            if not isinstance(symbol, VariableSymbol):  # another name of a function or class
                return True
            return (
                frame.module.trusted
                and isinstance(symbol, VariableSymbol)
                and not frame.program.is_loaded(symbol.name)
            )
    return False


def lower_annotated_assignment(frame: Frame, node: ast.AnnAssign) -> None:
    """Annotations of variables are not evaluated: they say what mypy reads. A bare one does nothing."""
    if node.value is None:
        return
    if _is_unused_global(frame, [node.target], node.value):
        return
    wanted = wanted_type_of_name(frame, node.target) if isinstance(node.target, ast.Name) else VALUE
    operand = lower_expression_as(frame, node.value, wanted)
    store_target(frame, node.target, operand, node.value)


def lower_augmented_assignment(frame: Frame, node: ast.AugAssign) -> None:
    """`target op= value`: the target's parts are evaluated once."""
    match node.target:
        case ast.Name() as target:
            old = load_name(frame, target)
            store_name(frame, target, _combine(frame, node, frame.refine(target, old)), None)
        case ast.Attribute(value=owner) as target if isinstance(static_symbol(frame, owner), ModuleSymbol):
            store_target(
                frame, target, _combine(frame, node, lower_expression(frame, _as_load(target))), None
            )
        case ast.Attribute(value=owner) as target:
            receiver = frame.builder.copy(frame.refine(owner, lower_expression(frame, owner)))
            old = load_attribute_of(frame, target, receiver)
            store_attribute(frame, target, receiver, _combine(frame, node, old), None)
        case ast.Subscript(value=owner) as target:
            container = frame.builder.copy(frame.refine(owner, lower_expression(frame, owner)))
            index = frame.builder.copy(lower_index(frame, target.slice))
            old = load_item_of(frame, target, container, index)
            store_item_at(frame, target, container, index, _combine(frame, node, old))


def _as_load(target: ast.Attribute) -> ast.Attribute:
    return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)


def _combine(frame: Frame, node: ast.AugAssign, old: Operand) -> Operand:
    value = frame.refine(node.value, lower_expression(frame, node.value))
    frame.at(node)
    return lower_in_place(frame, node.op, old, value)


def lower_delete(frame: Frame, node: ast.Delete) -> None:
    for target in node.targets:
        _delete(frame, target)


def _delete(frame: Frame, target: ast.expr) -> None:
    match target:
        case ast.Name():
            load_name(frame, target)  # NameError where there is nothing to delete
            unset_name(frame, target)
        case ast.Attribute(value=owner):
            receiver = frame.refine(owner, lower_expression(frame, owner))
            delete_attribute(frame, target, receiver)
        case ast.Subscript(value=owner):
            container = frame.refine(owner, lower_expression(frame, owner))
            delete_item(frame, target, container)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each in targets:
                _delete(frame, each)
        case _:
            raise AssertionError(f"no target: {ast.dump(target)}")


__all__ = [
    "NothingConstant",
    "StoreGlobal",
    "lower_annotated_assignment",
    "lower_assignment",
    "lower_augmented_assignment",
    "lower_delete",
]
