"""`[…]`, `(…)`, `{…}` with their stars."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import Operand
from sluice.compiler.lower.constants import constant_of
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.constant_sets import LEAST, frozen_order
from sluice.compiler.lower.frame import Frame
from sluice.compiler.primitives.language_ops import (
    DICT_OF,
    DICT_SET,
    DICT_UPDATE,
    LIST_APPEND,
    LIST_EXTEND,
    LIST_OF,
    LIST_TO_TUPLE,
    SET_ADD,
    SET_OF,
    SET_UPDATE,
    TUPLE_OF,
)
from sluice.compiler.primitives.set_ops import SET_FROM

MANY = 64
"""Longer displays are filled item by item, so that the C stack stays small."""


def lower_display(frame: Frame, node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> Operand:
    match node:
        case ast.Dict():
            return _lower_dict(frame, node)
        case ast.Set(elts=items):
            return _lower_set(frame, items)
        case ast.List(elts=items):
            return lower_list(frame, items)
        case ast.Tuple(elts=items):
            constant = constant_of(node)
            return constant if constant is not None else lower_tuple(frame, items)


def lower_items(frame: Frame, items: list[ast.expr]) -> tuple[Operand, ...]:
    return tuple(frame.builder.box(lower_expression(frame, each)) for each in items)


def _has_star(items: list[ast.expr]) -> bool:
    return len(items) > MANY or any(isinstance(each, ast.Starred) for each in items)


def lower_list(frame: Frame, items: list[ast.expr]) -> Operand:
    builder = frame.builder
    if not _has_star(items):
        return builder.call(LIST_OF, variadic=lower_items(frame, items))
    result = builder.call(LIST_OF)
    for item in items:
        if isinstance(item, ast.Starred):
            builder.call(LIST_EXTEND, result, lower_expression(frame, item.value))
        else:
            builder.call(LIST_APPEND, result, lower_expression(frame, item))
    return result


def lower_tuple(frame: Frame, items: list[ast.expr]) -> Operand:
    if not _has_star(items):
        return frame.builder.call(TUPLE_OF, variadic=lower_items(frame, items))
    return frame.builder.call(LIST_TO_TUPLE, lower_list(frame, items))


def lower_iterable(frame: Frame, node: ast.expr) -> Operand:
    """What a loop runs over."""
    items = frozen_order(frame, node.elts) if isinstance(node, ast.Set) else None
    return lower_expression(frame, node) if items is None else _add_up(frame, items)


def _lower_set(frame: Frame, items: list[ast.expr]) -> Operand:
    frozen = frozen_order(frame, items) if len(items) >= LEAST else None
    if frozen is None:
        return _add_up(frame, items)
    return frame.builder.call(SET_FROM, _add_up(frame, frozen))


def _add_up(frame: Frame, items: list[ast.expr]) -> Operand:
    builder = frame.builder
    if not _has_star(items):
        return builder.call(SET_OF, variadic=lower_items(frame, items))
    result = builder.call(SET_OF)
    for item in items:
        if isinstance(item, ast.Starred):
            builder.call(SET_UPDATE, result, lower_expression(frame, item.value))
        else:
            builder.call(SET_ADD, result, lower_expression(frame, item))
    return result


def _lower_dict(frame: Frame, node: ast.Dict) -> Operand:
    builder = frame.builder
    pairs = list(zip(node.keys, node.values, strict=True))
    if len(pairs) <= MANY and all(key is not None for key in node.keys):
        operands: list[Operand] = []
        for key, value in pairs:
            assert key is not None
            operands += [
                builder.box(lower_expression(frame, key)),
                builder.box(lower_expression(frame, value)),
            ]
        return builder.call(DICT_OF, variadic=tuple(operands))
    result = builder.call(DICT_OF)
    for key, value in pairs:
        if key is None:
            builder.call(DICT_UPDATE, result, lower_expression(frame, value))
        else:
            key_operand = lower_expression(frame, key)
            builder.call(DICT_SET, result, key_operand, lower_expression(frame, value))
    return result
