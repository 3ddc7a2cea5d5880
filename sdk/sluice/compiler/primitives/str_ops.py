"""`str`: operators and methods.

Arguments that CPython checks with a message of their own are VALUE: the C function raises that message.
Positions count code points; `start` and `end` may be None.
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
from sluice.compiler.ir.types import BOOL, BYTES, DICT, INT, INT64, LIST, STR, TUPLE, VALUE, Type
from sluice.compiler.primitives.int_ops import counted

STR_EQUAL: Final = Primitive("slu_str_equal", (STR, STR), BOOL, pure=True)
STR_COMPARE: Final = Primitive("slu_str_compare", (STR, STR), INT64, pure=True)
"""Negative, 0 or positive, by code points: for `<`, `<=`, `>`, `>=`."""
STR_CONCAT: Final = Primitive("slu_str_concat", (STR, STR), STR, Raises.RESULT)
STR_CONCAT_TWO: Final = Primitive("slu_str_concat_two", (STR, STR), STR, Raises.RESULT)
STR_CONCAT_MANY: Final = Primitive("slu_str_concat_many", (), STR, Raises.RESULT, variadic=True)
"""One allocation for `a + b + c` and for f-strings. Every item must be a str (not checked)."""
STR_REPEAT: Final = Primitive("slu_str_repeat", (STR, INT), STR, Raises.RESULT)
STR_CONTAINS: Final = Primitive("slu_str_contains", (STR, STR), BOOL, pure=True)
STR_LENGTH: Final = Primitive("slu_str_length", (STR,), INT64, pure=True)
STR_TRUTH: Final = Primitive("slu_str_truth", (STR,), BOOL, pure=True)
STR_HASH: Final = Primitive("slu_str_hash", (STR,), INT64, pure=True)
STR_GET: Final = Primitive("slu_str_get", (STR, INT64), STR, Raises.RESULT)
"""`s[i]`; a negative index counts from the end; IndexError `string index out of range`."""
STR_SLICE: Final = Primitive("slu_str_slice", (STR, INT64, INT64), STR, Raises.RESULT)
"""`s[start:end]`, both bounds given (0 and INT64_MAX for missing ones); negative ones count from the end."""
STR_SLICE_STEP: Final = Primitive("slu_str_slice_step", (STR, VALUE, VALUE, VALUE), STR, Raises.RESULT)
"""`s[start:end:step]`, each an int, an index or None."""
STR_REPR: Final = Primitive("slu_str_repr", (STR,), STR, Raises.RESULT)

_BOUNDS: Final = (Parameter("start", VALUE, None), Parameter("end", VALUE, None))


def _method(
    name: str,
    result: Type,
    parameters: tuple[Parameter, ...] = (),
    raises: Raises | None = None,
    rest: bool = False,
    function: str | None = None,
) -> Method:
    """`str.name` as `slu_str_name`; raising as befits the result unless told otherwise."""
    if raises is None:
        raises = Raises.FLAG if result in (BOOL, INT64) else Raises.RESULT
    types = (STR, *(parameter.type for parameter in parameters))
    primitive = Primitive(function or f"slu_str_{name}", types, result, raises, variadic=rest)
    return Method("str", name, counted(parameters), primitive, rest=rest)


def _keyword(name: str, kind: Type = VALUE, default: Default = REQUIRED) -> Parameter:
    return Parameter(name, kind, default, positional_only=False)


_PREDICATES: Final = (
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
)
_CASES: Final = ("capitalize", "casefold", "lower", "swapcase", "title", "upper")

ENCODE_PLAINLY: Final = Primitive("slu_str_encode_plainly", (STR,), BYTES, Raises.RESULT)
"""`text.encode()` (see `passes/use_texts`)."""
LOWER_IS: Final = Primitive("slu_str_lower_is", (STR, STR), BOOL, pure=True)
"""`text.lower() == other`, where the other one is ASCII (see `passes/fuse_comparisons`)."""

METHODS: tuple[Method, ...] = (
    *(_method(name, BOOL, raises=Raises.NEVER) for name in _PREDICATES),
    *(_method(name, STR) for name in _CASES),
    _method("count", INT64, (Parameter("sub"), *_BOUNDS)),
    _method("find", INT64, (Parameter("sub"), *_BOUNDS)),
    _method("rfind", INT64, (Parameter("sub"), *_BOUNDS)),
    _method("index", INT64, (Parameter("sub"), *_BOUNDS)),
    _method("rindex", INT64, (Parameter("sub"), *_BOUNDS)),
    _method("startswith", BOOL, (Parameter("prefix", STR),), Raises.NEVER, function="slu_str_has_prefix"),
    _method("startswith", BOOL, (Parameter("prefix"), *_BOUNDS)),
    _method("endswith", BOOL, (Parameter("suffix", STR),), Raises.NEVER, function="slu_str_has_suffix"),
    _method("endswith", BOOL, (Parameter("suffix"), *_BOUNDS)),
    _method("removeprefix", STR, (Parameter("prefix"),)),
    _method("removesuffix", STR, (Parameter("suffix"),)),
    _method("replace", STR, (Parameter("old"), Parameter("new"), Parameter("count", INT64, -1))),
    _method("split", LIST, (_keyword("sep", VALUE, None), _keyword("maxsplit", INT64, -1))),
    _method("rsplit", LIST, (_keyword("sep", VALUE, None), _keyword("maxsplit", INT64, -1))),
    _method("splitlines", LIST, (_keyword("keepends", VALUE, False),)),
    _method("partition", TUPLE, (Parameter("sep"),)),
    _method("rpartition", TUPLE, (Parameter("sep"),)),
    _method("strip", STR, (Parameter("chars", VALUE, None),)),
    _method("lstrip", STR, (Parameter("chars", VALUE, None),)),
    _method("rstrip", STR, (Parameter("chars", VALUE, None),)),
    _method("join", STR, (Parameter("iterable"),)),
    _method("center", STR, (Parameter("width", INT64), Parameter("fillchar", VALUE, " "))),
    _method("ljust", STR, (Parameter("width", INT64), Parameter("fillchar", VALUE, " "))),
    _method("rjust", STR, (Parameter("width", INT64), Parameter("fillchar", VALUE, " "))),
    _method("zfill", STR, (Parameter("width", INT64),)),
    _method("expandtabs", STR, (_keyword("tabsize", INT64, 8),)),
    _method("encode", BYTES, (_keyword("encoding", VALUE, "utf-8"), _keyword("errors", VALUE, "strict"))),
    _method("translate", STR, (Parameter("table"),)),
    _method("format_map", STR, (Parameter("mapping"),)),
)

DYNAMIC_METHODS: tuple[Method, ...] = (
    Method(
        "str",
        "format",
        (),
        Primitive("slu_str_format_items", (STR, DICT), STR, Raises.RESULT, variadic=True),
        rest=True,
        keywords=True,
    ),
)
"""What a call by name reaches; typed code goes through `format_ops.STR_FORMAT`."""

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "str",
        (
            _keyword("object", VALUE, ABSENT),
            _keyword("encoding", VALUE, ABSENT),
            _keyword("errors", VALUE, ABSENT),
        ),
        Primitive("slu_str_new", (VALUE, VALUE, VALUE), STR, Raises.RESULT),
    ),
    Builtin(
        "str.maketrans",
        (Parameter("x"), Parameter("y", VALUE, ABSENT), Parameter("z", VALUE, ABSENT)),
        Primitive("slu_str_maketrans", (VALUE, VALUE, VALUE), DICT, Raises.RESULT),
    ),
    Builtin("ascii", (Parameter("obj"),), Primitive("slu_ascii", (VALUE,), STR, Raises.RESULT)),
)
