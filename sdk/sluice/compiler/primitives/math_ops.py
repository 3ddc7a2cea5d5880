"""The `math` module."""

from __future__ import annotations

import math
from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, FLOAT, TUPLE, VALUE, Type

REAL: Final = Primitive("slu_real", (VALUE,), FLOAT, Raises.FLAG)
"""A float from any real number: an int, what has `__float__` or `__index__`."""


def _real(name: str) -> Parameter:
    return Parameter(name, FLOAT, through=REAL)


def _function(
    name: str, parameters: tuple[Parameter, ...], result: Type, raises: Raises = Raises.FLAG
) -> Builtin:
    types = tuple(parameter.type for parameter in parameters)
    return Builtin(f"math.{name}", parameters, Primitive(f"slu_math_{name}", types, result, raises))


def _variadic(name: str, result: Type, raises: Raises) -> Builtin:
    primitive = Primitive(f"slu_math_{name}", (), result, raises, variadic=True)
    return Builtin(f"math.{name}", (), primitive, rest=True)


_RAISING: Final = (
    *("sqrt", "exp", "exp2", "expm1", "log1p", "cbrt", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "gamma", "lgamma", "erf", "erfc"),
)
_PLAIN: Final = ("degrees", "radians", "fabs", "ulp")
_PREDICATES: Final = ("isfinite", "isinf", "isnan")
_INT: Final = ("floor", "ceil", "trunc", "isqrt", "factorial")
_TWO: Final = ("pow", "fmod", "remainder")

BUILTINS: tuple[Builtin, ...] = (
    *(_function(name, (_real("x"),), FLOAT) for name in _RAISING),
    *(_function(name, (_real("x"),), FLOAT, Raises.NEVER) for name in _PLAIN),
    *(_function(name, (_real("x"),), BOOL, Raises.NEVER) for name in _PREDICATES),
    *(_function(name, (_real("x"), _real("y")), FLOAT) for name in _TWO),
    _function("atan2", (_real("y"), _real("x")), FLOAT, Raises.NEVER),
    _function("copysign", (_real("x"), _real("y")), FLOAT, Raises.NEVER),
    _function("nextafter", (_real("x"), _real("y")), FLOAT, Raises.NEVER),
    _function("frexp", (_real("x"),), TUPLE, Raises.RESULT),
    _function("modf", (_real("x"),), TUPLE, Raises.RESULT),
    _function("ldexp", (_real("x"), Parameter("i")), FLOAT),
    Builtin("math.log", (Parameter("x", FLOAT),), Primitive("slu_math_log_of", (FLOAT,), FLOAT, Raises.FLAG)),
    Builtin(
        "math.log",
        (Parameter("x"), Parameter("base", VALUE, ABSENT)),
        Primitive("slu_math_log", (VALUE, VALUE), FLOAT, Raises.FLAG),
    ),
    _function("log2", (Parameter("x"),), FLOAT),
    _function("log10", (Parameter("x"),), FLOAT),
    _function(
        "isclose",
        (
            _real("a"),
            _real("b"),
            Parameter("rel_tol", FLOAT, 1e-09, positional_only=False, keyword_only=True, through=REAL),
            Parameter("abs_tol", FLOAT, 0.0, positional_only=False, keyword_only=True, through=REAL),
        ),
        BOOL,
    ),
    _variadic("hypot", FLOAT, Raises.FLAG),
    _function("dist", (Parameter("p"), Parameter("q")), FLOAT),
    _function("fsum", (Parameter("seq"),), FLOAT),
    _function(
        "prod",
        (Parameter("iterable"), Parameter("start", VALUE, 1, positional_only=False, keyword_only=True)),
        VALUE,
        Raises.RESULT,
    ),
    *(_function(name, (Parameter("x"),), VALUE, Raises.RESULT) for name in _INT),
    _variadic("gcd", VALUE, Raises.RESULT),
    _variadic("lcm", VALUE, Raises.RESULT),
    _function("comb", (Parameter("n"), Parameter("k")), VALUE, Raises.RESULT),
    _function("perm", (Parameter("n"), Parameter("k", VALUE, None)), VALUE, Raises.RESULT),
)

CONSTANTS: Final = {
    "math.pi": math.pi,
    "math.e": math.e,
    "math.tau": math.tau,
    "math.inf": math.inf,
    "math.nan": math.nan,
}
