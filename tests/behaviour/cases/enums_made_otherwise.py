"""Members written in other ways than one assignment each, `__new__`, `_order_`, enumerations made by a call."""

import enum
from collections import OrderedDict
from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto


class Chained(Enum):
    first = primary = auto()
    second = auto()
    third, fourth = 7, 8
    fifth: int = 9
    _hidden = 10
    __private = 11
    twice = lambda self: 5  # noqa: E731


print(list(Chained), Chained.primary is Chained.first, Chained.fourth.value, Chained.fifth.name)
print(Chained._hidden, Chained(10).name, list(Chained.__members__), Chained.first.twice())


class Coordinate(bytes, Enum):
    def __new__(cls, value, label, unit):
        obj = bytes.__new__(cls, [value])
        obj._value_ = value
        obj.label = label
        obj.unit = unit
        return obj

    PX = (0, "P.X", "km")
    PY = (1, "P.Y", "km")


print(Coordinate.PY, Coordinate.PY.label, Coordinate(1).unit, bytes(Coordinate.PY))


class AutoNumber(Enum):
    def __new__(cls):
        value = len(cls.__members__) + 1
        obj = object.__new__(cls)
        obj._value_ = value
        return obj


class Color(AutoNumber):
    red = ()
    green = ()
    blue = ()


print(list(Color), Color(2), Color["blue"])


class Doubled(int, Enum):
    def __new__(cls, value):
        return int.__new__(cls, value * 2)

    A = 1
    B = 2


print(Doubled.A + 1, Doubled.B.value, Doubled.B == 4, Doubled(1), list(Doubled))


class Planet(Enum):
    def __new__(cls, mass, radius):
        obj = object.__new__(cls)
        obj.mass = mass
        return obj

    def __init__(self, mass, radius):
        self.radius = radius

    EARTH = (6, 5)
    MARS = (3, 2)


print(Planet.EARTH.mass, Planet.MARS.radius, Planet.MARS.value, Planet((6, 5)))


class Ordered(Enum):
    _order_ = "a b c"
    a = 1
    b = 2
    c = 3


print(list(Ordered))
try:

    class Disordered(Enum):
        _order_ = "b a"
        a = 1
        b = 2

except TypeError as error:
    print(error)

counts = iter([5, 6, 7])


class Counted(IntEnum):
    A = next(counts)
    B = next(counts)


print(list(Counted), next(counts))
Perm = Flag("Perm", "R W X", start=8)
print(list(Perm), Perm.R | Perm.X)
Old = IntFlag("Old", OrderedDict((("R", 2), ("W", 8))))
print(list(Old), Old.R + 1)
Month = Enum("Month", "june july august", type=int, start=30)
print(list(Month), Month.july + 1)
Listed = IntEnum("Listed", ["a", "b"], start=20, module=__name__)
print(list(Listed), Listed.b.value)
Nothing = enum.Enum("Nothing", [])
print(list(Nothing), len(Nothing))


class Mixed(Enum):
    a = "x"
    b = auto()
    c = 5
    d = auto()


print(list(Mixed))


class Words(StrEnum):
    A = auto()
    B = A + "b"
    C = "c".upper()


print(list(Words), [Words.B + "!"])
for name in ("_a_", "__a__", "_A__b", "_A__b__", "a", "_a", "__a", "__", "____", "_____"):
    print(name, enum._is_sunder(name), enum._is_dunder(name), enum._is_private("A", name))


class Labelled(Enum):
    A = (auto(), "a")
    B = ("b", auto(), auto())
    C = auto()
    D = 5
    E = auto(), D + 0


print(list(Labelled), Labelled.B.value[1])


class Described(int, Enum):
    def __new__(cls, value, text):
        made = int.__new__(cls, value)
        made._value_ = value
        made.text = text
        return made

    LOW = auto(), "low"
    HIGH = auto(), "high"


print(list(Described), Described.HIGH.text, Described(2), Described.LOW < Described.HIGH)


class Outer(Enum):
    a = 1
    _other__b = 2
    plain = enum.nonmember(5)
    kind = enum.member(6)
    __own = 3

    def _generate_next_value_(name, start, count, last_values):
        return name * 2

    c = auto()

    @enum.nonmember
    class Inner:
        x = 4


print(list(Outer), Outer.plain, Outer.kind.value, Outer.Inner.x, Outer._Outer__own)


odd = auto()
odd.value = "given"


class Given(Enum):
    a = odd
    b = auto(7)


class GivenAgain(Enum):
    x = 1
    y = (auto(9), "y")
    z = auto()


print(list(Given), list(GivenAgain))
