"""Lists that hold only floats, and lists of floats that hold other numbers as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def halves(count: int) -> list[float]:
    result = [0.5] * count
    for i in range(count):
        result[i] = result[i] + i / 2
    return result


def dot(left: list[float], right: list[float]) -> float:
    total = 0.0
    for i in range(len(left)):
        total += left[i] * right[i]
    return total


def smoothed(values: list[float]) -> list[float]:
    found: list[float] = []
    for i in range(1, len(values) - 1):
        found.append((values[i - 1] + values[i] * 2 + values[i + 1]) / 4)
    return found


def with_ints() -> None:
    values: list[float] = [1.0, 2, 3.5]
    total = 0.0
    for i in range(3):
        total = total + values[i]
        print(values[i] + 1, values[i] * 2, end=" ")
    print(total, values)
    whole: list[float] = [1.0]
    whole[0] = whole[0] + 2**60
    whole.append(True)
    print(whole[0] + 1, whole[1] + 1, whole)


def by_zero(values: list[float], divisors: list[float]) -> None:
    for i in range(len(values)):
        try:
            print(values[i] / divisors[i], end=" ")
        except ZeroDivisionError as error:
            print(error, end=" ")
    print()


def edges() -> None:
    nan, infinity = float("nan"), float("inf")
    values = [nan, infinity, -0.0, 1e308]
    print(values[0] == values[0], values[0] < 1.0, values[1] > values[3], values[2] * 1.0, values[3] * 10)
    print(values[1] - values[1], values[3] + values[3], values[2] + 0.0)
    by_zero([1.0, 2.0, -3.0], [0.5, 0.0, -0.0])
    try:
        print(values[4] * 2.0)
    except IndexError as error:
        print(error)


def swapped(count: int) -> list[float]:
    values = halves(count)
    low, high = 0, count - 1
    while low < high:
        if values[low] < values[high]:
            values[low], values[high] = values[high], values[low]
        low += 1
        high -= 1
    return values


def identities() -> None:
    values = [1.5, 2.5]
    first = values[0]
    print(first is values[0], values[0] is values[1], first + values[1])
    values[1] = first
    print(values[1] is first)


class Shared:
    def __init__(self, values: list[float]) -> None:
        self.values = values


def handed_out(change: Callable[[list[Any]], None]) -> None:
    values = [1.5, 2.5]
    shared = Shared(values)
    shared.values[0] = 2
    print(values[0] + 1, values[0] * values[1])
    others = [1.5, 2.5]
    change(others)
    print(others[0] + 1, others[1] * 2)


def to_big(values: list[Any]) -> None:
    values[0] = 2**70
    values[1] = "ab"


class Times(int):
    def __rmul__(self, other: object) -> Any:
        if isinstance(other, list):
            other[0] = "taken"
        return other


def repeated(times: int) -> None:
    values = [1.5]
    more = values * times
    print(values, more)
    try:
        print(more[0] * 2 + values[0])
    except (TypeError, IndexError) as error:
        print(type(error).__name__)


def sums_of_products(rows: int) -> float:
    table = [halves(rows) for _ in range(rows)]
    total = 0.0
    for i in range(rows):
        for j in range(rows):
            table[i][j] = table[i][j] * table[j][i] + 1
            total += table[i][j]
    return total


def maybe_unset(flag: bool) -> None:
    values = [1.5, 2.5]
    if flag:
        item = values[0] * 2
    try:
        print(item + 1.0)
    except UnboundLocalError as error:
        print(error)


print(halves(4), dot(halves(5), halves(5)), smoothed(halves(6)))
with_ints()
edges()
print(swapped(5))
identities()
handed_out(to_big)
repeated(2)
repeated(0)
repeated(Times(2))
print(sums_of_products(4))
maybe_unset(True)
maybe_unset(False)
