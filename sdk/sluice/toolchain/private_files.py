"""Files with keys and tokens: whole or not at all, and nobody's but their owner's at any time."""

import errno
import os
import stat
import tempfile
from pathlib import Path


def write_private(path: Path, content: str | bytes) -> None:
    """Also when the machine loses power. Raises OSError.

    The draft has a name that nobody can know before, so that nobody can have put a file or a link there.
    """
    data = content.encode() if isinstance(content, str) else content
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def check_own_folder(folder: Path) -> None:
    """Raises PermissionError where others may write: they could put files of theirs in place of ours."""
    if stat.S_IMODE(folder.stat().st_mode) & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(
            errno.EPERM, f"others may write to it; `chmod go-w {folder}` first", str(folder)
        )
