"""Descriptors other than functions and properties: refused, since attributes are found without them."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol, VariableSymbol

_METHODS = ("__get__", "__set__", "__delete__", "__set_name__")
_LIBRARY = frozenset(
    f"functools.{name}"
    for name in ("cached_property", "lru_cache", "cache", "singledispatchmethod", "partialmethod")
)
_REMEDY = "use a property, or __getattr__ and __setattr__"


def refuse_descriptors(names: NameTable, symbol: ClassSymbol) -> None:
    """Stop at a class of the author that is a descriptor, or that has one of `functools` as a member."""
    if symbol.module.trusted:
        return
    for statement in symbol.node.body:
        if not isinstance(statement, ast.FunctionDef):
            continue
        if statement.name in _METHODS:
            raise refusal(
                Code.CLASS_FORM,
                symbol.module.span(statement),
                f"`{statement.name}` makes {symbol.title} a descriptor, which is not compiled; {_REMEDY}",
            )
        for decorator in statement.decorator_list:
            if _is_library_descriptor(names, symbol, decorator):
                raise refusal(
                    Code.DECORATOR,
                    symbol.module.span(decorator),
                    f"`{ast.unparse(decorator)}` on a method is a descriptor, which is not compiled; "
                    "keep the value in an attribute of your own",
                )


def _is_library_descriptor(names: NameTable, symbol: ClassSymbol, decorator: ast.expr) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    match names.static(symbol.module, function):
        case FunctionSymbol(name=name) | ClassSymbol(name=name) | VariableSymbol(name=name):
            return name in _LIBRARY
        case _:
            return False
