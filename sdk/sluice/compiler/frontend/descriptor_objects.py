"""Whether a file needs `property`, `staticmethod` or `classmethod` as objects (`lib/_descriptors.py`)."""

from __future__ import annotations

import ast
from typing import Final

from sluice.compiler.frontend.trees import children, walk

_METHODS: Final = frozenset(("staticmethod", "classmethod"))
OBJECTS: Final = _METHODS | {"property"}
MODULE: Final = "_descriptors"
_ALIAS: Final = "<descriptors>"
"""What the import binds: a name that no author can write."""


def import_descriptors(tree: ast.Module) -> None:
    """Import the module at the top of the file, in place, where something may need it."""
    if _needs_objects(tree, inside=False):
        import_first(tree, MODULE, _ALIAS)


def import_first(tree: ast.Module, module: str, alias: str) -> None:
    """`import module as alias` at the top of the file, behind what must stand there."""
    node = ast.Import([ast.alias(module, alias)])
    node.lineno = node.end_lineno = 1
    node.col_offset = node.end_col_offset = 0
    place = 1 + max((index for index, each in enumerate(tree.body) if _stands_first(each)), default=-1)
    tree.body.insert(place, node)


def _stands_first(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _needs_objects(node: ast.AST, *, inside: bool) -> bool:
    """`inside`: of a function, whose variables methods may use."""
    for child in children(node):
        if _needs(child, inside=inside):
            return True
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if _needs_objects(child, inside=inside or is_function):
            return True
    return False


def keeps_objects(node: ast.ClassDef) -> bool:
    """Whether the body keeps a static or class method under another name: `also = method`."""
    kept = {
        each.name
        for each in node.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(getattr(part, "id", "") in _METHODS for part in each.decorator_list)
    }
    return bool(kept) and any(
        name in kept
        for each in node.body
        if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None
        for name in _names_not_called(each.value)
    )


def _names_not_called(node: ast.expr) -> set[str]:
    called = {id(each.func) for each in walk(node) if isinstance(each, ast.Call)}
    return {each.id for each in walk(node) if isinstance(each, ast.Name) and id(each) not in called}


def _needs(node: ast.AST, *, inside: bool) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in OBJECTS
        case ast.ClassDef(body=body):
            if keeps_objects(node):
                return True
            for each in body:
                names = [getattr(part, "id", "") for part in getattr(each, "decorator_list", ())]
                if OBJECTS & set(names) and (inside or len(names) > 1):
                    return True
    return False
