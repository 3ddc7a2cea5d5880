"""The `name` section of a finished module: Python's names of the author's functions, and nothing else.

A backtrace in the proxy's log then shows `api_key.ApiKey.refuse`; names of the runtime's C functions would
cost more bytes than they help.
"""

from __future__ import annotations

from collections.abc import Mapping

from sluice.toolchain.sections import Cursor, encode_unsigned, read_sections, write_custom_section

_FUNCTION_NAMES = 1


def name_functions(wasm: bytes, titles: Mapping[str, str]) -> bytes:
    """The module with only the functions in `titles` (C name → Python's name) named."""
    names = {index: titles[name] for index, name in function_names(wasm).items() if name in titles}
    entries = b"".join(
        encode_unsigned(index) + encode_unsigned(len(name.encode())) + name.encode()
        for index, name in sorted(names.items())
    )
    content = encode_unsigned(len(names)) + entries
    section = bytes([_FUNCTION_NAMES]) + encode_unsigned(len(content)) + content
    return write_custom_section(wasm, "name", section)


def function_names(wasm: bytes) -> dict[int, str]:
    """The names in a module's `name` section, by function index."""
    found: dict[int, str] = {}
    for section in read_sections(wasm):
        if section.name != "name":
            continue
        cursor = Cursor(section.content, section.offset)
        while not cursor.at_end:
            kind = cursor.byte("a subsection")
            inner = Cursor(cursor.take(cursor.unsigned("a size"), "a subsection"))
            if kind == _FUNCTION_NAMES:
                for _ in range(inner.unsigned("a count")):
                    index = inner.unsigned("an index")
                    found[index] = inner.name("a function")
    return found
