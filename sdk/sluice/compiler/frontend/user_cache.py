"""The folder of the user's for what is expensive to make: mypy's cache, the compiled runtime, modules.

It is safe when several builds run at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

VARIABLE: Final = "SLUICE_CACHE_DIR"


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


def cached_folder(kind: str, key: str, build: Callable[[Path], None], limit: int = 30) -> Path:
    """The folder `kind/key`, filled by `build` if it is not there yet.

    It is built under another name and renamed when complete: a folder that exists is whole. Who asks then
    waits. Of more than `limit` folders of a kind those go that nobody has asked for longest.
    """
    home = cache_folder() / kind
    folder = home / key
    if folder.is_dir():
        with contextlib.suppress(OSError):
            os.utime(folder)
        return folder
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home / f".{key}.lock"):
        if not folder.is_dir():
            draft = Path(tempfile.mkdtemp(prefix=f".{key[:8]}-", dir=home))
            try:
                build(draft)
                draft.rename(folder)
            except OSError:
                if not folder.is_dir():  # else somebody was faster whose lock we did not see
                    raise
            finally:
                shutil.rmtree(draft, ignore_errors=True)
            _forget(home, limit)
    return folder


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Of all threads and processes one; the lock ends with its holder, however that ends."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def cached_file(kind: str, key: str, build: Callable[[], bytes], limit: int = 500) -> bytes:
    """The content of the file `kind/key`, made by `build` if it is not there yet.

    Of more than `limit` files of a kind those go that nobody has asked for longest. A folder that cannot be
    written only costs time.
    """
    home = cache_folder() / kind
    file = home / key
    try:
        content = file.read_bytes()
        with contextlib.suppress(OSError):  # of a folder that may only be read
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
