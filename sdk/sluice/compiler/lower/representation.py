"""From mypy's types to representations, and the lattice that places move up in.

INT64 < INT < VALUE      BOOL < INT      FLOAT, str, list…, instances < VALUE
"""

from __future__ import annotations

from collections.abc import Callable

import mypy.types as mypy_types

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


def to_representation(kind: mypy_types.Type | None, find_class: ClassFinder) -> Type:
    """How a value that mypy calls `kind` is held; VALUE where nothing better is certain.

    `find_class` gives the program's name of a class whose instances have a layout of their own.
    """
    if kind is None:
        return VALUE
    proper = mypy_types.get_proper_type(kind)
    if isinstance(proper, mypy_types.LiteralType):
        proper = proper.fallback
    if isinstance(proper, mypy_types.TupleType):
        proper = proper.partial_fallback
    if isinstance(proper, mypy_types.TypedDictType):
        return DICT
    if not isinstance(proper, mypy_types.Instance):
        return VALUE
    known = _BUILTINS.get(proper.type.fullname)
    if known is not None:
        return known
    found = find_class(proper.type.fullname)
    return Instance(found) if found is not None else VALUE


def to_place(kind: mypy_types.Type | None, find_class: ClassFinder) -> Type:
    """How a place holds what is declared of it: `C | None` is something of its own."""
    held = to_representation(kind, find_class)
    proper = mypy_types.get_proper_type(kind) if kind is not None else None
    if held != VALUE or not isinstance(proper, mypy_types.UnionType):
        return held
    others = [
        each for each in proper.items if not isinstance(mypy_types.get_proper_type(each), mypy_types.NoneType)
    ]
    only = to_representation(others[0], find_class) if len(others) == 1 < len(proper.items) else VALUE
    return Maybe(only.class_name) if isinstance(only, Instance) else VALUE


_ONE_ARGUMENT = frozenset(
    ("builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.zip")
)
_PAIRS = frozenset(("builtins.enumerate", "_collections_abc.dict_items"))


def tuple_size_of_items(kind: mypy_types.Type | None) -> int | None:
    """How many items the tuples have that an iterable gives (2: `d.items()`); None: no tuples, or others."""
    proper = mypy_types.get_proper_type(kind) if kind is not None else None
    if not isinstance(proper, mypy_types.Instance):
        return None
    if proper.type.fullname in _PAIRS:
        return 2
    if proper.type.fullname not in _ONE_ARGUMENT or len(proper.args) != 1:
        return None
    item = mypy_types.get_proper_type(proper.args[0])
    if not isinstance(item, mypy_types.TupleType) or item.partial_fallback.type.fullname != "builtins.tuple":
        return None
    return None if any(isinstance(each, mypy_types.UnpackType) for each in item.items) else len(item.items)


def is_any(kind: mypy_types.Type | None) -> bool:
    """Whether mypy knows nothing about it."""
    return kind is None or isinstance(mypy_types.get_proper_type(kind), mypy_types.AnyType)


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
