"""Which system calls a process may make: a program for the kernel's filter, in its own small language."""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Mapping, Set
from typing import Final

from sluice.testing.confinement import syscalls

_AUDIT: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
"""Offsets in what the kernel shows of a call."""
_OTHER_ABI = 0x40000000
"""From here on x86_64 has the same calls again, for 32-bit pointers."""
_CLONE_THREAD, _ANYTHING = 0x00010000, 0xFFFFFFFF
_NAMESPACES = 0x7E020000
"""CLONE_NEW…: user, PID, network and the others."""
_SET_FILTER, _ALL_THREADS = 1, 1
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def deny(names: Set[str], *, only_threads: bool = False) -> None:
    """From now on, for this process, its threads and all that they start; filters add up.

    `only_threads`: no process is made any more. Limits of others cannot be set in any case. Raises OSError.
    """
    code = to_program(names, only_threads=only_threads)
    held = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(held, ctypes.c_void_p))
    done = _LIBC.syscall(syscalls.number("seccomp"), _SET_FILTER, _ALL_THREADS, ctypes.byref(program))
    if done:  # the id of a thread that could not be made to follow, or -1
        code_ = ctypes.get_errno() if done < 0 else errno.ESRCH
        raise OSError(code_, os.strerror(code_))


def to_program(names: Set[str], *, only_threads: bool = False) -> bytes:
    """Instructions of 8 bytes each. Names that an architecture does not have are left out."""
    machine = platform.machine()
    numbers = syscalls.NUMBERS[machine]
    lines = [
        _line(_LOAD, _ARCHITECTURE),
        _line(_JUMP_EQUAL, _AUDIT[machine], 1, 0),
        _line(_RETURN, _KILL),
        _line(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        lines += [_line(_JUMP_AT_LEAST, _OTHER_ABI, 0, 1), _line(_RETURN, _KILL)]
    for name in sorted((names | {"clone3"}) & numbers.keys()):
        answer = errno.ENOSYS if name in syscalls.NOT_THERE else errno.EPERM
        lines += [_line(_JUMP_EQUAL, numbers[name], 0, 1), _line(_RETURN, _ERRNO | answer)]
    return b"".join([*lines, *_of_arguments(numbers, only_threads), _line(_RETURN, _ALLOW)])


def _of_arguments(numbers: Mapping[str, int], only_threads: bool) -> list[bytes]:
    """Calls that depend on what they are asked: each block ends the program, or is jumped over."""
    limits = [  # prlimit64 of any process but itself
        _line(_JUMP_EQUAL, numbers["prlimit64"], 0, 4),
        _line(_LOAD, _FIRST_ARGUMENT),
        _line(_JUMP_EQUAL, 0, 0, 1),
        _line(_RETURN, _ALLOW),
        _line(_RETURN, _ERRNO | errno.EPERM),
    ]
    clone = [
        _line(_JUMP_EQUAL, numbers["clone"], 0, 5),
        _line(_LOAD, _FIRST_ARGUMENT),
        _line(_JUMP_ANY_BIT, _NAMESPACES, 2, 0),
        _line(_JUMP_ANY_BIT, _CLONE_THREAD if only_threads else _ANYTHING, 0, 1),
        _line(_RETURN, _ALLOW),
        _line(_RETURN, _ERRNO | errno.EPERM),
    ]
    return [*limits, *clone]


def _line(operation: int, value: int, when_so: int = 0, when_not: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, when_so, when_not, value)
