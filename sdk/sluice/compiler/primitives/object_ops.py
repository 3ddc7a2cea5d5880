"""What works on any value: text, hash, type tests (the rest stands in `language_ops`)."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import Primitive, Raises
from sluice.compiler.ir.types import BOOL, INT64, STR, VALUE

LENGTH: Final = Primitive("slu_length", (VALUE,), INT64, Raises.FLAG)
REPR: Final = Primitive("slu_repr", (VALUE,), STR, Raises.RESULT)
STR_OF: Final = Primitive("slu_str_of", (VALUE,), STR, Raises.RESULT)
HASH: Final = Primitive("slu_hash", (VALUE,), INT64, Raises.FLAG)
TYPE_OF: Final = Primitive("slu_class_of", (VALUE,), VALUE, pure=True)
"""`type(value)`."""
IS_INSTANCE: Final = Primitive("slu_is_instance", (VALUE, VALUE), BOOL, Raises.RESULT)
"""`isinstance(value, classes)`: any expression for classes."""
HAS_TYPE: Final = Primitive("slu_is_of_class", (VALUE, VALUE), BOOL, pure=True)
"""`isinstance(value, C)` and `except C` for a ClassConstant; never raises."""
EQUAL: Final = Primitive("slu_equal", (VALUE, VALUE), BOOL, Raises.RESULT)
"""Identity first, then `==`: what containers use."""
COMPARE_TRUTH: Final = Primitive("slu_compare_truth", (VALUE, VALUE, INT64), BOOL, Raises.RESULT)
"""`bool(left operator right)`; the operator as the place of its member in `slu_comparison`."""
