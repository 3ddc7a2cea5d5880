"""Functions that are values give instances to code that does not know their class."""

from functools import cmp_to_key


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
