"""Which class a name certainly means at a class statement, where its function binds the name several times.

class C: …
class C(C): …          the class above: nothing between the two statements binds the name
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sluice.compiler.frontend.trees import children, walk

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def find_nearest_class(function: ast.AST, name: str, place: ast.ClassDef) -> ast.ClassDef | None:
    """The class statement that bound `name` last when `place` runs; None where that is not certain."""
    for inner, outer in _blocks_around(function, place):
        for statement in reversed(inner):
            if _binds(statement, name):
                return statement if isinstance(statement, ast.ClassDef) and statement.name == name else None
        if isinstance(outer, ast.For | ast.AsyncFor | ast.While) and _binds(outer, name):
            return None  # an earlier round may have bound it
    return None


def _blocks_around(node: ast.AST, place: ast.ClassDef) -> Iterator[tuple[list[ast.stmt], ast.AST]]:
    """The statements before `place` in each block around it, innermost first, and whose block it is."""
    for field in _BLOCKS:
        block = getattr(node, field, None)
        if not isinstance(block, list):
            continue
        for index, each in enumerate(block):
            if each is not place and not any(below is place for below in walk(each)):
                continue
            if each is not place:
                yield from _blocks_around(each, place)
            yield block[:index] if field not in ("handlers", "cases") else [], node


def _binds(node: ast.AST, name: str) -> bool:
    """Whether a statement may give the name another meaning, in this function."""
    match node:
        case ast.FunctionDef(name=title) | ast.AsyncFunctionDef(name=title) | ast.ClassDef(name=title):
            return title == name
        case ast.Name(id=title, ctx=ast.Store() | ast.Del()) | ast.ExceptHandler(name=title):
            if title == name:
                return True
        case ast.alias(name=title, asname=other):
            return (other or title.split(".")[0]) == name
        case ast.MatchAs(name=title) | ast.MatchStar(name=title) | ast.MatchMapping(rest=title) if (
            title == name
        ):
            return True
        case ast.Lambda():
            return False
        case _:
            pass
    return any(_binds(child, name) for child in children(node))
