"""`int`: operators, methods, and the built-in functions on numbers.

Binary operators and comparisons on INT × INT are `slu_int_<verb>` of `runtime/int.h` (the verb is the lower
case name of `ir.ops.Arithmetic` or `ir.ops.Comparison`): the fast path on two small ints is inline there.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from sluice.compiler.ir.ops import Arithmetic, Comparison
from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, BYTES, FLOAT, INT, INT64, STR, TUPLE, VALUE


def _int_operator(operator: Arithmetic) -> Primitive:
    """INT × INT. `/` gives a FLOAT; `**` a VALUE (a float for a negative exponent)."""
    name = f"slu_int_{operator.name.lower()}"
    if operator is Arithmetic.DIVIDE:
        return Primitive(name, (INT, INT), FLOAT, Raises.FLAG)
    result = VALUE if operator is Arithmetic.POWER else INT
    return Primitive(name, (INT, INT), result, Raises.RESULT)


INT_BINARY: Final = {operator: _int_operator(operator) for operator in Arithmetic}
"""What a `Binary` on INT × INT becomes."""

INT_COMPARE: Final = {
    comparison: Primitive(f"slu_int_{comparison.name.lower()}", (INT, INT), BOOL) for comparison in Comparison
}
"""What a `Compare` on INT × INT becomes; never raises."""

INT64_FLOOR_DIVIDE: Final = Primitive("slu_int64_floor_divide", (INT64, INT64), INT64, Raises.FLAG)
INT64_MODULO: Final = Primitive("slu_int64_modulo", (INT64, INT64), INT64, Raises.FLAG)
INT64_DIVIDE: Final = Primitive("slu_int64_divide", (INT64, INT64), FLOAT, Raises.FLAG)

INT64_FLOOR_BY_POSITIVE: Final = Primitive("slu_int64_floor_by_positive", (INT64, INT64), INT64, pure=True)
INT64_MODULO_BY_POSITIVE: Final = Primitive("slu_int64_modulo_by_positive", (INT64, INT64), INT64, pure=True)
INT64_QUOTIENT: Final = Primitive("slu_int64_quotient", (INT64, INT64), INT64, pure=True)
"""Of two numbers that are not negative, the divisor not 0 either."""
INT64_REST: Final = Primitive("slu_int64_rest", (INT64, INT64), INT64, pure=True)
INT64_ROTATE: Final = Primitive("slu_int64_rotate", (INT64, INT64), INT64, pure=True)
"""The low 32 bits, turned to the left."""
FLOAT_QUOTIENT: Final = Primitive("slu_float_quotient", (FLOAT, FLOAT), FLOAT, pure=True)
"""By what is not zero."""

INT_LOW_BITS: Final = Primitive("slu_int_low_bits", (VALUE,), INT64, pure=True)
"""The low 64 bits of any int, as two's complement."""
INT_SHIFTED_BITS: Final = Primitive("slu_int_shifted_bits", (VALUE, INT64), INT64, pure=True)
"""The low 64 bits of `number >> places`, with 0 to 63 places."""
INT_SMALL_VALUE: Final = Primitive("slu_known_small_value", (VALUE,), INT64, pure=True)
"""Of what is known to be a small int."""
INT_BOX_INT64: Final = Primitive("slu_int_from_int64", (INT64,), INT, pure=True)
"""Any machine number as an int, which is always delivered."""
INT_FROM_UINT64: Final = Primitive("slu_int_from_bits", (INT64,), INT, pure=True)
"""The same of 64 bits without a sign."""

INT_NEGATE: Final = Primitive("slu_int_negate", (INT,), INT, Raises.RESULT)
INT_POSITIVE: Final = Primitive("slu_int_positive", (INT,), INT, Raises.RESULT)
INT_INVERT: Final = Primitive("slu_int_invert", (INT,), INT, Raises.RESULT)
INT_ABSOLUTE: Final = Primitive("slu_int_absolute", (INT,), INT, Raises.RESULT)
INT_TRUTH: Final = Primitive("slu_int_truth", (INT,), BOOL, pure=True)
INT_TO_FLOAT: Final = Primitive("slu_int_to_float", (INT,), FLOAT, Raises.FLAG)
INT_TO_INT64: Final = Primitive("slu_int_to_int64", (INT,), INT64, Raises.FLAG)
"""OverflowError `Python int too large to convert to C ssize_t` beyond 63 bits."""
INT_FROM_INT64: Final = Primitive("slu_int_from_int64", (INT64,), INT, Raises.RESULT)
"""Any int64, also those that need a big int."""
INT_TO_STR: Final = Primitive("slu_int_text", (INT,), STR, Raises.RESULT)
"""Of an int or a bool. Where classes derive from `int`, their own `__str__` has to be asked: `STR_OF`."""
INT64_TO_STR: Final = Primitive("slu_int64_to_str", (INT64,), STR, Raises.RESULT)
INDEX: Final = Primitive("slu_index", (VALUE,), INT, Raises.RESULT)
"""`operator.index`: an int from whatever has `__index__`; TypeError else."""

INDEX_OF: Final = Primitive("slu_index_of", (VALUE,), INT64, Raises.FLAG)
"""The same as a machine number; OverflowError when it does not fit."""


CLAMPED_OF: Final = Primitive("slu_clamped_of", (VALUE,), INT64, Raises.FLAG)
"""The same, the outermost machine number where it does not fit: bounds of slices and the like."""


def counted(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Parameters whose INT64 ones take whatever has `__index__`, as CPython's `n` format does."""
    return tuple(
        replace(each, through=INDEX_OF) if each.type is INT64 and each.through is None else each
        for each in parameters
    )


INT_OF: Final = Primitive("slu_int_of", (VALUE, VALUE), INT, Raises.RESULT)
INT_OF_FLOAT: Final = Primitive("slu_int_of_float", (FLOAT,), INT, Raises.RESULT)
POWER_MODULO: Final = Primitive("slu_power_modulo", (VALUE, VALUE, VALUE), VALUE, Raises.RESULT)

METHODS: tuple[Method, ...] = (
    Method("int", "bit_length", (), Primitive("slu_int_bit_length", (INT,), INT64, pure=True)),
    Method("int", "bit_count", (), Primitive("slu_int_bit_count", (INT,), INT64, pure=True)),
    Method("int", "conjugate", (), INT_POSITIVE),
    *(
        Method("int", name, (), INT_POSITIVE)
        for name in ("__int__", "__index__", "__trunc__", "__floor__", "__ceil__")
    ),
    Method("int", "__float__", (), INT_TO_FLOAT),
    Method(
        "int",
        "__round__",
        (Parameter("ndigits", VALUE, None),),
        Primitive("slu_int_round", (INT, VALUE), INT, Raises.RESULT),
    ),
    Method("int", "as_integer_ratio", (), Primitive("slu_int_ratio", (INT,), TUPLE, Raises.RESULT)),
    Method(
        "int",
        "to_bytes",
        (
            Parameter("length", VALUE, 1, positional_only=False),
            Parameter("byteorder", VALUE, "big", positional_only=False),
            Parameter("signed", VALUE, False, positional_only=False, keyword_only=True),
        ),
        Primitive("slu_int_to_bytes", (INT, VALUE, VALUE, VALUE), BYTES, Raises.RESULT),
    ),
)

PROPERTIES: tuple[Method, ...] = (
    Method("int", "real", (), INT_POSITIVE),
    Method("int", "numerator", (), INT_POSITIVE),
    Method("int", "imag", (), Primitive("slu_int_zero", (INT,), INT)),
    Method("int", "denominator", (), Primitive("slu_int_one", (INT,), INT)),
)
"""Read without a call: `number.real`."""

BUILTINS: tuple[Builtin, ...] = (
    Builtin("int", (Parameter("x", FLOAT),), INT_OF_FLOAT),
    Builtin("int", (Parameter("x", STR),), Primitive("slu_int_of_str", (STR,), INT, Raises.RESULT)),
    Builtin(
        "int",
        (Parameter("x", VALUE, ABSENT), Parameter("base", VALUE, ABSENT, positional_only=False)),
        INT_OF,
    ),
    Builtin(
        "int.from_bytes",
        (
            Parameter("bytes", VALUE, positional_only=False),
            Parameter("byteorder", VALUE, "big", positional_only=False),
            Parameter("signed", VALUE, False, positional_only=False, keyword_only=True),
        ),
        Primitive("slu_int_from_bytes", (VALUE, VALUE, VALUE), INT, Raises.RESULT),
    ),
    Builtin("abs", (Parameter("x", INT),), INT_ABSOLUTE),
    Builtin("abs", (Parameter("x", FLOAT),), Primitive("slu_float_absolute", (FLOAT,), FLOAT, pure=True)),
    Builtin("abs", (Parameter("x"),), Primitive("slu_absolute", (VALUE,), VALUE, Raises.RESULT)),
    Builtin(
        "divmod",
        (Parameter("x"), Parameter("y")),
        Primitive("slu_divmod", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin(
        "pow",
        (
            Parameter("base", positional_only=False),
            Parameter("exp", positional_only=False),
            Parameter("mod", VALUE, None, positional_only=False),
        ),
        POWER_MODULO,
    ),
    Builtin(
        "round",
        (
            Parameter("number", positional_only=False),
            Parameter("ndigits", VALUE, None, positional_only=False),
        ),
        Primitive("slu_round", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin("bin", (Parameter("number"),), Primitive("slu_bin", (VALUE,), STR, Raises.RESULT)),
    Builtin("oct", (Parameter("number"),), Primitive("slu_oct", (VALUE,), STR, Raises.RESULT)),
    Builtin("hex", (Parameter("number"),), Primitive("slu_hex", (VALUE,), STR, Raises.RESULT)),
    Builtin("chr", (Parameter("i"),), Primitive("slu_chr", (VALUE,), STR, Raises.RESULT)),
    Builtin("ord", (Parameter("c"),), Primitive("slu_ord", (VALUE,), INT64, Raises.FLAG)),
)
