"""A folder of the user's for what is expensive to build; safe when several builds run at once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from sluice.compiler.frontend.user_cache import cache_folder


def digest(parts: Iterable[bytes]) -> str:
    """A key from the contents that decide a result."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(len(part).to_bytes(8, "little"))
        sha.update(part)
    return sha.hexdigest()[:32]


def cached_folder(kind: str, key: str, build: Callable[[Path], None], limit: int = 30) -> Path:
    """The folder `kind/key`, filled by `build` if it is not there yet.

    It is built under another name and renamed when complete: a folder that exists is whole, and of two builds
    that race one wins and the other's work is thrown away. Of more than `limit` folders of a kind those go
    that nobody has asked for longest.
    """
    home = cache_folder() / kind
    folder = home / key
    if folder.is_dir():
        with contextlib.suppress(OSError):
            os.utime(folder)
        return folder
    home.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{key[:8]}-", dir=home))
    try:
        build(draft)
        draft.rename(folder)
        _forget(home, limit)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def cached_file(kind: str, key: str, build: Callable[[], bytes], limit: int = 500) -> bytes:
    """The content of the file `kind/key`, made by `build` if it is not there yet.

    Of more than `limit` files of a kind those go that nobody has asked for longest. A folder that cannot be
    written only costs time.
    """
    home = cache_folder() / kind
    file = home / key
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:
        content = build()
        with contextlib.suppress(OSError):
            _write(home, file, content)
            _forget(home, limit)
    return content


def _write(home: Path, file: Path, content: bytes) -> None:
    home.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=".", dir=home)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        Path(draft).replace(file)
    finally:
        Path(draft).unlink(missing_ok=True)


def _forget(home: Path, limit: int) -> None:
    entries = [each for each in home.iterdir() if not each.name.startswith(".")]
    if len(entries) > limit:
        entries.sort(key=lambda each: each.stat().st_mtime)
        for each in entries[: len(entries) - limit * 3 // 4]:
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink(missing_ok=True)
