"""Powers of constants that nobody can wait for: `9 ** 9 ** 9` has 370 million digits.

mypy works constant expressions out, so such a power has to be refused before mypy sees it.
"""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, Span, refusal

LIMIT = 10_000_000
"""Bits of the largest power that is worked out while building: a second's work."""


def refuse_enormous_powers(tree: ast.Module, display: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            base, exponent = _constant(node.left), _constant(node.right)
            if base is not None and exponent is not None and not _is_bearable(base, exponent):
                span = Span(display, node.lineno, node.col_offset + 1)
                message = (
                    "this power has millions of digits; work with its remainder: `pow(base, exponent, mod)`"
                )
                raise refusal(Code.NOT_COMPILED, span, message)


def _constant(node: ast.expr) -> int | None:
    match node:
        case ast.Constant(value=int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            positive = _constant(operand)
            return None if positive is None else -positive
        case ast.BinOp(op=ast.Pow(), left=left, right=right):
            base, exponent = _constant(left), _constant(right)
            if base is None or exponent is None or exponent < 0 or not _is_bearable(base, exponent):
                return None
            return int(base**exponent)
        case _:
            return None


def _is_bearable(base: int, exponent: int) -> bool:
    return abs(base) < 2 or base.bit_length() * exponent <= LIMIT
