"""`binascii`: bytes as text in base 16 and base 64, and checksums."""

from typing import Any


class Error(ValueError):
    """The text does not stand for bytes."""


class Incomplete(Exception):
    """The data end too early."""


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_values: list[int] = []
_crc_table: list[int] = []


def _to_bytes(data: Any) -> bytes:
    """The bytes of anything like bytes."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray):
        return bytes(data)
    raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")


def _from_ascii(data: Any) -> bytes:
    """The bytes of anything like bytes, or of an ASCII str."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray):
        return bytes(data)
    if isinstance(data, str):
        if not data.isascii():
            raise ValueError("string argument should contain only ASCII characters")
        return data.encode()
    raise TypeError(f"argument should be bytes, buffer or ASCII string, not '{type(data).__name__}'")


def b2a_hex(data: Any, sep: Any = None, bytes_per_sep: int = 1) -> bytes:
    """Two digits for each byte; `sep` between groups, counted from the right (negative: from the left)."""
    given = _to_bytes(data)
    if sep is None:
        return given.hex().encode()
    return given.hex(sep, bytes_per_sep).encode()


hexlify = b2a_hex


def a2b_hex(hexstr: Any, /) -> bytes:
    """The bytes that hexadecimal digits stand for. Error when there is an odd one or another character."""
    text = _from_ascii(hexstr)
    if len(text) % 2:
        raise Error("Odd-length string")
    found = bytearray(len(text) // 2)
    for place in range(0, len(text), 2):
        high, low = _digit(text[place]), _digit(text[place + 1])
        if high < 0 or low < 0:
            raise Error("Non-hexadecimal digit found")
        found[place >> 1] = high * 16 + low
    return bytes(found)


unhexlify = a2b_hex


def _digit(code: int) -> int:
    """The value of a hexadecimal digit, or -1."""
    if 48 <= code <= 57:
        return code - 48
    if 97 <= code <= 102:
        return code - 87
    if 65 <= code <= 70:
        return code - 55
    return -1


def b2a_base64(data: Any, /, *, newline: bool = True) -> bytes:
    """Base 64 in one line."""
    given = _to_bytes(data)
    size = len(given)
    whole = size // 3 * 3
    found = bytearray((size + 2) // 3 * 4)
    place = 0
    for at in range(0, whole, 3):
        group = (given[at] << 16) | (given[at + 1] << 8) | given[at + 2]
        found[place] = _BASE64[group >> 18]
        found[place + 1] = _BASE64[(group >> 12) & 63]
        found[place + 2] = _BASE64[(group >> 6) & 63]
        found[place + 3] = _BASE64[group & 63]
        place += 4
    if size - whole == 1:
        last = given[whole]
        found[place] = _BASE64[last >> 2]
        found[place + 1] = _BASE64[(last & 3) << 4]
        found[place + 2] = 61
        found[place + 3] = 61
    elif size - whole == 2:
        last = (given[whole] << 8) | given[whole + 1]
        found[place] = _BASE64[last >> 10]
        found[place + 1] = _BASE64[(last >> 4) & 63]
        found[place + 2] = _BASE64[(last & 15) << 2]
        found[place + 3] = 61
    if newline:
        found.append(10)
    return bytes(found)


def _base64_values() -> list[int]:
    if not _values:
        made = [64] * 256
        for place in range(64):
            made[_BASE64[place]] = place
        _values.extend(made)
    return _values


def a2b_base64(data: Any, /, *, strict_mode: bool = False) -> bytes:
    """The bytes that base 64 stands for. Other characters are skipped, or refused in strict mode."""
    text = _from_ascii(data)
    if strict_mode and text[:1] == b"=":
        raise Error("Leading padding not allowed")
    values = _base64_values()
    found = bytearray()
    position = 0
    pads = 0
    left = 0
    padding_started = False
    size = len(text)
    at = 0
    while at < size:
        code = text[at]
        at += 1
        if code == 61:
            padding_started = True
            if position >= 2:
                pads += 1
                if position + pads >= 4:
                    if strict_mode and at < size:
                        raise Error("Excess data after padding")
                    return bytes(found)
            continue
        value = values[code]
        if value == 64:
            if strict_mode:
                raise Error("Only base64 data is allowed")
            continue
        if strict_mode and padding_started:
            raise Error("Discontinuous padding not allowed")
        pads = 0
        if position == 0:
            position = 1
            left = value
        elif position == 1:
            position = 2
            found.append((left << 2) | (value >> 4))
            left = value & 15
        elif position == 2:
            position = 3
            found.append((left << 4) | (value >> 2))
            left = value & 3
        else:
            position = 0
            found.append((left << 6) | value)
    if position == 1:
        count = len(found) // 3 * 4 + 1
        raise Error(
            "Invalid base64-encoded string: "
            f"number of data characters ({count}) cannot be 1 more than a multiple of 4"
        )
    if position:
        raise Error("Incorrect padding")
    return bytes(found)


def crc32(data: Any, value: int = 0, /) -> int:
    """The checksum of zip and gzip; `value` is that of the data before."""
    given = _to_bytes(data)
    if not _crc_table:
        for each in range(256):
            entry = each
            for _ in range(8):
                entry = (entry >> 1) ^ 0xEDB88320 if entry & 1 else entry >> 1
            _crc_table.append(entry)
    table = _crc_table
    crc = (value & 0xFFFFFFFF) ^ 0xFFFFFFFF
    for byte in given:
        crc = table[(crc ^ byte) & 255] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def crc_hqx(data: Any, crc: int, /) -> int:
    """The checksum CRC-CCITT."""
    given = _to_bytes(data)
    found = crc & 0xFFFF
    for byte in given:
        found ^= byte << 8
        for _ in range(8):
            found = ((found << 1) ^ 0x1021 if found & 0x8000 else found << 1) & 0xFFFF
    return found
