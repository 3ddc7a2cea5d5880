"""Descriptors other than functions and properties: where there are some, attributes are found by name."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.descriptor_objects import MODULE, OBJECTS, keeps_objects
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol, VariableSymbol

_METHODS = ("__get__", "__set__", "__delete__", "__set_name__")
_LIBRARY = frozenset(
    f"functools.{name}"
    for name in ("cached_property", "lru_cache", "cache", "partialmethod", "singledispatchmethod")
)


def makes_descriptors(names: NameTable, symbol: ClassSymbol) -> bool:
    """Whether a class of the author is a descriptor, or has one of `functools` in its body."""
    if symbol.module.trusted:
        return False
    if any(name in symbol.scope.bound for name in _METHODS):
        return True
    if keeps_objects(symbol.node):
        return True
    if any(_makes_object(names, symbol, each) for each in symbol.node.body):
        return True
    for statement in symbol.node.body:
        decorators = getattr(statement, "decorator_list", [])
        parts = decorators if isinstance(statement, ast.FunctionDef) else [statement]
        if any(_is_library_descriptor(names, symbol, node) for part in parts for node in walk(part)):
            return True
    return False


def calls_for_objects(names: NameTable) -> bool:
    """Whether the author calls `property` and its like: any class may get what they give."""
    return MODULE in names.modules and any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OBJECTS
        for module in names.tree.modules.values()
        if not module.trusted
        for node in walk(module.tree)
    )


def _makes_object(names: NameTable, symbol: ClassSymbol, statement: ast.stmt) -> bool:
    """A method under such a decorator that is not one of the class's own."""
    if not isinstance(statement, ast.FunctionDef):
        return False
    is_decorated = any(isinstance(each, ast.Name) and each.id in OBJECTS for each in statement.decorator_list)
    return is_decorated and statement.name in symbol.variables


def _is_library_descriptor(names: NameTable, symbol: ClassSymbol, node: ast.AST) -> bool:
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    match names.static(symbol.module, node):
        case FunctionSymbol(name=name) | ClassSymbol(name=name) | VariableSymbol(name=name):
            return name in _LIBRARY
        case _:
            return False
