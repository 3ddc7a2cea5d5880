"""Many small data segments as one large: Go writes tens of thousands of them, and the engine compiles an
instruction sequence for each when memories are not its own (`watched_memory`): 12 s in place of 3.

    (data (i32.const 8) "ab") (data (i32.const 12) "cd")     →     (data (i32.const 8) "ab\\00\\00cd")

The memory that a module begins with is the same, since what lies between is zero.
"""

from dataclasses import replace

from sluice.toolchain.sections import Cursor, encode_unsigned, read_sections, write_sections

FEW = 200
"""So many are left as they are."""
_MEMORY, _DATA, _DATA_COUNT = 5, 11, 12
_ACTIVE, _I32_CONST, _END = 0, 0x41, 0x0B
_PAGE = 65_536


def merge_segments(wasm: bytes) -> bytes:
    """The module with one data segment; as it is, where its code may name segments, or where one lies outside
    of the memory or at a place that only the engine finds out. Raises `ModuleError`.
    """
    found = {section.id: section for section in read_sections(wasm)}
    if _DATA not in found or _MEMORY not in found or _DATA_COUNT in found:
        return wasm
    data = Cursor(found[_DATA].content, found[_DATA].offset)
    count = data.unsigned("the number of data segments")
    segments = _read(data, count) if count > FEW else []
    if not segments:
        return wasm
    start = min(offset for offset, _ in segments)
    end = max(offset + len(content) for offset, content in segments)
    if end > _memory_size(Cursor(found[_MEMORY].content, found[_MEMORY].offset)):
        return wasm
    image = bytearray(end - start)
    for offset, content in segments:
        image[offset - start : offset - start + len(content)] = content
    place = bytes([1, _ACTIVE, _I32_CONST]) + _encode_signed(start) + bytes([_END])
    merged = place + encode_unsigned(len(image)) + image
    sections = read_sections(wasm)
    return write_sections(replace(each, content=merged) if each.id == _DATA else each for each in sections)


def _read(cursor: Cursor, count: int) -> list[tuple[int, bytes]]:
    """Offset and content of each; nothing where one is of another kind."""
    found = []
    for _ in range(count):
        if cursor.unsigned("a data segment's kind") != _ACTIVE or cursor.byte("an offset") != _I32_CONST:
            return []
        offset = _signed(cursor)
        if cursor.byte("the end of an offset") != _END:
            return []
        found.append((offset, cursor.take(cursor.unsigned("a data segment's size"), "a data segment")))
    return found


def _memory_size(cursor: Cursor) -> int:
    """Bytes that the module begins with."""
    if cursor.unsigned("the number of memories") == 0:
        return 0
    cursor.byte("limits")
    return cursor.unsigned("a minimum") * _PAGE


def _signed(cursor: Cursor) -> int:
    """A signed LEB128 number of 32 bits, as an address."""
    value = shift = 0
    while True:
        part = cursor.byte("an offset")
        value |= (part & 0x7F) << shift
        shift += 7
        if not part & 0x80 or shift > 35:
            break
    if part & 0x40:
        value -= 1 << shift
    return value % 2**32


def _encode_signed(value: int) -> bytes:
    """Of a number that is not negative, shortest form."""
    encoded = bytearray()
    while True:
        part = value & 0x7F
        value >>= 7
        if not value and not part & 0x40:
            encoded.append(part)
            return bytes(encoded)
        encoded.append(part | 0x80)
