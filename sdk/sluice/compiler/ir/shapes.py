"""The shape of a filter's configuration: what JSON may stand where, and what it becomes.

The emitter lays a shape out as the tables of `runtime/config.h`; the rules are those of `sluice.api.config`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sluice.compiler.ir.ops import Constant


class ScalarKind(Enum):
    """A JSON value without parts; the value is Python's name for its type."""

    ANY = "Any"
    NONE = "None"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STR = "str"


@dataclass(frozen=True, slots=True)
class ScalarShape:
    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class ChoiceShape:
    """One of these JSON values; with `enum` the member of that class (full name) with the value."""

    values: tuple[Constant, ...]
    enum: str | None = None


@dataclass(frozen=True, slots=True)
class ListShape:
    """`list[T]`, or `tuple[T, ...]`."""

    item: Shape
    as_tuple: bool = False


@dataclass(frozen=True, slots=True)
class TupleShape:
    """`tuple[A, B]`: exactly so many items."""

    items: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class DictShape:
    """`dict[str, T]`."""

    item: Shape


@dataclass(frozen=True, slots=True)
class UnionShape:
    """No two members accept the same kind of JSON value."""

    members: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class FieldShape:
    name: str
    shape: Shape
    required: bool


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """A dataclass of the program (full name), called with its fields as keywords; None: no `Config`."""

    class_name: str | None
    fields: tuple[FieldShape, ...]


Shape = ScalarShape | ChoiceShape | ListShape | TupleShape | DictShape | UnionShape | ObjectShape
