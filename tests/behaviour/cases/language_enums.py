"""Enum, IntEnum, StrEnum, Flag, IntFlag, and enumerations as values."""

# --- enums
from enum import Enum, IntEnum, StrEnum, auto, unique


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    CRIMSON = 1

    def pretty(self):
        return self.name.title()

    @classmethod
    def default(cls):
        return cls.GREEN

    @property
    def hexa(self):
        return hex(self.value)


print(
    Color.RED,
    repr(Color.RED),
    Color.RED.name,
    Color.RED.value,
    Color(2),
    Color["BLUE"],
    Color.CRIMSON is Color.RED,
)
print(
    list(Color),
    len(Color),
    Color.RED == 1,
    Color.RED in Color,
    Color.BLUE.pretty(),
    Color.default(),
    Color.BLUE.hexa,
)
try:
    Color(9)
except ValueError as e:
    print(e)
try:
    Color["X"]
except KeyError as e:
    print(e)
try:
    Color.RED < Color.BLUE
except TypeError as e:
    print(e)
try:
    Color.RED = 3
except AttributeError as e:
    print(e)
print(
    {Color.RED: "r"}[Color.RED],
    Color.__members__.keys() if False else list(Color.__members__),
    isinstance(Color.RED, Color),
    type(Color.RED),
    f"{Color.RED}",
    "%s" % Color.RED,
    f"{Color.RED!r:>20}",
)


class N(IntEnum):
    A = 1
    B = auto()
    C = auto()


print(
    N.B,
    repr(N.B),
    N.B + 1,
    N.A < N.C,
    N.B == 2,
    sorted([N.C, N.A]),
    f"{N.B}",
    f"{N.B:03d}",
    int(N.C),
    [10, 20, 30][N.B],
    N(3),
    str(N.A),
    "%d" % N.C,
)


class S(StrEnum):
    X = "x"
    YES = auto()


print(
    S.X,
    repr(S.X),
    S.X == "x",
    S.YES,
    S.X.upper(),
    f"{S.YES:>5}",
    S("x"),
    {"x": 1}[S.X],
    S.X + "q",
    "".join([S.X, S.YES]),
)


class Auto(Enum):
    def _generate_next_value_(name, start, count, last):
        return name.lower()

    AA = auto()
    BB = auto()


print(Auto.AA.value, list(Auto))


class Str2(str, Enum):
    A = "a"


print(Str2.A, Str2.A == "a", repr(Str2.A), Str2.A.value, f"{Str2.A}")


class Missing(Enum):
    A = 1

    @classmethod
    def _missing_(cls, v):
        return cls.A


print(Missing(77))


@unique
class U(Enum):
    A = 1
    B = 2


for u in U:
    print(u, end=" ")
print()
match Color.RED:
    case Color.GREEN:
        print("g")
    case Color.RED:
        print("r")


class Op(Enum):
    ADD = "+"

    def __call__(self, a, b):
        return a + b

    def __str__(self):
        return f"op{self.value}"


print(Op.ADD(1, 2), str(Op.ADD), f"{Op.ADD}", Op.ADD)
Anim = Enum("Anim", "CAT DOG")
print(list(Anim))
print(
    Color.RED.__class__,
    hash(Color.RED) == hash(Color.RED),
    Color.RED != Color.BLUE,
    next(iter(Color)),
    list(reversed(Color)),
    Color.__name__,
)

# --- flags
from enum import Flag, IntFlag, auto


class F(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


print(
    F.R | F.X,
    repr(F.R | F.W),
    F.RW & F.R,
    F.R in F.RW,
    F.X in F.RW,
    bool(F.R & F.W),
    ~F.R,
    F.R ^ F.RW,
    F(3),
    F(0),
    (F.R | F.X).value,
    list(F.RW),
    F.R.name,
    len(F.RW),
)


class IF(IntFlag):
    A = 1
    B = 4


print(IF.A | IF.B, repr(IF.A | IF.B), IF.A | 8, IF.A + 1, IF(5), ~IF.A, IF.A == 1)

# --- enum_init
from enum import Enum


class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def g(self):
        return round(self.mass / self.radius**2, 4)


print(Planet.EARTH.mass, Planet.MARS.g, Planet.EARTH.value, repr(Planet.MARS))


class Color(Enum):
    RED = 1
    GREEN = 2


def names(e):
    return (
        [m.name for m in e],
        len(e),
        e["RED"],
        e(2),
        Color.RED in e,
        list(reversed(list(e))),
        e,
        type(e).__name__,
        isinstance(e, type),
        bool(e),
        e.__members__ if False else e.__name__,
    )


print(names(Color), Color)
print(
    list(Color),
    tuple(Color),
    set(Color) == {Color.RED, Color.GREEN},
    dict.fromkeys(Color, 0),
    {c.name: c.value for c in Color},
    list(map(str, Color)),
    sum(c.value for c in Color),
    *Color,
)
a, b = Color
print(a, b)
try:
    Color.RED = 5
except AttributeError as e:
    print(e)
try:
    del Color.GREEN
except AttributeError as e:
    print(e)


def setit(c):
    c.RED = 9


try:
    setit(Color)
except AttributeError as e:
    print(e)
try:
    1 in Color
except TypeError as e:
    print(e)
print(Color(Color.RED))


class Coord(Enum):
    ORIGIN = (0, 0)
    UNIT = (1, 1)

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x**2 + self.y**2


print(Coord.UNIT.x, Coord.UNIT.norm(), Coord((0, 0)), Coord.UNIT.value, [c.x for c in Coord])


class Mixed(str, Enum):
    A = "a"
    B = "b"


print(
    {Mixed.A: 1}["a"],
    {"b": 2}[Mixed.B],
    Mixed.A == "a",
    Mixed.A != "a",
    "a" == Mixed.A,
    hash(Mixed.A) == hash("a"),
    Mixed("b"),
    Mixed.A.upper(),
    Mixed.A < Mixed.B,
    "x" + Mixed.A,
    f"{Mixed.A}",
    str(Mixed.A),
    repr(Mixed.A),
    "%s" % Mixed.A,
)
from enum import IntEnum


class N(IntEnum):
    X = 1
    Y = 2


print(
    {N.X: 1}[1],
    {2: "t"}[N.Y],
    N.X == 1,
    N.X < 2,
    hash(N.X) == hash(1),
    N.X == N.Y,
    sorted([N.Y, N.X]),
    max(N),
    sum(N),
    N.X is N(1),
    N.X + N.Y,
    N["X"],
    [N(1), N(2)],
    N.X in (1, 5),
    1 in [N.X],
    isinstance(N.X, int),
    range(N.Y),
    "ab"[N.X],
)
print(range(True), range(False, True))

# --- rev
from enum import Enum


class C(Enum):
    A = 1
    B = 2


x = reversed(C)
print(list(x))
print(list(reversed(C)))


def f(e):
    return list(reversed(e))


print(f(C))
print(
    str(C),
    bool(C),
    len(C),
    sorted(C, key=lambda c: -c.value),
    list(enumerate(C)),
    list(zip(C, "ab")),
    min(C, key=lambda c: c.value),
    any(C),
    next(iter(C)),
    isinstance(C.A, C),
)
