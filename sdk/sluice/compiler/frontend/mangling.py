"""Private names: `self.__limit` inside `class Bucket` is `self._Bucket__limit`, as CPython spells it."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import children


def mangle_private_names(tree: ast.Module) -> None:
    """Rename in place what stands inside classes."""
    _mangle(tree, None)


def _mangle(node: ast.AST, owner: str | None) -> None:
    if owner is not None:
        _rename(node, owner)
    if isinstance(node, ast.ClassDef):
        _mangle_class(node, owner)
        return
    for child in children(node):
        _mangle(child, owner)


def _mangle_class(node: ast.ClassDef, owner: str | None) -> None:
    inner = node.name.lstrip("_") or None
    for outside in (*node.decorator_list, *node.bases, *node.keywords):
        _mangle(outside, owner)
    for statement in node.body:
        _mangle(statement, inner)


def _rename(node: ast.AST, owner: str) -> None:
    match node:
        case ast.Name():
            node.id = mangled(node.id, owner)
        case ast.Attribute():
            node.attr = mangled(node.attr, owner)
        case ast.arg():
            node.arg = mangled(node.arg, owner)
        case ast.keyword() if node.arg is not None:
            node.arg = mangled(node.arg, owner)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            node.name = mangled(node.name, owner)
        case ast.Global() | ast.Nonlocal():
            node.names = [mangled(name, owner) for name in node.names]
        case ast.ExceptHandler() if node.name is not None:
            node.name = mangled(node.name, owner)
        case _:
            pass


def mangled(name: str, owner: str) -> str:
    """`__limit` in class `Bucket` → `_Bucket__limit`; other names stay."""
    if not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    return f"_{owner}{name}"
