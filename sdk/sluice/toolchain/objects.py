"""Relocatable Wasm objects, as clang writes them: symbols, who mentions whom, and taking mentions out.

Follows the tool conventions (Linking.md): a `linking` section with the symbol table, `reloc.CODE` and
`reloc.DATA` with one entry for each place that the linker fills in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from msgspec import Struct

from sluice.toolchain.sections import (
    CUSTOM,
    IMPORT,
    Cursor,
    ModuleError,
    Section,
    encode_unsigned,
    read_sections,
    write_sections,
)

_CODE = 10
_DATA = 11
_SYMBOL_TABLE = 8
_FUNCTION, _DATA_SYMBOL, _GLOBAL, _SECTION_SYMBOL = 0, 1, 2, 3
_WEAK, _LOCAL, _UNDEFINED, _EXPORTED, _EXPLICIT_NAME, _NO_STRIP = 0x1, 0x2, 0x10, 0x20, 0x40, 0x80
_TYPE_INDEX, _GLOBAL_INDEX = 6, 7
_IMPORTED_FUNCTION, _IMPORTED_TABLE, _IMPORTED_GLOBAL = 0, 1, 3
EQUAL, NOT_EQUAL = 0x46, 0x47
"""Operations of Wasm: i32.eq, i32.ne."""
_GET_AND_SET = (0x23, 0x24)
"""Operations of Wasm: global.get, global.set."""
_WITH_ADDEND = frozenset((3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23))


class Symbol(Struct, frozen=True, gc=False):
    """`size`: of data. `is_root`: exported, or kept whatever happens."""

    name: str
    is_function: bool
    is_defined: bool
    is_weak: bool
    is_local: bool
    is_root: bool
    index: int = 0
    segment: int = 0
    offset: int = 0
    size: int = 0


class Mention(Struct, frozen=True, gc=False):
    """A symbol's code or data mentions another; `offset` is within the data symbol (functions: 0).

    `following`: in code, the operation behind an address that is pushed as a constant; else -1.
    """

    source: int
    target: int
    offset: int
    in_data: bool
    following: int = -1


@dataclass(frozen=True, slots=True)
class WasmObject:
    symbols: tuple[Symbol, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class ObjectCode(WasmObject):
    """With the code of each function and the content of each data symbol."""

    bodies: Mapping[int, bytes]
    contents: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class _Relocation:
    kind: int
    offset: int
    index: int
    addend: bytes


def read_object(data: bytes) -> WasmObject:
    """Symbols and mentions of an object file; raises `ModuleError` when it is none."""
    return _read(read_sections(data))


def _read(sections: tuple[Section, ...]) -> WasmObject:
    symbols = _symbols(sections)
    mentions: list[Mention] = []
    for section in sections:
        if section.name in ("reloc.CODE", "reloc.DATA"):
            mentions += _mentions(section, sections, symbols)
    return WasmObject(symbols, tuple(mentions))


def read_code(data: bytes) -> ObjectCode:
    """As `read_object`, with what the symbols hold."""
    sections = read_sections(data)
    plain = _read(sections)
    code, content = _content(sections, _CODE), _content(sections, _DATA)
    starts, segments = _body_starts(sections), _segment_starts(sections)
    first = len(_imported_functions(sections))
    bodies, contents = dict[int, bytes](), dict[int, bytes]()
    for number, symbol in enumerate(plain.symbols):
        if symbol.is_function and symbol.is_defined and code is not None:
            place = symbol.index - first
            end = starts[place + 1] if place + 1 < len(starts) else len(code.data)
            bodies[number] = code.data[starts[place] : end]
        elif symbol.is_defined and symbol.size and content is not None:
            start = segments[symbol.segment] + symbol.offset
            contents[number] = content.data[start : start + symbol.size]
    return ObjectCode(plain.symbols, plain.mentions, bodies, contents)


def _symbols(sections: tuple[Section, ...]) -> tuple[Symbol, ...]:
    linking = next(section for section in sections if section.name == "linking")
    imported = {_FUNCTION: _imported_functions(sections), _GLOBAL: _imported_globals(sections)}
    cursor = Cursor(linking.content, linking.offset)
    cursor.unsigned("a version")
    while not cursor.at_end:
        kind = cursor.byte("a subsection")
        content = cursor.take(cursor.unsigned("a size"), "a subsection")
        if kind == _SYMBOL_TABLE:
            inner = Cursor(content)
            return tuple(_symbol(inner, imported) for _ in range(inner.unsigned("a count")))
    return ()


def _symbol(cursor: Cursor, imported: Mapping[int, list[str]]) -> Symbol:
    kind, flags = cursor.byte("a kind"), cursor.unsigned("flags")
    defined = not flags & _UNDEFINED
    name, index, segment, offset, size = "", 0, 0, 0, 0
    if kind == _DATA_SYMBOL:
        name = cursor.name("a symbol")
        if defined:
            segment = cursor.unsigned("a segment")
            offset = cursor.unsigned("an offset")
            size = cursor.unsigned("a size")
    else:
        index = cursor.unsigned("an index")
        if kind != _SECTION_SYMBOL and (defined or flags & _EXPLICIT_NAME):
            name = cursor.name("a symbol")
        elif kind in imported:
            name = imported[kind][index]  # what is not defined goes by its import's name
    return Symbol(
        name,
        kind == _FUNCTION,
        defined,
        bool(flags & _WEAK),
        bool(flags & _LOCAL),
        defined and bool(flags & (_EXPORTED | _NO_STRIP)),
        index,
        segment,
        offset,
        size,
    )


def _relocations(section: Section) -> Iterator[_Relocation]:
    cursor = Cursor(section.content)
    cursor.unsigned("a section")
    for _ in range(cursor.unsigned("a count")):
        kind = cursor.byte("a kind")
        offset, index = cursor.unsigned("an offset"), cursor.unsigned("an index")
        addend = cursor.number_bytes("an addend") if kind in _WITH_ADDEND else b""
        yield _Relocation(kind, offset, index, addend)


def _mentions(
    section: Section, sections: tuple[Section, ...], symbols: tuple[Symbol, ...]
) -> Iterator[Mention]:
    in_data = section.name == "reloc.DATA"
    starts = _segment_starts(sections) if in_data else _body_starts(sections)
    first = 0 if in_data else len(_imported_functions(sections))
    owners = _data_owners(symbols) if in_data else _function_owners(symbols)
    content = b"" if in_data else next(each.content for each in sections if each.id == _CODE)
    for relocation in _relocations(section):
        if relocation.kind == _TYPE_INDEX:
            continue
        place = bisect_right(starts, relocation.offset) - 1
        within = relocation.offset - starts[place]
        if relocation.kind == _GLOBAL_INDEX and content[relocation.offset - 1] not in _GET_AND_SET:
            name = symbols[relocation.index].name
            raise ModuleError(
                f"{name} is read from memory; SLU_REGISTER (value.h) says why", relocation.offset
            )
        for source in owners.get(place + first, ()):
            symbol = symbols[source]
            if not in_data:
                yield Mention(source, relocation.index, 0, False, _following(content, relocation.offset))
            elif symbol.offset <= within < symbol.offset + symbol.size:
                yield Mention(source, relocation.index, within - symbol.offset, True)


def _following(code: bytes, offset: int) -> int:
    """The operation behind `i32.const` with a relocated operand of five bytes at `offset`."""
    is_constant = code[offset - 1] == 0x41 and offset + 5 < len(code)
    return code[offset + 5] if is_constant else -1


def _function_owners(symbols: tuple[Symbol, ...]) -> dict[int, list[int]]:
    owners: dict[int, list[int]] = {}
    for place, symbol in enumerate(symbols):
        if symbol.is_function and symbol.is_defined:
            owners.setdefault(symbol.index, []).append(place)
    return owners


def _data_owners(symbols: tuple[Symbol, ...]) -> dict[int, list[int]]:
    owners: dict[int, list[int]] = {}
    for place, symbol in enumerate(symbols):
        if not symbol.is_function and symbol.is_defined and symbol.size:
            owners.setdefault(symbol.segment, []).append(place)
    return owners


def _content(sections: tuple[Section, ...], wanted: int) -> Cursor | None:
    found = next((section for section in sections if section.id == wanted), None)
    return None if found is None else Cursor(found.content)


def _body_starts(sections: tuple[Section, ...]) -> list[int]:
    cursor = _content(sections, _CODE)
    starts: list[int] = []
    if cursor is not None:
        for _ in range(cursor.unsigned("a count")):
            size = cursor.unsigned("a size")
            starts.append(cursor.position)
            cursor.take(size, "a body")
    return starts


def _segment_starts(sections: tuple[Section, ...]) -> list[int]:
    cursor = _content(sections, _DATA)
    starts: list[int] = []
    if cursor is not None:
        for _ in range(cursor.unsigned("a count")):
            if cursor.unsigned("flags") != 1:  # active: an i32.const and its end say where
                cursor.byte("an instruction")
                cursor.number_bytes("a constant")
                cursor.byte("an end")
            size = cursor.unsigned("a size")
            starts.append(cursor.position)
            cursor.take(size, "a segment")
    return starts


def _imported_functions(sections: tuple[Section, ...]) -> list[str]:
    return [name for kind, name in _imports(sections) if kind == _IMPORTED_FUNCTION]


def _imported_globals(sections: tuple[Section, ...]) -> list[str]:
    return [name for kind, name in _imports(sections) if kind == _IMPORTED_GLOBAL]


def _imports(sections: tuple[Section, ...]) -> Iterator[tuple[int, str]]:
    """Kind and name of each."""
    cursor = _content(sections, IMPORT)
    for _ in range(cursor.unsigned("a count") if cursor else 0):
        assert cursor is not None
        cursor.name("a module")
        name = cursor.name("a name")
        kind = cursor.byte("a kind")
        if kind == _IMPORTED_FUNCTION:
            cursor.unsigned("a type")
        elif kind == _IMPORTED_GLOBAL:
            cursor.byte("a type")
            cursor.byte("mutability")
        else:
            if kind == _IMPORTED_TABLE:
                cursor.byte("a type")
            flags = cursor.byte("limits")
            cursor.unsigned("a minimum")
            if flags & 1:
                cursor.unsigned("a maximum")
        yield kind, name


def drop_mentions(data: bytes, dropped: Set[tuple[int, int]], symbols: tuple[Symbol, ...]) -> bytes:
    """The object without what data symbols mention at some places: (symbol, offset) pairs hold 0 instead.

    `symbols`: of this object, as they were read from it before.
    """
    sections = read_sections(data)
    starts = _segment_starts(sections)
    places = {starts[symbols[symbol].segment] + symbols[symbol].offset + offset for symbol, offset in dropped}
    changed = [_without(section, places) for section in sections]
    return write_sections(changed)


def _without(section: Section, places: Set[int]) -> Section:
    if section.id == _DATA:
        content = bytearray(section.content)
        for place in places:
            content[place : place + 4] = bytes(4)
        return replace(section, content=bytes(content))
    if section.id != CUSTOM or section.name != "reloc.DATA":
        return section
    kept = [each for each in _relocations(section) if each.offset not in places]
    target = Cursor(section.content).unsigned("a section")
    entries = b"".join(
        bytes([each.kind]) + encode_unsigned(each.offset) + encode_unsigned(each.index) + each.addend
        for each in kept
    )
    return replace(section, content=encode_unsigned(target) + encode_unsigned(len(kept)) + entries)
