"""How a value is held while code runs: the types of IR registers.

A type is a *representation*, not what the author annotated. `VALUE` can hold anything; every other type is
a promise that the lowering has proved or checked. Converting to `VALUE` is always free or a boxing;
converting from `VALUE` is checked and raises `TypeError` where the promise does not hold.

    VALUE   slu_value   anything: a small int (low bit 1) or a pointer to an object
    INT     slu_value   an `int`, `bool` or a subclass of them, without limit; same bits as VALUE
    INT64   int64_t     an int proved to fit 63 bits (loop counters, lengths); `x.int` of `unbox_ints`: 64
    FLOAT   double      exactly a `float`
    NUMBER  slu_number  anything: a `float` as a double, all else as a VALUE beside it
    BOOL    int32_t     0 or 1, exactly a `bool`
    Ref     pointer     an object of a known layout, never None
    Maybe   pointer     an instance of a class of the program, or None (the object, not NULL)
    VOID    nothing     the result of what returns nothing
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from msgspec import Struct


class Scalar(Enum):
    """A representation without parameters."""

    VALUE = "value"
    INT = "int"
    INT64 = "int64"
    FLOAT = "float"
    NUMBER = "number"
    BOOL = "bool"
    VOID = "void"

    __hash__ = object.__hash__  # registers are looked up all the time

    def __str__(self) -> str:
        return self.value


class Ref(Struct, frozen=True):
    """A pointer to an object of one of the runtime's own layouts: `str`, `bytes`, `list`, `dict`, …

    `name` is the Python name; the C struct is `slu_<name>`. An instance of a subclass is allowed: its
    layout begins with that of its base.
    """

    name: str

    def __str__(self) -> str:
        return self.name


class Instance(Struct, frozen=True):
    """A pointer to an instance of a class of the program (or of a subclass of it).

    `class_name` is the class's full name (`api_key.Config`), a key of `Program.classes`.
    """

    class_name: str

    def __str__(self) -> str:
        return f"instance[{self.class_name}]"


class Maybe(Struct, frozen=True):
    """A pointer to an instance of a class of the program (or of a subclass of it), or to None.

    What places are that the author annotates with `Node | None`. What is loaded from one becomes a VALUE at
    once, so only what stores into such places, and `reuse_conversions`, have to know of it.
    """

    class_name: str

    def __str__(self) -> str:
        return f"maybe[{self.class_name}]"


Type = Scalar | Ref | Instance | Maybe

VALUE: Final = Scalar.VALUE
INT: Final = Scalar.INT
INT64: Final = Scalar.INT64
FLOAT: Final = Scalar.FLOAT
NUMBER: Final = Scalar.NUMBER
BOOL: Final = Scalar.BOOL
VOID: Final = Scalar.VOID

STR: Final = Ref("str")
BYTES: Final = Ref("bytes")
BYTEARRAY: Final = Ref("bytearray")
LIST: Final = Ref("list")
TUPLE: Final = Ref("tuple")
DICT: Final = Ref("dict")
SET: Final = Ref("set")
FROZENSET: Final = Ref("frozenset")
RANGE: Final = Ref("range")
FUNCTION: Final = Ref("function")
CELL: Final = Ref("cell")
TYPE: Final = Ref("type")


def is_word(kind: Type) -> bool:
    """Whether the register holds a `slu_value` word already, so that boxing is a plain copy."""
    return kind in (VALUE, INT)


def is_pointer(kind: Type) -> bool:
    """Whether the register holds a raw pointer to an object."""
    return isinstance(kind, Ref | Instance | Maybe)
