"""What an instruction or operand is made of, for analyses that look for one kind of part anywhere."""

from __future__ import annotations

from msgspec import Struct

_NAMES: dict[type, tuple[str, ...]] = {}
"""The fields of the classes that were asked for: `fields` itself is slow."""


def part_names(node: object) -> tuple[str, ...]:
    """The fields of an object of the IR, none for what is not one."""
    kind = type(node)
    known = _NAMES.get(kind)
    if known is None:
        known = _NAMES[kind] = kind.__struct_fields__ if issubclass(kind, Struct) else ()
    return known


def parts(node: object) -> list[object]:
    """The values of all fields, in order."""
    return [getattr(node, name) for name in part_names(node)]
