"""Wasm sections as bytes: take a module apart, put custom sections in, write it again.

Nothing here knows what our own sections mean (`inspection` does) or runs any code of the module: it is safe
on bytes that a stranger uploaded.

    module = write_custom_section(module, "sluice.meta", b'{"name": "api_key"}')
    read_custom_sections(module)["sluice.meta"]      # b'{"name": "api_key"}'
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAGIC = b"\0asm"
CORE_VERSION = b"\x01\x00\x00\x00"
HEADER_SIZE = 8

CUSTOM = 0
TYPE = 1
IMPORT = 2
FUNCTION = 3
EXPORT = 7
_KNOWN_SECTIONS = range(14)
_NUMBER = re.compile(rb"[\x80-\xff]*[\x00-\x7f]")


class ModuleError(ValueError):
    """The bytes are not a well-formed Wasm module; `offset` is the byte (from 0) where that shows."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(f"not a valid Wasm module: {problem} (at byte {offset})")
        self.problem = problem
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `offset` is where `content` starts in the file; `name` is set for custom sections only."""

    id: int
    content: bytes
    offset: int
    name: str | None = None


class Cursor:
    """Reads Wasm's primitive encodings; every overrun is a `ModuleError` with its place in the file."""

    __slots__ = ("base", "data", "position")

    def __init__(self, data: bytes, base: int = 0) -> None:
        self.data = data
        self.base = base
        self.position = 0

    @property
    def offset(self) -> int:
        return self.base + self.position

    @property
    def at_end(self) -> bool:
        return self.position >= len(self.data)

    def fail(self, problem: str) -> ModuleError:
        return ModuleError(problem, self.offset)

    def take(self, size: int, what: str) -> bytes:
        if size > len(self.data) - self.position:
            raise self.fail(f"{what} needs {size} bytes, {len(self.data) - self.position} are left")
        taken = self.data[self.position : self.position + size]
        self.position += size
        return taken

    def byte(self, what: str) -> int:
        position = self.position
        if position >= len(self.data):
            raise self.fail(f"{what} needs 1 bytes, 0 are left")
        self.position = position + 1
        return self.data[position]

    def unsigned(self, what: str) -> int:
        """An unsigned LEB128 number of at most 32 bits."""
        data, position = self.data, self.position
        if position < len(data) and data[position] < 0x80:  # nearly all have one byte
            self.position = position + 1
            return data[position]
        value = 0
        for shift in range(0, 35, 7):
            part = self.byte(what)
            value |= (part & 0x7F) << shift
            if not part & 0x80:
                if value >> 32:
                    break
                return value
        raise self.fail(f"{what} is larger than 32 bits")

    def number_bytes(self, what: str) -> bytes:
        """A LEB128 number as it stands there."""
        found = _NUMBER.match(self.data, self.position)
        if found is None:
            raise self.fail(f"{what} has no end")
        self.position = found.end()
        return found[0]

    def unsigned64(self, what: str) -> int:
        value = 0
        for shift in range(0, 70, 7):
            part = self.byte(what)
            value |= (part & 0x7F) << shift
            if not part & 0x80:
                return value
        raise self.fail(f"{what} is larger than 64 bits")

    def name(self, what: str) -> str:
        content = self.take(self.unsigned(f"the length of {what}"), what)
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise self.fail(f"{what} is not UTF-8") from None


def read_sections(module: bytes) -> tuple[Section, ...]:
    """All sections in file order; raises `ModuleError` for anything that is not a core Wasm module."""
    if module[:4] != MAGIC:
        raise ModuleError("it does not start with the Wasm magic \\0asm", 0)
    if module[4:HEADER_SIZE] != CORE_VERSION:
        raise ModuleError("it is not a core module of version 1 (a component?)", 4)
    cursor = Cursor(module)
    cursor.position = HEADER_SIZE
    sections = []
    while not cursor.at_end:
        sections.append(_read_section(cursor))
    return tuple(sections)


def _read_section(cursor: Cursor) -> Section:
    start = cursor.offset
    id_ = cursor.byte("a section id")
    if id_ not in _KNOWN_SECTIONS:
        raise ModuleError(f"unknown section id {id_}", start)
    size = cursor.unsigned("a section size")
    offset = cursor.offset
    content = cursor.take(size, f"section {id_}")
    if id_ != CUSTOM:
        return Section(id_, content, offset)
    inner = Cursor(content, offset)
    name = inner.name("the name of a custom section")
    return Section(id_, content[inner.position :], inner.offset, name)


def read_custom_sections(module: bytes) -> dict[str, bytes]:
    """Custom sections by name; of several with one name the first counts."""
    found: dict[str, bytes] = {}
    for section in read_sections(module):
        if section.name is not None:
            found.setdefault(section.name, section.content)
    return found


def write_custom_section(module: bytes, name: str, content: bytes) -> bytes:
    """The module with this custom section last; sections of the same name that were there are dropped."""
    kept = (section for section in read_sections(module) if section.name != name)
    return write_sections((*kept, Section(CUSTOM, content, 0, name)))


def drop_custom_sections(module: bytes, names: Iterable[str]) -> bytes:
    """The module without the custom sections of these names."""
    dropped = frozenset(names)
    return write_sections(section for section in read_sections(module) if section.name not in dropped)


def write_sections(sections: Iterable[Section]) -> bytes:
    """A module of these sections, with sizes in their shortest encoding."""
    parts = [MAGIC, CORE_VERSION]
    for section in sections:
        content = section.content
        if section.name is not None:
            name = section.name.encode()
            content = encode_unsigned(len(name)) + name + content
        parts += [bytes([section.id]), encode_unsigned(len(content)), content]
    return b"".join(parts)


def encode_unsigned(value: int) -> bytes:
    """Unsigned LEB128, shortest form."""
    encoded = bytearray()
    while True:
        part = value & 0x7F
        value >>= 7
        if not value:
            encoded.append(part)
            return bytes(encoded)
        encoded.append(part | 0x80)
