"""`for`, `async for` and `while`, with `else`, `break` and `continue`."""

from __future__ import annotations

import ast

from sluice.compiler.lower.exits import LoopExit
from sluice.compiler.lower.expressions.conditions import lower_condition
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.iteration import Iteration, iterate, iterate_asynchronously
from sluice.compiler.lower.statements.targets import store_round, store_target
from sluice.compiler.lower.statements.unwinding import leave_to_loop


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


def lower_for(frame: Frame, node: ast.For | ast.AsyncFor) -> None:
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    is_async = isinstance(node, ast.AsyncFor)
    iteration: Iteration = (
        iterate_asynchronously(frame, node.iter) if is_async else iterate(frame, node.iter, node.target)
    )
    step, body = builder.label("for"), builder.label("body")
    otherwise, end = builder.label("else"), builder.label("endfor")
    builder.start(step)
    frame.at(node.iter)
    item = iteration.next_item(frame, body, otherwise)
    frame.at(node.target)
    if is_async:
        store_target(frame, node.target, item, None)
    else:
        store_round(frame, iteration, node.iter, node.target, item)
    frame.exits.append(LoopExit(end, step))
    lower_statements(frame, node.body)
    frame.exits.pop()
    builder.goto(step)
    builder.start(otherwise)
    lower_statements(frame, node.orelse)
    builder.start(end)


def lower_break(frame: Frame, node: ast.Break) -> None:
    frame.builder.goto(leave_to_loop(frame).break_label)


def lower_continue(frame: Frame, node: ast.Continue) -> None:
    frame.builder.goto(leave_to_loop(frame).continue_label)
