from functools import total_ordering
from typing import NamedTuple


class Point(NamedTuple):
    x: int
    y: int = 0

    def norm(self) -> int:
        return abs(self.x) + abs(self.y)


p = Point(1, 2)
print(p, p.x, p[1], p.norm(), Point(3), Point(y=1, x=2), p == (1, 2), len(p), tuple(p), p._fields)
x, y = p
print(x, y, p._asdict(), p._replace(x=9), Point._make([5, 6]), {p: 1}[Point(1, 2)], p < Point(1, 3))
for call in (lambda: Point(), lambda: Point(1, 2, 3)):
    try:
        call()
    except TypeError as error:
        print(error)
match p:
    case Point(1, b):
        print("matched", b)


@total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


print(
    Version(1) >= Version(1), Version(2) > Version(1), Version(1) <= Version(0), max(Version(3), Version(4)).n
)


class Plain:
    def __new__(cls, *args):
        made = super().__new__(cls)
        made.args = args
        return made

    def __setattr__(self, name, value):
        object.__setattr__(self, name, ("stored", value))

    def again(self):
        return type(self)(1, 2)


print(Plain(5).args, Plain().again().args)


class Degrees(int):
    def __new__(cls, value):
        return super().__new__(cls, value % 360)

    def __add__(self, other):
        return Degrees(int(self) + other)


print(Degrees(370), Degrees(350) + 20, isinstance(Degrees(1), int))


class Upper(str):
    def __new__(cls, text):
        return str.__new__(cls, text.upper())


print(Upper("abc"), Upper("x") + "y", len(Upper("abc")))

from collections import namedtuple

Pair = namedtuple("Pair", "left right", defaults=(5,))
Triple = namedtuple("Triple", ["a", "b", "c"])
print(Pair(1), Pair(1, 2).right, Triple(*"xyz"), Triple._fields, Pair(1) == (1, 5))
