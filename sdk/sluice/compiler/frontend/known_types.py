"""mypy's types as plain records: what the lowering asks of them, and what can be kept in a file."""

from __future__ import annotations

from enum import StrEnum

import mypy.types as mypy_types
from msgspec import Struct


class Kind(StrEnum):
    """What sort of type it is. OTHER: functions, type variables, classes as values, … ."""

    ANY = "any"
    NONE = "none"
    INSTANCE = "instance"
    LITERAL = "literal"
    TUPLE = "tuple"
    TYPED_DICT = "typed dict"
    UNION = "union"
    UNPACKED = "unpacked"
    OTHER = "other"


class KnownType(Struct, frozen=True):
    """A type. `name`: full, of the class of an instance, a literal, a tuple. `value`: of a literal.

    `items`: the arguments of an instance, the items of a tuple, the members of a union.
    """

    kind: Kind
    name: str = ""
    items: tuple[KnownType, ...] = ()
    value: int | str | bool | float | None = None


class Signature(Struct, frozen=True):
    """A function's parameters, in order, and what it returns."""

    names: tuple[str | None, ...]
    parameters: tuple[KnownType, ...]
    returned: KnownType


def describe(kind: mypy_types.Type) -> KnownType:
    """The record of a type, aliases resolved; an alias that contains itself is OTHER within itself."""
    proper = mypy_types.get_proper_type(kind)
    match proper:
        case mypy_types.AnyType():
            return KnownType(Kind.ANY)
        case mypy_types.NoneType():
            return KnownType(Kind.NONE)
        case mypy_types.Instance():
            return KnownType(Kind.INSTANCE, proper.type.fullname, _describe_each(proper.args))
        case mypy_types.LiteralType():
            name = proper.fallback.type.fullname
            if isinstance(proper.value, mypy_types.SentinelValue):
                return KnownType(Kind.INSTANCE, name)
            return KnownType(Kind.LITERAL, name, value=proper.value)
        case mypy_types.TupleType():
            name = proper.partial_fallback.type.fullname
            return KnownType(Kind.TUPLE, name, _describe_each(proper.items))
        case mypy_types.TypedDictType():
            return KnownType(Kind.TYPED_DICT)
        case mypy_types.UnionType():
            return KnownType(Kind.UNION, items=_describe_each(proper.items))
        case mypy_types.UnpackType():
            return KnownType(Kind.UNPACKED)
    return KnownType(Kind.OTHER)


def describe_signature(kind: mypy_types.Type | None) -> Signature | None:
    """None: it is not known, or there are several."""
    proper = mypy_types.get_proper_type(kind) if kind is not None else None
    if not isinstance(proper, mypy_types.CallableType):
        return None
    return Signature(tuple(proper.arg_names), _describe_each(proper.arg_types), describe(proper.ret_type))


def _describe_each(kinds: list[mypy_types.Type] | tuple[mypy_types.Type, ...]) -> tuple[KnownType, ...]:
    return tuple(
        KnownType(Kind.OTHER)
        if isinstance(each, mypy_types.TypeAliasType) and each.is_recursive
        else describe(each)
        for each in kinds
    )
