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
