"""`//` and `%` by constants that are powers of two, of ints of all signs and sizes."""

from __future__ import annotations

from typing import Any

NUMBERS = [0, 1, 2, 3, 7, 8, 9, 2**61, 2**62 - 1, 2**62, 2**63, 2**64 + 5, 10**30]


def divided(x: int) -> tuple[int, ...]:
    return x // 1, x // 2, x // 4, x // 1024, x // 2**40, x // 2**61, x // 2**62, x // 2**70, x // -2, x // -8


def rests(x: int) -> tuple[int, ...]:
    return x % 1, x % 2, x % 4, x % 1024, x % 2**40, x % 2**61, x % 2**62, x % 2**70, x % -2, x % -8


def untyped(x: Any) -> tuple[Any, ...]:
    return x // 2, x % 2, x // 8, x % 8, divmod(x, 4)


for number in NUMBERS:
    for signed in (number, -number):
        print(signed, divided(signed), rests(signed), untyped(signed))
print(untyped(True), untyped(7.5), untyped(-7.5))
for small in range(-20, 20):
    assert small // 4 == (small - small % 4) // 4, small
    assert 0 <= small % 8 < 8, small
