from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import NamedTuple


class Fault(Exception):
    pass


class Deep(Fault, ValueError):
    def __init__(self, text: str, depth: int) -> None:
        super().__init__(text)
        self.depth = depth

    def __str__(self) -> str:
        return f"{self.args[0]} at {self.depth}"


class Guard:
    def __init__(self, name: str, swallow: bool = False) -> None:
        self.name = name
        self.swallow = swallow

    def __enter__(self) -> "Guard":
        print("enter", self.name)
        return self

    def __exit__(self, kind, error, trace) -> bool:
        print("exit", self.name, kind.__name__ if kind else None, error)
        return self.swallow


@dataclass(order=True)
class Point:
    x: int
    y: str = "y"
    seen: list[int] = field(default_factory=list, compare=False)

    def moved(self, by: int) -> "Point":
        return Point(self.x + by, self.y, self.seen + [by])


class Color(Enum):
    RED = 1
    GREEN = "g"
    BLUE = 3


class Level(IntEnum):
    LOW = 1
    HIGH = 10


class Spot(NamedTuple):
    row: int
    label: str = "?"


class Animal:
    legs = 4
    count = 0

    def __init__(self, name: str) -> None:
        self.name = name

    def speak(self) -> str:
        return f"{self.name} makes {self.sound()}"

    def sound(self) -> str:
        return "noise"

    @property
    def title(self) -> str:
        return self.name.title()

    @staticmethod
    def double(value: int) -> int:
        return value * 2

    @classmethod
    def named(cls, name: str) -> "Animal":
        return cls(name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class Bird(Animal):
    legs = 2

    def sound(self) -> str:
        return "tweet/" + super().sound()


class Weight:
    def __init__(self, grams: int) -> None:
        self.grams = grams

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.grams + other.grams)

    def __radd__(self, other: int) -> "Weight":
        return Weight(self.grams + other)

    def __mul__(self, times: int) -> "Weight":
        return Weight(self.grams * times)

    def __neg__(self) -> "Weight":
        return Weight(-self.grams)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Weight) and self.grams == other.grams

    def __lt__(self, other: "Weight") -> bool:
        return self.grams < other.grams

    def __hash__(self) -> int:
        return hash(self.grams)

    def __bool__(self) -> bool:
        return self.grams != 0

    def __len__(self) -> int:
        return self.grams

    def __getitem__(self, index: int) -> int:
        if index > 3:
            raise IndexError("too heavy")
        return self.grams * index

    def __contains__(self, item: int) -> bool:
        return item == self.grams

    def __call__(self, *more: int, scale: int = 1) -> int:
        return (self.grams + sum(more)) * scale

    def __format__(self, spec: str) -> str:
        return f"<{self.grams:{spec}}g>"

    def __repr__(self) -> str:
        return f"Weight({self.grams})"


def countdown(start: int):
    while start > 0:
        start -= (yield start) or 1
    return "done"


def guarded(start: int):
    try:
        yield from countdown(start)
    finally:
        print("counted")


def delegated(start: int):
    result = yield from countdown(start)
    yield len(result)


def apply(function, *values, **named):
    return function(*values, **named)


def joined(first: int, second: int = 2, /, *rest: int, sep: str = "-", **named: int) -> str:
    return sep.join(map(str, (first, second, *rest))) + str(named)


total = 0


def bump(by: int) -> None:
    global total
    total += by
    print("total", total)


def copied(value):
    if isinstance(value, (list, dict, set, bytearray)):
        return value.copy()
    return replace(value, seen=list(value.seen)) if isinstance(value, Point) else value


def shown(value):
    return f"set{sorted(value)}" if isinstance(value, (set, frozenset)) else repr(value)


def run(name, function, pools, start):
    for turn in range(4):
        arguments = [copied(pool[(start + turn * (index + 1)) % len(pool)]) for index, pool in enumerate(pools)]
        try:
            print(name, shown(function(*arguments)))
        except Exception as error:
            cause = error.__cause__ or error.__context__
            print(name, type(error).__name__, error, error.args, type(cause).__name__)


P_int = (0, 1, -1, 7, 2147483648, -9223372036854775809, 4611686018427387904, True)
P_float = (0.0, 1.5, -2.25, 1e100, float("inf"), float("nan"), -0.0)
P_bool = (True, False)
P_str = ("", "a", "Hello, World", "日本x", " 12 ", "ßİ", "a,b,,c")
P_bytes = (b"", b"abc", b"\xff\x00", b" a b ")
P_ints = ([], [1, 2, 3], [-1, 10**20, 0, 3], [5])
P_floats = ([], [0.5, -1.0], [1e300, 1e300, 3.0], [float("nan")])
P_strs = ([], ["a", "b"], ["x", "", "abc", "X"], ["日本"])
P_table = ({}, {"a": 1}, {"b": 2, "a": -1}, {"": 0, "é": 10**19})
P_names = ({}, {1: "a"}, {2: "b", -1: "", 0: "z"})
P_pair = ((1, "a"), (-5, ""), (10**20, "é"))
P_numbers = (set(), {1, 2}, {-1, 0, 3})
P_frozen = (frozenset(), frozenset({"a"}), frozenset({"b", "é", "a"}))
P_rows = ([], [(1, "b"), (1, "a")], [(3, "c"), (-2, ""), (0, "a")])
P_buffer = (bytearray(), bytearray(b"abc"), bytearray(b"\x00\xfe\x01"))
P_maybe = (None, 0, 5, -(10**19))
P_point = (Point(1), Point(-3, "z"), Point(1, "y", [4]))
P_animal = (Animal("tom"), Bird("pip"))
P_weight = (Weight(0), Weight(7), Weight(-(2**62)))
