"""A finished module without the bytes that say nothing: zeros in its data, notes of the C compiler.

    data "abc" 200 zeros "def" at 1024     →     data "abc" at 1024, data "def" at 1227

Memory is zero when a module starts, so that runs of zeros need not be written. Only active segments of a
memory that the module defines itself: an imported one could hold anything. A filter's data are compressed as
well (`data_packing`), and unpacked by the first function that a proxy calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sluice.toolchain.data_packing import LARGEST, pack_data
from sluice.toolchain.sections import CUSTOM, Cursor, Section, encode_unsigned, read_sections, write_sections
from sluice.toolchain.zig import STACK_SIZE

_MEMORY, _DATA, _DATA_COUNT = 5, 11, 12
_I32_CONST, _END = 0x41, 0x0B
_NOTES = frozenset(("target_features", "producers"))
_SHORTEST_RUN = 9
"""Bytes: what another segment costs."""
_FIRST_ADDRESS, _BELOW_END, _PAGE = 1024, STACK_SIZE // 2, 65536
"""Bytes: where data begin, and how far before the end of memory the compressed ones lie (`unpack.c`)."""
_ZEROS = re.compile(rb"\0{%d,}" % _SHORTEST_RUN)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Bytes of memory from `start` on."""

    start: int
    content: bytes


def pack(wasm: bytes, *, compressed: bool = False) -> bytes:
    """The same module, smaller; as it is when a data segment is not at a constant place.

    `compressed`: its `_initialize` calls `slu_unpack_data` before anything else.
    """
    sections = [each for each in read_sections(wasm) if not (each.id == CUSTOM and each.name in _NOTES)]
    data = next((each for each in sections if each.id == _DATA), None)
    segments = None if data is None else _read_segments(data)
    if segments is None:
        return write_sections(sections)
    image = _image(segments) if compressed else None
    if image is None:
        packed = [part for segment in segments for part in _without_zeros(segment)]
    else:
        packed = [_Segment(_end_of_memory(sections) - _BELOW_END, pack_data(image))]
    return write_sections([_written(each, packed) for each in sections])


def _image(segments: list[_Segment]) -> bytes | None:
    """Memory from where data begin to their end; None: there is too much, or some lies elsewhere."""
    start = min((each.start for each in segments), default=0)
    size = max((each.start + len(each.content) for each in segments), default=0) - _FIRST_ADDRESS
    if start < _FIRST_ADDRESS or size > LARGEST:
        return None
    image = bytearray(size)
    for each in segments:
        at = each.start - _FIRST_ADDRESS
        image[at : at + len(each.content)] = each.content
    return bytes(image).rstrip(b"\0")


def _end_of_memory(sections: list[Section]) -> int:
    """Where memory ends when the module starts, in bytes."""
    memory = next(each for each in sections if each.id == _MEMORY)
    cursor = Cursor(memory.content, memory.offset)
    cursor.unsigned("a count")
    cursor.byte("flags")
    return cursor.unsigned("a number of pages") * _PAGE


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
