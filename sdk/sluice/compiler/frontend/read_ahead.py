"""Modules of the SDK that were read before anybody asked, by a process that forks one for each build.

The stages behind the reading change trees. So each is used for one program only: the first that a forked
process reads, in which they are its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.compiler.frontend.sources import SourceModule

_modules: dict[Hashable, SourceModule] = {}
_is_filled = False
_is_used = False


def read_once(asked: Hashable, read: Callable[[], SourceModule]) -> SourceModule:
    """The module that was read ahead for the same question, or what `read` gives."""
    found = None if _is_used else _modules.get(asked)
    if found is None:
        found = read()
        if _is_filled:
            _modules[asked] = found
    return found


def fill(read_programs: Callable[[], None]) -> None:
    """Keeps all modules that `read_programs` reads. This process itself may lower no program afterwards."""
    global _is_filled, _is_used
    _is_filled, _is_used = True, False
    try:
        read_programs()
    finally:
        _is_filled = False


def forget() -> None:
    """When a program has been read. The trees stay in memory: to free them takes longer than to read them."""
    global _is_used
    _is_used = not _is_filled


@contextmanager
def kept() -> Iterator[None]:
    """Programs that are read within read all by themselves; the one afterwards finds what was read ahead."""
    global _is_used
    _is_used = True
    try:
        yield
    finally:
        _is_used = False
