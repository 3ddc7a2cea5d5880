"""Functions that are short but for what raises: in a release they stand in place of their calls."""

from __future__ import annotations


class Item:
    def __init__(self, name: str, following: Item | None) -> None:
        self.name = name
        self.following = following


class Table:
    def __init__(self, size: int) -> None:
        self.items: list[Item | None] = [None] * size
        self.asked = 0

    def find(self, place: int) -> Item:
        self.asked += 1
        item = self.items[place]
        if item is None:
            raise LookupError(f"nothing at {place}")
        return item

    def put(self, place: int, item: Item) -> None:
        if self.items[place] is not None:
            raise KeyError(place)
        self.items[place] = item


def checked(value: int) -> int:
    if value < 0:
        if value < -5:
            raise ValueError(f"{value} is far too small")
        raise ArithmeticError("too small")
    return value * 3


def half(value: int) -> int:
    assert value % 2 == 0, value
    return value // 2


def sign(value: float) -> int:
    if value > 0:
        return 1
    return -1 if value < 0 else 0


def use(table: Table) -> None:
    for place in range(-1, 7):
        try:
            print(place, table.find(place).name)
        except LookupError as error:
            print(place, type(error).__name__, error)
    table.put(2, Item("two", table.find(0)))
    print(table.find(2).following is table.find(0), table.asked)
    try:
        table.put(2, table.find(0))
    except KeyError as error:
        print(repr(error), error.__context__)


def sums() -> None:
    total = 0
    for value in range(-7, 50):
        try:
            total += checked(value) + half(value)
        except (ValueError, ArithmeticError, AssertionError) as error:
            if value < 2:
                print(value, type(error).__name__, error)
    print(total, [sign(each) for each in (1.5, -0.0, -3.0, float("nan"))])
    print(checked(10**30), half(10**30))


table = Table(6)
table.put(0, Item("zero", None))
table.put(1, Item("one", table.find(0)))
use(table)
sums()
print(table.find(1).name, checked(half(-6)))
