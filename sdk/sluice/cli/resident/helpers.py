"""The processes that do the daemon's commands: one each, of which one is forked before somebody asks.

Daemon and helper share a pair of sockets. Through it the helper says that it is ready, and gets the client's
connection; when it ends, the pair does. A helper ends with the daemon, unless it has a command.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from contextlib import suppress
from typing import NoReturn

from sluice.cli.local.signals import signals_held
from sluice.cli.resident import loading
from sluice.cli.resident.errand import do_errand, stand_alone

_READY, _CONNECTION = b"R", b"C"
_AGAIN = 60.0
"""Seconds after which a spare one is tried again."""


class Helpers:
    """`listener`: the daemon's socket, which helpers must not keep open."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._spare: _Helper | None = None
        self._at_work: list[_Helper] = []
        self._fails_until = 0.0
        """A spare one has ended before it was ready: the next would, too, for a while."""

    @property
    def spare(self) -> int | None:
        """The process that waits for a command."""
        return self._spare.process if self._spare is not None and self._spare.is_ready else None

    def sockets(self) -> list[socket.socket]:
        """To be waited at; something comes when `look` has something to do."""
        spare = [] if self._spare is None else [self._spare.socket]
        return [*spare, *(each.socket for each in self._at_work)]

    def look(self) -> None:
        """Sees who is ready and who has ended; where nobody is spare any more, forks somebody."""
        if self._spare is not None and not self._spare.hear():
            if not self._spare.is_ready:
                self._fails_until = time.monotonic() + _AGAIN
            self._spare.close()
            self._spare = None
        ended = [each for each in self._at_work if not each.hear()]
        for each in ended:
            each.close()
            self._at_work.remove(each)
        fails = time.monotonic() < self._fails_until
        if self._spare is None and not fails and (ended or not self._at_work):
            with suppress(OSError):
                self._spare = self._fork(rehearsed=True)

    def do(self, connection: socket.socket) -> None:
        """Has the client's command done; where the system has no process for it, the client does it."""
        helper, self._spare = self._spare, None
        if helper is not None and helper.hear() and helper.is_ready:
            if helper.take(connection):
                self._at_work.append(helper)
                return
        elif helper is not None:
            helper.end()  # getting ready takes time that the command needs
        with suppress(OSError):
            helper = self._fork(rehearsed=False)
            if helper.take(connection):
                self._at_work.append(helper)

    def _fork(self, *, rehearsed: bool) -> _Helper:
        """Raises OSError: there are too many processes."""
        ours, theirs = socket.socketpair()
        try:
            with signals_held():  # what Python calls around a fork swallows exceptions
                process = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            raise
        if process == 0:
            try:
                for each in (self._listener, ours, *self.sockets()):
                    each.close()
                _help(theirs, rehearsed)
            finally:
                os._exit(1)
        theirs.close()
        return _Helper(process, ours, is_ready=not rehearsed)


class _Helper:
    """As the daemon sees it."""

    def __init__(self, process: int, socket: socket.socket, *, is_ready: bool) -> None:
        self.process, self.socket, self.is_ready = process, socket, is_ready

    def hear(self) -> bool:
        """Whether it is still there."""
        if not select.select([self.socket], [], [], 0)[0]:
            return True
        with suppress(OSError):
            if self.socket.recv(1) == _READY:
                self.is_ready = True
                return True
        return False

    def take(self, connection: socket.socket) -> bool:
        """False: it has ended."""
        try:
            socket.send_fds(self.socket, [_CONNECTION], [connection.fileno()])
        except OSError:
            self.close()
            return False
        return True

    def end(self) -> None:
        if self.hear():
            os.kill(self.process, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        self.socket.close()


def _help(daemon: socket.socket, rehearsed: bool) -> NoReturn:
    stand_alone()
    if rehearsed:
        loading.rehearse()
        daemon.sendall(_READY)
    _, descriptors, _, _ = socket.recv_fds(daemon, 1, 1)
    if not descriptors:  # the daemon has ended
        os._exit(0)
    do_errand(socket.socket(fileno=descriptors[0]))
