"""Descriptors other than functions and properties: where there are some, attributes are found by name."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol, VariableSymbol

_METHODS = ("__get__", "__set__", "__delete__", "__set_name__")
_LIBRARY = frozenset(
    f"functools.{name}" for name in ("cached_property", "lru_cache", "cache", "partialmethod")
)


def makes_descriptors(names: NameTable, symbol: ClassSymbol) -> bool:
    """Whether a class of the author is a descriptor, or has one of `functools` in its body."""
    if symbol.module.trusted:
        return False
    if any(name in symbol.scope.bound for name in _METHODS):
        return True
    for statement in symbol.node.body:
        decorators = getattr(statement, "decorator_list", [])
        parts = decorators if isinstance(statement, ast.FunctionDef) else [statement]
        if any(_is_library_descriptor(names, symbol, node) for part in parts for node in walk(part)):
            return True
    return False


def _is_library_descriptor(names: NameTable, symbol: ClassSymbol, node: ast.AST) -> bool:
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    match names.static(symbol.module, node):
        case FunctionSymbol(name=name) | ClassSymbol(name=name) | VariableSymbol(name=name):
            return name in _LIBRARY
        case _:
            return False
