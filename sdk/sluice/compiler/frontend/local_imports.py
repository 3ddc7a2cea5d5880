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
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from sluice.compiler.frontend.trees import children, walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
Importing = ast.Import | ast.ImportFrom


class Place(Struct, frozen=True):
    """One name that an import statement of a function binds. `origin`: the module of `from … import`."""

    function: Function
    statement: Importing
    alias: ast.alias
    origin: str

    @property
    def wanted(self) -> tuple[str, str | None, str]:
        return self.alias.name, self.alias.asname, self.origin


def raise_local_imports(tree: ast.Module, is_there: Callable[[str], bool]) -> None:
    """In place. `is_there`: whether a program can import a module; other imports are left where they are."""
    found: dict[str, list[Place]] = {}
    for function in walk(tree):
        if isinstance(function, Function):
            for statement in _imports(function.body):
                origin = statement.module or "" if isinstance(statement, ast.ImportFrom) else ""
                for alias in statement.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    found.setdefault(name, []).append(Place(function, statement, alias, origin))
    moved = {name for name, places in found.items() if _is_movable(tree, name, places, is_there)}
    if moved:
        _move(tree, {name: found[name][0] for name in sorted(moved)})


def _imports(block: Sequence[ast.stmt]) -> Iterator[Importing]:
    """Those that a function certainly executes first of all that is in its block."""
    for statement in block:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement


def _is_movable(tree: ast.Module, name: str, places: list[Place], is_there: Callable[[str], bool]) -> bool:
    first = places[0]
    module = first.origin or first.alias.name
    if module.partition(".")[0] not in sys.stdlib_module_names or not is_there(module):
        return False
    if hasattr(builtins, name) or first.alias.name == "*":
        return False
    if any(each.wanted != first.wanted for each in places):
        return False
    ours = {id(node) for each in places for node in (each.function, each.alias)}
    return not _is_used_outside(tree, name, ours, inside=False)


def _is_used_outside(node: ast.AST, name: str, ours: set[int], *, inside: bool) -> bool:
    """Whether the name is bound otherwise than by these imports, or read where they do not reach.

    `ours`: the importing functions and the aliases of their imports, by `id`.
    """
    within = inside or id(node) in ours
    match node:
        case ast.Name(id=found, ctx=context) if found == name:
            return not inside or not isinstance(context, ast.Load)
        case ast.alias() if (node.asname or node.name.partition(".")[0]) == name:
            return id(node) not in ours
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
            return any(_is_used_outside(each, name, ours, inside=within) for each in children(node))


def _move(tree: ast.Module, moved: dict[str, Place]) -> None:
    for function in walk(tree):
        if isinstance(function, Function):
            function.body[:] = list(_without(function.body, moved)) or [
                ast.copy_location(ast.Pass(), function.body[0])
            ]
    place = 0
    while place < len(tree.body) and _is_preface(tree.body[place]):
        place += 1
    made: list[ast.stmt] = []
    for each in moved.values():
        statement = ast.ImportFrom(each.origin, [each.alias], 0) if each.origin else ast.Import([each.alias])
        made.append(ast.copy_location(statement, each.statement))
    tree.body[place:place] = made


def _without(block: list[ast.stmt], moved: dict[str, Place]) -> Iterator[ast.stmt]:
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
