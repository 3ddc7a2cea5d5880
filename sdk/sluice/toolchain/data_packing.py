"""The static data of a module, compressed for `runtime/unpack.c`: half of it is zeros and repeated words.

    pack_data(data)      # the size of the data, 4 bytes, and then a stream that unpacks to them

The stream is a sequence of runs of new bytes and of copies of earlier ones. In bits, the highest of a byte
first:

    0, count, bytes                          new bytes
    1, 0, count                              copies `count` bytes from as far back as the last copy
    1, 1, high + 1, low, count - 1           copies `count` bytes from 256 * high + low + 1 back

Behind new bytes comes a copy, so that its first bit is left out. Counts and `high` + 1 are in Elias' gamma
code: for each bit behind the highest a 0 and the bit, and then a 1. `low` and new bytes are whole bytes and
stand between those that hold bits, each of which comes when its first bit is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

LARGEST = 256 * 1024
"""Bytes that are compressed at most: they must find room in the stack, and building must not take long."""
_KEY = 3
"""Bytes that a copy from a new distance has at least in common with what comes."""
_TRIES = 24
_STEP = 16
_GOOD = 64
"""Bytes: who finds so long a copy looks no further."""
_FAR_BITS, _NEAR_BITS = 10, 2


class _Copy(NamedTuple):
    """Of `size` bytes. `gain`: bits that it saves against new bytes."""

    gain: int
    size: int
    distance: int


_NOTHING = _Copy(0, 0, 0)


def pack_data(data: bytes) -> bytes:
    """The same data give the same bytes."""
    writer = _Writer()
    start = distance = 0
    for place, copy in _copies(data):
        writer.add_new(data[start:place])
        writer.add_copy(copy, copy.distance == distance, follows_new=place > start)
        start, distance = place + copy.size, copy.distance
    writer.add_new(data[start:])
    return len(data).to_bytes(4, "little") + bytes(writer.packed)


def _copies(data: bytes) -> Iterator[tuple[int, _Copy]]:
    """Where copies begin. A better one at the next byte is preferred."""
    places: dict[bytes, list[int]] = {}
    place = distance = 0
    copy = _best(data, place, distance, places)
    while place < len(data):
        places.setdefault(data[place : place + _KEY], []).append(place)
        following = _NOTHING
        if copy.size < _GOOD:
            following = _best(data, place + 1, distance, places)
        if not copy.gain or following.gain > copy.gain + 8:
            place, copy = place + 1, following
            continue
        yield place, copy
        distance = copy.distance
        end = place + copy.size
        for each in range(place + 1, min(end, place + _GOOD)):
            places.setdefault(data[each : each + _KEY], []).append(each)
        place, copy = end, _best(data, end, distance, places)


def _best(data: bytes, place: int, last: int, places: dict[bytes, list[int]]) -> _Copy:
    best = _NOTHING
    if last:
        count = _common(data, place, last)
        gain = 8 * count - _NEAR_BITS - _bits(count) if count else 0
        if gain > 0:
            best = _Copy(gain, count, last)
    for start in places.get(data[place : place + _KEY], ())[: -_TRIES - 1 : -1]:
        distance = place - start
        if data[start + best.size] != data[min(place + best.size, len(data) - 1)]:
            continue
        count = _common(data, place, distance)
        gain = 8 * count - _FAR_BITS - _bits(((distance - 1) >> 8) + 1) - _bits(count - 1)
        if gain > best.gain:
            best = _Copy(gain, count, distance)
    return best


def _common(data: bytes, place: int, distance: int) -> int:
    """How many bytes from `place` on are as those `distance` before."""
    at, size = place, len(data)
    while at + _STEP <= size and data[at - distance : at - distance + _STEP] == data[at : at + _STEP]:
        at += _STEP
    while at < size and data[at - distance] == data[at]:
        at += 1
    return at - place


def _bits(number: int) -> int:
    """What a number from 1 on takes."""
    return 2 * number.bit_length() - 1


@dataclass(slots=True)
class _Writer:
    packed: bytearray = field(default_factory=bytearray)
    left: int = 0
    """Free bits of the byte at `bits_at`."""
    bits_at: int = 0

    def add_new(self, content: bytes) -> None:
        if content:
            self._bit(0)
            self._number(len(content))
            self.packed += content

    def add_copy(self, copy: _Copy, is_near: bool, *, follows_new: bool) -> None:
        if not follows_new:
            self._bit(1)
        self._bit(not is_near)
        if not is_near:
            high, low = divmod(copy.distance - 1, 256)
            self._number(high + 1)
            self.packed.append(low)
        self._number(copy.size if is_near else copy.size - 1)

    def _bit(self, bit: int) -> None:
        if not self.left:
            self.bits_at, self.left = len(self.packed), 8
            self.packed.append(0)
        self.left -= 1
        self.packed[self.bits_at] |= bit << self.left

    def _number(self, number: int) -> None:
        for place in range(number.bit_length() - 2, -1, -1):
            self._bit(0)
            self._bit(number >> place & 1)
        self._bit(1)
