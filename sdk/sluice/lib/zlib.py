"""`zlib`: the checksums."""

import binascii
from typing import Any


class error(Exception):
    """Raised by CPython's zlib for compressed data, which filters do not have."""


def crc32(data: Any, value: int = 0, /) -> int:
    """The checksum of zip and gzip; `value` is that of the data before."""
    return binascii.crc32(data, value)


def adler32(data: Any, value: int = 1, /) -> int:
    """The checksum of zlib streams; `value` is that of the data before."""
    if not isinstance(data, bytes | bytearray):
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")
    low = value & 0xFFFF
    high = (value >> 16) & 0xFFFF
    for byte in data:
        low = (low + byte) % 65521
        high = (high + low) % 65521
    return (high << 16) | low
