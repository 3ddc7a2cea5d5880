"""What `lib/struct.py` needs from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BYTES, FLOAT, INT64

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_struct.pack_float",
        (Parameter("number", FLOAT), Parameter("size", INT64)),
        Primitive("slu_float_pack", (FLOAT, INT64), BYTES, Raises.RESULT),
    ),
    Builtin(
        "_sluice_struct.unpack_float",
        (Parameter("data", BYTES),),
        Primitive("slu_float_unpack", (BYTES,), FLOAT, Raises.NEVER),
    ),
)
