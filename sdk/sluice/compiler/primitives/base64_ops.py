"""What `lib/binascii.py` and `lib/base64.py` need from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, BYTES, INT64, VALUE

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_base64.decode",
        (Parameter("text"), Parameter("strict", BOOL), Parameter("asked_by", INT64)),
        Primitive("slu_base64_decode", (VALUE, BOOL, INT64), VALUE, Raises.RESULT),
    ),
    Builtin(
        "_sluice_base64.encode",
        (Parameter("data"), Parameter("newline", BOOL)),
        Primitive("slu_base64_encode", (VALUE, BOOL), BYTES, Raises.RESULT),
    ),
)
