"""What a `__repr__` in `lib` needs from C: whether the container is being shown already.

if not _sluice_shown.enter(self):
    return "..."
try:
    return f"deque({list(self)!r})"
finally:
    _sluice_shown.leave()
"""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive
from sluice.compiler.ir.types import BOOL, VALUE, VOID

BUILTINS: tuple[Builtin, ...] = (
    Builtin("_sluice_shown.enter", (Parameter("container"),), Primitive("slu_show_enter", (VALUE,), BOOL)),
    Builtin("_sluice_shown.leave", (), Primitive("slu_show_leave", (), VOID)),
)
