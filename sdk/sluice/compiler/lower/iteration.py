"""Walking over things: counting loops, lists by position, everything else by iterator.

for i in range(n)     a machine counter; `i` is assigned at the start of each round
for x in <list>       by position, the length looked at each round (the list may change)
for x in anything     iter() and next
for i, x in enumerate(items)    over the items, with a machine counter beside them
"""

from __future__ import annotations

import ast
from typing import Protocol

from msgspec import Struct

from sluice.compiler.ir.ops import (
    Arithmetic,
    Binary,
    CatchException,
    ClassConstant,
    Compare,
    Comparison,
    IntConstant,
    Operand,
    Register,
)
from sluice.compiler.ir.primitive import Primitive
from sluice.compiler.ir.types import BOOL, DICT, INT, INT64, LIST, TUPLE, VALUE
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.displays import lower_iterable
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol
from sluice.compiler.primitives.coroutine_ops import ASYNC_ITERATE, ASYNC_NEXT, AWAITED_NEXT
from sluice.compiler.primitives.dict_ops import DICT_ITERATE
from sluice.compiler.primitives.int_ops import INDEX
from sluice.compiler.primitives.language_ops import (
    INT_CLAMP,
    ITERATE,
    LIST_AT,
    LIST_LENGTH,
    NEXT,
    TUPLE_AT,
    TUPLE_LENGTH,
)
from sluice.compiler.primitives.object_ops import HAS_TYPE
from sluice.compiler.primitives.range_ops import RANGE_START


class Iteration(Protocol):
    """A loop in the making, ready before its first round."""

    item_node: ast.expr | None

    def next_item(self, frame: Frame, body: str, end: str) -> Operand:
        """Emits one step: goes to `end` when there is no item, else opens `body` and gives the item."""
        ...


class CountingIteration(Struct):
    """`range(start, stop, step)` with a step that is known; all INT64."""

    counter: Register
    stop: Operand
    step: int
    item_node: ast.expr | None = None

    def next_item(self, frame: Frame, body: str, end: str) -> Operand:
        builder = frame.builder
        goes_on = builder.register(BOOL)
        comparison = Comparison.LESS if self.step > 0 else Comparison.GREATER
        builder.emit(Compare(goes_on, comparison, self.counter, self.stop, builder.line))
        builder.branch(goes_on, body, end)
        builder.start(body)
        item = builder.register(INT64)
        builder.assign(item, self.counter)
        step = IntConstant(self.step, INT64)
        builder.emit(Binary(self.counter, Arithmetic.ADD, self.counter, step, builder.line))
        return item


class PositionIteration(Struct):
    """A list or tuple by position."""

    source: Operand
    counter: Register
    item_node: ast.expr | None = None

    def next_item(self, frame: Frame, body: str, end: str) -> Operand:
        builder = frame.builder
        is_list = self.source.type == LIST
        length = builder.call(LIST_LENGTH if is_list else TUPLE_LENGTH, self.source)
        goes_on = builder.register(BOOL)
        builder.emit(Compare(goes_on, Comparison.LESS, self.counter, length, builder.line))
        builder.branch(goes_on, body, end)
        builder.start(body)
        item = builder.call(LIST_AT if is_list else TUPLE_AT, self.source, self.counter)
        one = IntConstant(1, INT64)
        builder.emit(Binary(self.counter, Arithmetic.ADD, self.counter, one, builder.line))
        return item


class ProtocolIteration(Struct):
    """Anything, by its iterator."""

    iterator: Operand
    item_node: ast.expr | None = None

    def next_item(self, frame: Frame, body: str, end: str) -> Operand:
        builder = frame.builder
        item = builder.call(NEXT, self.iterator)
        builder.branch(builder.is_nothing(item), end, body)
        builder.start(body)
        return item


class EnumeratingIteration(Struct):
    """`enumerate(items)` whose pairs are taken apart at once: none is made.

    `number` is what is next; None over lists and tuples, where the position is the number.
    """

    inner: Iteration
    items_node: ast.expr
    number: Register | None
    item_node: ast.expr | None = None

    def next_item(self, frame: Frame, body: str, end: str) -> Operand:
        return self.inner.next_item(frame, body, end)

    def next_number(self, frame: Frame) -> Operand:
        builder = frame.builder
        number = builder.register(INT64)
        one = IntConstant(1, INT64)
        if isinstance(self.inner, PositionIteration):
            builder.emit(Binary(number, Arithmetic.SUBTRACT, self.inner.counter, one, builder.line))
        elif self.number is not None:
            builder.assign(number, self.number)
            builder.emit(Binary(self.number, Arithmetic.ADD, self.number, one, builder.line))
        return number


class AsyncIteration(Struct):
    """`async for`: each item is awaited; StopAsyncIteration from the awaiting ends the loop."""

    iterator: Operand
    item_node: ast.expr | None = None

    def next_item(self, frame: Frame, body: str, end: str) -> Operand:
        from sluice.compiler.lower.generators import await_value
        from sluice.compiler.lower.statements.exceptions import reraise

        builder = frame.builder
        frame.program.note_dynamic("__anext__")
        item = builder.register(VALUE)
        stopped, failed = builder.label("stopped"), builder.label("failed")
        with builder.handled_by(stopped):
            awaitable = builder.call(ASYNC_NEXT, self.iterator)
            builder.assign(item, await_value(frame, awaitable, AWAITED_NEXT))
        builder.goto(body)
        builder.start(stopped)
        exception = builder.register(VALUE)
        builder.emit(CatchException(exception, builder.line))
        stop = ClassConstant("builtins.StopAsyncIteration")
        builder.branch(builder.call(HAS_TYPE, exception, stop), end, failed)
        builder.start(failed)
        reraise(frame, exception)
        builder.start(body)
        return item


def iterate_asynchronously(frame: Frame, node: ast.expr) -> AsyncIteration:
    source = lower_expression(frame, node)
    frame.at(node)
    frame.program.note_dynamic("__aiter__")
    return AsyncIteration(frame.builder.call(ASYNC_ITERATE, source))


def iterate(frame: Frame, node: ast.expr, target: ast.expr) -> Iteration:
    """Evaluate what is walked over, and choose how."""
    enumerated = _enumerated(frame, node, target)
    if enumerated is not None and not isinstance(enumerated, ast.Set):
        inner = iterate(frame, enumerated, ast.Name("_", ast.Store()))
        if isinstance(inner, PositionIteration):
            return EnumeratingIteration(inner, enumerated, None)
        number = frame.builder.register(INT64)
        frame.builder.assign(number, IntConstant(0, INT64))
        return EnumeratingIteration(inner, enumerated, number)
    counting = _counting(frame, node)
    if counting is not None:
        return counting
    members = enum_members(frame, node)
    if members is not None:
        return ProtocolIteration(members)
    return iterate_over(frame, frame.refine(node, lower_iterable(frame, node)))


def _enumerated(frame: Frame, node: ast.expr, target: ast.expr) -> ast.expr | None:
    """`items` of `for i, x in enumerate(items)`."""
    from sluice.compiler.lower.expressions.names import static_symbol

    match node, target:
        case (
            ast.Call(func=function, args=[items], keywords=[]),
            ast.Tuple(elts=[first, second]) | ast.List(elts=[first, second]),
        ) if not any(isinstance(each, ast.Starred) for each in (items, first, second)):
            is_meant = static_symbol(frame, function) == BuiltinClass("builtins.enumerate")
            return items if is_meant else None
        case _:
            return None


def enum_members(frame: Frame, node: ast.expr) -> Operand | None:
    """The iterator of an enumeration that is named."""
    from sluice.compiler.lower.expressions.constructing import call_class_method
    from sluice.compiler.lower.expressions.names import static_symbol

    symbol = static_symbol(frame, node)
    if isinstance(symbol, ClassSymbol) and is_enum(symbol):
        return call_class_method(frame, symbol, "__class_iter__", ())
    return None


def iterate_over(frame: Frame, source: Operand) -> Iteration:
    """The same for a value that is there already."""
    builder = frame.builder
    if source.type in (LIST, TUPLE) and not frame.program.has_subclasses_of(str(source.type)):
        counter = builder.register(INT64)
        builder.assign(counter, IntConstant(0, INT64))
        return PositionIteration(builder.copy(source), counter)
    if source.type == DICT and not frame.program.has_subclasses_of("dict"):
        return ProtocolIteration(builder.call(DICT_ITERATE, source))
    return ProtocolIteration(builder.call(ITERATE, source))


def _counting(frame: Frame, node: ast.expr) -> CountingIteration | None:
    """`range(…)` called with one to three arguments, the step a literal."""
    from sluice.compiler.lower.expressions.names import static_symbol

    match node:
        case ast.Call(func=function, args=arguments, keywords=[]) if 1 <= len(arguments) <= 3:
            if static_symbol(frame, function) != BuiltinClass("builtins.range"):
                return None
        case _:
            return None
    if any(isinstance(each, ast.Starred) for each in arguments):
        return None
    step = _literal_int(arguments[2]) if len(arguments) == 3 else 1
    if step is None or step == 0 or abs(step) > 1 << 32:
        return None
    limits = (RANGE_START, INT_CLAMP) if len(arguments) > 1 else (INT_CLAMP,)
    bounds = [_bound(frame, each, limit) for each, limit in zip(arguments[:2], limits, strict=True)]
    if len(bounds) == 1:
        bounds.insert(0, IntConstant(0, INT64))
    counter = frame.builder.register(INT64)
    frame.builder.assign(counter, bounds[0])
    return CountingIteration(counter, frame.builder.copy(bounds[1]), step)


def _bound(frame: Frame, node: ast.expr, limit: Primitive) -> Operand:
    """A bound as INT64: no loop gets beyond ± 2**62; one that starts near there raises."""
    literal = _literal_int(node)
    if literal is not None and abs(literal) < 1 << 61:
        return IntConstant(literal, INT64)
    operand = frame.refine(node, lower_expression(frame, node))
    if operand.type == INT64:
        return operand
    if operand.type != INT:
        operand = frame.builder.call(INDEX, operand)
    return frame.builder.call(limit, operand)


def _literal_int(node: ast.expr) -> int | None:
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return -int(value)
    return None
