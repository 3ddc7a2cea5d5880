"""C's side of the IR's types, and how a value passes from one to another where that cannot fail."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.types import (
    BOOL,
    FLOAT,
    INT,
    INT64,
    NUMBER,
    VALUE,
    VOID,
    Instance,
    Maybe,
    Ref,
    Type,
    is_pointer,
)

_SCALARS: Final = {
    VALUE: "slu_value",
    INT: "slu_value",
    INT64: "int64_t",
    FLOAT: "double",
    NUMBER: "slu_number",
    BOOL: "int32_t",
    VOID: "void",
}

FLAGS: Final = {
    "str": "SLU_IS_STR",
    "bytes": "SLU_IS_BYTES",
    "bytearray": "SLU_IS_BYTEARRAY",
    "list": "SLU_IS_LIST",
    "tuple": "SLU_IS_TUPLE",
    "dict": "SLU_IS_DICT",
    "set": "SLU_IS_SET",
    "frozenset": "SLU_IS_FROZENSET",
    "range": "SLU_IS_RANGE",
    "function": "SLU_IS_FUNCTION",
    "cell": "SLU_IS_CELL",
    "type": "SLU_IS_TYPE",
    "generator": "SLU_IS_GENERATOR",
}
"""The bit of `slu_type.flags` that an object behind a pointer of this kind has."""

_STRUCTS: Final = {"frozenset": "slu_set", "type": "slu_type"}


def to_c_type(kind: Type) -> str:
    """The C type of a register; an instance is a `slu_object *`, its slots are reached by casting."""
    match kind:
        case Ref(name):
            return f"{_STRUCTS.get(name, 'slu_' + name)} *"
        case Instance() | Maybe():
            return "slu_object *"
        case _:
            return _SCALARS[kind]


def declare(kind: Type, name: str) -> str:
    """`slu_str *r_x`, `double r_y`."""
    written = to_c_type(kind)
    return f"{written}{name}" if written.endswith("*") else f"{written} {name}"


def convert_freely(code: str, source: Type, target: Type) -> str | None:
    """The expression in another representation where that cannot raise; None where it has to be checked.

    A `bool` in an `int` stays a bool: BOOL → INT is the object True or False.
    """
    if source == target:
        return code
    if target == NUMBER:
        return f"slu_number_of_float({code})" if source == FLOAT else _to_number(code, source)
    if target in (VALUE, INT):
        return _to_word(code, source, target)
    if target == BOOL or source == BOOL:
        return _from_bool(code, target) if source == BOOL else None
    if source == INT64 and target == FLOAT:
        return f"(double){code}"
    if isinstance(source, Instance) and isinstance(target, Instance | Maybe):
        return f"({to_c_type(target)}){code}"  # the lowering has proved it
    if is_pointer(source) and is_pointer(target) and target in (Ref("object"), Instance("builtins.object")):
        return f"({to_c_type(target)}){code}"
    return None


def _to_number(code: str, source: Type) -> str | None:
    word = _to_word(code, source, VALUE)
    return word if word is None else f"slu_number_of({word})"


def _to_word(code: str, source: Type, target: Type) -> str | None:
    if source in (VALUE, INT):
        return code if target == VALUE or source == INT else None
    if source == INT64:
        return f"slu_small({code})"
    if source == BOOL:
        return f"slu_bool({code})"
    if target == INT:
        return None
    if source == NUMBER:
        return f"slu_number_box({code})"
    return f"slu_float_box({code})" if source == FLOAT else f"slu_of({code})"


def _from_bool(code: str, target: Type) -> str | None:
    match target:
        case _ if target == INT64:
            return f"(int64_t){code}"
        case _ if target == FLOAT:
            return f"(double){code}"
        case _:
            return None
