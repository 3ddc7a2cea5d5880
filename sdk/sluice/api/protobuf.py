"""Messages of protocol buffers, as far as the functions of the proxy need them: flat, with few fields.

    bytes_field(1, b"sha256") + number_field(3, 2)      # 0a 06 73 68 61 32 35 36 18 02
    read_fields(b"\\x08\\x01").number(1)                  # 1

A field that has its default value (zero, empty) may be left out on either side.
"""

_VARINT = 0
_FIXED64 = 1
_BYTES = 2
_FIXED32 = 5


def number_field(number: int, value: int) -> bytes:
    """A bool, an enumeration or an integer that is not negative."""
    return varint(number << 3 | _VARINT) + varint(value)


def bytes_field(number: int, value: bytes) -> bytes:
    """Bytes, text (UTF-8) or a message."""
    return varint(number << 3 | _BYTES) + varint(len(value)) + value


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the high bit says that more follow."""
    written: list[int] = []
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)


class Fields:
    """The fields of a message by number; of one that comes again the last."""

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.texts: dict[int, bytes] = {}

    def number(self, field: int) -> int:
        return self.numbers.get(field, 0)

    def text(self, field: int) -> bytes:
        return self.texts.get(field, b"")


def read_fields(message: bytes) -> Fields:
    """Raises `ValueError` for what is no message."""
    fields = Fields()
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            fields.numbers[key >> 3], at = _read_varint(message, at)
            continue
        size = 8 if kind == _FIXED64 else 4
        if kind == _BYTES:
            size, at = _read_varint(message, at)
        elif kind not in (_FIXED64, _FIXED32):
            raise ValueError(f"a field of kind {kind} is none of protocol buffers'")
        if at + size > len(message):
            raise ValueError(f"the message ends within field {key >> 3}")
        fields.texts[key >> 3] = message[at : at + size]
        at += size
    return fields


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    """The number, and where the next thing begins."""
    value = 0
    shift = 0
    while at < len(message):
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("the message ends within a number")
