"""`binascii`: bytes as text in base 16 and base 64, and checksums."""

from typing import Any

import _sluice_base64


class Error(ValueError):
    """The text does not stand for bytes."""


class Incomplete(Exception):
    """The data end too early."""


_BASE64_FAULTS = (
    "Incorrect padding",
    "Leading padding not allowed",
    "Excess data after padding",
    "Only base64 data is allowed",
    "Discontinuous padding not allowed",
)
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
    found: bytes = _sluice_base64.encode(data, bool(newline))
    return found


def a2b_base64(data: Any, /, *, strict_mode: bool = False) -> bytes:
    """The bytes that base 64 stands for. Other characters are skipped, or refused in strict mode."""
    return _base64_bytes(_sluice_base64.decode(data, bool(strict_mode), 0))


def _base64_bytes(found: Any) -> bytes:
    """What C found in a text: its bytes, or a number for what is wrong (base64.h)."""
    if isinstance(found, bytes):
        return found
    problem: int = found
    if problem > 0:
        raise Error(
            "Invalid base64-encoded string: number of data characters ("
            + str(problem)
            + ") cannot be 1 more than a multiple of 4"
        )
    raise Error(_BASE64_FAULTS[-problem])


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
