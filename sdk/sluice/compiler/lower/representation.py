"""From mypy's types to representations, and the lattice that places move up in.

INT64 < INT < VALUE      BOOL < INT      FLOAT, str, list…, instances < VALUE
"""

from __future__ import annotations

from collections.abc import Callable

from sluice.compiler.frontend.known_types import Kind, KnownType
from sluice.compiler.ir.types import (
    BOOL,
    BYTEARRAY,
    BYTES,
    DICT,
    FLOAT,
    FROZENSET,
    INT,
    INT64,
    LIST,
    SET,
    STR,
    TUPLE,
    VALUE,
    Instance,
    Maybe,
    Type,
)

_BUILTINS: dict[str, Type] = {
    "builtins.int": INT,
    "builtins.float": FLOAT,
    "builtins.bool": BOOL,
    "builtins.str": STR,
    "builtins.bytes": BYTES,
    "builtins.bytearray": BYTEARRAY,
    "builtins.list": LIST,
    "builtins.tuple": TUPLE,
    "builtins.dict": DICT,
    "builtins.set": SET,
    "builtins.frozenset": FROZENSET,
}

ClassFinder = Callable[[str], str | None]


def to_representation(kind: KnownType | None, find_class: ClassFinder) -> Type:
    """How a value that mypy calls `kind` is held; VALUE where nothing better is certain.

    `find_class` gives the program's name of a class whose instances have a layout of their own.
    """
    if kind is not None and kind.kind is Kind.TYPED_DICT:
        return DICT
    if kind is None or kind.kind not in _WITH_CLASS:
        return VALUE
    known = _BUILTINS.get(kind.name)
    if known is not None:
        return known
    found = find_class(kind.name)
    return Instance(found) if found is not None else VALUE


def to_place(kind: KnownType | None, find_class: ClassFinder) -> Type:
    """How a place holds what is declared of it: `C | None` is something of its own."""
    held = to_representation(kind, find_class)
    if held != VALUE or kind is None or kind.kind is not Kind.UNION:
        return held
    others = [each for each in kind.items if each.kind is not Kind.NONE]
    only = to_representation(others[0], find_class) if len(others) == 1 < len(kind.items) else VALUE
    return Maybe(only.class_name) if isinstance(only, Instance) else VALUE


_WITH_CLASS = (Kind.INSTANCE, Kind.LITERAL, Kind.TUPLE)
_ONE_ARGUMENT = frozenset(
    ("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.zip")
)
_PAIRS = frozenset(("builtins.enumerate", "_collections_abc.dict_items"))


def tuple_size_of_items(kind: KnownType | None) -> int | None:
    """How many items the tuples have that an iterable gives (2: `d.items()`); None: no tuples, or others."""
    if kind is None or kind.kind is not Kind.INSTANCE:
        return None
    if kind.name in _PAIRS:
        return 2
    if kind.name not in _ONE_ARGUMENT or len(kind.items) != 1:
        return None
    item = kind.items[0]
    if item.kind is not Kind.TUPLE or item.name != "builtins.tuple":
        return None
    return None if any(each.kind is Kind.UNPACKED for each in item.items) else len(item.items)


def is_any(kind: KnownType | None) -> bool:
    """Whether mypy knows nothing about it."""
    return kind is None or kind.kind is Kind.ANY


def join(left: Type, right: Type) -> Type:
    """The narrowest representation that holds both without a check."""
    if left == right:
        return left
    if {left, right} <= {INT, INT64, BOOL}:
        return INT
    return VALUE


def holds(place: Type, operand: Type) -> bool:
    """Whether an operand of one type goes into a place of another without a check or a change of meaning."""
    return place in (operand, VALUE) or (place == INT and operand in (INT64, BOOL))
