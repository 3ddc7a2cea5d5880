"""Variables that only count, by small steps, from all kinds of beginnings."""

from __future__ import annotations

from typing import Any


def up(times: int) -> int:
    count = 0
    while times:
        count += 1
        times -= 1
    return count


def from_far(rounds: int) -> tuple[int, int, int]:
    high = 2**60
    higher = 2**62 - 2
    low = -(2**63) + 1
    for _ in range(rounds):
        high += 8
        higher += 1
        low -= 3
    return high, higher, low


def handed_on(rounds: int) -> tuple[int, int]:
    left = 1
    right = -1
    while rounds:
        left, right = right + 2, left - 2
        rounds -= 1
    return left, right


def restarted(items: list[int]) -> list[int]:
    run = 0
    runs: list[int] = []
    for item in items:
        if item > 3:
            runs.append(run)
            run = 0
            continue
        run = 1 + run
    runs.append(run)
    return runs


def in_handlers(items: list[Any]) -> tuple[int, int]:
    good = 0
    bad = 0
    for item in items:
        try:
            good += 1
            10 // item
        except ZeroDivisionError:
            bad += 1
            good -= 1
        finally:
            good += 0
    return good, bad


def mixed(flag: bool) -> Any:
    count: Any = 0
    if flag:
        count = True
    count += 1
    other: Any = 1.5
    if not flag:
        other = 1
    other += 1
    return count, other


def generated(stop):
    count = 0
    while count < stop:
        received = yield count
        count += 1
        if received is not None:
            count = received


def enclosing() -> list[int]:
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return count

    return [step(), step(), count]


def steps_that_grow(rounds: int) -> int:
    value = 1
    step = 1
    while rounds:
        value += step
        step += value
        rounds -= 1
    return value


print(up(0), up(7), up(1000))
print(from_far(0), from_far(5), from_far(1000))
print(handed_on(0), handed_on(1), handed_on(7))
print(restarted([1, 2, 5, 1, 9, 9, 3]))
print(in_handlers([1, 0, 2, 0, 0, 5]))
print(mixed(True), mixed(False))
walk = generated(6)
print(next(walk), next(walk), walk.send(4), next(walk))
print(enclosing())
print(steps_that_grow(3), steps_that_grow(100))
