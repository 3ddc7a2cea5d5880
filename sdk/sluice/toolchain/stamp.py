"""What tells, without reading them, whether Sluice's own files are those of the last build."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import mypy.version

from sluice.toolchain.zig import zig_executable

_SDK = Path(__file__).parents[1]
_SOURCES = (".py", ".c", ".h", ".inc", ".pyi")


@cache
def sdk_stamp() -> bytes:
    """Changes when anything of the SDK does, or what it compiles with: names, sizes and times of files."""
    parts = [mypy.version.__version__, _stamp(zig_executable(), zig_executable().stat())]
    return "\n".join([*parts, *sorted(_stamps(_SDK))]).encode()


def _stamps(folder: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _stamps(Path(entry.path))
        elif entry.name.endswith(_SOURCES):
            yield _stamp(entry.path, entry.stat())


def _stamp(path: Path | str, status: os.stat_result) -> str:
    return f"{path} {status.st_size} {status.st_mtime_ns}"
