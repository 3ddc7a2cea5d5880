"""Expressions, one module a family."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import Operand
from sluice.compiler.ir.types import VALUE, Type
from sluice.compiler.lower.constants import to_constant
from sluice.compiler.lower.frame import Frame


def lower_expression(frame: Frame, node: ast.expr) -> Operand:
    """The value of an expression. A register that comes back may be a variable's own: `builder.copy` keeps
    its present value where later code assigns to it."""
    return lower_expression_as(frame, node, VALUE)


def lower_expression_as(frame: Frame, node: ast.expr, wanted: Type) -> Operand:
    """The same for a place that holds `wanted`: a hint that spares boxing, not a promise."""
    from sluice.compiler.lower.expressions import (
        attributes,
        calls,
        comprehensions,
        conditions,
        displays,
        names,
        operators,
        strings,
        subscripts,
    )
    from sluice.compiler.lower.generators import lower_await, lower_yield, lower_yield_from
    from sluice.compiler.lower.statements.definitions import lower_lambda

    if hasattr(node, "lineno"):
        frame.at(node)
    match node:
        case ast.Constant(value=value):
            constant = to_constant(value)
            if constant is None:
                raise frame.refuse(
                    Code.COMPLEX_NUMBER, node, "complex numbers are not compiled; use a pair of floats"
                )
            return constant
        case ast.Name():
            return names.load_name(frame, node)
        case ast.BinOp():
            return operators.lower_binary(frame, node)
        case ast.UnaryOp():
            return operators.lower_unary(frame, node)
        case ast.Compare():
            return conditions.lower_comparison(frame, node)
        case ast.BoolOp():
            return conditions.lower_bool_operation(frame, node)
        case ast.IfExp():
            return conditions.lower_conditional(frame, node, wanted)
        case ast.Call():
            return calls.lower_call(frame, node)
        case ast.Attribute():
            return attributes.load_attribute(frame, node)
        case ast.Subscript():
            return subscripts.load_item(frame, node)
        case ast.JoinedStr():
            return strings.lower_joined(frame, node)
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            return displays.lower_display(frame, node)
        case ast.ListComp() | ast.SetComp() | ast.DictComp():
            return comprehensions.lower_comprehension(frame, node)
        case ast.GeneratorExp():
            return comprehensions.lower_generator_object(frame, node)
        case ast.NamedExpr(target=target, value=value):
            operand = frame.builder.copy(lower_expression(frame, value))
            names.store_name(frame, target, operand, value)
            return operand
        case ast.Lambda():
            return lower_lambda(frame, node)
        case ast.Slice():
            return subscripts.lower_slice(frame, node)
        case ast.Yield():
            return lower_yield(frame, node)
        case ast.YieldFrom():
            return lower_yield_from(frame, node)
        case ast.Await():
            return lower_await(frame, node)
        case _:
            raise frame.refuse(
                Code.NOT_COMPILED,
                node,
                f"this expression ({type(node).__name__}) is not compiled; write it differently",
            )


def lower_effect(frame: Frame, node: ast.expr) -> None:
    """An expression whose value nobody wants."""
    if isinstance(node, ast.Constant):
        return
    lower_expression(frame, node)
