"""Expressions whose value is known when the module is built."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import (
    BoolConstant,
    BytesConstant,
    Constant,
    EllipsisConstant,
    FloatConstant,
    IntConstant,
    NoneConstant,
    StrConstant,
    TupleConstant,
)


def constant_of(node: ast.expr) -> Constant | None:
    """The constant that an expression is: a literal, a negated number, a tuple of constants."""
    match node:
        case ast.Constant(value=value):
            return to_constant(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if (
            not isinstance(value, bool)
        ):
            return to_constant(-value)
        case ast.Tuple(elts=items) if isinstance(node.ctx, ast.Load):
            constants = [constant_of(each) for each in items]
            if all(each is not None for each in constants):
                return TupleConstant(tuple(each for each in constants if each is not None))
        case ast.BinOp(left=left, op=operator, right=right):
            return _fold(constant_of(left), operator, constant_of(right))
        case _:
            pass
    return None


def _fold(left: Constant | None, operator: ast.operator, right: Constant | None) -> Constant | None:
    """`16 * 1024`: sums and products of ints that stay small."""
    if not isinstance(left, IntConstant) or not isinstance(right, IntConstant):
        return None
    match operator:
        case ast.Add():
            value = left.value + right.value
        case ast.Sub():
            value = left.value - right.value
        case ast.Mult():
            value = left.value * right.value
        case ast.LShift() if 0 <= right.value < 62:
            value = left.value << right.value
        case _:
            return None
    return IntConstant(value) if abs(value) < 1 << 62 else None


def to_constant(value: object) -> Constant | None:
    """The IR's constant for a Python value; None for what has none (complex numbers)."""
    match value:
        case None:
            return NoneConstant()
        case bool():
            return BoolConstant(value)
        case int():
            return IntConstant(value)
        case float():
            return FloatConstant(value)
        case str():
            return StrConstant(value)
        case bytes():
            return BytesConstant(value)
        case tuple():
            items = tuple(to_constant(each) for each in value)
            return TupleConstant(tuple(each for each in items if each is not None))
        case _ if value is Ellipsis:
            return EllipsisConstant()
        case _:
            return None
