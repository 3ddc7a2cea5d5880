"""Generators and coroutines: `yield`, `yield from`, `await`, and generator expressions' bodies.

The lowering only says where a generator stops; `passes/split_generators` makes states of it.
"""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import IntConstant, NoneConstant, Operand, Yield
from sluice.compiler.ir.program import FunctionKind
from sluice.compiler.ir.types import INT64, VALUE
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.function_kinds import kind_of
from sluice.compiler.lower.iteration import AsyncIteration, ProtocolIteration
from sluice.compiler.primitives.coroutine_ops import ASYNC_YIELD, AWAITABLE, AWAITED
from sluice.compiler.primitives.iterator_ops import DELEGATE, DELEGATE_RESULT
from sluice.compiler.primitives.language_ops import ITERATE


def lower_generator_expression(frame: Frame, node: ast.GeneratorExp) -> None:
    """The body of a generator expression; its parameter is the first iterator."""
    from sluice.compiler.lower.expressions.comprehensions import lower_generators

    scope = frame.scope
    iterator = frame.locals[(scope, ".0")].register

    def add() -> None:
        emit_yield(frame, lower_expression(frame, node.elt))

    is_async = node.generators[0].is_async
    first = AsyncIteration(iterator) if is_async else ProtocolIteration(iterator)
    lower_generators(frame, node.generators, first, add)


def lower_yield(frame: Frame, node: ast.Yield) -> Operand:
    value = NoneConstant() if node.value is None else lower_expression(frame, node.value)
    frame.at(node)
    return emit_yield(frame, value)


def emit_yield(frame: Frame, value: Operand) -> Operand:
    """Suspend. The exception that is being handled is the generator's own, not its caller's."""
    builder = frame.builder
    received = builder.register(VALUE)
    symbol = frame.symbol
    if symbol is not None and kind_of(frame.program.names, symbol) is FunctionKind.ASYNC_GENERATOR:
        value = builder.call(ASYNC_YIELD, value)
    builder.emit(Yield(received, builder.box(value), builder.line))
    return received


def lower_yield_from(frame: Frame, node: ast.YieldFrom) -> Operand:
    source = lower_expression(frame, node.value)
    frame.at(node)
    return _delegate(frame, frame.builder.call(ITERATE, source))


def lower_await(frame: Frame, node: ast.Await) -> Operand:
    value = lower_expression(frame, node.value)
    frame.at(node)
    return await_value(frame, value)


def await_value(frame: Frame, value: Operand, awaited: int = AWAITED) -> Operand:
    """Suspend until the awaitable has its result; `awaited`: where it came from (see AWAITABLE)."""
    frame.program.note_dynamic("__await__")
    return _delegate(frame, frame.builder.call(AWAITABLE, value, IntConstant(awaited, INT64)))


def _delegate(frame: Frame, inner: Operand) -> Operand:
    """Hand through what is sent and thrown in until the inner iterator ends; its result."""
    builder = frame.builder
    for name in ("send", "throw", "close"):
        frame.program.note_dynamic(name)
    sent = builder.register(VALUE)
    builder.assign(sent, NoneConstant())
    step, waiting, end = builder.label("delegate"), builder.label("waiting"), builder.label("delegated")
    builder.start(step)
    item = builder.call(DELEGATE, inner, sent)
    builder.branch(builder.is_nothing(item), end, waiting)
    outer, builder.handler = builder.handler, step  # what is thrown in stays pending and goes to DELEGATE
    builder.start(waiting)
    builder.emit(Yield(sent, item, builder.line))
    builder.goto(step)
    builder.handler = outer
    builder.start(end)
    return builder.call(DELEGATE_RESULT)
