"""Iteration: the protocol, the iterators of `builtins`, unpacking."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, INT64, TUPLE, VALUE

ITERATE: Final = Primitive("slu_iterate", (VALUE,), VALUE, Raises.RESULT)
"""`iter(value)`: TypeError when it is not iterable."""
NEXT: Final = Primitive("slu_next", (VALUE,), VALUE, Raises.FLAG)
"""The next item, or `NothingConstant` at the end (test with `Is`); StopIteration is not seen."""
NEXT_OR_RAISE: Final = Primitive("slu_next_or_raise", (VALUE,), VALUE, Raises.RESULT)
"""`next(iterator)`: StopIteration at the end."""
UNPACK: Final = Primitive("slu_unpack", (VALUE, INT64), TUPLE, Raises.RESULT)
"""`a, b = value`: exactly so many items as a tuple (read them with TUPLE_AT); ValueError else."""
UNPACK_REST: Final = Primitive("slu_unpack_star", (VALUE, INT64, INT64), TUPLE, Raises.RESULT)
"""`a, *b, c = value`: before, after; the middle item of the result is a list."""
GENERATOR_SEND: Final = Primitive("slu_generator_send", (VALUE, VALUE), VALUE, Raises.RESULT)
GENERATOR_THROW: Final = Primitive("slu_generator_throw", (VALUE,), VALUE, Raises.RESULT, variadic=True)
GENERATOR_CLOSE: Final = Primitive("slu_generator_close", (VALUE,), VALUE, Raises.RESULT)
DELEGATE: Final = Primitive("slu_delegate", (VALUE, VALUE), VALUE, Raises.FLAG)
"""One step of `yield from`: send a value into the inner iterator; `NothingConstant` when it has ended (its
result is then DELEGATE_RESULT). A pending exception that was thrown in goes to the inner one first."""
DELEGATE_RESULT: Final = Primitive("slu_delegate_result", (), VALUE)

METHODS: tuple[Method, ...] = (
    Method("generator", "send", (Parameter("value"),), GENERATOR_SEND),
    Method("generator", "throw", (), GENERATOR_THROW, rest=True),
    Method("generator", "close", (), GENERATOR_CLOSE),
    Method("generator", "__next__", (), NEXT_OR_RAISE),
    Method("generator", "__iter__", (), ITERATE),
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("iter", (Parameter("object"),), ITERATE),
    Builtin(
        "iter",
        (Parameter("callable"), Parameter("sentinel")),
        Primitive("slu_iterate_until", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin("next", (Parameter("iterator"),), NEXT_OR_RAISE),
    Builtin(
        "next",
        (Parameter("iterator"), Parameter("default")),
        Primitive("slu_next_or", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin(
        "iter",
        (Parameter("object"), Parameter("sentinel", VALUE, ABSENT)),
        Primitive("slu_iter_with", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin(
        "next",
        (Parameter("iterator"), Parameter("default", VALUE, ABSENT)),
        Primitive("slu_next_with", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin(
        "enumerate",
        (Parameter("iterable", positional_only=False), Parameter("start", VALUE, 0, positional_only=False)),
        Primitive("slu_enumerate", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin("zip", (), Primitive("slu_zip_items", (), VALUE, Raises.RESULT, variadic=True), rest=True),
    Builtin(
        "zip",
        (Parameter("strict", BOOL, False, positional_only=False, keyword_only=True),),
        Primitive("slu_zip_strict", (BOOL,), VALUE, Raises.RESULT, variadic=True),
        rest=True,
    ),
    Builtin(
        "map",
        (Parameter("function"),),
        Primitive("slu_map_items", (VALUE,), VALUE, Raises.RESULT, variadic=True),
        rest=True,
    ),
    Builtin(
        "filter",
        (Parameter("function"), Parameter("iterable")),
        Primitive("slu_filter", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin("reversed", (Parameter("sequence"),), Primitive("slu_reversed", (VALUE,), VALUE, Raises.RESULT)),
    Builtin("sum", (Parameter("iterable"),), Primitive("slu_sum_of", (VALUE,), VALUE, Raises.RESULT)),
    Builtin(
        "sum",
        (Parameter("iterable"), Parameter("start", VALUE, 0, positional_only=False)),
        Primitive("slu_sum", (VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin("any", (Parameter("iterable"),), Primitive("slu_any", (VALUE,), BOOL, Raises.RESULT)),
    Builtin("all", (Parameter("iterable"),), Primitive("slu_all", (VALUE,), BOOL, Raises.RESULT)),
    *(
        overload
        for name in ("min", "max")
        for overload in (
            Builtin(
                name,
                (),
                Primitive(f"slu_{name}_items", (), VALUE, Raises.RESULT, variadic=True),
                rest=True,
            ),
            Builtin(
                name,
                (
                    Parameter("key", VALUE, None, positional_only=False, keyword_only=True),
                    Parameter("default", VALUE, ABSENT, positional_only=False, keyword_only=True),
                ),
                Primitive(f"slu_{name}", (VALUE, VALUE), VALUE, Raises.RESULT, variadic=True),
                rest=True,
            ),
        )
    ),
)
"""Of several with one name the first that fits the call counts."""
