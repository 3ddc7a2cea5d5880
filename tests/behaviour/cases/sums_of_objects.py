"""Operators whose right side is a sum of what is no number: mypy tries first whether it is an int."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


class Weight:
    def __init__(self, grams: int) -> None:
        self.grams = grams

    def __repr__(self) -> str:
        return f"W{self.grams}"

    def __radd__(self, other: int) -> Weight:
        return Weight(self.grams + other)

    def __add__(self, other: int | Weight) -> Weight:
        return Weight(self.grams + (other if isinstance(other, int) else other.grams))

    def __gt__(self, other: int | Weight) -> bool:
        return self.grams > (other if isinstance(other, int) else other.grams)

    def __lt__(self, other: int | Weight) -> bool:
        return self.grams < (other if isinstance(other, int) else other.grams)


def first(items: list[T]) -> T:
    return items[0]


def f(x: int) -> None:
    print(x + first([Weight(1)]))
    print(x < first([Weight(1)]))
    print(x < sum([Weight(1), Weight(2)]))
    print(x + max([Weight(1), Weight(3)]))
    print(x < max([Weight(1), Weight(3)]))
    y = x + max(Weight(1), Weight(4))
    print(y)
    d = {1: Weight(4)}
    print(x + d.get(1, Weight(2)), x < d.get(2, Weight(2)), x + d.pop(1, 3))
    print(x + (sum([Weight(3)]) if x else sum([Weight(5)])), x + (sum([Weight(3)]) or 4))
    print(sum([1, 2]) + x, 7 // sum([x]), [5, 6, 7][sum([0, 1])], "ab" * sum([2]))
    x += sum([1, 2])
    print(x)


f(2)
