"""`object.__setattr__`, `object.__new__` and the `__new__` of other built-in classes."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import VALUE, VOID

NEW_PLAIN: Final = Primitive("slu_new_plain", (VALUE,), VALUE, Raises.RESULT, variadic=True)
"""`Class.__new__(class, …)`: no `__init__` is called."""

BUILTINS: tuple[Builtin, ...] = (
    *(
        Builtin(f"{owner}.__new__", (Parameter("cls"),), NEW_PLAIN, rest=True)
        for owner in ("object", "int", "float", "str", "bytes", "tuple", "list", "dict", "set", "frozenset")
    ),
    Builtin(
        "object.__setattr__",
        (Parameter("self"), Parameter("name"), Parameter("value")),
        Primitive("slu_object_set_attribute", (VALUE, VALUE, VALUE), VOID, Raises.RESULT),
    ),
    Builtin(
        "object.__delattr__",
        (Parameter("self"), Parameter("name")),
        Primitive("slu_object_delete_attribute", (VALUE, VALUE), VOID, Raises.RESULT),
    ),
)
