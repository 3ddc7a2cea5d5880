"""Modules that have been built before from the very same files: found without compiling anything.

remember(request, [my_filter.py, rules.py beside it], wasm, c)
recall(request)      # (wasm, c) as long as none of those files, and nothing of Sluice, has changed
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sluice.compiler.frontend.user_cache import cache_folder, cached_file, digest
from sluice.toolchain.stamp import sdk_stamp
from sluice.toolchain.zig import Flavour

_KIND = "builds"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: the file as it was named (tracebacks say it so), and how to build it."""

    path: Path
    flavour: Flavour
    script: bool

    def key(self) -> str:
        """Decided by the request, by Sluice itself, and by which files stand beside the program's."""
        folder = self.path.resolve().parent
        beside = sorted(entry.name for entry in os.scandir(folder))
        said = (str(self.path), str(folder), repr(self.flavour), str(self.script), *beside)
        return digest([sdk_stamp(), *(each.encode(errors="surrogateescape") for each in said)])


def recall(request: Request) -> tuple[bytes, str] | None:
    """The module and its C text; None: never built, or a file has changed since."""
    try:
        packed = (cache_folder() / _KIND / request.key()).read_bytes()
        size = int.from_bytes(packed[:4], "little")
        head = json.loads(packed[4 : 4 + size])
        if any(_digest_of(Path(file)) != known for file, known in head["files"].items()):
            return None
        text = packed[4 + size : 4 + size + head["c"]].decode(errors="surrogatepass")
        return packed[4 + size + head["c"] :], text
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(request: Request, files: Iterable[Path], wasm: bytes, c: str) -> None:
    """`files`: the author's own, all that the build has read."""
    text = c.encode(errors="surrogatepass")
    with contextlib.suppress(OSError):
        head = json.dumps({"files": {str(each): _digest_of(each) for each in files}, "c": len(text)}).encode()
        packed = len(head).to_bytes(4, "little") + head + text + wasm
        key = request.key()
        (cache_folder() / _KIND / key).unlink(missing_ok=True)
        cached_file(_KIND, key, lambda: packed)


def _digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
