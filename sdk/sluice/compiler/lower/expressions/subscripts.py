"""`x[i]`, `x[a:b:c]`: reading, storing, deleting."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.ops import IntConstant, NoneConstant, Operand, StrConstant
from sluice.compiler.ir.types import BOOL, BYTES, DICT, INT, INT64, LIST, STR, TUPLE, Instance, Ref
from sluice.compiler.lower.class_items import HOOK, is_subscripted
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol
from sluice.compiler.primitives.bytes_ops import BYTES_AT, BYTES_SLICE
from sluice.compiler.primitives.dict_ops import DICT_DELETE, DICT_GET_ITEM, DICT_GET_STR, DICT_SET_ITEM
from sluice.compiler.primitives.language_ops import (
    DELETE_ITEM,
    GET_ITEM,
    GET_ITEM_OR_CLASS_ITEM,
    INT_CLAMP,
    INT_POSITION,
    SET_ITEM,
    SLICE_NEW,
)
from sluice.compiler.primitives.list_ops import (
    LIST_DELETE,
    LIST_DELETE_SLICE,
    LIST_GET,
    LIST_SET,
    LIST_SET_SLICE,
    LIST_SLICE,
)
from sluice.compiler.primitives.str_ops import STR_GET, STR_SLICE, STR_SLICE_STEP
from sluice.compiler.primitives.tuple_ops import TUPLE_GET, TUPLE_SLICE

_INTS = (INT, INT64, BOOL)
_NO_END = IntConstant((1 << 62) - 1, INT64)

Bounds = tuple[Operand, Operand, Operand]


def load_item(frame: Frame, node: ast.Subscript) -> Operand:
    from sluice.compiler.lower.expressions.class_dicts import load_from_class_dict
    from sluice.compiler.lower.expressions.constructing import call_class_method
    from sluice.compiler.lower.expressions.names import static_symbol

    symbol = static_symbol(frame, node.value)
    if isinstance(symbol, ClassSymbol) and is_enum(symbol):
        return call_class_method(frame, symbol, "__class_item__", (lower_index(frame, node.slice),))
    if isinstance(symbol, ClassSymbol) and is_subscripted(symbol):
        index = lower_index(frame, node.slice)
        frame.at(node)
        return call_class_method(frame, symbol, HOOK, (index,))
    if isinstance(symbol, ClassSymbol | BuiltinClass):
        return lower_expression(frame, node.value)  # `list[int]`, `Box[str]`: the class itself
    own = load_from_class_dict(frame, node)
    if own is not None:
        return own
    container = frame.refine(node.value, lower_expression(frame, node.value))
    if isinstance(node.slice, ast.Slice) and container.type in (STR, LIST, TUPLE, BYTES):
        bounds = _bounds(frame, node.slice)
        frame.at(node)
        return _load_slice(frame, container, bounds, node.slice)
    index = lower_index(frame, node.slice)
    frame.at(node)
    return load_item_of(frame, node, container, index)


def lower_index(frame: Frame, node: ast.expr) -> Operand:
    return frame.refine(node, lower_expression(frame, node))


def load_item_of(frame: Frame, node: ast.Subscript, container: Operand, index: Operand) -> Operand:
    """`container[index]`, both there already."""
    builder = frame.builder
    frame.at(node)
    if _is_exact(frame, container):
        if container.type in (LIST, TUPLE, STR) and index.type in _INTS:
            primitive = {LIST: LIST_GET, TUPLE: TUPLE_GET, STR: STR_GET}[container.type]
            return builder.call(primitive, container, _position(frame, index))
        if container.type == BYTES and index.type in _INTS:
            return builder.call(BYTES_AT, container, _position(frame, index))
        if container.type == DICT:
            return builder.call(DICT_GET_STR if index.type == STR else DICT_GET_ITEM, container, index)
    return _call_or(frame, container, "__getitem__", (index,)) or get_item(frame, container, index)


def get_item(frame: Frame, container: Operand, index: Operand) -> Operand:
    """`container[index]` of anything, where the program says so also of a class."""
    classes_too = frame.program.subscripts_classes
    return frame.builder.call(GET_ITEM_OR_CLASS_ITEM if classes_too else GET_ITEM, container, index)


def _position(frame: Frame, index: Operand) -> Operand:
    """An int as a position; one beyond every machine number is beyond every list too."""
    if isinstance(index, IntConstant) and abs(index.value) < 1 << 61:
        return IntConstant(index.value, INT64)
    if index.type == INT64:
        return index
    return frame.builder.call(INT_POSITION, frame.builder.convert(index, INT))


def _is_exact(frame: Frame, container: Operand) -> bool:
    """No class of the program derives from the container's type and may give subscripts another meaning."""
    return isinstance(container.type, Ref) and not frame.program.has_subclasses_of(container.type.name)


def _call_or(frame: Frame, container: Operand, name: str, arguments: tuple[Operand, ...]) -> Operand | None:
    from sluice.compiler.lower.expressions.calls import call_method_or_none

    if not isinstance(container.type, Instance):
        return None
    return call_method_or_none(frame, container, name, arguments)


def store_item(frame: Frame, node: ast.Subscript, container: Operand, value: Operand) -> None:
    """`container[…] = value`."""
    container = frame.builder.copy(container) if _may_change(node.slice) else container
    if isinstance(node.slice, ast.Slice) and container.type == LIST and _is_exact(frame, container):
        bounds = _bounds(frame, node.slice)
        frame.at(node)
        frame.builder.call(LIST_SET_SLICE, container, *bounds, value)
        return
    index = lower_index(frame, node.slice)
    store_item_at(frame, node, container, index, value)


def _may_change(node: ast.expr) -> bool:
    return any(isinstance(each, ast.NamedExpr) for each in walk(node))


def store_item_at(
    frame: Frame, node: ast.Subscript, container: Operand, index: Operand, value: Operand
) -> None:
    builder = frame.builder
    frame.at(node)
    if _is_exact(frame, container):
        if container.type == LIST and index.type in _INTS:
            builder.call(LIST_SET, container, _position(frame, index), value)
            return
        if container.type == DICT:
            builder.call(DICT_SET_ITEM, container, index, value)
            return
    if _call_or(frame, container, "__setitem__", (index, value)) is None:
        builder.call(SET_ITEM, container, index, value)


def delete_item(frame: Frame, node: ast.Subscript, container: Operand) -> None:
    builder = frame.builder
    exact = _is_exact(frame, container)
    if isinstance(node.slice, ast.Slice) and container.type == LIST and exact:
        builder.call(LIST_DELETE_SLICE, container, *_bounds(frame, node.slice))
        return
    index = lower_index(frame, node.slice)
    frame.at(node)
    if exact and container.type == LIST and index.type in _INTS:
        builder.call(LIST_DELETE, container, _position(frame, index))
    elif exact and container.type == DICT:
        builder.call(DICT_DELETE, container, index)
    elif _call_or(frame, container, "__delitem__", (index,)) is None:
        builder.call(DELETE_ITEM, container, index)


# --- slices


def lower_slice(frame: Frame, node: ast.Slice) -> Operand:
    return frame.builder.call(SLICE_NEW, *_bounds(frame, node))


def _bounds(frame: Frame, node: ast.Slice) -> Bounds:
    lower, upper, step = (
        NoneConstant() if each is None else frame.refine(each, lower_expression(frame, each))
        for each in (node.lower, node.upper, node.step)
    )
    return lower, upper, step


def _load_slice(frame: Frame, container: Operand, bounds: Bounds, node: ast.Slice) -> Operand:
    builder = frame.builder
    if not _is_exact(frame, container):
        return get_item(frame, container, builder.call(SLICE_NEW, *bounds))
    if container.type == LIST:
        return builder.call(LIST_SLICE, container, *bounds)
    if container.type == TUPLE:
        return builder.call(TUPLE_SLICE, container, *bounds)
    start, stop, _ = bounds
    if container.type == BYTES:
        return _slice_bytes(frame, container, bounds)
    plain = (NoneConstant(), INT64) if node.step is None else ()
    if plain and _is_bound(start) and _is_bound(stop):
        first = IntConstant(0, INT64) if node.lower is None else frame.coerce(start, INT64)
        last = _NO_END if node.upper is None else frame.coerce(stop, INT64)
        return builder.call(STR_SLICE, container, first, last)
    return builder.call(STR_SLICE_STEP, container, *bounds)


def _slice_bytes(frame: Frame, container: Operand, bounds: Bounds) -> Operand:
    builder = frame.builder
    start, stop, step = bounds
    if isinstance(step, NoneConstant) and all(
        isinstance(each, NoneConstant) or each.type in (INT, INT64) for each in (start, stop)
    ):
        first = IntConstant(0, INT64) if isinstance(start, NoneConstant) else _clamped(frame, start)
        last = _NO_END if isinstance(stop, NoneConstant) else _clamped(frame, stop)
        return builder.call(BYTES_SLICE, container, first, last)
    return get_item(frame, container, builder.call(SLICE_NEW, *bounds))


def _clamped(frame: Frame, bound: Operand) -> Operand:
    """An int as a bound: one beyond every machine number is beyond every sequence, too."""
    if isinstance(bound, IntConstant) and abs(bound.value) < 1 << 61:
        return IntConstant(bound.value, INT64)
    return bound if bound.type == INT64 else frame.builder.call(INT_CLAMP, bound)


def _is_bound(operand: Operand) -> bool:
    """A bound that a machine number holds: absent, counted or a small literal."""
    if isinstance(operand, NoneConstant) or operand.type == INT64:
        return True
    return isinstance(operand, IntConstant) and abs(operand.value) < 1 << 61


__all__ = ["StrConstant", "load_item", "store_item"]
