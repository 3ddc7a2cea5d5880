"""`bool`: the constructor and the operators that keep a bool a bool."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, STR, VALUE

BOOL_TO_STR: Final = Primitive("slu_bool_to_str", (BOOL,), STR, pure=True)
"""`True` or `False`; both `str` and `repr`."""
BOOL_BOX: Final = Primitive("slu_bool_box", (BOOL,), VALUE, pure=True)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("bool", (Parameter("x", VALUE, ABSENT),), Primitive("slu_bool_of", (VALUE,), BOOL, Raises.FLAG)),
)
