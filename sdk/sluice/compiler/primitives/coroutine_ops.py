"""Coroutines and asynchronous generators: `await`, `async for`, `async with`, and their methods."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import ABSENT, Builtin, Method, Parameter, Primitive, Raises
from sluice.compiler.ir.types import INT64, VALUE
from sluice.compiler.primitives.iterator_ops import GENERATOR_CLOSE, GENERATOR_SEND, GENERATOR_THROW


def _value(name: str, *parameters: object, variadic: bool = False) -> Primitive:
    return Primitive(name, parameters, VALUE, Raises.RESULT, variadic=variadic)  # type: ignore[arg-type]


AWAITABLE: Final = _value("slu_awaitable", VALUE, INT64)
"""The iterator that `await value` runs through; the number says for the message where the value came from."""
AWAITED, AWAITED_ENTER, AWAITED_EXIT, AWAITED_NEXT = range(4)
ASYNC_ITERATE: Final = _value("slu_async_iterate", VALUE)
ASYNC_NEXT: Final = _value("slu_async_next", VALUE)
"""What `async for` awaits for the next item."""
ASYNC_EXIT: Final = _value("slu_async_exit", VALUE)
"""The bound `__aexit__`; TypeError where one of the two methods is missing."""
ASYNC_ENTER: Final = _value("slu_async_enter", VALUE)
ASYNC_YIELD: Final = _value("slu_async_yield", VALUE)
"""Marks the value that an asynchronous generator is about to yield itself."""

METHODS: tuple[Method, ...] = (
    Method("coroutine", "send", (Parameter("value"),), GENERATOR_SEND),
    Method("coroutine", "throw", (), GENERATOR_THROW, rest=True),
    Method("coroutine", "close", (), GENERATOR_CLOSE),
    Method("coroutine", "__await__", (), _value("slu_coroutine_await", VALUE)),
    Method("async_generator", "__aiter__", (), _value("slu_async_generator_iterate", VALUE)),
    Method("async_generator", "__anext__", (), _value("slu_async_generator_next", VALUE)),
    Method(
        "async_generator", "asend", (Parameter("value"),), _value("slu_async_generator_send", VALUE, VALUE)
    ),
    Method(
        "async_generator", "athrow", (), _value("slu_async_generator_throw", VALUE, variadic=True), rest=True
    ),
    Method("async_generator", "aclose", (), _value("slu_async_generator_close", VALUE)),
    Method(
        "async_generator_asend", "send", (Parameter("value"),), _value("slu_async_step_send", VALUE, VALUE)
    ),
    Method(
        "async_generator_asend", "throw", (), _value("slu_async_step_throw", VALUE, variadic=True), rest=True
    ),
    Method("async_generator_asend", "close", (), _value("slu_async_step_close", VALUE)),
    Method("async_generator_asend", "__await__", (), _value("slu_async_step_await", VALUE)),
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("aiter", (Parameter("async_iterable"),), _value("slu_aiter", VALUE)),
    Builtin(
        "anext",
        (Parameter("aiterator"), Parameter("default", VALUE, ABSENT)),
        _value("slu_anext", VALUE, VALUE),
    ),
)
