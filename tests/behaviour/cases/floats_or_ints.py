"""What is annotated `float` may be an int, or anything: arithmetic gives what CPython gives."""

from __future__ import annotations

import math
from collections.abc import Callable

SCALE = 2.5
LIMIT: float = 1


class Metres(float):
    def __radd__(self, other: float) -> str:  # type: ignore[override]
        return f"radd {other!r}"

    def __rmul__(self, other: float) -> str:  # type: ignore[override]
        return f"rmul {other!r}"

    def __lt__(self, other: float) -> bool:
        print("lt", repr(other))
        return True


class Odd:
    def __radd__(self, other: object) -> Odd:
        print("radd", other)
        return self

    def __iadd__(self, other: object) -> Odd:
        print("iadd", other)
        return self

    def __gt__(self, other: object) -> bool:
        print("gt", other)
        return False

    def __repr__(self) -> str:
        return "odd"


def total(items: list[float]) -> float:
    result = 0.0
    for item in items:
        result += item
    return result


def product(items: list[float]) -> float:
    result: float = 1
    for item in items:
        result = result * item * 2
    return result


def largest(items: list[float]) -> float:
    best = -math.inf
    for item in items:
        if best < item:
            best = item
    return best


def ratio(left: float, right: float) -> float:
    return left / right - 1


def mixed(items: list[float]) -> list[float]:
    kept: list[float] = []
    last = 0.5
    for item in items:
        last = last - item / 3
        kept.append(last)
        last = item
    kept.append(last)
    return kept


def raising(items: list[float]) -> float:
    result = 0.0
    for item in items:
        try:
            result = result + 1 / item
        except ZeroDivisionError as error:
            print("caught", error, result)
        except TypeError as error:
            print("caught", error, result)
    return result


def untyped(items):  # type: ignore[no-untyped-def]
    result = 0.25
    for item in items:
        result += item
        if result > 100:
            print("over", result)
    return result


def show(call: Callable[[list[float]], object], items: list[float]) -> None:
    try:
        print(repr(call(items)))
    except Exception as error:
        print(type(error).__name__, error)


FLOATS: list[float] = [1.5, -0.0, 2.25, 1e300, -1e300]
INTS: list[float] = [1, 2, 3, 2**53, 2**70]
MIXED: list[float] = [1, 2.5, True, 2**64, 1e-3]
LARGE: list[float] = [10**400, 1.5]
SUBCLASSES: list[float] = [1.0, Metres(2.0), 3]
NANS: list[float] = [math.nan, 1.0, math.inf]
ZEROS: list[float] = [1.0, 0.0, 0, 2]

for each in (FLOATS, INTS, MIXED, LARGE, SUBCLASSES, NANS, ZEROS, []):
    for function in (total, product, largest, mixed, raising, untyped):
        show(function, each)
print(untyped([1, Odd(), 2]))
print(repr(ratio(1, 2)), repr(ratio(1.0, 4)), repr(ratio(10**20, 10**19)))
print(repr(SCALE * LIMIT), repr(LIMIT))
LIMIT = 2.5
print(repr(SCALE * LIMIT), repr(LIMIT))
for base in (0.0, -0.0, 1.0, 2.0, 5e-324, 1e-320, 1e154, math.inf, -math.inf, math.nan):
    print(repr(base**0.5), repr(base**2), repr(base**2.0))
for base in (1e155, -1e155):
    try:
        print(base**2)
    except OverflowError as error:
        print(error)

DATA = bytes(range(250, 256))
for place in (0, 5, -1, -6, 6, -7, 2**70):
    try:
        print(DATA[place])
    except IndexError as error:
        print(error)
print([1, 2, 3][:], [4, 5, 6, 7][1:3], "x".split()[0:])
