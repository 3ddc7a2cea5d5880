"""What must happen when control leaves a place by `return`, `break` or `continue`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from msgspec import Struct

from sluice.compiler.ir.ops import Operand


class LoopExit(Struct, frozen=True):
    """The boundary of a loop: where `break` and `continue` go."""

    break_label: str
    continue_label: str


class FinallyExit(Struct, frozen=True):
    """The body of `finally` runs on the way out, outside its `try`. `handler`: who handles what it raises."""

    body: list[ast.stmt]
    handler: str | None


class HandledExit(Struct, frozen=True):
    """An `except` body ends: the exception that was handled before it is handled again."""

    previous: Operand
    forget: Callable[[], None] | None
    handler: str | None


class WithExit(Struct, frozen=True):
    """`__exit__(None, None, None)` is called on the way out; `is_async`: `__aexit__`, and awaited."""

    exit: Operand
    handler: str | None
    line: int
    is_async: bool = False


Exit = LoopExit | FinallyExit | HandledExit | WithExit
