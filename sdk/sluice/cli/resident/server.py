"""The daemon: waits at a socket and gives each command to a process of its own (`helpers`)."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sluice.cli.local.errors import LocalError
from sluice.cli.resident import place
from sluice.cli.resident.helpers import Helpers
from sluice.cli.resident.protocol import DECLINED

_LOOK_AROUND = 60.0
"""Seconds after which somebody who waits in vain looks whether all is as it was."""
_WAITING = 64
_FACTS = 512
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a daemon that runs. `listens_since`: seconds since 1970; `asked`: commands that came to it.

    `spare`: the process that will do the next one, when it is ready.
    """

    pid: int
    socket: str
    listens_since: float | None = None
    asked: int = 0
    spare: int | None = None


class Lock:
    """One daemon for an installation and user: the lock ends with its process, however that ends.

    It is one of POSIX, which forked processes do not have.
    """

    def __init__(self) -> None:
        folder = Path(place.folder())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.is_private(str(folder)):
            raise LocalError(f"others may use {folder}; `chmod go-rwx {folder}` first")
        descriptor = os.open(f"{place.base()}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self._file = os.fdopen(descriptor, "r+")  # not to append: that would ignore where to write

    def take(self) -> bool:
        """False: a daemon runs."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self._file.truncate(0)
        return True

    def write(self, facts: Facts) -> None:
        """In one piece over what was there: somebody may be reading."""
        os.pwrite(self._file.fileno(), json.dumps(asdict(facts)).ljust(_FACTS).encode(), 0)

    def read(self) -> Facts | None:
        """None: it has only just taken the lock."""
        try:
            return Facts(**json.loads(os.pread(self._file.fileno(), _FACTS, 0)))
        except (ValueError, TypeError):
            return None


class Server:
    """`idle`: seconds after which it ends when nobody has asked; None: never."""

    def __init__(self, lock: Lock, idle: float | None) -> None:
        self._lock = lock
        self._idle = idle
        self._stamp = _stamp()  # before anything is loaded that could change
        self._path = Path(f"{place.base()}.socket")
        lock.write(Facts(os.getpid(), str(self._path)))

    @contextlib.contextmanager
    def listening(self) -> Iterator[socket.socket]:
        """The socket, for this user alone; it is gone afterwards."""
        if len(os.fsencode(self._path)) > place.LONGEST:
            raise LocalError(f"{self._path} is too long for a socket; set XDG_CACHE_HOME to a shorter folder")
        self._path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            before = os.umask(0o177)
            try:
                listener.bind(str(self._path))
            finally:
                os.umask(before)
            listener.listen(_WAITING)
            own = self._identity()
            try:
                yield listener
            finally:
                if self._identity() == own:  # else it is another daemon's
                    self._path.unlink(missing_ok=True)

    def serve(self, listener: socket.socket) -> str:
        """Until it may serve no more, or need not; gives the reason."""
        facts, own = Facts(os.getpid(), str(self._path), time.time()), self._identity()
        self._lock.write(facts)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no process that has ended waits to be asked after
        helpers = Helpers(listener)
        last = time.monotonic()
        while True:
            helpers.look()
            if facts.spare != helpers.spare:
                facts = replace(facts, spare=helpers.spare)
                self._lock.write(facts)
            left = _LOOK_AROUND if self._idle is None else last + self._idle - time.monotonic()
            if left <= 0:
                return "nobody has used it"
            with _next(listener, helpers, min(left, _LOOK_AROUND)) as connection:
                if self._identity() != own:
                    return "its socket is gone"
                if _stamp() != self._stamp:
                    _decline(connection)
                    return "Sluice has changed; start it again"
                if connection is None:
                    continue
                if not _is_own(connection):
                    _decline(connection)
                    continue
                last = time.monotonic()
                helpers.do(connection)
                facts = replace(facts, asked=facts.asked + 1, spare=None)
                self._lock.write(facts)

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


@contextlib.contextmanager
def _next(listener: socket.socket, helpers: Helpers, seconds: float) -> Iterator[socket.socket | None]:
    """Who asks next; None: nobody in that time, or something has happened to the helpers."""
    ready, _, _ = select.select([listener, *helpers.sockets()], [], [], seconds)
    if listener not in ready:
        yield None
        return
    connection, _ = listener.accept()
    with connection:
        yield connection


def _decline(connection: socket.socket | None) -> None:
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.sendall(DECLINED)


def _stamp() -> list[bytes | str]:
    """Of all that was loaded or that it calls. Raises nothing: what is gone has changed."""
    from sluice.compiler.frontend.sdk_stamp import read_sources_stamp, stamp_of
    from sluice.toolchain.zig import zig_executable

    try:
        zig = zig_executable()
        return [read_sources_stamp(), stamp_of(zig, zig.stat())]
    except OSError:
        return []


def _is_own(connection: socket.socket) -> bool:
    """Whether this user asks. Where the system does not tell, the folder's mode is all there is."""
    if sys.platform != "linux":
        return True
    packed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", packed)
    return bool(user == os.geteuid())
