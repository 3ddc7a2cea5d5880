"""The members of CPython's built-in types that a program has not: what `getattr(x, computed, default)` must
not take for missing."""

from __future__ import annotations

import builtins
import types
from collections.abc import Set
from typing import Final

_FOUND_BY_THE_RUNTIME: Final = frozenset(
    "__class__ __name__ __qualname__ __module__ __dict__ __doc__ __mro__ __bases__ __cause__ __context__ "
    "__suppress_context__ __traceback__ __notes__ args".split()
)
"""What needs no table."""


def emit_left_out_names(laid_out: Set[str]) -> str:
    """The names that are not laid out, and all special ones: classes lay these out where they are spelled."""
    kinds = [each for each in {**vars(builtins), **vars(types)}.values() if isinstance(each, type)]
    names = {name for kind in kinds for name in dir(kind)} - _FOUND_BY_THE_RUNTIME
    lines = [name + "\\n" for name in sorted(names) if name.startswith("__") or name not in laid_out]
    return f'const char slu_left_out_names[] = "{"".join(lines)}";'
