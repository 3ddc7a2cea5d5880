"""What `lib/hashlib.py` and `lib/hmac.py` need from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, BYTES, INT64, VALUE

BUILTINS: tuple[Builtin, ...] = (
    *(
        Builtin(f"_sluice_hash.{name}", (), Primitive(f"slu_digest_{name}", (), BYTES, Raises.RESULT))
        for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
    ),
    Builtin(
        "_sluice_hash.blake2b",
        (Parameter("parameters", BYTES),),
        Primitive("slu_digest_blake2b", (BYTES,), BYTES, Raises.RESULT),
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
    Builtin(
        "_sluice_hash.digest_size",
        (Parameter("state", BYTES),),
        Primitive("slu_digest_size", (BYTES,), INT64, pure=True),
    ),
    Builtin(
        "_sluice_hash.block_size",
        (Parameter("state", BYTES),),
        Primitive("slu_digest_block_size", (BYTES,), INT64, pure=True),
    ),
    Builtin(
        "_sluice_hash.plain",
        (Parameter("data"),),
        Primitive("slu_digest_plain", (VALUE,), BYTES, Raises.RESULT),
    ),
    Builtin(
        "_sluice_hash.pad",
        (Parameter("key", BYTES), Parameter("size", INT64), Parameter("mask", INT64)),
        Primitive("slu_digest_pad", (BYTES, INT64, INT64), BYTES, Raises.RESULT),
    ),
    Builtin(
        "_sluice_hash.compare",
        (Parameter("left"), Parameter("right")),
        Primitive("slu_compare_digest", (VALUE, VALUE), BOOL, Raises.RESULT),
    ),
)
