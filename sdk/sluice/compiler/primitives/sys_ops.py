"""What `lib/sys.py` needs from C: writing to the two streams of a script, and what is being handled."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import INT64, STR, VALUE, VOID

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_sys.write",
        (Parameter("stream", INT64), Parameter("text", STR)),
        Primitive("slu_write_text", (INT64, STR), VOID, Raises.NEVER),
    ),
    Builtin("_sluice_sys.handled", (), Primitive("slu_handled_exception", (), VALUE, Raises.NEVER)),
)
"""`handled`: the exception that the innermost running `except` or `finally` is there for, or None."""
