"""`sluice.api.wire`: conversions of text that need no tables of Unicode and no names of codecs."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BYTES, DICT, LIST, STR, TUPLE, VALUE, VOID, Type


def _wire(name: str, given: dict[str, Type], result: Type, raises: Raises = Raises.RESULT) -> Builtin:
    return Builtin(
        f"sluice.api.wire.{name}",
        tuple(Parameter(title, kind, positional_only=False) for title, kind in given.items()),
        Primitive(f"slu_wire_{name}", tuple(given.values()), result, raises),
    )


BUILTINS: tuple[Builtin, ...] = (
    _wire("header_name", {"name": STR}, STR),
    _wire("substitute", {"text": STR, "old": STR, "new": STR}, STR),
    _wire("check_header", {"name": STR, "value": STR}, VOID),
    _wire("header_pairs", {"headers": DICT}, LIST),
    _wire("series_name", {"metric": STR, "labels": TUPLE, "values": DICT, "instead": STR}, STR),
    _wire("encode", {"text": STR}, BYTES),
    _wire("decode", {"data": BYTES}, STR),
    _wire("decode_strictly", {"data": BYTES}, VALUE),
)
