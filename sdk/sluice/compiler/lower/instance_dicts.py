"""`x.__dict__` and `vars(x)` that outlive the expression they stand in, or are changed.

A dict that is only read where it stands may be a copy: of slots, if the order is known in which instances get
them (`slot_order`). Where a program keeps one (`d = vars(x)`) or changes
one (`self.__dict__.update(options)`), instances have no slots: all their attributes lie in a dict, which is
the one that the program gets.
"""

from __future__ import annotations

import ast
from collections.abc import Container

from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.class_stores import stores_of
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.frame import find_habits
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.slot_order import find_disorder, find_stores
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


def choose_slots(
    names: NameTable, classes: dict[str, ClassSymbol], with_fields: Container[ClassSymbol]
) -> None:
    """Takes slots away where dicts are kept, and where they are read and the order of slots is not known.

    Classes whose instances are made in ways of their own keep their slots: their dict is refused.
    """
    if not any(
        _is_dict(node) for each in names.tree.modules.values() if not each.trusted for node in walk(each.tree)
    ):
        return
    free = [
        each
        for each in classes.values()
        if not (
            each.module.trusted or each.closed or each.is_named_tuple or each in with_fields or is_enum(each)
        )
    ]
    for symbol in free if keeps_dicts(names) else find_disorder(free, find_stores(names)).intersection(free):
        symbol.slots.clear()
        symbol.keeps_dict = True
