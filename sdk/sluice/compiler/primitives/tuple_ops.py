"""`tuple`: displays, subscripts, operators and methods."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, INT64, TUPLE, VALUE
from sluice.compiler.primitives.int_ops import CLAMPED_OF

TUPLE_OF: Final = Primitive("slu_tuple_of", (), TUPLE, Raises.RESULT, variadic=True)
"""`(a, b, c)`; a tuple of constants is a `TupleConstant`."""
TUPLE_FROM: Final = Primitive("slu_tuple_from", (VALUE,), TUPLE, Raises.RESULT)
TUPLE_LENGTH: Final = Primitive("slu_tuple_length", (TUPLE,), INT64, pure=True)
TUPLE_GET: Final = Primitive("slu_tuple_get", (TUPLE, INT64), VALUE, Raises.RESULT)
"""`items[index]`; a negative index counts from the end; IndexError."""
TUPLE_AT: Final = Primitive("slu_tuple_at", (TUPLE, INT64), VALUE, pure=True)
"""The item at a position that is known to be there: loops, unpacking of a tuple of checked length."""
TUPLE_SLICE: Final = Primitive("slu_tuple_slice", (TUPLE, VALUE, VALUE, VALUE), TUPLE, Raises.RESULT)
TUPLE_CONCAT: Final = Primitive("slu_tuple_concat", (TUPLE, TUPLE), TUPLE, Raises.RESULT)
TUPLE_REPEAT: Final = Primitive("slu_tuple_repeat", (TUPLE, INT64), TUPLE, Raises.RESULT)
TUPLE_CONTAINS: Final = Primitive("slu_tuple_contains", (TUPLE, VALUE), BOOL, Raises.RESULT)

METHODS: tuple[Method, ...] = (
    Method(
        "tuple",
        "index",
        (
            Parameter("value"),
            Parameter("start", INT64, 0, through=CLAMPED_OF),
            Parameter("stop", INT64, (1 << 62) - 1, through=CLAMPED_OF),
        ),
        Primitive("slu_tuple_index", (TUPLE, VALUE, INT64, INT64), VALUE, Raises.RESULT),
    ),
    Method(
        "tuple",
        "count",
        (Parameter("value"),),
        Primitive("slu_tuple_count", (TUPLE, VALUE), VALUE, Raises.RESULT),
    ),
)

BUILTINS: tuple[Builtin, ...] = (Builtin("tuple", (Parameter("iterable", VALUE, ABSENT),), TUPLE_FROM),)
