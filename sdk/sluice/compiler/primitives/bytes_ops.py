"""`bytes` and `bytearray`: operators and methods.

One C function serves both types: receivers are VALUE, and what is made is of the receiver's type.
"""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import (
    ABSENT,
    REQUIRED,
    Builtin,
    Default,
    Method,
    Parameter,
    Primitive,
    Raises,
)
from sluice.compiler.ir.types import BOOL, BYTEARRAY, BYTES, INT, INT64, LIST, STR, TUPLE, VALUE, VOID, Type
from sluice.compiler.primitives.int_ops import counted

BYTES_EQUAL: Final = Primitive("slu_bytes_equal", (VALUE, VALUE), BOOL, pure=True)
BYTES_CONCAT: Final = Primitive("slu_bytes_concat", (VALUE, VALUE), VALUE, Raises.RESULT)
BYTES_REPEAT: Final = Primitive("slu_bytes_repeat", (VALUE, INT), VALUE, Raises.RESULT)
BYTES_LENGTH: Final = Primitive("slu_bytes_length", (VALUE,), INT64, pure=True)
BYTES_GET: Final = Primitive("slu_bytes_get", (VALUE, INT64), INT64, Raises.FLAG)
BYTES_AT: Final = Primitive("slu_bytes_at", (BYTES, INT64), INT64, Raises.BELOW)
"""`data[index]` of `bytes`, in place."""
BYTES_SLICE: Final = Primitive("slu_bytes_slice", (VALUE, INT64, INT64), VALUE, Raises.RESULT)
BYTES_CONTAINS: Final = Primitive("slu_bytes_contains", (VALUE, VALUE), BOOL, Raises.FLAG)


BYTES_HEX: Final = Primitive("slu_bytes_hex_plainly", (VALUE,), STR, Raises.RESULT)
"""`data.hex()` without a separator, whose length nobody asks for."""


def _keyword(name: str, kind: Type = VALUE, default: Default = REQUIRED) -> Parameter:
    return Parameter(name, kind, default, positional_only=False)


def _both(
    name: str, result: Type, parameters: tuple[Parameter, ...] = (), raises: Raises | None = None
) -> tuple[Method, Method]:
    """The method on `bytes` and on `bytearray`, by one C function `slu_bytes_<name>`."""
    if raises is None:
        raises = Raises.FLAG if result in (BOOL, INT64) else Raises.RESULT
    parameters = counted(parameters)
    types = (VALUE, *(parameter.type for parameter in parameters))
    primitive = Primitive(f"slu_bytes_{name}", types, result, raises)
    return Method("bytes", name, parameters, primitive), Method("bytearray", name, parameters, primitive)


def _array(
    name: str, parameters: tuple[Parameter, ...], result: Type = VOID, raises: Raises = Raises.FLAG
) -> Method:
    types = (BYTEARRAY, *(parameter.type for parameter in parameters))
    return Method(
        "bytearray", name, counted(parameters), Primitive(f"slu_bytearray_{name}", types, result, raises)
    )


_BOUNDS: Final = (Parameter("start", VALUE, None), Parameter("end", VALUE, None))
_PREDICATES: Final = (
    "isalnum",
    "isalpha",
    "isascii",
    "isdigit",
    "islower",
    "isspace",
    "istitle",
    "isupper",
)

METHODS: tuple[Method, ...] = (
    *(each for name in _PREDICATES for each in _both(name, BOOL, raises=Raises.NEVER)),
    *(each for name in ("capitalize", "lower", "swapcase", "title", "upper") for each in _both(name, VALUE)),
    *(
        each
        for name in ("count", "find", "rfind", "index", "rindex")
        for each in _both(name, INT64, (Parameter("sub"), *_BOUNDS))
    ),
    *_both("startswith", BOOL, (Parameter("prefix"), *_BOUNDS)),
    *_both("endswith", BOOL, (Parameter("suffix"), *_BOUNDS)),
    *_both("removeprefix", VALUE, (Parameter("prefix"),)),
    *_both("removesuffix", VALUE, (Parameter("suffix"),)),
    *_both("replace", VALUE, (Parameter("old"), Parameter("new"), Parameter("count", INT64, -1))),
    *_both("split", LIST, (_keyword("sep", VALUE, None), _keyword("maxsplit", INT64, -1))),
    *_both("rsplit", LIST, (_keyword("sep", VALUE, None), _keyword("maxsplit", INT64, -1))),
    *_both("splitlines", LIST, (_keyword("keepends", VALUE, False),)),
    *_both("partition", TUPLE, (Parameter("sep"),)),
    *_both("rpartition", TUPLE, (Parameter("sep"),)),
    *(
        each
        for name in ("strip", "lstrip", "rstrip")
        for each in _both(name, VALUE, (Parameter("bytes", VALUE, None),))
    ),
    *_both("join", VALUE, (Parameter("iterable_of_bytes"),)),
    *(
        each
        for name in ("center", "ljust", "rjust")
        for each in _both(name, VALUE, (Parameter("width", INT64), Parameter("fillchar", VALUE, b" ")))
    ),
    *_both("zfill", VALUE, (Parameter("width", INT64),)),
    *_both("expandtabs", VALUE, (_keyword("tabsize", INT64, 8),)),
    *_both("translate", VALUE, (Parameter("table"), _keyword("delete", VALUE, ABSENT))),
    *(Method(owner, "hex", (), BYTES_HEX) for owner in ("bytes", "bytearray")),
    *_both("hex", STR, (_keyword("sep", VALUE, ABSENT), _keyword("bytes_per_sep", INT64, 1))),
    *_both("decode", STR, (_keyword("encoding", VALUE, "utf-8"), _keyword("errors", VALUE, "strict"))),
    _array("append", (Parameter("item"),)),
    _array("extend", (Parameter("iterable"),)),
    _array("insert", (Parameter("index", INT64), Parameter("item"))),
    _array("pop", (Parameter("index", INT64, -1),), INT64),
    _array("remove", (Parameter("value"),)),
    _array("reverse", (), raises=Raises.NEVER),
    _array("clear", (), raises=Raises.NEVER),
    _array("copy", (), BYTEARRAY, Raises.RESULT),
)

_SOURCE: Final = (
    _keyword("source", VALUE, ABSENT),
    _keyword("encoding", VALUE, ABSENT),
    _keyword("errors", VALUE, ABSENT),
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("bytes", _SOURCE, Primitive("slu_bytes_new", (VALUE, VALUE, VALUE), VALUE, Raises.RESULT)),
    Builtin(
        "bytearray", _SOURCE, Primitive("slu_bytearray_new", (VALUE, VALUE, VALUE), VALUE, Raises.RESULT)
    ),
    Builtin(
        "bytes.fromhex",
        (Parameter("string"),),
        Primitive("slu_bytes_from_hex", (VALUE,), VALUE, Raises.RESULT),
    ),
    Builtin(
        "bytearray.fromhex",
        (Parameter("string"),),
        Primitive("slu_bytearray_from_hex", (VALUE,), VALUE, Raises.RESULT),
    ),
    *(
        Builtin(
            f"{owner}.maketrans",
            (Parameter("frm"), Parameter("to")),
            Primitive("slu_bytes_maketrans", (VALUE, VALUE), VALUE, Raises.RESULT),
        )
        for owner in ("bytes", "bytearray")
    ),
)

__all__ = ["BUILTINS", "BYTES", "METHODS"]
