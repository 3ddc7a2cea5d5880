"""`if`, `return`, `assert`."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.imports import is_type_checking
from sluice.compiler.ir.ops import NoneConstant, NothingConstant, Reraise, Return
from sluice.compiler.lower.expressions import lower_expression, lower_expression_as
from sluice.compiler.lower.expressions.conditions import lower_condition
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.statements.unwinding import leave_function
from sluice.compiler.primitives.language_ops import RAISE_ASSERTION


def lower_if(frame: Frame, node: ast.If) -> None:
    from sluice.compiler.lower.statements import lower_statements

    if is_type_checking(node.test):
        lower_statements(frame, node.orelse)
        return
    builder = frame.builder
    then, otherwise, end = builder.label("then"), builder.label("else"), builder.label("endif")
    lower_condition(frame, node.test, then, otherwise if node.orelse else end)
    builder.start(then)
    lower_statements(frame, node.body)
    builder.goto(end)
    if node.orelse:
        builder.start(otherwise)
        lower_statements(frame, node.orelse)
    builder.start(end)


def lower_return(frame: Frame, node: ast.Return) -> None:
    """The value is computed first, then `finally` and `with` around run, then the function ends."""
    if node.value is None:
        value = frame.fit_result(NoneConstant(), None)
    else:
        operand = lower_expression_as(frame, node.value, frame.result)
        value = frame.fit_result(operand, node.value)
    if frame.exits:
        value = frame.builder.copy(value)
    leave_function(frame)
    frame.builder.end(Return(value, frame.builder.line))


def lower_assert(frame: Frame, node: ast.Assert) -> None:
    builder = frame.builder
    failed, end = builder.label("failed"), builder.label("asserted")
    lower_condition(frame, node.test, end, failed)
    builder.start(failed)
    message = lower_expression(frame, node.msg) if node.msg is not None else NothingConstant()
    builder.call(RAISE_ASSERTION, message)
    builder.end(Reraise(builder.line))
    builder.start(end)
