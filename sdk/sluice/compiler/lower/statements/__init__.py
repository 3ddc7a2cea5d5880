"""Statements, one module a family."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from sluice.compiler.diagnostics import Code, CompileError
from sluice.compiler.lower.expressions import lower_effect
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.statements.assignments import (
    lower_annotated_assignment,
    lower_assignment,
    lower_augmented_assignment,
    lower_delete,
)
from sluice.compiler.lower.statements.branches import lower_assert, lower_if, lower_return
from sluice.compiler.lower.statements.definitions import lower_class, lower_function_definition
from sluice.compiler.lower.statements.exceptions import lower_raise, lower_try
from sluice.compiler.lower.statements.imports import lower_import, lower_import_from
from sluice.compiler.lower.statements.loops import lower_break, lower_continue, lower_for, lower_while
from sluice.compiler.lower.statements.matches import lower_match
from sluice.compiler.lower.statements.withs import lower_with


def lower_statements(frame: Frame, statements: Sequence[ast.stmt]) -> None:
    for statement in statements:
        if not frame.builder.live:
            return  # after `return`, `raise`, `continue`…
        try:
            lower_statement(frame, statement)
        except CompileError as error:
            frame.program.note_refusal(error)


def lower_statement(frame: Frame, node: ast.stmt) -> None:
    """One statement. What follows `return`, `raise`… in its block is dropped by the builder."""
    frame.at(node)
    frame.program.note_place(frame.module.display, node.lineno)
    match node:
        case ast.Expr(value=value):
            lower_effect(frame, value)
        case ast.Assign():
            lower_assignment(frame, node)
        case ast.AnnAssign():
            lower_annotated_assignment(frame, node)
        case ast.AugAssign():
            lower_augmented_assignment(frame, node)
        case ast.Return():
            lower_return(frame, node)
        case ast.If():
            lower_if(frame, node)
        case ast.While():
            lower_while(frame, node)
        case ast.For() | ast.AsyncFor():
            lower_for(frame, node)
        case ast.Break():
            lower_break(frame, node)
        case ast.Continue():
            lower_continue(frame, node)
        case ast.Raise():
            lower_raise(frame, node)
        case ast.Try():
            lower_try(frame, node)
        case ast.With() | ast.AsyncWith():
            lower_with(frame, node)
        case ast.Match():
            lower_match(frame, node)
        case ast.Assert():
            lower_assert(frame, node)
        case ast.Delete():
            lower_delete(frame, node)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            lower_function_definition(frame, node)
        case ast.ClassDef():
            lower_class(frame, node)
        case ast.Import():
            lower_import(frame, node)
        case ast.ImportFrom():
            lower_import_from(frame, node)
        case ast.Pass() | ast.Global() | ast.Nonlocal():
            pass
        case _:
            raise frame.refuse(
                Code.NOT_COMPILED,
                node,
                f"this statement ({type(node).__name__}) is not compiled; write it differently",
            )
