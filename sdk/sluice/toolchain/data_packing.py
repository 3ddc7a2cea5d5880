"""The static data of a module, compressed for `runtime/unpack.c`: half of it is zeros and repeated words.

    pack_data(data)      # the size of the data, 4 bytes, and then a stream that unpacks to them

The stream is a sequence of new bytes and of copies of earlier ones. In bits:

    0, byte                      a new byte
    1, 0, count                  copies `count` bytes from as far back as the last copy
    1, 1, high, low, count - 1   copies `count` bytes from 256 * (high - 1) + low + 1 back

Each bit is coded as one of two parts of a range, as large as it was likely until now where it stands
(`chances`), so that what is often so takes less than a bit. Bytes are eight bits, the highest first, each
with a chance for all those before it. Counts and `high`: for each bit behind the highest a 1 and the bit, and
then a 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

LARGEST = 256 * 1024
"""Bytes that are compressed at most: they must find room in the stack, and building must not take long."""
_KEY = 3
"""Bytes that a copy from a new distance has at least in common with what comes."""
_TRIES = 24
_STEP = 16
_GOOD = 64
"""Bytes: who finds so long a copy looks no further."""
_NEW_BITS, _FAR_BITS, _NEAR_BITS = 6, 12, 1
"""What a new byte and copies take at least, about."""
_MORE = 4
"""Bits that a copy from the next byte on must gain more than one from here."""

_IS_COPY, _IS_FAR, _NEAR_SIZE, _FAR_SIZE, _HIGH, _LOW, _LITERAL, _END = 0, 2, 4, 68, 132, 256, 512, 768
"""Where chances of the parts begin: of the first two, one behind new bytes and one behind copies."""
_HALF, _SURE, _LEAST = 2048, 2016, 1 << 24
_SHIFTS = range(7, -1, -1)


class _Copy(NamedTuple):
    """Of `size` bytes. `gain`: bits that it saves against new bytes."""

    gain: int
    size: int
    distance: int


_NOTHING = _Copy(0, 0, 0)


@lru_cache(maxsize=2)
def pack_data(data: bytes) -> bytes:
    """The same data give the same bytes."""
    writer = _Writer()
    start = distance = behind_copy = 0
    for place, copy in _copies(data):
        for byte in data[start:place]:
            writer.add_bit(_IS_COPY + behind_copy, 0)
            writer.add_byte(_LITERAL, byte)
            behind_copy = 0
        writer.add_bit(_IS_COPY + behind_copy, 1)
        is_far = copy.distance != distance
        writer.add_bit(_IS_FAR + behind_copy, is_far)
        if is_far:
            high, low = divmod(copy.distance - 1, 256)
            writer.add_number(_HIGH, high + 1)
            writer.add_byte(_LOW, low)
        writer.add_number(_FAR_SIZE if is_far else _NEAR_SIZE, copy.size - is_far)
        start, distance, behind_copy = place + copy.size, copy.distance, 1
    for byte in data[start:]:
        writer.add_bit(_IS_COPY + behind_copy, 0)
        writer.add_byte(_LITERAL, byte)
        behind_copy = 0
    return len(data).to_bytes(4, "little") + writer.finish()


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
        if not copy.gain or following.gain > copy.gain + _MORE:
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
        gain = _NEW_BITS * count - _NEAR_BITS - _bits(count) if count else 0
        if gain > 0:
            best = _Copy(gain, count, last)
    for start in places.get(data[place : place + _KEY], ())[: -_TRIES - 1 : -1]:
        distance = place - start
        if data[start + best.size] != data[min(place + best.size, len(data) - 1)]:
            continue
        count = _common(data, place, distance)
        gain = _NEW_BITS * count - _FAR_BITS - _bits(((distance - 1) >> 8) + 1) - _bits(count - 1)
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
    """`low` of `range`: where the stream lies in what is left of the range, with 32 bits before the point."""

    packed: bytearray = field(default_factory=bytearray)
    low: int = 0
    range: int = _LEAST
    chances: list[int] = field(default_factory=lambda: [_HALF] * _END)
    """Of a 1, in 4096ths."""

    def add_bit(self, place: int, bit: int) -> None:
        chance = self.chances[place]
        bound = (self.range >> 12) * chance
        if bit:
            self.range = bound
            self.chances[place] = chance + ((_HALF + _SURE - chance) >> 4)
        else:
            self.low += bound
            self.range -= bound
            self.chances[place] = chance + ((_HALF - _SURE - chance) >> 4)
        while self.range < _LEAST:
            self.range <<= 8
            self._shift()

    def add_byte(self, start: int, byte: int) -> None:
        """As `add_bit` for each bit, without a call: most of the stream is such bytes."""
        chances, range_, place = self.chances, self.range, start + 1
        for shift in _SHIFTS:
            chance = chances[place]
            bound = (range_ >> 12) * chance
            if byte >> shift & 1:
                range_ = bound
                chances[place] = chance + ((_HALF + _SURE - chance) >> 4)
                place += place - start + 1
            else:
                self.low += bound
                range_ -= bound
                chances[place] = chance + ((_HALF - _SURE - chance) >> 4)
                place += place - start
            while range_ < _LEAST:
                range_ <<= 8
                self._shift()
        self.range = range_

    def add_number(self, start: int, number: int) -> None:
        for shift in range(number.bit_length() - 2, -1, -1):
            self.add_bit(start, 1)
            self.add_bit(start + 1, number >> shift & 1)
            start += 2
        self.add_bit(start, 0)

    def finish(self) -> bytes:
        """Zeros at the end are left out: memory is zero behind the stream."""
        self.low += self.range - 1
        kept = self.range.bit_length() - 1
        self.low = self.low >> kept << kept
        for _ in range(4):
            self._shift()
        return bytes(self.packed[1:]).rstrip(b"\0")  # the first says where below 1 the whole range lies: at 0

    def _shift(self) -> None:
        if self.low >> 32:
            self.low &= 0xFFFFFFFF
            place = len(self.packed) - 1
            while self.packed[place] == 255:
                self.packed[place] = 0
                place -= 1
            self.packed[place] += 1
        self.packed.append(self.low >> 24)
        self.low = self.low << 8 & 0xFFFFFFFF
