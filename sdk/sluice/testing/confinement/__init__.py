"""What a process does without, for good, before it touches what a stranger wrote: Linux, without root.

    confine(readable=[...], writable=folder)   # no other files, no network, no other process
    confine_further()                          # and nothing is started any more: now strange code may run

Landlock keeps the files, seccomp the system calls, and all capabilities are dropped, so that root is nobody
special either. What cannot be had raises `Unconfinable` with the reason: whoever asks then decides whether to
go on without. Seccomp denies by a list; what is not in it (reading the clock, making threads) stays allowed.
"""

import ctypes
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sluice.testing.confinement import landlock, seccomp, syscalls


class Unconfinable(Exception):  # noqa: N818 - the reason, for whoever runs the console
    """Why this machine cannot confine a process."""


_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_DIE_WITH_PARENT, _NO_NEW_PRIVILEGES, _SIGKILL = 1, 38, 9
_CAPABILITIES_VERSION = 0x20080522


def find_obstacle() -> str:
    """Why `confine` would not work here; "" where it would."""
    if sys.platform != "linux":
        return f"{sys.platform} has neither Landlock nor seccomp; run the console on Linux"
    if platform.machine() not in syscalls.NUMBERS:
        return f"system calls of {platform.machine()} are not known here; x86_64 and aarch64 are"
    version = landlock.find_version()
    if version < landlock.NEEDED:
        have = f"version {version}" if version else "none, or it is switched off"
        return f"the kernel's Landlock is too old ({have}); it takes version 3, of Linux 6.2"
    return ""


def confine(readable: Iterable[Path], writable: Path) -> None:
    """Also ends with its parent. Call it before there are threads. Raises `Unconfinable`."""
    obstacle = find_obstacle()
    if obstacle:
        raise Unconfinable(obstacle)
    try:
        _drop_capabilities()
        _prctl(_DIE_WITH_PARENT, _SIGKILL)
        _prctl(_NO_NEW_PRIVILEGES, 1)
        landlock.restrict(readable, writable)
        seccomp.deny(syscalls.NEVER)
    except OSError as error:
        raise Unconfinable(f"the kernel refuses to confine the process: {error.strerror}") from None


def confine_further() -> None:
    """Neither this process nor any of its threads starts another one, or changes whose a file is."""
    try:
        seccomp.deny(syscalls.NEVER_AGAIN, only_threads=True)
    except OSError as error:
        raise Unconfinable(f"the kernel refuses to confine the process: {error.strerror}") from None


def _prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if _LIBC.syscall(syscalls.number("capset"), ctypes.byref(header), ctypes.byref(nothing)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
