"""What an instruction or operand is made of, for analyses that look for one kind of part anywhere."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache


@cache
def part_names(kind: type) -> tuple[str, ...]:
    """The fields of a class of the IR, none for what is not one. `fields` itself is slow, and asked often."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def parts(node: object) -> list[object]:
    """The values of all fields, in order."""
    return [getattr(node, name) for name in part_names(type(node))]
