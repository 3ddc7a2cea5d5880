"""`for`, `async for` and `while`, with `else`, `break` and `continue`."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import ClassConstant
from sluice.compiler.lower.exits import LoopExit
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.conditions import lower_condition
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.generators import emit_await
from sluice.compiler.lower.iteration import iterate
from sluice.compiler.lower.statements.exceptions import catch, reraise
from sluice.compiler.lower.statements.targets import refine_item, store_target
from sluice.compiler.lower.statements.unwinding import leave_to_loop
from sluice.compiler.primitives.language_ops import (
    ASYNC_ITERATE,
    ASYNC_NEXT,
    EXCEPTION_MATCHES,
    HANDLED_SET,
)


def lower_while(frame: Frame, node: ast.While) -> None:
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    test, body = builder.label("while"), builder.label("body")
    otherwise, end = builder.label("else"), builder.label("endwhile")
    builder.start(test)
    frame.at(node)
    lower_condition(frame, node.test, body, otherwise)
    builder.start(body)
    frame.exits.append(LoopExit(end, test))
    lower_statements(frame, node.body)
    frame.exits.pop()
    builder.goto(test)
    builder.start(otherwise)
    lower_statements(frame, node.orelse)
    builder.start(end)


def lower_for(frame: Frame, node: ast.For) -> None:
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    iteration = iterate(frame, node.iter)
    step, body = builder.label("for"), builder.label("body")
    otherwise, end = builder.label("else"), builder.label("endfor")
    builder.start(step)
    frame.at(node.iter)
    item = iteration.next_item(frame, body, otherwise)
    frame.at(node.target)
    item = refine_item(frame, node.iter, node.target, item)
    store_target(frame, node.target, item, iteration.item_node)
    frame.exits.append(LoopExit(end, step))
    lower_statements(frame, node.body)
    frame.exits.pop()
    builder.goto(step)
    builder.start(otherwise)
    lower_statements(frame, node.orelse)
    builder.start(end)


def lower_async_for(frame: Frame, node: ast.AsyncFor) -> None:
    """`StopAsyncIteration` out of `__anext__`, and out of nothing else, ends the loop."""
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    for name in ("__aiter__", "__anext__"):
        frame.program.note_dynamic(name)
    source = builder.box(lower_expression(frame, node.iter))
    frame.at(node.iter)
    iterator = builder.copy(builder.call(ASYNC_ITERATE, source))
    step, ended = builder.label("asyncfor"), builder.label("ended")
    otherwise, end = builder.label("else"), builder.label("endfor")
    builder.start(step)
    with builder.handled_by(ended):
        item = emit_await(frame, builder.call(ASYNC_NEXT, iterator))
    store_target(frame, node.target, item, None)
    frame.exits.append(LoopExit(end, step))
    lower_statements(frame, node.body)
    frame.exits.pop()
    builder.goto(step)
    builder.start(ended)
    exception, previous = catch(frame)
    other = builder.label("other")
    stop = ClassConstant("builtins.StopAsyncIteration")
    matches = builder.call(EXCEPTION_MATCHES, exception, stop)
    builder.call(HANDLED_SET, previous)
    builder.branch(matches, otherwise, other)
    builder.start(other)
    reraise(frame, exception)
    builder.start(otherwise)
    lower_statements(frame, node.orelse)
    builder.start(end)


def lower_break(frame: Frame, node: ast.Break) -> None:
    frame.builder.goto(leave_to_loop(frame).break_label)


def lower_continue(frame: Frame, node: ast.Continue) -> None:
    frame.builder.goto(leave_to_loop(frame).continue_label)
