"""Special methods of built-in types by name: `int.__add__`, `super().__getitem__(key)`.

Typed code uses operators; these are only reached at run time. Every function looks at the built-in type of
its first argument, so that what a class of the program overrides is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Default, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, BYTEARRAY, INT64, SET, STR, VALUE, VOID, Type
from sluice.compiler.primitives.iterator_ops import ITERATE, NEXT_OR_RAISE
from sluice.compiler.primitives.object_ops import EXCEPTION_STR

_NUMBERS: Final = ("int", "float")
_TEXTS: Final = ("str", "bytes", "bytearray")
_SEQUENCES: Final = (*_TEXTS, "list", "tuple")
_SETS: Final = ("set", "frozenset")
_CONTAINERS: Final = (*_TEXTS, "tuple", *_SETS, "range")
"""Of lists and dicts these stand in their own tables, for `super()` in typed code."""
_EVERY: Final = ("object",)
_OWN: Final = (*_NUMBERS, *_SEQUENCES, *_SETS, "dict", "range")
"""What compares in its own way: `str.__eq__` takes nothing but a str first."""

_SHOWN: Final = ("float", *_SEQUENCES, *_SETS, "dict", "BaseException", "any_final")
"""What has a `__repr__` of its own besides int, whose knows nothing of bools."""
_UNICODE_ERRORS: Final = ("UnicodeEncodeError", "UnicodeDecodeError", "UnicodeTranslateError")
_TOLD: Final = (*_TEXTS, "KeyError", "OSError", "SyntaxError", *_UNICODE_ERRORS)
"""What has a `__str__` of its own besides exceptions at large."""

_ARITHMETIC: Final = "add sub mul truediv floordiv mod divmod".split()
_BITS: Final = "and or xor lshift rshift".split()
_SET_OPERATORS: Final = "and or xor sub".split()


def _methods(
    owners: tuple[str, ...], names: list[str], *parameters: str, result: Type = VALUE, default: Default = None
) -> Iterator[Method]:
    """`__name__` of each owner as `slu_native_name`; a parameter that ends in `?` may be left out."""
    raises = Raises.FLAG if result == INT64 else Raises.RESULT
    described = tuple(
        Parameter(each.rstrip("?"), VALUE, default) if each.endswith("?") else Parameter(each)
        for each in parameters
    )
    for owner in owners:
        for name in names:
            primitive = Primitive(f"slu_native_{name}", (VALUE,) * (len(described) + 1), result, raises)
            yield Method(owner, f"__{name}__", described, primitive)


def _both_ways(names: list[str]) -> list[str]:
    return [f"{prefix}{name}" for name in names for prefix in ("", "r")]


DYNAMIC_METHODS: tuple[Method, ...] = (
    *_methods(_NUMBERS, _both_ways(_ARITHMETIC), "value"),
    *_methods(_NUMBERS, ["pow"], "value", "mod?"),
    *_methods(_NUMBERS, ["rpow"], "value"),
    *_methods(_NUMBERS, ["neg", "pos", "abs"]),
    *_methods(_NUMBERS, ["bool"], result=BOOL),
    *_methods(("int",), _both_ways(_BITS), "value"),
    *_methods(("int",), ["invert"]),
    *_methods(_SEQUENCES, ["add", "mul", "rmul"], "value"),
    *_methods(_TEXTS, ["mod", "rmod"], "value"),
    *_methods(("list", "bytearray"), ["iadd", "imul"], "value"),
    *_methods(_SETS, _both_ways(_SET_OPERATORS), "value"),
    *_methods(("set",), ["iand", "ior", "isub", "ixor"], "value"),
    *_methods(("dict",), ["ror"], "value"),
    *_methods((*_EVERY, *_OWN), ["lt", "le", "gt", "ge"], "value"),
    *_methods(_OWN, ["eq", "ne"], "value"),
    *_methods((*_NUMBERS, "str", "bytes", "tuple", "frozenset", "range"), ["hash"]),
    *_methods(_CONTAINERS, ["len"], result=INT64),
    *_methods(_CONTAINERS, ["contains"], "key", result=BOOL),
    *_methods(_CONTAINERS, ["iter"]),
    *_methods((*_TEXTS, "tuple", "range"), ["getitem"], "key"),
    *_methods(("bytearray",), ["setitem"], "key", "value", result=VOID),
    *_methods(("bytearray",), ["delitem"], "key", result=VOID),
    *_methods(("list", "dict", "range"), ["reversed"]),
    *_methods((*_NUMBERS, "str", "bytes", "tuple"), ["getnewargs"]),
    *_methods(("bytes",), ["bytes"]),
    *_methods(_SHOWN, ["repr"], result=STR),
    *_methods(_TOLD, ["str"], result=STR),
    Method("int", "__repr__", (), Primitive("slu_native_int_repr", (VALUE,), STR, Raises.RESULT)),
    Method("BaseException", "__str__", (), EXCEPTION_STR),
    Method("any_iterator", "__next__", (), NEXT_OR_RAISE),
    Method("any_iterator", "__iter__", (), ITERATE),
    Method(
        "set",
        "__init__",
        (Parameter("iterable", VALUE, ABSENT),),
        Primitive("slu_set_fill", (SET, VALUE), VOID, Raises.RESULT),
    ),
    Method(
        "bytearray",
        "__init__",
        (
            Parameter("source", VALUE, ABSENT, positional_only=False),
            Parameter("encoding", VALUE, ABSENT, positional_only=False),
            Parameter("errors", VALUE, ABSENT, positional_only=False),
        ),
        Primitive("slu_bytearray_fill", (BYTEARRAY, VALUE, VALUE, VALUE), VOID, Raises.RESULT),
    ),
)
