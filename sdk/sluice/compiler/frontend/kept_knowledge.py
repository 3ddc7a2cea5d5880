"""What mypy knows of the SDK's own modules, kept between builds: checking them takes three times as long as
checking a filter.

It is kept for all such modules of a program together: what mypy knows of a module can depend on which others
it was checked with, and builds must not depend on what was built before.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

from sluice.compiler.frontend.known_types import ModuleKnowledge
from sluice.compiler.frontend.sdk_stamp import sources_stamp
from sluice.compiler.frontend.sources import SourceTree
from sluice.compiler.frontend.user_cache import cache_folder, cached_file, digest

_KIND: Final = "knowledge"
_FOUND_FIRST: Final = sys.stdlib_module_names | {
    "sluice",
    "mypy_extensions",
    "typing_extensions",
    "_typeshed",
}
"""Modules that the SDK's import: those of these names beside a program hide them from it."""
_STORED: Final = dict[str, ModuleKnowledge]


def recall_knowledge(tree: SourceTree) -> Mapping[str, ModuleKnowledge]:
    """Of all modules of the SDK in the program, or empty."""
    key = _key(tree)
    if key is None:
        return {}
    file = cache_folder() / _KIND / key
    try:
        known = _decode(file.read_bytes())
    except OSError:
        return {}
    except msgspec.DecodeError:
        with contextlib.suppress(OSError):
            file.unlink()
        return {}
    with contextlib.suppress(OSError):  # of a folder that may only be read
        os.utime(file)
    return known


def keep_knowledge(tree: SourceTree, found: Mapping[str, ModuleKnowledge]) -> None:
    """`found`: of all modules of the program."""
    key = _key(tree)
    if key is not None:
        kept = {name: each for name, each in found.items() if tree.modules[name].trusted}
        cached_file(_KIND, key, lambda: msgspec.msgpack.encode(kept))


@lru_cache(maxsize=16)
def _decode(packed: bytes) -> dict[str, ModuleKnowledge]:
    return msgspec.msgpack.decode(packed, type=_STORED)


def _key(tree: SourceTree) -> str | None:
    """None: the SDK's modules mean something else in this folder, or there are none."""
    trusted = sorted((name, each.text) for name, each in tree.modules.items() if each.trusted)
    folder = tree.modules[tree.main].path.resolve().parent
    beside = {entry.name.partition(".")[0] for entry in os.scandir(folder)}
    if not trusted or beside & _FOUND_FIRST:
        return None
    said = [part.encode() for module in trusted for part in module]
    return digest([sources_stamp(), sys.version.encode(), str(tree.strict).encode(), *said])
