"""`sluice.api.wire`: conversions of text that need no tables of Unicode and no names of codecs."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BYTES, STR, VALUE, Type


def _wire(name: str, given: tuple[str, Type], result: Type, raises: Raises = Raises.RESULT) -> Builtin:
    title, kind = given
    return Builtin(
        f"sluice.api.wire.{name}",
        (Parameter(title, kind, positional_only=False),),
        Primitive(f"slu_wire_{name}", (kind,), result, raises),
    )


BUILTINS: tuple[Builtin, ...] = (
    _wire("header_name", ("name", STR), STR),
    _wire("encode", ("text", STR), BYTES),
    _wire("decode", ("data", BYTES), STR),
    _wire("decode_strictly", ("data", BYTES), VALUE),
)
