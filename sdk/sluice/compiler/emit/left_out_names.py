"""The members of CPython's built-in types that a program has not: what `getattr(x, computed, default)` must
not take for missing."""

from __future__ import annotations

import builtins
import types
from collections.abc import Set
from functools import cache
from typing import Final

_FOUND_BY_THE_RUNTIME: Final = frozenset(
    "__class__ __name__ __qualname__ __module__ __dict__ __doc__ __mro__ __bases__ __cause__ __context__ "
    "__suppress_context__ __traceback__ __notes__ args".split()
)
"""What needs no table."""


@cache
def _names_of_cpython() -> tuple[str, ...]:
    kinds = [each for each in {**vars(builtins), **vars(types)}.values() if isinstance(each, type)]
    return tuple(sorted({name for kind in kinds for name in dir(kind)} - _FOUND_BY_THE_RUNTIME))


def emit_left_out_names(laid_out: Set[str]) -> str:
    """The names that are not laid out, and all special ones: classes lay these out where they are spelled."""
    lines = [each + "\\n" for each in _names_of_cpython() if each.startswith("__") or each not in laid_out]
    return f'const char slu_left_out_names[] = "{"".join(lines)}";'
