"""`x.__dict__` and `vars(x)` that outlive the expression they stand in, or are changed.

A dict that is only read where it stands may be a copy. Where a program keeps one (`d = vars(x)`) or changes
one (`self.__dict__.update(options)`), instances have no slots: all their attributes lie in a dict, which is
the one that the program gets.
"""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.class_stores import stores_of
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.frame import find_habits
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol


def keeps_dicts(names: NameTable) -> bool:
    """Whether code of the author keeps or changes the dict of an instance."""
    for module in names.tree.modules.values():
        found = [] if module.trusted else [id(node) for node in walk(module.tree) if _is_dict(node)]
        if found and not find_habits(module.tree).read_dicts.issuperset(found):
            return True
    return False


def _is_dict(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="__dict__") | ast.Call(func=ast.Name(id="vars"), args=[_], keywords=[]):
            return True
    return any(name == "__dict__" for _, name in stores_of(node))


def take_slots_away(symbol: ClassSymbol, *, is_dataclass: bool) -> None:
    """Classes whose instances are made in ways of their own keep their slots: their dict is refused."""
    has_own_ways = symbol.is_named_tuple or is_dataclass or is_enum(symbol)
    if not (symbol.module.trusted or symbol.closed or has_own_ways):
        symbol.slots.clear()
        symbol.keeps_dict = True
