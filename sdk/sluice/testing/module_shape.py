"""What can be said against a module without compiling or running it: how much it declares, what it imports
and exports, and as what.

Envoy's words for the same are shorter, and come when the module has reached every node.
"""

import difflib
import json
from collections.abc import Iterator

from sluice.testing.signatures import (
    ABI_MARKERS,
    ALL_HOST_FUNCTIONS,
    WASI_FUNCTIONS,
    WASI_MODULES,
    callbacks,
    host_functions,
)
from sluice.toolchain.inspection import ModuleInfo
from sluice.toolchain.sections import Cursor, ModuleError, read_sections

TABLE_LIMIT = 100_000  # elements
MAX_NAME = 1000  # bytes of an import's or export's name
MAX_SCHEMA = 256 * 1024  # bytes of a configuration's JSON Schema, as text
MAX_DEPTH = 50  # of that
_PAGE = 65_536  # bytes
_TABLES, _MEMORIES, _CUSTOM = 4, 5, 0
_COUNTS = {  # by section: how many, and of what. Go makes 30,000 data segments.
    1: (10_000, "types"),
    2: (1_000, "imports"),
    3: (200_000, "functions"),
    4: (10, "tables"),
    5: (1, "memories"),
    6: (100_000, "globals"),
    7: (2_000, "exports"),
    9: (10_000, "element segments"),
    11: (100_000, "data segments"),
}
_MAX_CUSTOM = 100
_TYPO = 0.85
"""How alike two names are of which one is the other misspelt, of 1."""


def find_excess(wasm: bytes, memory_limit: int) -> str:
    """What there is too much of, "" when nothing; raises `ModuleError`. Cheap whatever the bytes are."""
    found = read_sections(wasm)
    custom = sum(section.id == _CUSTOM for section in found)
    if custom > _MAX_CUSTOM:
        return f"has {custom:,} custom sections; at most {_MAX_CUSTOM:,} are taken"
    for section in found:
        if section.id not in _COUNTS:
            continue
        most, what = _COUNTS[section.id]
        cursor = Cursor(section.content, section.offset)
        count = cursor.unsigned(f"the number of {what}")
        if count > most:
            return f"has {count:,} {what}; at most {most:,} are taken"
        if section.id == _MEMORIES and count:
            size = _minimum(cursor) * _PAGE
            if size > memory_limit:
                return f"declares a memory of {size:,} bytes; the limit is {memory_limit:,}"
        if section.id == _TABLES:
            elements = sum(_table_minimum(cursor) for _ in range(count))
            if elements > TABLE_LIMIT:
                return f"declares tables of {elements:,} elements; the limit is {TABLE_LIMIT:,}"
    return ""


def find_problems(info: ModuleInfo) -> list[str]:
    """At most one for each import and export, with the remedy where there is one."""
    abi = next((ABI_MARKERS[each.name] for each in info.exports if each.name in ABI_MARKERS), None)
    if abi is None:
        return ["is no Proxy-Wasm filter: it exports no proxy_abi_version_0_2_1"]
    return [*_imports(info, abi), *_exports(info, abi), *_names(info), *_schemas(info)]


def _imports(info: ModuleInfo, abi: str) -> Iterator[str]:
    offered = host_functions(abi)
    for each in info.imports:
        title = f"imports {each.module}.{each.name}"
        known = WASI_FUNCTIONS if each.module in WASI_MODULES else offered if each.module == "env" else {}
        if each.kind != "function" or each.name not in known:
            if each.module == "env" and each.name in ALL_HOST_FUNCTIONS:
                yield f"{title}, which is not part of Proxy-Wasm {abi}, the version that it exports"
            else:
                yield f"{title}, which Envoy does not offer; a filter has env.proxy_* and WASI"
        elif each.signature != to_text(known[each.name]):
            yield f"{title} as {each.signature}; Envoy offers {to_text(known[each.name])}"


def _exports(info: ModuleInfo, abi: str) -> Iterator[str]:
    known = callbacks(abi)
    exports = {each.name: each for each in info.exports}
    if "memory" not in exports or exports["memory"].kind != "memory":
        yield "exports no memory"
    if "malloc" not in exports and "proxy_on_memory_allocate" not in exports:
        yield "exports neither malloc nor proxy_on_memory_allocate, which Envoy hands data over with"
    for name, each in exports.items():
        if each.kind != "function":
            if name in known:
                yield f"exports {name} as a {each.kind}; it must be a function"
        elif name in known:
            if each.signature != to_text(known[name]):
                yield f"exports {name} as {each.signature}; Proxy-Wasm {abi} has {to_text(known[name])}"
        elif name.startswith("proxy_on_"):
            for meant in difflib.get_close_matches(name[:100], known, 1, _TYPO):
                yield f"exports {name}, which Envoy never calls; is {meant} meant?"


def _names(info: ModuleInfo) -> Iterator[str]:
    """What is stored and shown must be of a size to be stored and shown."""
    for each in (*info.imports, *info.exports):
        if len(str(each)) > MAX_NAME:
            yield f"has an import or export whose name and signature take more than {MAX_NAME:,} characters"
            return


def _schemas(info: ModuleInfo) -> Iterator[str]:
    for schema in (info.config_schema, *(each.config_schema for each in info.filters)):
        if len(json.dumps(schema)) > MAX_SCHEMA or _is_deeper(schema, MAX_DEPTH):
            yield f"has a configuration schema of more than {MAX_SCHEMA:,} bytes, or nested {MAX_DEPTH} deep"


def _is_deeper(value: object, levels: int) -> bool:
    match value:
        case dict():
            return not levels or any(_is_deeper(each, levels - 1) for each in value.values())
        case list():
            return not levels or any(_is_deeper(each, levels - 1) for each in value)
    return False


def to_text(signature: str) -> str:
    """ "iI>i" as inspection writes it: "(i32, i64) -> i32"."""
    parameters, results = signature.split(">")
    names = {"i": "i32", "I": "i64"}
    return f"({', '.join(names[each] for each in parameters)}) -> {names[results] if results else '()'}"


def _minimum(cursor: Cursor) -> int:
    """Of limits; 64-bit ones are left to the engine, which does not take them."""
    flags = cursor.byte("limits")
    number = cursor.unsigned64 if flags & 4 else cursor.unsigned
    minimum = number("a minimum")
    if flags & 1:
        number("a maximum")
    return minimum


def _table_minimum(cursor: Cursor) -> int:
    """Of a table without an initial expression; one with it is as large as its elements."""
    if cursor.byte("a table's type") == 0x40:
        raise ModuleError("a table with an initial expression is not taken", cursor.offset)
    return _minimum(cursor)
