"""`{1, 2, 3}`: in the order of CPython, which keeps displays of three constants or more as frozensets.

Such a frozenset is made twice (Python/compile.c, `merge_consts_recursive`: once more from its own items), and
the display copies it; a loop over a display runs over the frozenset itself, and `in` asks it
(Python/ast_opt.c, `make_const_iterable`). Equal ones of a module are one, in the order of the first. The
hashes of numbers are known, so that the order of items is found here. That of other constants is a deviation.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.ops import BoolConstant, FloatConstant, IntConstant
from sluice.compiler.lower.constants import constant_of

if TYPE_CHECKING:
    from sluice.compiler.frontend.sources import SourceModule
    from sluice.compiler.lower.frame import Frame

LEAST = 3
"""A display of fewer constants adds them one by one."""
KeptSets = dict[frozenset[tuple[type, float]], list[ast.expr]]
"""The items of a module's frozensets as they are added, by their types and values."""


def frozen_order(frame: Frame, items: Sequence[ast.expr]) -> list[ast.expr] | None:
    """The items as they are added to the frozenset that is kept; None where they are no numbers."""
    numbers = _numbers(items)
    if numbers is None:
        return None
    kept = frame.program.kept_sets.get(frame.module.name)
    if kept is None:
        kept = frame.program.kept_sets[frame.module.name] = find_kept_sets(frame.module)
    found = kept.get(_key(numbers))
    return found if found is not None else _in_order(numbers)


def find_kept_sets(module: SourceModule) -> KeptSets:
    """In the order in which CPython meets them, which is that of the file."""
    found: KeptSets = {}
    for node in sorted(set(_kept(module.tree)), key=_place):
        numbers = _numbers(node.elts)
        if numbers is not None:
            found.setdefault(_key(numbers), _in_order(numbers))
    return found


def _place(node: ast.Set) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _kept(tree: ast.Module) -> Iterator[ast.Set]:
    for node in walk(tree):
        match node:
            case ast.Set(elts=items) if len(items) >= LEAST:
                yield node
            case ast.For(iter=ast.Set() as kept) | ast.comprehension(iter=ast.Set() as kept):
                yield kept
            case ast.Compare(ops=operators, comparators=operands):
                for operator, operand in zip(operators, operands, strict=True):
                    if isinstance(operator, ast.In | ast.NotIn) and isinstance(operand, ast.Set):
                        yield operand


def _numbers(items: Sequence[ast.expr]) -> dict[float, ast.expr] | None:
    """The nodes by their values, of equal ones the first."""
    nodes: dict[float, ast.expr] = {}
    for each in items:
        constant = constant_of(each)
        if not isinstance(constant, IntConstant | FloatConstant | BoolConstant):
            return None
        nodes.setdefault(constant.value, each)
    return nodes


def _in_order(numbers: dict[float, ast.expr]) -> list[ast.expr]:
    return [numbers[each] for each in frozenset(tuple(numbers))]


def _key(numbers: dict[float, ast.expr]) -> frozenset[tuple[type, float]]:
    return frozenset((type(each), each) for each in numbers)
