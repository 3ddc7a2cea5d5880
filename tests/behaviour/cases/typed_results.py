"""Functions that are values give instances to code that does not know their class."""

from functools import cmp_to_key
from typing import Any


class Reversed:
    def __init__(self, item: int) -> None:
        self.item = item

    def __lt__(self, other: "Reversed") -> bool:
        return other.item < self.item


def make_key():
    def key(item: int) -> Reversed:
        return Reversed(item)

    return key


print(sorted([3, 1, 2], key=make_key()))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))


def pair_of(number: int) -> tuple[int, int] | None:
    return (number, number) if number else None


def declared_any(number: int) -> Any:
    """The annotation says nothing, whatever the first value was."""
    found: Any = (0, 0)
    if number < 5:
        found = pair_of(number)
    return "none" if found is None else (*found, 1)


print(declared_any(1), declared_any(0), declared_any(7))
