"""`{1, 2, 3}`: in the order of CPython, which keeps displays of three constants or more as frozensets.

Such a frozenset is made twice (Python/compile.c, `merge_consts_recursive`: once more from its own items), and
the display copies it; a loop over a display runs over the frozenset itself (Python/ast_opt.c,
`make_const_iterable`). The hashes of numbers are known, so that the order of its items is found here. That of
other constants is a deviation anyway.
"""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import BoolConstant, FloatConstant, IntConstant
from sluice.compiler.lower.constants import constant_of

LEAST = 3
"""A display of fewer constants adds them one by one."""


def frozen_order(items: list[ast.expr]) -> list[ast.expr] | None:
    """The items as they are added to the frozenset that is kept; None where they are no numbers."""
    nodes: dict[float, ast.expr] = {}
    for each in items:
        constant = constant_of(each)
        if not isinstance(constant, IntConstant | FloatConstant | BoolConstant):
            return None
        nodes.setdefault(constant.value, each)
    return [nodes[value] for value in frozenset(tuple(nodes))]
