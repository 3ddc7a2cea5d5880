"""`struct`: values as packed bytes. Native sizes are those of a 64-bit machine, its lowest byte first."""

import operator
from typing import Any

import _sluice_struct

_STANDARD = {"x": 1, "c": 1, "b": 1, "B": 1, "?": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 4, "L": 4}
_STANDARD_WIDE = {"q": 8, "Q": 8, "e": 2, "f": 4, "d": 8, "s": 1, "p": 1}
_LARGEST_SINGLE = 3.4028235677973366e38  # what rounds to a number; native `f` makes more infinite
_NATIVE_ONLY = {"n": 8, "N": 8, "P": 8}


class error(Exception):
    """A format that makes no sense, or values that do not fit it."""


class _Field:
    """One kind of item: `count` of them, the first at `offset`. For `s` and `p` the count is the size."""

    __slots__ = ("code", "count", "offset", "size")

    def __init__(self, code: str, size: int, count: int, offset: int) -> None:
        self.code = code
        self.size = size
        self.count = count
        self.offset = offset


class Struct:
    """A format, read once."""

    __slots__ = ("_big", "_fields", "_native", "_values", "format", "size")

    def __init__(self, format: Any) -> None:
        if isinstance(format, bytes):
            format = format.decode("ascii", "surrogateescape")
        if not isinstance(format, str):
            raise TypeError(f"Struct() argument 1 must be a str or bytes object, not {type(format).__name__}")
        if not format.isascii():
            raise UnicodeEncodeError("ascii", format, 0, 1, "ordinal not in range(128)")
        self.format = format
        self._native = True
        self._big = False
        self._values = 0
        self._fields: list[_Field] = []
        self.size = 0
        self._read(format)

    def _read(self, text: str) -> None:
        place = 0
        aligned = True
        if text and text[0] in "@=<>!":
            aligned = text[0] == "@"
            self._native = aligned
            self._big = text[0] in ">!"
            place = 1
        offset = 0
        while place < len(text):
            letter = text[place]
            place += 1
            if letter in " \t\n\r\v\f":
                continue
            count = -1
            if "0" <= letter <= "9":
                start = place - 1
                while place < len(text) and "0" <= text[place] <= "9":
                    place += 1
                if place >= len(text):
                    raise error("repeat count given without format specifier")
                count = int(text[start:place])
                letter = text[place]
                place += 1
            size = self._size_of(letter)
            if aligned and letter not in "xcbB?sp":
                offset = (offset + size - 1) // size * size
            number = 1 if count < 0 else count
            offset = self._add(letter, size, number, offset)
            if offset > 9223372036854775807:
                raise error("total struct size too long")
        self.size = offset

    def _add(self, letter: str, size: int, number: int, offset: int) -> int:
        if letter == "x":
            return offset + number
        self._fields.append(_Field(letter, size, number, offset))
        self._values += 1 if letter in "sp" else number
        return offset + size * number

    def _size_of(self, letter: str) -> int:
        if self._native and letter in "lL":
            return 8
        size = _STANDARD.get(letter, 0) or _STANDARD_WIDE.get(letter, 0)
        if not size and self._native:
            size = _NATIVE_ONLY.get(letter, 0)
        if not size:
            raise error("embedded null character" if letter == "\0" else "bad char in struct format")
        return size

    def pack(self, *v: Any) -> bytes:
        """The values as bytes."""
        if len(v) != self._values:
            raise error(f"pack expected {self._values} items for packing (got {len(v)})")
        return bytes(self._packed(v))

    def _packed(self, v: tuple[Any, ...]) -> bytearray:
        found = bytearray(self.size)
        place = 0
        for field in self._fields:
            at = field.offset
            if field.code in "sp":
                self._put_text(found, at, field, v[place])
                place += 1
                continue
            for _ in range(field.count):
                found[at : at + field.size] = self._item(field.code, field.size, v[place])
                at += field.size
                place += 1
        return found

    def _put_text(self, found: bytearray, at: int, field: _Field, value: Any) -> None:
        if not isinstance(value, bytes | bytearray):
            raise error(f"argument for '{field.code}' must be a bytes object")
        if field.code == "s":
            data = value[: field.count]
        elif field.count == 0:
            return
        else:
            data = value[: field.count - 1]
            found[at] = min(len(data), 255)
            at += 1
        found[at : at + len(data)] = data

    def _item(self, code: str, size: int, value: Any) -> bytes:
        if code == "c":
            if not isinstance(value, bytes) or len(value) != 1:
                raise error("char format requires a bytes object of length 1")
            return value
        if code == "?":
            return b"\1" if value else b"\0"
        if code in "efd":
            return self._float(code, size, value)
        return self._integer(code, size, value)

    def _float(self, code: str, size: int, value: Any) -> bytes:
        if isinstance(value, str | bytes | bytearray):
            raise error("required argument is not a float")
        try:
            number = float(value)
        except BaseException:
            raise error("required argument is not a float") from None
        if self._native and code == "f" and abs(number) > _LARGEST_SINGLE:
            number = number * float("inf")
        try:
            packed: bytes = _sluice_struct.pack_float(number, size)
        except OverflowError:
            if isinstance(value, int):
                raise error("int too large to convert") from None
            raise
        return packed[::-1] if self._big else packed

    def _integer(self, code: str, size: int, value: Any) -> bytes:
        number = value
        if not isinstance(value, int):
            if not hasattr(value, "__index__"):
                raise error("required argument is not an integer")
            number = operator.index(value)
        signed = code.islower() or (code == "P" and number < 0)
        least = -(1 << (8 * size - 1)) if signed else 0
        most = (1 << (8 * size - 1)) - 1 if signed else (1 << (8 * size)) - 1
        if number < least or number > most:
            if code == "P" or (self._big and code in "qQ"):
                if isinstance(value, int):
                    raise error("int too large to convert")
                raise OverflowError(_overflow(code, number))
            raise error(self._range_message(code, number, least, most))
        found: bytes = number.to_bytes(size, "big" if self._big else "little", signed=signed)
        return found

    def _range_message(self, code: str, number: int, least: int, most: int) -> str:
        # Read as a C long or unsigned long first. Formats that are the machine's own have names.
        named = code in "bB" or (code in "hH" and not self._big)
        below = named or code.islower()
        if number < (-(1 << 63) if below else 0) or number >= 1 << (63 if below else 64):
            return "argument out of range"
        if not named:
            return f"'{code}' format requires {least} <= number <= {most}"
        unsigned = "u" if code.isupper() else ""
        return f"{unsigned}{'byte' if code in 'bB' else 'short'} format requires {least} <= number <= {most}"

    def unpack(self, buffer: Any, /) -> tuple[Any, ...]:
        """The values of exactly so many bytes."""
        data = _view(buffer)
        if len(data) != self.size:
            raise error(f"unpack requires a buffer of {self.size} bytes")
        return self._unpacked(data, 0)

    def _unpacked(self, data: bytes, start: int) -> tuple[Any, ...]:
        found: list[Any] = []
        for field in self._fields:
            at = start + field.offset
            if field.code == "s":
                found.append(data[at : at + field.count])
                continue
            if field.code == "p":
                size = min(data[at], field.count - 1) if field.count else 0
                found.append(data[at + 1 : at + 1 + size])
                continue
            for _ in range(field.count):
                found.append(self._value(field.code, data[at : at + field.size]))
                at += field.size
        return tuple(found)

    def _value(self, code: str, data: bytes) -> Any:
        if code == "c":
            return data
        if code == "?":
            return data != b"\0"
        if code in "efd":
            return _sluice_struct.unpack_float(data[::-1] if self._big else data)
        return int.from_bytes(data, "big" if self._big else "little", signed=code.islower())

    def unpack_from(self, buffer: Any, offset: int = 0) -> tuple[Any, ...]:
        """The values from an offset on."""
        data = _view(buffer)
        start = self._checked_offset(len(data), offset, "unpack_from")
        return self._unpacked(data, start)

    def _checked_offset(self, size: int, offset: int, name: str) -> int:
        verb = "unpacking" if name == "unpack_from" else "packing"
        if offset < 0:
            if offset + self.size > 0:
                if name == "unpack_from":
                    raise error(f"not enough data to unpack {self.size} bytes at offset {offset}")
                raise error(f"no space to pack {self.size} bytes at offset {offset}")
            if offset + size < 0:
                raise error(f"offset {offset} out of range for {size}-byte buffer")
            offset += size
        if size - offset < self.size:
            raise error(
                f"{name} requires a buffer of at least {self.size + offset} bytes for {verb} {self.size} bytes "
                f"at offset {offset} (actual buffer size is {size})"
            )
        return offset

    def pack_into(self, buffer: Any, offset: int, /, *v: Any) -> None:
        """Write the values into a bytearray."""
        if len(v) != self._values:
            raise error(f"pack_into expected {self._values} items for packing (got {len(v)})")
        if not isinstance(buffer, bytearray):
            raise TypeError(f"argument must be read-write bytes-like object, not {type(buffer).__name__}")
        start = self._checked_offset(len(buffer), offset, "pack_into")
        buffer[start : start + self.size] = self._packed(v)

    def iter_unpack(self, buffer: Any, /) -> Any:
        """The values of one piece after another."""
        if not self.size:
            raise error("cannot iteratively unpack with a struct of length 0")
        data = _view(buffer)
        if len(data) % self.size:
            raise error(f"iterative unpacking requires a buffer of a multiple of {self.size} bytes")
        made = unpack_iterator.__new__(unpack_iterator)
        made._struct, made._data, made._place = self, data, 0
        return made

    def __repr__(self) -> str:
        return f"Struct({self.format!r})"


class unpack_iterator:
    """The values of one piece after another."""

    __slots__ = ("_data", "_place", "_struct")

    _struct: Struct
    _data: bytes
    _place: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("Cannot create 'unpack_iterator objects")

    def __iter__(self) -> "unpack_iterator":
        return self

    def __next__(self) -> tuple[Any, ...]:
        if self._place >= len(self._data):
            raise StopIteration
        found = self._struct._unpacked(self._data, self._place)
        self._place += self._struct.size
        return found

    def __length_hint__(self) -> int:
        return (len(self._data) - self._place) // self._struct.size


def _overflow(code: str, number: int) -> str:
    if code == "P":
        return f"Python int too large to convert to C {'long' if number < 0 else 'unsigned long'}"
    return (
        "can't convert negative int to unsigned" if code == "Q" and number < 0 else "int too big to convert"
    )


def _view(buffer: Any) -> bytes:
    if isinstance(buffer, bytes):
        return buffer
    if isinstance(buffer, bytearray):
        return bytes(buffer)
    raise TypeError(f"a bytes-like object is required, not '{type(buffer).__name__}'")


_cache: dict[Any, Struct] = {}


def _struct(format: Any) -> Struct:
    found = _cache.get(format)
    if found is None:
        if len(_cache) >= 100:
            _cache.clear()
        found = Struct(format)
        _cache[format] = found
    return found


def calcsize(format: Any, /) -> int:
    """How many bytes a format takes."""
    return _struct(format).size


def pack(fmt: Any, /, *v: Any) -> bytes:
    """The values as bytes."""
    return _struct(fmt).pack(*v)


def unpack(format: Any, buffer: Any, /) -> tuple[Any, ...]:
    """The values of exactly so many bytes."""
    return _struct(format).unpack(buffer)


def unpack_from(format: Any, /, buffer: Any, offset: int = 0) -> tuple[Any, ...]:
    """The values from an offset on."""
    return _struct(format).unpack_from(buffer, offset)


def pack_into(fmt: Any, buffer: Any, offset: int, /, *v: Any) -> None:
    """Write the values into a bytearray."""
    _struct(fmt).pack_into(buffer, offset, *v)


def iter_unpack(format: Any, buffer: Any, /) -> Any:
    """The values of one piece after another."""
    return _struct(format).iter_unpack(buffer)
