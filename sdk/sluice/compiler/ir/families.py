"""Numbers for classes, so that "this class or one below it" is one comparison.

    class A                 1
    class B(A)              2           A: 1 … 4
    class C(B)              3           B: 2 … 3
    class D(A)              4

Each class is numbered behind its first base, before its next sister. Where a class with several bases stands
below more than one line, the numbers of the other line have a gap.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sluice.compiler.ir.program import Class


class Families(Struct, frozen=True):
    """`numbers`: by class, from 1. `members`: by class, its own number and those of what derives from it."""

    numbers: Mapping[str, int]
    members: Mapping[str, tuple[int, ...]]

    def span(self, class_name: str) -> tuple[int, int] | None:
        """The first and the last number of a class's family; None: others stand in between."""
        members = self.members[class_name]
        first, last = min(members), max(members)
        return (first, last) if last - first + 1 == len(members) else None


def find_families(classes: Mapping[str, Class]) -> Families:
    below: dict[str | None, list[str]] = {}
    for name, class_ in classes.items():
        first = next((base for base in class_.bases if base in classes), None)
        below.setdefault(first, []).append(name)
    numbers: dict[str, int] = {}
    work = list(reversed(below.get(None, [])))
    while work:
        name = work.pop()
        numbers[name] = len(numbers) + 1
        work += reversed(below.get(name, []))
    members: dict[str, list[int]] = {name: [] for name in classes}
    for name, class_ in classes.items():
        for ancestor in class_.mro:
            if ancestor in members:
                members[ancestor].append(numbers[name])
    return Families(numbers, {name: tuple(each) for name, each in members.items()})
