"""Constants as static data: each distinct one is laid out once."""

from __future__ import annotations

import math
import struct

from sluice.compiler.emit.c_types import convert_freely, to_c_type
from sluice.compiler.emit.names import Names
from sluice.compiler.emit.program_names import ProgramNames
from sluice.compiler.ir.intervals import INT64_MIN
from sluice.compiler.ir.ops import (
    BoolConstant,
    BytesConstant,
    ClassConstant,
    Constant,
    EllipsisConstant,
    FloatConstant,
    FunctionConstant,
    IntConstant,
    NoneConstant,
    NothingConstant,
    NotImplementedConstant,
    StrConstant,
    TupleConstant,
)
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, NUMBER, VALUE, Type

SMALL_LIMIT = 1 << 62
_LIMB_BITS = 32


def encode_text(text: str) -> bytes:
    """UTF-8; a lone surrogate becomes the three bytes that UTF-8 would have for it (WTF-8)."""
    return text.encode("utf-8", "surrogatepass")


def quote(data: bytes) -> str:
    """A C string literal; octal escapes of three digits never run into what follows."""
    plain = (chr(b) if 32 <= b < 127 and b not in b'"\\?' else f"\\{b:03o}" for b in data)
    return '"' + "".join(plain) + '"'


class ConstantPool:
    """Collects the constants of a program while its functions are emitted; `declarations` lays them out.

    The order is that of first use, so the same program gives the same text.
    """

    def __init__(self, names: ProgramNames) -> None:
        self._names = names
        self._labels = Names("k_")
        self._known: dict[tuple[object, ...], str] = {}
        self.declarations: list[str] = []
        self.has_big_ints = False

    def word_pointer(self, constant: Constant) -> str | None:
        """A C address constant for what is an object; None for small ints and nothing."""
        match constant:
            case StrConstant(value):
                return f"&{self.text(value)}"
            case BytesConstant(value):
                return f"&{self._bytes(value)}"
            case FloatConstant(value):
                return f"&{self._float(value)}"
            case IntConstant(value) if not -SMALL_LIMIT <= value < SMALL_LIMIT:
                return f"&{self._big_int(value)}"
            case TupleConstant(items):
                return f"&{self._tuple(items)}"
            case BoolConstant(value):
                return "&slu_true_object" if value else "&slu_false_object"
            case NoneConstant():
                return "&slu_none_object"
            case EllipsisConstant():
                return "&slu_ellipsis_object"
            case NotImplementedConstant():
                return "&slu_not_implemented_object"
            case FunctionConstant(function):
                return f"&{self._names.function_value(function)}"
            case ClassConstant(class_name):
                return f"&{self._names.class_object(class_name)}"
            case _:
                return None

    def initialiser(self, constant: Constant) -> str:
        """A `slu_word` initialiser for static data."""
        pointer = self.word_pointer(constant)
        if pointer is not None:
            return f"{{.pointer = {pointer}}}"
        match constant:
            case IntConstant(value):
                return f"{{.value = {_word(value)}}}"
            case _:
                return "{.value = 0}"

    def expression(self, constant: Constant, wanted: Type) -> str | None:
        """A C expression of the wanted representation; None when the constant has no such form."""
        if wanted == NUMBER:
            kind = FLOAT if isinstance(constant, FloatConstant) else VALUE
            code = self.expression(constant, kind)
            return code if code is None else convert_freely(code, kind, NUMBER)
        match constant:
            case NothingConstant():
                return "NULL" if wanted not in (VALUE, INT, INT64, FLOAT, BOOL) else "SLU_NOTHING"
            case IntConstant(value):
                return self._int_expression(value, wanted)
            case FloatConstant(value) if wanted == FLOAT:
                return float_literal(value)
            case BoolConstant(value) if wanted in (BOOL, INT64):
                return str(int(value))
            case BoolConstant(value) if wanted == FLOAT:
                return f"{int(value)}.0"
            case BoolConstant(value):
                return f"slu_bool({int(value)})" if wanted in (VALUE, INT) else None
        pointer = self.word_pointer(constant)
        if wanted in (VALUE, INT):
            return f"slu_of({pointer})"
        if wanted in (INT64, FLOAT, BOOL):
            return None
        return f"(({to_c_type(wanted)}){pointer})"

    def _int_expression(self, value: int, wanted: Type) -> str | None:
        if wanted == INT64:
            return f"INT64_C({value})" if value != INT64_MIN else "INT64_MIN"
        if wanted == FLOAT:
            return float_literal(float(value)) if abs(value) < 1 << 53 else None
        if wanted not in (VALUE, INT):
            return None
        if -SMALL_LIMIT <= value < SMALL_LIMIT:
            return f"slu_small(INT64_C({value}))"
        return f"slu_of(&{self._big_int(value)})"

    def text(self, value: str) -> str:
        """The name of a static str."""
        data = encode_text(value)
        label = self._label(("str", data), f"text_{value[:24]}")
        if label is not None:
            self._declare_text(label, "slu_str_type", data, len(value))
        return self._known[("str", data)]

    def _bytes(self, data: bytes) -> str:
        label = self._label(("bytes", data), "bytes")
        if label is not None:
            self._declare_text(label, "slu_bytes_type", data, len(data))
        return self._known[("bytes", data)]

    def _declare_text(self, label: str, kind: str, data: bytes, length: int) -> None:
        """Without its hash, which would make modules larger and is computed when it is first asked for."""
        self.declarations.append(
            "static struct { const slu_type *type; uint32_t size, length, hash; "
            f"char data[{len(data) + 1}]; }} {label} __attribute__((aligned(8))) = "
            f"{{&{kind}, {len(data)}, {length}, 0, {quote(data)}}};"
        )

    def _float(self, value: float) -> str:
        key = ("float", struct.pack("<d", value))
        label = self._label(key, "float")
        if label is not None:
            self.declarations.append(
                f"static slu_float {label} = {{&slu_float_type, {float_literal(value)}}};"
            )
        return self._known[key]

    def _big_int(self, value: int) -> str:
        label = self._label(("int", value), "int")
        self.has_big_ints = True
        if label is not None:
            limbs, rest = [], abs(value)
            while rest:
                limbs.append(f"0x{rest & 0xFFFFFFFF:x}u")
                rest >>= _LIMB_BITS
            self.declarations.append(
                f"static struct {{ const slu_type *type; uint32_t count, negative; "
                f"slu_limb limbs[{len(limbs)}]; }} {label} __attribute__((aligned(8))) = "
                f"{{&slu_int_type, {len(limbs)}, {int(value < 0)}, {{{', '.join(limbs)}}}}};"
            )
        return self._known[("int", value)]

    def _tuple(self, items: tuple[Constant, ...]) -> str:
        key = ("tuple", *map(_identity, items))
        if key in self._known:
            return self._known[key]
        words = ", ".join(self.initialiser(item) for item in items)
        label = self._label(key, "tuple")
        content = f", {{{words}}}" if items else ""
        self.declarations.append(
            f"static struct {{ const slu_type *type; uint32_t length; slu_word items[{len(items)}]; }} "
            f"{label} = {{&slu_tuple_type, {len(items)}{content}}};"
        )
        return self._known[key]

    def _label(self, key: tuple[object, ...], wish: str) -> str | None:
        """A new name for a constant that is not laid out yet, else None."""
        if key in self._known:
            return None
        label = self._labels[f"{wish}#{len(self._known)}"].replace("u23", "_")
        self._known[key] = label
        return label


def float_literal(value: float) -> str:
    if math.isnan(value):
        return '__builtin_nan("")'
    if math.isinf(value):
        return "-__builtin_inf()" if value < 0 else "__builtin_inf()"
    return value.hex()


def _word(value: int) -> str:
    return f"UINT64_C(0x{((value << 1) | 1) & 0xFFFFFFFFFFFFFFFF:x})"


def _identity(constant: Constant) -> object:
    """Two constants are the same when this is equal: `0.0` and `-0.0`, `1` and `True` are not."""
    match constant:
        case FloatConstant(value):
            return ("float", struct.pack("<d", value))
        case TupleConstant(items):
            return ("tuple", *map(_identity, items))
        case _:
            return (type(constant).__name__, repr(constant))
