"""Being told to stop while processes are started: nothing may be started and forgotten."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

STOPPING = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Stop:
    """Whether somebody has asked to stop. An exception that a signal raises can get lost: Python ignores one
    that comes up while it frees an object. So who stays looks here, too.
    """

    is_asked: bool = False


@contextmanager
def termination_as_exit() -> Iterator[Stop]:
    """Let SIGTERM unwind the stack as Ctrl-C does, so that what was started is ended on the way."""
    stop = Stop()

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        stop.is_asked = True
        around = previous[signal.Signals(number)]
        if callable(around):  # of a block around this one, which wants to know, too
            around(number, frame)
        raise SystemExit(128 + number)

    previous = {number: signal.getsignal(number) for number in STOPPING}
    for number in STOPPING:
        signal.signal(number, leave)
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def signals_held() -> Iterator[None]:
    """Put SIGINT and SIGTERM off until the block is left.

    Held in this program and not by the signal mask, which started processes would inherit.
    """
    came: list[int] = []
    previous = {
        number: signal.signal(number, lambda number, frame: came.append(number)) for number in STOPPING
    }
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
