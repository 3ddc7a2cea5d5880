"""Functions of `builtins` that are about any object: print, len, repr, isinstance, getattr…"""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, VALUE, VOID
from sluice.compiler.primitives import object_ops

PRINT: Final = Primitive("slu_print_items", (), VOID, Raises.RESULT, variadic=True)
"""`print(a, b, …)` with the usual separator and end."""
PRINT_WITH: Final = Primitive(
    "slu_print_with", (VALUE, VALUE, VALUE, VALUE), VOID, Raises.RESULT, variadic=True
)
"""`print(…, sep=, end=, file=, flush=)`."""

HAS_ATTRIBUTE: Final = Primitive("slu_hasattr", (VALUE, VALUE), BOOL, Raises.RESULT)
ATTRIBUTE_OR: Final = Primitive("slu_getattr", (VALUE, VALUE, VALUE), VALUE, Raises.RESULT)
IS_CALLABLE: Final = Primitive("slu_is_callable", (VALUE,), BOOL, pure=True)


def _keyword(name: str) -> Parameter:
    return Parameter(name, VALUE, None, positional_only=False, keyword_only=True)


BUILTINS: tuple[Builtin, ...] = (
    Builtin("print", (), PRINT, rest=True),
    Builtin(
        "print",
        (_keyword("sep"), _keyword("end"), _keyword("file"), _keyword("flush")),
        PRINT_WITH,
        rest=True,
    ),
    Builtin("len", (Parameter("obj"),), object_ops.LENGTH),
    Builtin("repr", (Parameter("obj"),), object_ops.REPR),
    Builtin("hash", (Parameter("obj"),), object_ops.HASH),
    Builtin("id", (Parameter("obj"),), Primitive("slu_identity", (VALUE,), VALUE)),
    Builtin("callable", (Parameter("obj"),), IS_CALLABLE),
    Builtin("isinstance", (Parameter("obj"), Parameter("class_or_tuple")), object_ops.IS_INSTANCE),
    Builtin(
        "issubclass",
        (Parameter("cls"), Parameter("class_or_tuple")),
        Primitive("slu_is_subclass", (VALUE, VALUE), BOOL, Raises.RESULT),
    ),
    Builtin("type", (Parameter("object"),), object_ops.TYPE_OF),
    Builtin(
        "getattr",
        (Parameter("object"), Parameter("name"), Parameter("default", VALUE, ABSENT)),
        Primitive("slu_getattr_computed", (VALUE, VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin(
        "setattr",
        (Parameter("obj"), Parameter("name"), Parameter("value")),
        Primitive("slu_setattr", (VALUE, VALUE, VALUE), VOID, Raises.RESULT),
    ),
    Builtin(
        "delattr",
        (Parameter("obj"), Parameter("name")),
        Primitive("slu_delattr", (VALUE, VALUE), VOID, Raises.RESULT),
    ),
    Builtin(
        "hasattr",
        (Parameter("obj"), Parameter("name")),
        Primitive("slu_hasattr_computed", (VALUE, VALUE), BOOL, Raises.RESULT),
    ),
    Builtin("vars", (Parameter("object"),), Primitive("slu_vars", (VALUE,), VALUE, Raises.RESULT)),
    Builtin("object", (), Primitive("slu_object_new", (), VALUE)),
)
