"""What tells, without reading them, whether Sluice's own files are those of the last build."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import mypy.version

_SDK: Final = Path(__file__).parents[2]
_SOURCES: Final = (".py", ".c", ".h", ".inc", ".pyi")


@cache
def sources_stamp() -> bytes:
    """Changes when any file of the SDK does, or mypy: names, sizes and times of files."""
    return "\n".join([mypy.version.__version__, *sorted(_stamps(_SDK))]).encode()


def stamp_of(path: Path | str, status: os.stat_result) -> str:
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def _stamps(folder: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _stamps(Path(entry.path))
        elif entry.name.endswith(_SOURCES):
            yield stamp_of(entry.path, entry.stat())
