"""`with`: `__exit__` is looked up before `__enter__` runs and is called on every way out."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import NoneConstant, Operand
from sluice.compiler.lower.exits import WithExit
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.generators import await_value
from sluice.compiler.lower.statements.exceptions import catch, reraise
from sluice.compiler.lower.statements.targets import store_target
from sluice.compiler.primitives.coroutine_ops import ASYNC_ENTER, ASYNC_EXIT, AWAITED_ENTER, AWAITED_EXIT
from sluice.compiler.primitives.language_ops import (
    EXCEPTION_TRACEBACK,
    EXCEPTION_TYPE,
    HANDLED_SET,
    WITH_ENTER,
    WITH_EXIT,
)


def lower_with(frame: Frame, node: ast.With | ast.AsyncWith) -> None:
    _lower_items(frame, node, 0)


def _lower_items(frame: Frame, node: ast.With | ast.AsyncWith, position: int) -> None:
    from sluice.compiler.lower.statements import lower_statements

    if position == len(node.items):
        lower_statements(frame, node.body)
        return
    builder = frame.builder
    item = node.items[position]
    manager = builder.copy(builder.box(lower_expression(frame, item.context_expr)))
    frame.at(item.context_expr)
    is_async = isinstance(node, ast.AsyncWith)
    leave, entered = _enter(frame, manager, is_async)
    failed, end = builder.label("with"), builder.label("endwith")
    outer, line = builder.handler, builder.line
    frame.exits.append(WithExit(leave, outer, line, is_async))
    with builder.handled_by(failed):
        if item.optional_vars is not None:
            store_target(frame, item.optional_vars, entered, None)
        _lower_items(frame, node, position + 1)
    frame.exits.pop()
    builder.line = line
    _leave(frame, leave, (NoneConstant(), NoneConstant(), NoneConstant()), is_async)
    builder.goto(end)
    builder.start(failed)
    _lower_failure(frame, leave, end, line, is_async)
    builder.start(end)


def _enter(frame: Frame, manager: Operand, is_async: bool) -> tuple[Operand, Operand]:
    """The bound exit method, and what entering gave."""
    builder = frame.builder
    for name in ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__"):
        frame.program.note_dynamic(name)
    leave = builder.call(ASYNC_EXIT if is_async else WITH_EXIT, manager)
    entered = builder.call(ASYNC_ENTER if is_async else WITH_ENTER, manager)
    return leave, await_value(frame, entered, AWAITED_ENTER) if is_async else entered


def _leave(frame: Frame, leave: Operand, arguments: tuple[Operand, ...], is_async: bool) -> Operand:
    left = frame.builder.call_value(leave, arguments)
    return await_value(frame, left, AWAITED_EXIT) if is_async else left


def _lower_failure(frame: Frame, leave: Operand, end: str, line: int, is_async: bool) -> None:
    """The body raised: `__exit__` sees the exception and may swallow it."""
    builder = frame.builder
    builder.line = line
    exception, previous = catch(frame)
    cleanup, swallowed, raised = builder.label("cleanup"), builder.label("swallowed"), builder.label("raised")
    with builder.handled_by(cleanup):
        kind = builder.call(EXCEPTION_TYPE, exception)
        trace = builder.call(EXCEPTION_TRACEBACK, exception)
        answer = builder.truth(_leave(frame, leave, (kind, exception, trace), is_async))
    builder.call(HANDLED_SET, previous)
    builder.branch(answer, swallowed, raised)
    builder.start(cleanup)
    another, _ = catch(frame)
    builder.call(HANDLED_SET, previous)
    reraise(frame, another)
    builder.start(raised)
    reraise(frame, exception)
    builder.start(swallowed)
    builder.goto(end)
