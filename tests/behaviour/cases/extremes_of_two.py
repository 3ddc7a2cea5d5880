"""`min` and `max` of two numbers: what is equal, what is no number, what is large, what is None of the fast ones."""

import math
from typing import Any

LIMIT = 20.0


def ints(a: int, b: int) -> tuple[int, int]:
    return min(a, b), max(a, b)


def floats(a: float, b: float) -> tuple[float, float]:
    return min(a, b), max(a, b)


def mixed(a: int, b: float) -> tuple[float, float]:
    return min(a, b), max(a, b)


def anything(a: Any, b: Any) -> str:
    try:
        return f"{min(a, b)!r} {max(a, b)!r}"
    except TypeError as error:
        return f"{type(error).__name__}: {error}"


class Bucket:
    def __init__(self, tokens: float) -> None:
        self.tokens = tokens

    def fill(self, more: float) -> float:
        self.tokens = min(LIMIT, self.tokens + more)
        return self.tokens


def clamp(number: int, low: int, high: int) -> int:
    return max(low, min(number, high))


def main() -> None:
    edges = [
        0,
        1,
        -1,
        2**31,
        -(2**31),
        2**61,
        2**62 - 1,
        2**62,
        -(2**62),
        -(2**62) - 1,
        2**63,
        2**64,
        -(10**30),
    ]
    for a in edges:
        print([ints(a, b) for b in edges])
        print([clamp(a, -5, b) for b in edges])
    numbers = [0.0, -0.0, 1.5, -2.5, math.inf, -math.inf, math.nan, 1e300]
    for x in numbers:
        print([floats(x, y) for y in numbers])
        print([mixed(n, x) for n in (0, 1, -3, 2**70)])
    print(
        [
            math.copysign(1.0, each)
            for each in (min(0.0, -0.0), min(-0.0, 0.0), max(0.0, -0.0), max(-0.0, 0.0))
        ]
    )
    for pair in ((1, "a"), ("b", "a"), (True, 1), (1, True), (None, 1), ([2], [1, 5]), (1, 1.0), (1.0, 1)):
        print(anything(*pair), anything(*reversed(pair)))
    bucket = Bucket(5)
    print(bucket.tokens, bucket.fill(1), bucket.fill(2.5), bucket.fill(100), bucket.tokens)
    flag: int = True
    print(min(flag, 2), max(flag, 0), min(1, flag), max(1, flag))
    print(min(len("abc"), 2), max(len("abc"), 7), min([3, 1], default=0), max(1, 2, 3), min(3, 2, 1))
    print(max((1, 2), (1, 3)), min("b", "a", key=lambda text: -ord(text)))
    total = 0
    for i in range(1000):
        total += max(min(i, 500), i % 7)
    print(total)


main()
