"""Where the daemon of this installation and this user listens. Imports next to nothing: every build asks."""

from __future__ import annotations

import os
import stat
import sys
import zlib

SDK = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH120, PTH100
"""The package `sluice`."""
LONGEST = 100
"""Bytes that the path of a socket may have on every system."""


def folder() -> str:
    """In the user's own cache folder, whatever SLUICE_CACHE_DIR says."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return f"{cache}/sluice/daemon"


def base() -> str:
    """The path of the daemon's files without their suffixes: `.socket`, `.lock`.

    Two installations with the same sum get on: `protocol.Surroundings` holds their names in full.
    """
    said = f"{sys.executable}\0{SDK}\0{sys.version}".encode(errors="surrogateescape")
    return f"{folder()}/{zlib.crc32(said):08x}"


def is_private(place: str) -> bool:
    """Whether a folder or socket is there and nobody else can have put something there."""
    try:
        found = os.lstat(place)
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077
