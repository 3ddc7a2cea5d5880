"""Generators: `yield`, `yield from`, and generator expressions' bodies.

The lowering only says where a generator stops; `passes/split_generators` makes states of it.
"""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import NoneConstant, Operand, Yield
from sluice.compiler.ir.types import VALUE
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.iteration import ProtocolIteration
from sluice.compiler.primitives.iterator_ops import DELEGATE, DELEGATE_RESULT
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
    """`yield from inner`: hand through what is sent and thrown in until the inner iterator ends."""
    builder = frame.builder
    source = lower_expression(frame, node.value)
    frame.at(node)
    inner = builder.call(ITERATE, source)
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
