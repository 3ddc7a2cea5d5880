"""The hash of text and bytes that `runtime/hash.h` computes, for constants interned at build time."""

from __future__ import annotations

from typing import Final

_FACTOR: Final = 0x9E3779B97F4A7C15
_WORD: Final = (1 << 64) - 1


def _mix(state: int, word: int) -> int:
    state = (state ^ word) * _FACTOR & _WORD
    return state ^ state >> 32


def hash_text(data: bytes) -> int:
    """The 32-bit hash of a str's UTF-8 (lone surrogates as three bytes) or of bytes; never 0."""
    state = len(data)
    for start in range(0, len(data), 8):
        state = _mix(state, int.from_bytes(data[start : start + 8], "little"))
    state = _mix(state, state >> 29)
    return (state ^ state >> 32) & 0xFFFFFFFF or 1
