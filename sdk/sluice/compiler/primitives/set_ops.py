"""`set` and `frozenset`: displays, operators and methods."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, FROZENSET, INT64, SET, VALUE, VOID, Type

SET_OF: Final = Primitive("slu_set_of", (), SET, Raises.RESULT, variadic=True)
"""`{a, b, c}`; no operands: an empty set."""
SET_FROM: Final = Primitive("slu_set_from_iterable", (VALUE,), SET, Raises.RESULT)
FROZENSET_FROM: Final = Primitive("slu_frozenset_from_iterable", (VALUE,), FROZENSET, Raises.RESULT)
SET_ADD: Final = Primitive("slu_set_add", (SET, VALUE), VOID, Raises.RESULT)
SET_LENGTH: Final = Primitive("slu_set_length", (SET,), INT64, pure=True)
SET_CONTAINS: Final = Primitive("slu_set_contains", (SET, VALUE), BOOL, Raises.RESULT)
SET_UPDATE: Final = Primitive("slu_set_update", (SET, VALUE), VOID, Raises.RESULT)
"""Also `{*iterable}`."""


def _both(name: str, function: str, result: Type, other: tuple[Parameter, ...], rest: bool) -> list[Method]:
    """A method that set and frozenset share: the C function takes either."""
    methods = []
    for owner, own in (("set", SET), ("frozenset", FROZENSET)):
        raises = Raises.RESULT
        primitive = Primitive(
            function, (own, *(item.type for item in other)), own if result == SET else result, raises, rest
        )
        methods.append(Method(owner, name, other, primitive, rest=rest))
    return methods


_OTHER: Final = (Parameter("other"),)
_ITEM: Final = (Parameter("element"),)

METHODS: tuple[Method, ...] = (
    Method("set", "add", _ITEM, SET_ADD),
    Method("set", "remove", _ITEM, Primitive("slu_set_remove", (SET, VALUE), VOID, Raises.RESULT)),
    Method("set", "discard", _ITEM, Primitive("slu_set_drop", (SET, VALUE), VOID, Raises.RESULT)),
    Method("set", "pop", (), Primitive("slu_set_pop", (SET,), VALUE, Raises.RESULT)),
    Method("set", "clear", (), Primitive("slu_set_clear", (SET,), VOID)),
    Method(
        "set", "update", (), Primitive("slu_set_update_all", (SET,), VOID, Raises.RESULT, variadic=True), True
    ),
    Method(
        "set",
        "difference_update",
        (),
        Primitive("slu_set_difference_update", (SET,), VOID, Raises.RESULT, variadic=True),
        True,
    ),
    Method(
        "set",
        "intersection_update",
        (),
        Primitive("slu_set_intersection_update", (SET,), VOID, Raises.RESULT, variadic=True),
        True,
    ),
    Method(
        "set",
        "symmetric_difference_update",
        _OTHER,
        Primitive("slu_set_symmetric_difference_update", (SET, VALUE), VOID, Raises.RESULT),
    ),
    Method("set", "copy", (), Primitive("slu_set_copy", (SET,), SET, Raises.RESULT)),
    Method("frozenset", "copy", (), Primitive("slu_frozenset_copy", (FROZENSET,), FROZENSET, Raises.RESULT)),
    *_both("union", "slu_set_union", SET, (), True),
    *_both("intersection", "slu_set_intersection", SET, (), True),
    *_both("difference", "slu_set_difference", SET, (), True),
    *_both("symmetric_difference", "slu_set_symmetric_difference", SET, _OTHER, False),
    *_both("issubset", "slu_set_is_subset", BOOL, _OTHER, False),
    *_both("issuperset", "slu_set_is_superset", BOOL, _OTHER, False),
    *_both("isdisjoint", "slu_set_is_disjoint", BOOL, _OTHER, False),
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("set", (Parameter("iterable", VALUE, ABSENT),), SET_FROM),
    Builtin("frozenset", (Parameter("iterable", VALUE, ABSENT),), FROZENSET_FROM),
)
