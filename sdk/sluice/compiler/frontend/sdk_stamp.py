"""What tells, without reading them, whether Sluice's own files are those of the last build."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

SDK_ROOT: Final = Path(__file__).resolve().parents[3]
"""The folder in which the package `sluice` is."""
_SOURCES: Final = (".py", ".c", ".h", ".inc", ".pyi")
_WITHOUT_SOURCES: Final = ("__pycache__", "compiled_runtime")


@cache
def sources_stamp() -> bytes:
    """Changes when any file of the SDK does, or mypy: names, sizes and times of files."""
    return read_sources_stamp()


def read_sources_stamp() -> bytes:
    """That of this moment, for who runs longer than a build."""
    mypy = find_spec("mypy")  # which takes long to import
    assert mypy is not None and mypy.origin is not None
    version = Path(mypy.origin).with_name("version.py")
    return "\n".join([stamp_of(version, version.stat()), *sorted(_stamps(SDK_ROOT / "sluice"))]).encode()


def stamp_of(path: Path | str, status: os.stat_result) -> str:
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def _stamps(folder: Path) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name in _WITHOUT_SOURCES:
                continue
            yield from _stamps(Path(entry.path))
        elif entry.name.endswith(_SOURCES):
            yield stamp_of(entry.path, entry.stat())
