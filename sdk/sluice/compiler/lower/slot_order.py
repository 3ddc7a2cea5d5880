"""Whether the slots of a class can be put into the order in which its instances get their attributes.

`vars(x)` shows attributes in the order in which they were set. Where `__init__` sets them one after
another, that is known; where it is not, and dicts are read, the class has no slots (`instance_dicts`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.class_stores import is_self, stored_by_loose_functions
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol

_MAKERS = ("__new__", "__setattr__", "__delattr__")


@dataclass(frozen=True, slots=True)
class Stores:
    """Of the author's whole program. `computed`: attributes are stored or deleted by computed names.

    `outside`: those that are stored by other code than methods.
    """

    stored: dict[str, int]
    outside: frozenset[str]
    deleted: frozenset[str]
    computed: bool


def find_stores(names: NameTable) -> Stores:
    """The attributes that code stores and deletes, by name."""
    stored: dict[str, int] = {}
    deleted: set[str] = set()
    outside: set[str] = set()
    computed = False
    for module in names.tree.modules.values():
        if module.trusted:
            continue
        outside.update(stored_by_loose_functions(module.tree))
        for node in walk(module.tree):
            match node:
                case ast.Attribute(value=receiver, attr=name, ctx=ast.Store()):
                    stored[name] = stored.get(name, 0) + 1
                    if not is_self(receiver):
                        outside.add(name)
                case ast.Attribute(attr=name, ctx=ast.Del()):
                    deleted.add(name)
                case ast.Name(id="setattr" | "delattr") | ast.Attribute(attr="__setattr__" | "__delattr__"):
                    computed = True
                case _:
                    pass
    return Stores(stored, frozenset(outside), frozenset(deleted), computed)


def find_disorder(classes: Iterable[ClassSymbol], stores: Stores) -> set[ClassSymbol]:
    """Puts slots into the order in which they are set; the classes of which that is not known, and what is
    above and below these."""
    unknown = {each for each in classes if not put_in_order(each, stores)}
    for symbol in list(unknown):
        unknown.update(symbol.ancestors)
    for symbol in classes:
        if unknown.intersection(symbol.ancestors):
            unknown.add(symbol)
    return unknown


def put_in_order(symbol: ClassSymbol, stores: Stores) -> bool:
    """False: the order is not known."""
    above = [each for each in symbol.ancestors[1:] if each.slots]
    if not symbol.slots and not above:
        return True
    if stores.computed or len(above) > 1 or any(name in symbol.scope.bound for name in _MAKERS):
        return False
    if stores.deleted.intersection(symbol.slots) or "__init__" in stores.outside:
        return False
    early = _set_by_init(symbol, bool(above))
    if early is None:
        return False
    late = [name for name in symbol.slots if name not in early and stores.stored.get(name)]
    others = stores.outside.difference(*(each.slots for each in symbol.ancestors))
    if len(late) > 1 or (late and (symbol.subclasses or others)):
        return False
    for name in (*early, *(each for each in list(symbol.slots) if each not in early)):
        symbol.slots[name] = symbol.slots.pop(name)
    return True


def _set_by_init(symbol: ClassSymbol, has_slots_above: bool) -> list[str] | None:
    """What `__init__` sets before other code may come to the instance, in order; None: not known."""
    node = next((each for each in symbol.node.body if _is_init(each)), None)
    if node is None:
        return []
    if not isinstance(node, ast.FunctionDef) or not node.args.args or node.decorator_list:
        return None
    first, waits = node.args.args[0].arg, has_slots_above
    found: dict[str, None] = {}
    there = {name for each in symbol.ancestors[1:] for name in each.slots}
    for statement in node.body:
        if waits and _calls_super(statement):
            waits = False
            continue
        stored = list(_stored(statement, first))
        if stored and (waits or not _is_plain(statement) or not symbol.slots.keys() >= set(stored)):
            return None
        found.update(dict.fromkeys(stored))
        if _hands_over(statement, first, found.keys() | there):
            is_done = all(name in found or not slot.nodes for name, slot in symbol.slots.items())
            return list(found) if is_done and not waits else None
    return None if waits else list(found)


def _is_init(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "__init__"


def _calls_super(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(
            ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"))
        ):
            return True
    return False


def _stored(statement: ast.stmt, first: str) -> Iterator[str]:
    for node in walk(statement):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Store()) if name == first:
                yield attribute


def _is_plain(statement: ast.stmt) -> bool:
    """Whether what a statement stores is stored once, and from left to right."""
    return isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign)


def _hands_over(statement: ast.stmt, first: str, known: Iterable[str]) -> bool:
    """Whether other code may come to the instance: it is mentioned but for attributes that are there."""
    reached = {
        id(node.value) for node in walk(statement) if isinstance(node, ast.Attribute) and node.attr in known
    }
    return any(
        isinstance(node, ast.Name) and node.id == first and id(node) not in reached
        for node in walk(statement)
    )
