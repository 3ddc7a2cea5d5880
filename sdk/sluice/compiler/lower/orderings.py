"""`@functools.total_ordering`: the comparisons that a class has not, from those that it has."""

from __future__ import annotations

import ast

from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import (
    BuiltinFunction,
    ClassSymbol,
    FunctionSymbol,
    TypingSymbol,
    VariableSymbol,
)
from sluice.compiler.lower.written import add_member, parse_method

TOTAL_ORDERING = "functools.total_ordering"

# For each method that a class may have: the others, as Python says them.
_DERIVED = {
    "__lt__": {
        "__gt__": "not result and self != other",
        "__le__": "result or self == other",
        "__ge__": "not result",
    },
    "__le__": {
        "__ge__": "not result or self == other",
        "__lt__": "result and self != other",
        "__gt__": "not result",
    },
    "__gt__": {
        "__lt__": "not (result or self == other)",
        "__ge__": "result or self == other",
        "__le__": "not result",
    },
    "__ge__": {
        "__le__": "(not result) or self == other",
        "__gt__": "result and self != other",
        "__lt__": "not result",
    },
}


def is_total_ordering(names: NameTable, symbol: ClassSymbol, node: ast.expr) -> bool:
    found = names.static(symbol.module, node)
    match found:
        case FunctionSymbol(name=name) | BuiltinFunction(name=name) | TypingSymbol(name=name):
            return name == TOTAL_ORDERING
        case VariableSymbol(name=name):
            return name == TOTAL_ORDERING
        case _:
            return False


def expand_total_ordering(names: NameTable, symbol: ClassSymbol) -> None:
    """Write the missing comparisons; the decorator itself does nothing any more."""
    marked = [each for each in symbol.node.decorator_list if is_total_ordering(names, symbol, each)]
    if not marked:
        return
    for each in marked:
        symbol.node.decorator_list.remove(each)
    for root in ("__lt__", "__le__", "__gt__", "__ge__"):
        if any(root in each.scope.bound for each in symbol.ancestors):
            for name, expression in _DERIVED[root].items():
                text = (
                    f"def {name}(self, other):\n"
                    f" result = self.{root}(other)\n"
                    " if result is $builtins.NotImplemented:\n"
                    "  return result\n"
                    f" return {expression}"
                )
                add_member(names, symbol, parse_method(text))
            return
    if symbol.head == "builtins.object":
        text = "must define at least one ordering operation: < > <= >="
        raise ClassFaultError(symbol, "ValueError", text)
