"""Imports inside functions, moved to the top of the file where that changes nothing that anybody can see.

def parse(text):                       from enum import Enum
    from enum import Enum      →       def parse(text):
    class Kind(Enum): …                    class Kind(Enum): …

Bases of classes and decorators have to be known when the program is built, and names of the file's top level
are. Modules run at the start in any case. An import stays where the file uses its name for something else.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Sequence

from sluice.compiler.frontend.trees import children, walk

Function = ast.FunctionDef | ast.AsyncFunctionDef


def raise_local_imports(tree: ast.Module) -> None:
    """In place; imports of modules that CPython does not ship are left alone."""
    found: dict[str, list[tuple[Function, ast.alias, str]]] = {}
    for function in walk(tree):
        if isinstance(function, Function):
            for statement in _imports(function.body):
                origin = statement.module or "" if isinstance(statement, ast.ImportFrom) else ""
                for alias in statement.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    found.setdefault(name, []).append((function, alias, origin))
    moved = {name for name, places in found.items() if _is_movable(tree, name, places)}
    if moved:
        _move(tree, {name: found[name][0] for name in sorted(moved)})


def _imports(block: Sequence[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Those that a function certainly executes first of all that is in its block."""
    for statement in block:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement


def _is_movable(tree: ast.Module, name: str, places: list[tuple[Function, ast.alias, str]]) -> bool:
    _, first, origin = places[0]
    module = (origin or first.name).partition(".")[0]
    if module not in sys.stdlib_module_names or hasattr(builtins, name) or first.name == "*":
        return False
    if any(
        (alias.name, alias.asname, other) != (first.name, first.asname, origin) for _, alias, other in places
    ):
        return False
    return not _is_used_outside(tree, name, {id(function) for function, _, _ in places}, inside=False)


def _is_used_outside(node: ast.AST, name: str, importing: set[int], *, inside: bool) -> bool:
    """Whether the name is bound otherwise than by these imports, or read where they do not reach."""
    within = inside or id(node) in importing
    match node:
        case ast.Name(id=found, ctx=context) if found == name:
            return not inside or not isinstance(context, ast.Load)
        case ast.alias() if (node.asname or node.name.partition(".")[0]) == name:
            return not inside
        case (
            ast.FunctionDef(name=found)
            | ast.AsyncFunctionDef(name=found)
            | ast.ClassDef(name=found)
            | ast.arg(arg=found)
            | ast.ExceptHandler(name=found)
            | ast.MatchAs(name=found)
            | ast.MatchStar(name=found)
        ) if found == name:
            return True
        case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
            return True
        case ast.MatchMapping(rest=found) if found == name:
            return True
        case _:
            return any(_is_used_outside(each, name, importing, inside=within) for each in children(node))


def _move(tree: ast.Module, moved: dict[str, tuple[Function, ast.alias, str]]) -> None:
    for function in walk(tree):
        if isinstance(function, Function):
            function.body[:] = list(_without(function.body, moved)) or [
                ast.copy_location(ast.Pass(), function.body[0])
            ]
    place = 0
    while place < len(tree.body) and _is_preface(tree.body[place]):
        place += 1
    made: list[ast.stmt] = []
    for function, alias, origin in moved.values():
        statement = ast.ImportFrom(origin, [alias], 0) if origin else ast.Import([alias])
        made.append(ast.copy_location(statement, function))
    tree.body[place:place] = made


def _without(block: list[ast.stmt], moved: dict[str, tuple[Function, ast.alias, str]]) -> Iterator[ast.stmt]:
    for statement in block:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            statement.names = [
                each for each in statement.names if (each.asname or each.name.partition(".")[0]) not in moved
            ]
            if not statement.names:
                continue
        yield statement


def _is_preface(statement: ast.stmt) -> bool:
    """A docstring, or `from __future__ import …`."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str())) | ast.ImportFrom(module="__future__"):
            return True
    return False
