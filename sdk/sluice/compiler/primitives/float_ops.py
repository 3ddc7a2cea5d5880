"""`float`: what is more than a machine instruction.

`+ - *`, comparisons and negation on FLOAT × FLOAT are plain C; the rest is here.
"""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.ops import Arithmetic
from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, STR, TUPLE, VALUE
from sluice.compiler.primitives.int_ops import CLAMPED_OF, INT_OF_FLOAT


def _float_operator(operator: Arithmetic) -> Primitive:
    return Primitive(f"slu_float_{operator.name.lower()}", (FLOAT, FLOAT), FLOAT, Raises.FLAG)


FLOAT_BINARY: Final = {
    operator: _float_operator(operator)
    for operator in (Arithmetic.DIVIDE, Arithmetic.FLOOR_DIVIDE, Arithmetic.MODULO)
}
"""Inline in `runtime/float.h`; ZeroDivisionError."""

FLOAT_POWER: Final = Primitive("slu_float_power", (FLOAT, FLOAT), FLOAT, Raises.FLAG)
"""ZeroDivisionError for 0 ** negative, OverflowError; a negative base with a fractional exponent would be
complex, which does not exist here: ValueError."""

FLOAT_NUMBER: Final = Primitive("slu_float_number", (VALUE,), FLOAT, pure=True)
"""Of what is known to be a float."""
FLOAT_BOX: Final = Primitive("slu_float_box", (FLOAT,), VALUE, Raises.RESULT)
FLOAT_UNBOX: Final = Primitive("slu_float_unbox", (VALUE,), FLOAT, Raises.FLAG)
"""Exactly a `float` or a subclass; TypeError else (ints too: the place was proved to hold a float)."""
FLOAT_IS: Final = Primitive("slu_float_is", (FLOAT, VALUE), BOOL, pure=True)
FLOAT_TO_STR: Final = Primitive("slu_float_to_str", (FLOAT,), STR, Raises.RESULT)
"""Both `str` and `repr`: the shortest digits that read back as the same float."""

METHODS: tuple[Method, ...] = (
    *(Method("float", name, (), INT_OF_FLOAT) for name in ("__int__", "__trunc__")),
    Method("float", "__float__", (), Primitive("slu_float_self", (FLOAT,), FLOAT, pure=True)),
    Method("float", "__floor__", (), Primitive("slu_float_floor", (FLOAT,), INT, Raises.RESULT)),
    Method("float", "__ceil__", (), Primitive("slu_float_ceil", (FLOAT,), INT, Raises.RESULT)),
    Method(
        "float",
        "__round__",
        (Parameter("ndigits", VALUE, None),),
        Primitive("slu_float_round_value", (FLOAT, VALUE), VALUE, Raises.RESULT),
    ),
    Method("float", "is_integer", (), Primitive("slu_float_is_integer", (FLOAT,), BOOL, pure=True)),
    Method("float", "as_integer_ratio", (), Primitive("slu_float_ratio", (FLOAT,), TUPLE, Raises.RESULT)),
    Method("float", "hex", (), Primitive("slu_float_hex", (FLOAT,), STR, Raises.RESULT)),
    Method("float", "conjugate", (), Primitive("slu_float_self", (FLOAT,), FLOAT, pure=True)),
)

PROPERTIES: tuple[Method, ...] = (
    Method("float", "real", (), Primitive("slu_float_self", (FLOAT,), FLOAT, pure=True)),
    Method("float", "imag", (), Primitive("slu_float_zero", (FLOAT,), FLOAT, pure=True)),
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("float", (Parameter("x", FLOAT),), Primitive("slu_float_self", (FLOAT,), FLOAT, pure=True)),
    Builtin("float", (Parameter("x", INT),), Primitive("slu_int_to_float", (INT,), FLOAT, Raises.FLAG)),
    Builtin(
        "float", (Parameter("x", VALUE, ABSENT),), Primitive("slu_float_of", (VALUE,), FLOAT, Raises.FLAG)
    ),
    Builtin(
        "float.fromhex", (Parameter("string"),), Primitive("slu_float_from_hex", (VALUE,), FLOAT, Raises.FLAG)
    ),
    Builtin(
        "round", (Parameter("number", FLOAT),), Primitive("slu_float_round", (FLOAT,), INT, Raises.RESULT)
    ),
    Builtin(
        "round",
        (Parameter("number", FLOAT), Parameter("ndigits", INT64, through=CLAMPED_OF)),
        Primitive("slu_float_round_digits", (FLOAT, INT64), FLOAT, Raises.FLAG),
    ),
)
