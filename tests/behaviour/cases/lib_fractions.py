import math
from fractions import Fraction as F

VALUES = [F(0), F(1, 2), F(-3, 4), F(7), F(10**20, 3), F(22, 7), 2, -5, 0, 0.5, -1.25, 3.0, True]
OPS = [
    ("+", lambda a, b: a + b),
    ("-", lambda a, b: a - b),
    ("*", lambda a, b: a * b),
    ("/", lambda a, b: a / b),
    ("//", lambda a, b: a // b),
    ("%", lambda a, b: a % b),
    ("divmod", divmod),
    ("<", lambda a, b: a < b),
    (">=", lambda a, b: a >= b),
    ("==", lambda a, b: a == b),
    ("!=", lambda a, b: a != b),
    ("<=", lambda a, b: a <= b),
    (">", lambda a, b: a > b),
]
for a in VALUES:
    for b in VALUES:
        if not (isinstance(a, F) or isinstance(b, F)):
            continue
        for name, op in OPS:
            try:
                print(a, name, b, repr(op(a, b)))
            except ZeroDivisionError as error:
                print(a, name, b, error)
for a in (F(1, 2), F(-3, 4), F(7), F(-2), F(4, 9), F(0)):
    for p in (0, 1, 2, -1, -3, F(2), F(1, 2), 0.5, 2.0):
        if isinstance(a**2, F) and a < 0 and p in (0.5, F(1, 2)):
            continue
        try:
            print(repr(a), p, repr(a**p))
        except ZeroDivisionError as error:
            print(error)
print(2 ** F(3), 2 ** F(-1), 4 ** F(1, 2), 2.0 ** F(1, 2), 0.5 ** F(2))
for text in (
    "3/4",
    " -7/2 ",
    "1.5",
    "-.25",
    "2e3",
    "1.5E-3",
    "+5",
    "1_000/3",
    "10",
    "0.75",
    "",
    "x",
    "1/0",
    "1/-2",
    "1 /2",
    "1.5/2",
    "--1",
    "3.",
    ".e1",
):
    try:
        print(repr(text), repr(F(text)))
    except (ValueError, ZeroDivisionError) as error:
        print(repr(text), type(error).__name__, error)
for args in (
    (1.5,),
    (0.1,),
    (F(3, 6),),
    (3, -6),
    (F(1, 2), F(3, 4)),
    (1.5, 2),
    (None,),
    ("1", 2),
    (1, 0),
    ([],),
    (float("inf"),),
    (float("nan"),),
    (True, 2),
):
    try:
        print(args, F(*args))
    except (TypeError, ValueError, OverflowError, ZeroDivisionError) as error:
        print(args, type(error).__name__, error)
x = F(-355, 113)
print(
    int(x),
    float(x),
    math.floor(x),
    math.ceil(x),
    math.trunc(x),
    round(x),
    round(x, 3),
    round(F(12345), -2),
    abs(x),
    -x,
    +x,
    bool(F(0)),
)
print(
    [round(F(n, 2)) for n in range(-5, 6)],
    x.limit_denominator(10),
    F(math.pi).limit_denominator(1000),
    F("3.1415926").limit_denominator(7),
)
print(
    hash(F(3)) == hash(3),
    hash(F(1, 2)) == hash(0.5),
    hash(F(-7, 3)),
    hash(F(1, (1 << 61) - 1)),
    {F(1, 2): "half"}[0.5],
)
print(
    sum([F(1, n) for n in range(1, 8)]),
    max(F(1, 3), F(2, 7)),
    sorted([F(1, 2), 0.3, F(1, 4), 1]),
    x.numerator,
    x.denominator,
    x.as_integer_ratio(),
)
print(
    f"{F(1, 3)}",
    "%s" % F(2),
    str(F(4, 2)),
    repr(F(5, -10)),
    F.from_float(0.25),
    math.sqrt(F(9, 4)),
    math.fsum([F(1, 2), 0.5]),
)
for bad in ("a", None, [1]):
    try:
        print(F(1) + bad)
    except TypeError as error:
        print(error)
    print(F(1) == bad)
try:
    x.numerator = 3
except AttributeError as error:
    print(error)
