"""`range` and `slice` as values. Loops over a range that is written out count in a register instead."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import INT, INT64, RANGE, VALUE

RANGE_NEW: Final = Primitive("slu_range_new", (VALUE, VALUE, VALUE), RANGE, Raises.RESULT)
"""`range(start, stop, step)` with all three given."""
RANGE_COUNT: Final = Primitive("slu_range_count", (INT64, INT64, INT64), INT64, pure=True)
"""How many numbers `range(start, stop, step)` has; step is not 0. For counted loops."""
INT_CLAMP: Final = Primitive("slu_int_clamp", (INT,), INT64, pure=True)
"""An int as INT64, clamped to ± 2**62: the stop of a loop."""
RANGE_START: Final = Primitive("slu_range_start", (INT,), INT64, Raises.FLAG)
"""The start of a loop as INT64; OverflowError beyond ± 2**61, so that no counter gets to its end."""
SLICE_NEW: Final = Primitive("slu_slice_new", (VALUE, VALUE, VALUE), VALUE)

METHODS: tuple[Method, ...] = (
    Method(
        "range",
        "index",
        (Parameter("value"),),
        Primitive("slu_range_index", (RANGE, VALUE), VALUE, Raises.RESULT),
    ),
    Method(
        "range",
        "count",
        (Parameter("value"),),
        Primitive("slu_range_count_of", (RANGE, VALUE), VALUE, Raises.RESULT),
    ),
    Method(
        "slice",
        "indices",
        (Parameter("length"),),
        Primitive("slu_slice_indices", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("range", (), Primitive("slu_range_of", (), RANGE, Raises.RESULT, variadic=True), rest=True),
    Builtin("slice", (), Primitive("slu_slice_of", (), VALUE, Raises.RESULT, variadic=True), rest=True),
)
