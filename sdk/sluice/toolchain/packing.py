"""A finished module without the bytes that say nothing: zeros in its data, notes of the C compiler.

    data "abc" 200 zeros "def" at 1024     →     data "abc" at 1024, data "def" at 1227

Memory is zero when a module starts, so that runs of zeros need not be written. Only active segments of a
memory that the module defines itself: an imported one could hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sluice.toolchain.sections import CUSTOM, Cursor, Section, encode_unsigned, read_sections, write_sections

_DATA, _DATA_COUNT = 11, 12
_I32_CONST, _END = 0x41, 0x0B
_NOTES = frozenset(("target_features", "producers"))
_SHORTEST_RUN = 9
"""Bytes: what another segment costs."""
_ZEROS = re.compile(rb"\0{%d,}" % _SHORTEST_RUN)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Bytes of memory from `start` on."""

    start: int
    content: bytes


def pack(wasm: bytes) -> bytes:
    """The same module, smaller; as it is when a data segment is not at a constant place."""
    sections = [each for each in read_sections(wasm) if not (each.id == CUSTOM and each.name in _NOTES)]
    data = next((each for each in sections if each.id == _DATA), None)
    segments = None if data is None else _read_segments(data)
    if segments is None:
        return write_sections(sections)
    packed = [part for segment in segments for part in _without_zeros(segment)]
    return write_sections([_written(each, packed) for each in sections])


def _read_segments(data: Section) -> list[_Segment] | None:
    cursor = Cursor(data.content, data.offset)
    segments = []
    for _ in range(cursor.unsigned("a count")):
        if cursor.unsigned("flags") != 0 or cursor.byte("an instruction") != _I32_CONST:
            return None
        start = _signed(cursor)
        if cursor.byte("an end") != _END:
            return None
        segments.append(_Segment(start, cursor.take(cursor.unsigned("a size"), "a segment")))
    return segments


def _without_zeros(segment: _Segment) -> Iterator[_Segment]:
    content, start = segment.content, 0
    for run in _ZEROS.finditer(content):
        if run.start() > start:
            yield _Segment(segment.start + start, content[start : run.start()])
        start = run.end()
    if start < len(content):
        yield _Segment(segment.start + start, content[start:])


def _written(section: Section, segments: list[_Segment]) -> Section:
    count = encode_unsigned(len(segments))
    if section.id == _DATA_COUNT:
        return replace(section, content=count)
    if section.id != _DATA:
        return section
    return replace(section, content=count + b"".join(map(_segment, segments)))


def _segment(segment: _Segment) -> bytes:
    place = bytes([0, _I32_CONST]) + _encode_signed(segment.start) + bytes([_END])
    return place + encode_unsigned(len(segment.content)) + segment.content


def _signed(cursor: Cursor) -> int:
    value, shift = 0, 0
    while True:
        part = cursor.byte("an address")
        value |= (part & 0x7F) << shift
        shift += 7
        if not part & 0x80:
            return value - (1 << shift) if part & 0x40 else value


def _encode_signed(value: int) -> bytes:
    encoded = bytearray()
    while True:
        part, value = value & 0x7F, value >> 7
        if (value == 0 and not part & 0x40) or (value == -1 and part & 0x40):
            return bytes([*encoded, part])
        encoded.append(part | 0x80)
