"""Protocol buffers that hold JSON: `google.protobuf.Struct`, and Envoy's `Metadata` around it.

    Metadata   map<string, Struct> filter_metadata = 1
    Struct     map<string, Value> fields = 1
    Value      null 1 | double 2 | string 3 | bool 4 | Struct 5 | ListValue 6

A map is a repeated message with a key (1) and a value (2). Fields that nobody knows are passed over.
"""

import math
from typing import Any

from sluice.api.wire import decode

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_NULL, _NUMBER, _TEXT, _FLAG, _STRUCT, _LIST = 1, 2, 3, 4, 5, 6


class MalformedError(ValueError):
    """Bytes that are no such message."""


def to_float(data: bytes) -> float:
    """A double, 8 bytes with the lowest first (IEEE 754): sign, 11 bits of exponent, 52 of fraction."""
    bits = int.from_bytes(data, "little")
    exponent, fraction = bits >> 52 & 2047, bits & (1 << 52) - 1
    if exponent == 2047:
        size = math.nan if fraction else math.inf
    elif exponent == 0:
        size = math.ldexp(fraction, -1074)
    else:
        size = math.ldexp(fraction + (1 << 52), exponent - 1075)
    return -size if bits >> 63 else size


class _Fields:
    """The fields of one message, in their order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self.number = 0
        self.whole = 0  # what a field of kind varint holds
        self.content = b""  # what one of any other kind holds

    def next(self) -> bool:
        """Read the next field; False at the end."""
        if self._at >= len(self._data):
            return False
        tag = self._varint()
        self.number = tag >> 3
        kind = tag & 7
        if kind == _VARINT:
            self.whole = self._varint()
        elif kind == _BYTES:
            self.content = self._take(self._varint())
        elif kind == _EIGHT_BYTES:
            self.content = self._take(8)
        elif kind == _FOUR_BYTES:
            self.content = self._take(4)
        else:
            raise MalformedError(f"a field of kind {kind}")
        return True

    def _varint(self) -> int:
        value = shift = 0
        while shift < 64:
            (byte,) = self._take(1)
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
        raise MalformedError("a number without an end")

    def _take(self, size: int) -> bytes:
        end = self._at + size
        if end > len(self._data):
            raise MalformedError("cut off")
        taken = self._data[self._at : end]
        self._at = end
        return taken


def read_namespace(metadata: bytes, namespace: str) -> dict[str, Any]:
    """The struct of one namespace in a serialised `Metadata`; empty when it is not there.

    Raises `MalformedError` for other bytes.
    """
    fields = _Fields(metadata)
    while fields.next():
        if fields.number == 1:
            key, value = _entry(fields.content)
            if key == namespace:
                return read_struct(value)
    return {}


def read_struct(data: bytes) -> dict[str, Any]:
    """A serialised `Struct` as `json.loads` would give it; numbers are floats."""
    found: dict[str, Any] = {}
    fields = _Fields(data)
    while fields.next():
        if fields.number == 1:
            key, value = _entry(fields.content)
            found[key] = _value(value)
    return found


def _entry(data: bytes) -> tuple[str, bytes]:
    key, value = "", b""
    fields = _Fields(data)
    while fields.next():
        if fields.number == 1:
            key = decode(fields.content)
        elif fields.number == 2:
            value = fields.content
    return key, value


def _value(data: bytes) -> Any:
    found: Any = None
    fields = _Fields(data)
    while fields.next():
        if fields.number == _NULL:
            found = None
        elif fields.number == _NUMBER:
            found = to_float(fields.content)
        elif fields.number == _TEXT:
            found = decode(fields.content)
        elif fields.number == _FLAG:
            found = fields.whole != 0
        elif fields.number == _STRUCT:
            found = read_struct(fields.content)
        elif fields.number == _LIST:
            found = _list(fields.content)
    return found


def _list(data: bytes) -> list[Any]:
    found = []
    fields = _Fields(data)
    while fields.next():
        if fields.number == 1:
            found.append(_value(fields.content))
    return found
