"""Class variables that the class's body may leave without a value: they are found by name.

class C:
    if FAST:
        limit = 1
    del helper
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from sluice.compiler.frontend.trees import children

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ALWAYS_BIND = (*_FUNCTIONS, ast.Assign, ast.AnnAssign, ast.Expr, ast.Pass)
_INNER = (*_FUNCTIONS, ast.Lambda, ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)


def unsure_variables(body: list[ast.stmt]) -> frozenset[str]:
    """The names that a class body deletes, or binds on some of its ways only."""
    if all(isinstance(each, _ALWAYS_BIND) for each in body):
        return frozenset()
    names = [each for statement in body for each in _names(statement)]
    bound = {each.id for each in names if isinstance(each.ctx, ast.Store)}
    deleted = {each.id for each in names if isinstance(each.ctx, ast.Del)}
    return frozenset(deleted | (bound - _surely_bound(body)))


def _surely_bound(statements: Iterable[ast.stmt]) -> set[str]:
    bound: set[str] = set()
    for each in statements:
        match each:
            case ast.If(body=body, orelse=orelse):
                bound |= _surely_bound(body) & _surely_bound(orelse)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=last):
                ways = [_surely_bound((*body, *orelse)), *(_surely_bound(way.body) for way in handlers)]
                bound |= set.intersection(*ways) | _surely_bound(last)
            case ast.AnnAssign(target=ast.Name(id=name)):
                bound.add(name)  # without a value it is no variable
            case ast.Assign() | ast.AugAssign() | ast.Expr():
                bound |= {name.id for name in _names(each) if isinstance(name.ctx, ast.Store)}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case _:
                pass
    return bound


def _names(node: ast.AST) -> Iterator[ast.Name]:
    """The names that the class's body itself binds and deletes."""
    if isinstance(node, ast.Name):
        yield node
    elif not isinstance(node, _INNER):
        for child in children(node):
            yield from _names(child)


__all__ = ["unsure_variables"]
