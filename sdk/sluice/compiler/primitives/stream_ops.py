"""What `lib/sys.py` needs from C: writing to the two streams of a script."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import INT64, STR, VOID

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_streams.write",
        (Parameter("stream", INT64), Parameter("text", STR)),
        Primitive("slu_write_text", (INT64, STR), VOID, Raises.NEVER),
    ),
)
