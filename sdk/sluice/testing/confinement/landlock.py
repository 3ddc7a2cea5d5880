"""Which files a process may open (Landlock, since Linux 5.13; here from 6.2 on, which heeds truncation)."""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

NEEDED: Final = 3
"""Before it, a file could be emptied that may only be read."""
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_PATH_BENEATH = 1
_O_PATH = getattr(os, "O_PATH", 0)
_EXECUTE, _WRITE, _READ, _READ_FOLDER, _TRUNCATE, _DEVICE_CONTROL = 1, 2, 4, 8, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICE_CONTROL
_FIRST = (1 << 13) - 1
_MOVE = 1 << 13
_ADDED: Final = {2: _MOVE, 3: _TRUNCATE, 5: _DEVICE_CONTROL}
"""Rights over files that came with a version."""
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_BIND_AND_CONNECT, _SOCKETS_AND_SIGNALS = 3, 3
_MAKE_SPECIAL = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11  # devices, sockets, pipes with a name
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def find_version() -> int:
    """0 where the kernel has none, or has it switched off."""
    found: int = _LIBC.syscall(_CREATE, None, ctypes.c_size_t(0), 1)
    return max(found, 0)


def restrict(readable: Iterable[Path], writable: Path) -> None:
    """Files below `readable` are read and run, those below `writable` also made, written and removed. What
    does not exist is left out. Raises OSError.
    """
    version = find_version()
    handled = _FIRST
    for since, right in _ADDED.items():
        handled |= right if version >= since else 0
    network = _BIND_AND_CONNECT if version >= _NETWORK_SINCE else 0
    scoped = _SOCKETS_AND_SIGNALS if version >= _SCOPES_SINCE else 0
    ruleset = _call(_CREATE, struct.pack("=QQQ", handled, network, scoped), ctypes.c_size_t(24), 0)
    try:
        for path in readable:
            _allow(ruleset, path, _EXECUTE | _READ | _READ_FOLDER)
        for name in _DEVICES:
            _allow(ruleset, Path(name), _READ | _WRITE)
        _allow(ruleset, writable, handled & ~_MAKE_SPECIAL & ~_DEVICE_CONTROL)
        _call(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, _O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        allowed = rights if path.is_dir() else rights & _OF_FILES
        _call(_ADD, ruleset, _PATH_BENEATH, struct.pack("=Qi", allowed, opened), 0)
    finally:
        os.close(opened)


def _call(number: int, *arguments: object) -> int:
    done: int = _LIBC.syscall(number, *arguments)
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done
