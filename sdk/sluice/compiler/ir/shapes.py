"""The shape of a filter's configuration: what JSON may stand where, and what it becomes.

The emitter lays a shape out as the tables of `runtime/config.h`; the rules are those of `sluice.api.config`.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from sluice.compiler.ir.ops import Constant


class ScalarKind(Enum):
    """A JSON value without parts; the value is Python's name for its type."""

    ANY = "Any"
    NONE = "None"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STR = "str"


class ScalarShape(Struct, frozen=True):
    kind: ScalarKind


class ChoiceShape(Struct, frozen=True):
    """One of these JSON values; with `enum` the member of that class (full name) with the value."""

    values: tuple[Constant, ...]
    enum: str | None = None


class ListShape(Struct, frozen=True):
    """`list[T]`, or `tuple[T, ...]`."""

    item: Shape
    as_tuple: bool = False


class TupleShape(Struct, frozen=True):
    """`tuple[A, B]`: exactly so many items."""

    items: tuple[Shape, ...]


class DictShape(Struct, frozen=True):
    """`dict[str, T]`."""

    item: Shape


class UnionShape(Struct, frozen=True):
    """No two members accept the same kind of JSON value."""

    members: tuple[Shape, ...]


class FieldShape(Struct, frozen=True):
    name: str
    shape: Shape
    required: bool


class ObjectShape(Struct, frozen=True):
    """A dataclass of the program (full name), called with its fields as keywords; None: no `Config`."""

    class_name: str | None
    fields: tuple[FieldShape, ...]


Shape = ScalarShape | ChoiceShape | ListShape | TupleShape | DictShape | UnionShape | ObjectShape
