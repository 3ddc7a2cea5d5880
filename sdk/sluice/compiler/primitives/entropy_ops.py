"""What `lib/secrets.py` and `lib/random.py` need from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BYTES, INT64

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_entropy.random_bytes",
        (Parameter("size", INT64),),
        Primitive("slu_random_bytes", (INT64,), BYTES, Raises.RESULT),
    ),
)
