"""Handing a command to the daemon. Without one, this costs a build a look into a folder."""

from __future__ import annotations

import os
import sys

from sluice.cli.resident import place

TYPE_CHECKING = False
"""True for those who check types: what this file imports, each build waits for."""
if TYPE_CHECKING:
    import _socket
    from types import FrameType
    from typing import Any

COMMANDS = ("build", "check")
SWITCH = "SLUICE_DAEMON"
_OF_THIS_PROCESS = ("/dev/", "/proc/")
"""Such a name means something else in another process."""


def ask(arguments: list[str]) -> int | None:
    """The exit status of the command, or None: no daemon has done it.

    `arguments`: as `sys.argv` has them.
    """
    if len(arguments) < 2 or arguments[1] not in COMMANDS or not _may_ask(arguments):
        return None
    path = f"{place.base()}.socket"
    if not (place.is_private(place.folder()) and place.is_private(path)):
        return None
    try:
        return _ask(path, arguments)
    except OSError:
        return None


def _may_ask(arguments: list[str]) -> bool:
    if os.environ.get(SWITCH) == "off" or "_SLUICE_COMPLETE" in os.environ:
        return False
    named = [*arguments[2:], os.environ.get("SLUICE_SIGN_KEY", "")]
    return not any(part in each for each in named for part in _OF_THIS_PROCESS if each != os.devnull)


def _ask(path: str, arguments: list[str]) -> int | None:
    import _socket

    from sluice.cli.resident import protocol

    if None in (sys.stdin, sys.stdout, sys.stderr):
        return None
    folder = os.open(".", os.O_RDONLY)
    try:
        connection = _socket.socket(_socket.AF_UNIX)
        connection.connect(path)
        protocol.send_errand(connection, _errand(arguments), [0, 1, 2, folder])
    finally:
        os.close(folder)
    return _wait(connection)


def _errand(arguments: list[str]) -> dict[str, object]:
    from sluice.cli.resident.protocol import limits, surroundings

    umask = os.umask(0o077)
    os.umask(umask)
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return {
        "surroundings": surroundings(),
        "arguments": arguments,
        "package": sys.modules["__main__"].__package__,
        "path": sys.path[:1],
        "environment": dict(os.environ),
        "umask": umask,
        "limits": limits(),
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "bytecode": not sys.dont_write_bytecode,
        "streams": [_kind(each) for each in streams],
    }


def _kind(stream: Any) -> list[Any]:
    return [stream.encoding, stream.errors, stream.line_buffering, stream.write_through]


def _wait(connection: _socket.socket) -> int | None:
    """Until the command has ended. Ctrl-C reaches it, and it then says what it says at Ctrl-C."""
    import signal

    from sluice.cli.resident.protocol import DONE

    interrupted = False

    def pass_on(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        try:
            connection.send(bytes([number]))
        except OSError:
            return

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, pass_on)
    try:
        answer = connection.recv(1)
        status = connection.recv(1) if answer == DONE else b""
    except OSError:
        status = b""
    finally:
        signal.signal(signal.SIGINT, before)
    if status:
        return status[0]
    if interrupted:
        sys.stderr.write("\nAborted!\n")
        return 1
    return None
