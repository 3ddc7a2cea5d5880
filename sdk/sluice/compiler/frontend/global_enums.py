"""Enumerations whose members are names of the module, too.

@global_enum                        class Color(Enum):
class Color(Enum):          →           RED = 1
    RED = 1                             def __repr__(self): …
                                    RED = Color.RED
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from sluice.compiler.frontend.trees import walk

_BASES: Final = {"Enum": True, "Flag": True, "IntEnum": False, "StrEnum": False, "IntFlag": False}
"""Of what an enumeration is made, and whether its members are shown as their names by `str`."""


def export_global_enums(tree: ast.Module) -> None:
    """In place, at the top level of a file; what is not plain is left for the lowering to refuse."""
    decorators = _decorators(tree)
    if decorators:
        tree.body[:] = [made for each in tree.body for made in _exported(each, decorators)]
        left = {each.id for each in walk(tree) if isinstance(each, ast.Name)}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "enum":
                node.names = [
                    each for each in node.names if each.name != "global_enum" or _title(each) in left
                ]
        tree.body[:] = [each for each in tree.body if not isinstance(each, ast.ImportFrom) or each.names]


def _title(alias: ast.alias) -> str:
    return alias.asname or alias.name


def _decorators(tree: ast.Module) -> set[str]:
    """What the file calls `enum.global_enum`."""
    found: set[str] = set()
    for node in tree.body:
        match node:
            case ast.ImportFrom(module="enum", names=names, level=0):
                found |= {_title(each) for each in names if each.name == "global_enum"}
            case ast.Import(names=names):
                found |= {f"{_title(each)}.global_enum" for each in names if each.name == "enum"}
            case _:
                pass
    return found


def _exported(statement: ast.stmt, decorators: set[str]) -> Iterator[ast.stmt]:
    match statement:
        case ast.ClassDef(name=title, bases=[base], decorator_list=[decorator], body=body) if (
            ast.unparse(decorator) in decorators
        ):
            shows_names = _BASES.get(ast.unparse(base).rpartition(".")[2])
            names = [name for each in body for name in _member_names(each)]
            plain = all(isinstance(each, ast.Assign | ast.Expr) for each in body)
        case _:
            yield statement
            return
    if shows_names is None or not plain:
        yield statement
        return
    statement.decorator_list = []
    text = "def __repr__(self):\n return _dollar_enum.global_repr(self)\n"
    if shows_names:
        text += "def __str__(self):\n return _dollar_enum.global_str(self)\n"
    statement.body += _placed(ast.parse(text).body, statement)
    yield statement
    yield from _placed(ast.parse("\n".join(f"{name} = {title}.{name}" for name in names)).body, statement)


def _member_names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign(targets=targets):
            names = [each.id for target in targets for each in walk(target) if isinstance(each, ast.Name)]
            yield from (each for each in names if not each.startswith("_"))
        case _:
            pass


def _placed(statements: list[ast.stmt], like: ast.stmt) -> list[ast.stmt]:
    """What the author did not write stands where the class does."""
    for node in (each for statement in statements for each in walk(statement)):
        if isinstance(node, ast.Name) and node.id == "_dollar_enum":
            node.id = "$enum"
        if isinstance(node, ast.expr | ast.stmt | ast.arg):
            ast.copy_location(node, like)
    return statements
