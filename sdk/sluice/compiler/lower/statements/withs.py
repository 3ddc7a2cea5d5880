"""`with` and `async with`: `__exit__` is looked up before `__enter__` runs and is called on every way out."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import Operand
from sluice.compiler.lower.exits import WithExit
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.generators import emit_await
from sluice.compiler.lower.statements.exceptions import catch, reraise
from sluice.compiler.lower.statements.targets import store_target
from sluice.compiler.lower.statements.unwinding import leave_with
from sluice.compiler.primitives.language_ops import (
    ASYNC_WITH_ENTER,
    ASYNC_WITH_EXIT,
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
    awaited = isinstance(node, ast.AsyncWith)
    leave, entered = _enter_awaited(frame, manager) if awaited else _enter(frame, manager)
    failed, end = builder.label("with"), builder.label("endwith")
    outer, line = builder.handler, builder.line
    frame.exits.append(WithExit(leave, outer, line, awaited))
    with builder.handled_by(failed):
        if item.optional_vars is not None:
            store_target(frame, item.optional_vars, entered, None)
        _lower_items(frame, node, position + 1)
    frame.exits.pop()
    builder.line = line
    leave_with(frame, leave, awaited)
    builder.goto(end)
    builder.start(failed)
    _lower_failure(frame, leave, end, line, awaited)
    builder.start(end)


def _enter(frame: Frame, manager: Operand) -> tuple[Operand, Operand]:
    frame.program.note_dynamic("__enter__")
    frame.program.note_dynamic("__exit__")
    leave = frame.builder.call(WITH_EXIT, manager)
    return leave, frame.builder.call(WITH_ENTER, manager)


def _enter_awaited(frame: Frame, manager: Operand) -> tuple[Operand, Operand]:
    frame.program.note_dynamic("__aenter__")
    frame.program.note_dynamic("__aexit__")
    leave = frame.builder.call(ASYNC_WITH_EXIT, manager)
    return leave, emit_await(frame, frame.builder.call(ASYNC_WITH_ENTER, manager))


def _lower_failure(frame: Frame, leave: Operand, end: str, line: int, awaited: bool) -> None:
    """The body raised: `__exit__` sees the exception and may swallow it."""
    builder = frame.builder
    builder.line = line
    exception, previous = catch(frame)
    cleanup, swallowed, raised = builder.label("cleanup"), builder.label("swallowed"), builder.label("raised")
    with builder.handled_by(cleanup):
        kind = builder.call(EXCEPTION_TYPE, exception)
        trace = builder.call(EXCEPTION_TRACEBACK, exception)
        said = builder.call_value(leave, (kind, exception, trace))
        answer = builder.truth(emit_await(frame, said) if awaited else said)
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
