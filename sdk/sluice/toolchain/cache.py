"""A folder of the user's for what is expensive to build; safe when several builds run at once."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

VARIABLE = "SLUICE_CACHE_DIR"


def cache_folder() -> Path:
    """`$SLUICE_CACHE_DIR`, or `sluice` in the user's cache folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sluice"


def digest(parts: Iterable[bytes]) -> str:
    """A key from the contents that decide a result."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(len(part).to_bytes(8, "little"))
        sha.update(part)
    return sha.hexdigest()[:32]


def cached_folder(kind: str, key: str, build: Callable[[Path], None]) -> Path:
    """The folder `kind/key`, filled by `build` if it is not there yet.

    It is built under another name and renamed when complete: a folder that exists is whole, and of two builds
    that race one wins and the other's work is thrown away.
    """
    home = cache_folder() / kind
    folder = home / key
    if folder.is_dir():
        return folder
    home.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{key[:8]}-", dir=home))
    try:
        build(draft)
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder
