"""Generators and coroutines: `yield`, `yield from`, `await`, and generator expressions' bodies.

The lowering only says where a generator stops; `passes/split_generators` makes states of it.
"""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import NoneConstant, Operand, Yield
from sluice.compiler.ir.types import VALUE
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.iteration import ProtocolIteration
from sluice.compiler.primitives.iterator_ops import AWAIT, DELEGATE, DELEGATE_RESULT
from sluice.compiler.primitives.language_ops import ITERATE


def lower_generator_expression(frame: Frame, node: ast.GeneratorExp) -> None:
    """The body of a generator expression; its parameter is the first iterator."""
    from sluice.compiler.lower.expressions.comprehensions import lower_generators

    scope = frame.scope
    iterator = frame.locals[(scope, ".0")].register

    def add() -> None:
        emit_yield(frame, lower_expression(frame, node.elt))

    lower_generators(frame, node.generators, ProtocolIteration(iterator), add)


def lower_yield(frame: Frame, node: ast.Yield) -> Operand:
    if frame.scope.frame.is_coroutine:
        raise frame.refuse(
            Code.ASYNCHRONOUS,
            node,
            "asynchronous generators are not compiled; give back a list, or await in a loop",
        )
    value = NoneConstant() if node.value is None else lower_expression(frame, node.value)
    frame.at(node)
    return emit_yield(frame, value)


def emit_yield(frame: Frame, value: Operand) -> Operand:
    """Suspend. The exception that is being handled is the generator's own, not its caller's."""
    builder = frame.builder
    received = builder.register(VALUE)
    builder.emit(Yield(received, builder.box(value), builder.line))
    return received


def lower_yield_from(frame: Frame, node: ast.YieldFrom) -> Operand:
    source = lower_expression(frame, node.value)
    frame.at(node)
    return _delegate(frame, frame.builder.call(ITERATE, source))


def lower_await(frame: Frame, node: ast.Await) -> Operand:
    if not frame.scope.frame.is_coroutine:
        raise frame.refuse(
            Code.ASYNCHRONOUS,
            node,
            "`await` inside a generator expression is not compiled; write a list comprehension or a loop",
        )
    value = lower_expression(frame, node.value)
    frame.at(node)
    return emit_await(frame, value)


def emit_await(frame: Frame, value: Operand) -> Operand:
    """Run an awaitable to its end; what it yields goes out through this coroutine."""
    frame.program.note_dynamic("__await__")
    return _delegate(frame, frame.builder.call(AWAIT, frame.builder.box(value)))


def _delegate(frame: Frame, inner: Operand) -> Operand:
    """Hand through what is sent and thrown in until the inner iterator ends."""
    builder = frame.builder
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
