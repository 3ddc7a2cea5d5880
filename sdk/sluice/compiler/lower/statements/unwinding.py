"""Leaving nested constructs: what `return`, `break` and `continue` must run on their way."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sluice.compiler.ir.ops import NoneConstant
from sluice.compiler.lower.exits import Exit, FinallyExit, HandledExit, LoopExit, WithExit
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.generators import await_value
from sluice.compiler.primitives.coroutine_ops import AWAITED_EXIT
from sluice.compiler.primitives.language_ops import HANDLED_SET


def leave_function(frame: Frame) -> None:
    """Run everything between here and the end of the function."""
    _leave(frame, 0)


def leave_to_loop(frame: Frame) -> LoopExit:
    """Run everything between here and the innermost loop; gives that loop."""
    for position in range(len(frame.exits) - 1, -1, -1):
        found = frame.exits[position]
        if isinstance(found, LoopExit):
            _leave(frame, position + 1)
            return found
    raise AssertionError("break and continue stand in loops; the parser sees to it")


def _leave(frame: Frame, first: int) -> None:
    saved = frame.exits
    for position in range(len(saved) - 1, first - 1, -1):
        frame.exits = saved[:position]
        _run_exit(frame, saved[position])
    frame.exits = saved


def _run_exit(frame: Frame, exit_: Exit) -> None:
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    match exit_:
        case LoopExit():
            pass
        case FinallyExit(body=body, handler=handler):
            line = builder.line
            with _outside(frame, handler):
                lower_statements(frame, body)
            builder.line = line
        case HandledExit(previous=previous, forget=forget):
            builder.call(HANDLED_SET, previous)
            if forget is not None:
                forget()
        case WithExit(exit=leave, handler=handler, line=line, is_async=is_async):
            with _outside(frame, handler):
                before, builder.line = builder.line, line
                left = builder.call_value(leave, (NoneConstant(), NoneConstant(), NoneConstant()))
                if is_async:
                    await_value(frame, left, AWAITED_EXIT)
                builder.line = before


def _outside(frame: Frame, handler: str | None) -> AbstractContextManager[None]:
    return frame.builder.handled_by(handler)
