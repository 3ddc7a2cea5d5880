"""What stands left of `=`: names, attributes, items, slices, and patterns of them."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import IntConstant, Operand
from sluice.compiler.ir.types import INT64, LIST, TUPLE, VALUE
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.attributes import store_attribute
from sluice.compiler.lower.expressions.names import static_symbol, store_name
from sluice.compiler.lower.expressions.subscripts import store_item
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.iteration import EnumeratingIteration, Iteration
from sluice.compiler.lower.representation import tuple_size_of_items
from sluice.compiler.lower.symbols import ModuleSymbol
from sluice.compiler.primitives.language_ops import TUPLE_AT, UNPACK, UNPACK_STAR, UNPACK_TUPLE
from sluice.compiler.primitives.list_ops import LIST_AT, LIST_HAS_SO_MANY


def store_target(frame: Frame, target: ast.expr, value: Operand, node: ast.expr | None) -> None:
    """Store a value that is there. `node` is the expression that it came from, for mypy's opinion of it."""
    match target:
        case ast.Name():
            store_name(frame, target, value, node)
        case ast.Attribute() if isinstance(module := static_symbol(frame, target.value), ModuleSymbol):
            frame.store_global(f"{module.name}.{target.attr}", value, node)
        case ast.Attribute(attr="__bases__" | "__base__" | "__mro__") if not frame.module.trusted:
            text = f"`{target.attr}` of a class is fixed when the program is built"
            raise frame.refuse(Code.CLASS_FORM, target, text)
        case ast.Attribute():
            receiver = frame.refine(target.value, lower_expression(frame, target.value))
            frame.at(target)
            store_attribute(frame, target, receiver, value, node)
        case ast.Subscript():
            container = frame.refine(target.value, lower_expression(frame, target.value))
            store_item(frame, target, container, value)
        case ast.Starred(value=inner):
            store_target(frame, inner, value, node)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            _unpack(frame, targets, value)
        case _:
            raise AssertionError(f"no target: {ast.dump(target)}")


def store_round(
    frame: Frame, iteration: Iteration, iterable: ast.expr, target: ast.expr, item: Operand
) -> None:
    """Store what a round of a loop, or of a comprehension, is about."""
    if isinstance(iteration, EnumeratingIteration):
        assert isinstance(target, ast.Tuple | ast.List)
        store_target(frame, target.elts[0], iteration.next_number(frame), None)
        iterable, target = iteration.items_node, target.elts[1]
    store_target(frame, target, _refine_item(frame, iterable, target, item), iteration.item_node)


def _refine_item(frame: Frame, iterable: ast.expr, target: ast.expr, item: Operand) -> Operand:
    """An item of `for a, b in pairs` as a tuple, checked, where mypy says that it is one of that size."""
    if not isinstance(target, ast.Tuple) or item.type != VALUE or not frame.trusted:
        return item
    size = tuple_size_of_items(frame.program.oracle.expression_type(frame.module.name, iterable))
    return frame.builder.convert(item, TUPLE) if size == len(target.elts) else item


def _unpack(frame: Frame, targets: list[ast.expr], value: Operand) -> None:
    stars = [index for index, each in enumerate(targets) if isinstance(each, ast.Starred)]
    builder = frame.builder
    if value.type == LIST and not stars and not frame.program.has_subclasses_of("list"):
        builder.call(LIST_HAS_SO_MANY, value, IntConstant(len(targets), INT64))
        places = [IntConstant(index, INT64) for index in range(len(targets))]
        found = [builder.call(LIST_AT, value, place) for place in places]  # all before the first is stored
        for target, item in zip(targets, found, strict=True):
            store_target(frame, target, item, None)
        return
    if stars:
        before, after = stars[0], len(targets) - stars[0] - 1
        items = builder.call(UNPACK_STAR, value, IntConstant(before, INT64), IntConstant(after, INT64))
    elif value.type == TUPLE:
        items = builder.call(UNPACK_TUPLE, value, IntConstant(len(targets), INT64))
    else:
        items = builder.call(UNPACK, value, IntConstant(len(targets), INT64))
    assert items.type == TUPLE
    for index, target in enumerate(targets):
        item = builder.call(TUPLE_AT, items, IntConstant(index, INT64))
        store_target(frame, target, item, None)
