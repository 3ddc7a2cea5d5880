"""One command that a client has handed over, in the process that was forked for it."""

from __future__ import annotations

import io
import locale
import logging
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

from sluice.cli.resident.protocol import (
    DECLINED,
    DONE,
    ProtocolError,
    limits,
    receive_errand,
    surroundings,
)
from sluice.toolchain import waiting

_PATIENCE = 5.0
"""Seconds in which a client sends what it wants."""
_MODES = ("r", "w", "w")
_AGAIN = 0.05
"""Seconds after which an interrupt is sent again that Python has not noticed."""


def do_errand(connection: socket.socket) -> NoReturn:
    """Takes the client's place, runs its command, answers, and ends this process."""
    status = 1
    try:
        connection.settimeout(_PATIENCE)
        errand, descriptors = receive_errand(connection)
        connection.settimeout(None)
        if errand["surroundings"] != surroundings():
            raise ProtocolError
        _take_place(errand, descriptors)
    except (ProtocolError, OSError, KeyError, TypeError, ValueError, LookupError):
        _answer(connection, DECLINED)
        os._exit(1)
    interrupt = _Interrupt()
    signal.signal(signal.SIGINT, interrupt.handle)
    threading.Thread(target=_listen, args=(connection, interrupt), daemon=True).start()
    try:
        status = _run()
    finally:
        _close_streams()
        _answer(connection, DONE + bytes([status & 0xFF]))
        waiting.dismiss()
        os._exit(status & 0xFF)


def stand_alone() -> None:
    """First of all in a process that was forked: it has nothing of the daemon's terminal and signals.

    It begins a process group, which can be ended as a whole.
    """
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _take_place(errand: dict[str, Any], descriptors: list[int]) -> None:
    *standard, folder = descriptors
    os.fchdir(folder)
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
    for descriptor in descriptors:
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(errand["environment"])
    os.umask(errand["umask"])
    if errand["limits"] != limits() or errand["nice"] != os.getpriority(os.PRIO_PROCESS, 0):
        waiting.dismiss()  # it runs with what the daemon may use
    _limit(errand["limits"])
    os.nice(max(0, errand["nice"] - os.getpriority(os.PRIO_PROCESS, 0)))
    time.tzset()
    with suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    logger = logging.getLogger("sluice")  # a daemon on a terminal has told its user what takes long
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)
    for number, (name, mode) in enumerate(zip(("stdin", "stdout", "stderr"), _MODES, strict=True)):
        stream = _stream(number, mode, *errand["streams"][number])
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = errand["arguments"]
    sys.path[:1] = errand["path"]
    sys.dont_write_bytecode = not errand["bytecode"]
    sys.modules["__main__"].__package__ = errand["package"]  # click says "Usage: python -m sluice.cli"


def _limit(wanted: dict[str, list[int]]) -> None:
    """Raises ValueError where the daemon's own limits are below those of the client."""
    for name, had in limits().items():
        soft, hard = wanted[name]
        if [soft, hard] != had:
            resource.setrlimit(getattr(resource, name), (soft, hard))


def _stream(
    descriptor: int, mode: str, encoding: str, errors: str, line_buffering: bool, write_through: bool
) -> io.TextIOWrapper:
    """As Python makes its own when it starts."""
    raw = open(descriptor, f"{mode}b", buffering=0 if write_through and mode == "w" else -1)  # noqa: SIM115
    newline = "\n" if mode == "w" else None
    stream = io.TextIOWrapper(
        raw, encoding, errors, newline, line_buffering=line_buffering, write_through=write_through
    )
    stream.mode = mode  # type: ignore[misc]  # Python does so, too
    return stream


class _Interrupt:
    """Ctrl-C: `handle` raises KeyboardInterrupt once for each `send`.

    Python looks for signals between two of its instructions. One that comes after the last of them and
    before the system call that then waits would not end the wait, and is sent again.
    """

    def __init__(self) -> None:
        self._unnoticed = threading.Event()

    def send(self) -> None:
        """To the C compiler, too, if it runs."""
        self._unnoticed.set()
        os.killpg(0, signal.SIGINT)

    def again(self) -> bool:
        """False: it was noticed."""
        if not self._unnoticed.is_set():
            return False
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return True

    def handle(self, number: int, frame: FrameType | None) -> None:
        if self._unnoticed.is_set():
            self._unnoticed.clear()
            raise KeyboardInterrupt


def _listen(connection: socket.socket, interrupt: _Interrupt) -> None:
    """What the client passes on. Ends this process when the client has ended."""
    while True:
        try:
            came = connection.recv(1)
        except OSError:
            came = b""
        if not came:
            os.killpg(0, signal.SIGTERM)
        interrupt.send()
        while not select.select([connection], [], [], _AGAIN)[0] and interrupt.again():
            pass


def _run() -> int:
    from sluice.cli.__main__ import work

    try:
        return work()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1


def _close_streams() -> None:
    """Before the answer: who reads from the client's pipes then sees their end when the client ends."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        with suppress(OSError, ValueError):  # nobody reads any more
            stream.close()


def _answer(connection: socket.socket, answer: bytes) -> None:
    with suppress(OSError):
        connection.sendall(answer)
