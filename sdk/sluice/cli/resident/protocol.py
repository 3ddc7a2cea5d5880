"""What goes through the daemon's socket.

The client sends an errand: its length in four bytes, with them four descriptors (stdin, stdout, stderr and
the working folder), then a dict as Python writes it. After that each byte is the number of a signal that
the command shall get. The daemon answers with one byte, `DONE` and the exit status, or `DECLINED`: the client
then does it itself. When the client has gone, the command ends.

What the client needs imports neither `json` nor `socket`: with `re` and `enum` they take it 20 ms.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import _socket
    import socket
    from typing import Any

DONE, DECLINED = b"D", b"N"
DESCRIPTORS = 4
_LARGEST = 8 * 1024 * 1024
"""Bytes: more than any system lets arguments and environment have."""
_HEAD = 4
_INT = 4
"""Bytes of a C `int`, as which descriptors go through a socket."""


class ProtocolError(Exception):
    """What came is no errand."""


def surroundings() -> list[Any]:
    """What a process starts with and cannot change: where a client has something else, the daemon declines.

    The interpreter and its options, where modules are found, which files there are, and who asks.
    """
    from sluice.cli.resident import place

    flags = {name: getattr(sys.flags, name) for name in dir(sys.flags) if name.islower() and name[0] != "_"}
    for name in (
        "dont_write_bytecode",
        "count",
        "index",
        "n_fields",
        "n_sequence_fields",
        "n_unnamed_fields",
    ):
        flags.pop(name, None)
    root = os.stat("/")  # noqa: PTH116
    return [
        [sys.executable, sys.version, place.SDK, sys.path[1:]],
        [flags, sys.warnoptions, {name: str(value) for name, value in sys._xoptions.items()}],
        [sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()],
        [root.st_dev, root.st_ino],
        [os.geteuid(), os.getegid(), sorted(os.getgroups())],
    ]


def limits() -> dict[str, list[int]]:
    """What a process may use at most, soft and hard, by the names that `resource` has for it."""
    import resource

    names = [each for each in dir(resource) if each.startswith("RLIMIT_")]
    return {each: list(resource.getrlimit(getattr(resource, each))) for each in names}


def send_errand(connection: _socket.socket, errand: dict[str, Any], descriptors: list[int]) -> None:
    """Raises OSError, also when a descriptor is closed."""
    from _socket import SCM_RIGHTS, SOL_SOCKET

    content = ascii(errand).encode()
    rights = b"".join(each.to_bytes(_INT, sys.byteorder) for each in descriptors)
    connection.sendmsg([len(content).to_bytes(_HEAD, "big")], [(SOL_SOCKET, SCM_RIGHTS, rights)])
    connection.sendall(content)


def receive_errand(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Raises ProtocolError, OSError."""
    import ast
    import socket

    head, descriptors, _, _ = socket.recv_fds(connection, _HEAD, DESCRIPTORS)
    head += _receive(connection, _HEAD - len(head))
    size = int.from_bytes(head, "big")
    if len(descriptors) != DESCRIPTORS or size > _LARGEST:
        raise ProtocolError
    try:
        errand = ast.literal_eval(_receive(connection, size).decode())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise ProtocolError from None
    if not isinstance(errand, dict):
        raise ProtocolError
    return errand, descriptors


def _receive(connection: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = connection.recv(min(size, 65536))
        if not part:
            raise ProtocolError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
