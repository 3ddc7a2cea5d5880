"""What `lib/hashlib.py` needs from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BYTES, INT64, VALUE

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_hash.start",
        (Parameter("kind", INT64), Parameter("parameters", BYTES)),
        Primitive("slu_digest_start", (INT64, BYTES), BYTES, Raises.RESULT),
    ),
    Builtin(
        "_sluice_hash.update",
        (Parameter("state", BYTES), Parameter("data")),
        Primitive("slu_digest_update", (BYTES, VALUE), BYTES, Raises.RESULT),
    ),
    Builtin(
        "_sluice_hash.finish",
        (Parameter("state", BYTES),),
        Primitive("slu_digest_finish", (BYTES,), BYTES, Raises.RESULT),
    ),
)
