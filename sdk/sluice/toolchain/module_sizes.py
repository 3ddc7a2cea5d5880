"""What a module's bytes are spent on: its sections, and its functions by size."""

from __future__ import annotations

from dataclasses import dataclass

from sluice.toolchain.function_names import function_names
from sluice.toolchain.inspection import inspect_module
from sluice.toolchain.sections import Cursor, read_sections

_SECTIONS = {
    1: "types",
    2: "imports",
    3: "function types",
    4: "table",
    5: "memory",
    6: "globals",
    7: "exports",
    8: "start",
    9: "table entries",
    10: "code",
    11: "data",
    12: "data count",
}
_CODE = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A section or a function; `size` in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class ModuleSizes:
    """Largest first. Functions without a name, which are the runtime's, count as one part."""

    sections: tuple[Part, ...]
    functions: tuple[Part, ...]


def measure_module(wasm: bytes) -> ModuleSizes:
    """Raises `ModuleError` when it is no module."""
    sections = read_sections(wasm)
    parts = [Part(each.name or _SECTIONS.get(each.id, "?"), len(each.content)) for each in sections]
    names = function_names(wasm)
    first = sum(each.kind == "function" for each in inspect_module(wasm).imports)
    functions: list[Part] = []
    unnamed = count = 0
    for section in sections:
        if section.id == _CODE:
            cursor = Cursor(section.content, section.offset)
            for index in range(first, first + cursor.unsigned("a count")):
                size = cursor.unsigned("a size")
                cursor.take(size, "a body")
                if index in names:
                    functions.append(Part(names[index], size))
                else:
                    unnamed, count = unnamed + size, count + 1
    if count:
        functions.append(Part(f"({count} functions of the runtime)", unnamed))
    return ModuleSizes(_by_size(parts), _by_size(functions))


def _by_size(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (-part.size, part.name)))
