"""match, with, imports with fallbacks, print to streams."""


# --- matchp
class Pt:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


from dataclasses import dataclass


@dataclass
class Circle:
    c: Pt
    r: float


class Sh:
    pass


def d(v):
    match v:
        case 0 | 1 | -1:
            return "small"
        case True:
            return "never"
        case int(n) if n > 100:
            return f"big {n}"
        case int():
            return "int"
        case float(f):
            return f"float {f}"
        case "":
            return "empty"
        case "hi" | "yo" as w:
            return f"greet {w}"
        case str(s) if s.isupper():
            return f"UP {s}"
        case str():
            return "str"
        case b"x":
            return "bytes"
        case None:
            return "none"
        case []:
            return "emptylist"
        case [x]:
            return f"one {x}"
        case [1, *rest]:
            return f"1.. {rest}"
        case [x, y] | (x, y, _):
            return f"two {x} {y}"
        case [first, *_, last]:
            return f"{first}..{last}"
        case {"type": "a", "v": v2, **rest}:
            return f"A {v2} {sorted(rest.items())}"
        case {"k": [a, {"z": b}]}:
            return f"K {a} {b}"
        case {"k": _}:
            return "has k"
        case {}:
            return "dict"
        case Circle(Pt(0, 0), r=r):
            return f"origin circle {r}"
        case Circle(c=Pt(x=px), r=1 | 2 as rr):
            return f"c {px} {rr}"
        case Pt(x, y=0):
            return f"on x {x}"
        case Pt(x=x, y=y) if x == y:
            return f"diag {x}"
        case Pt():
            return "pt"
        case Sh():
            return "sh"
        case _:
            return "other"


for v in [
    0,
    1,
    True,
    500,
    7,
    1.5,
    "",
    "hi",
    "yo",
    "ABC",
    "abc",
    b"x",
    None,
    [],
    [5],
    [1, 2, 3],
    (3, 4),
    (3, 4, 5),
    [9, 8, 7, 6],
    {"type": "a", "v": 1, "q": 2},
    {"k": [1, {"z": 2}]},
    {"k": 1},
    {"n": 1},
    {},
    Circle(Pt(0, 0), 3),
    Circle(Pt(4, 0), 2),
    Pt(5, 0),
    Pt(3, 3),
    Pt(1, 2),
    Sh(),
    {1},
    range(2),
    b"y",
    bytearray(b"q"),
    range(5, 6),
]:
    print(d(v))
import enum


class C(enum.Enum):
    A = 1
    B = 2


LIM = 5


class cfg:
    LIM = 6


def e(v):
    match v:
        case C.A:
            return "A"
        case cfg.LIM:
            return "lim"
        case (C.B, int() | str() as z):
            return ("B", z)
        case dict():
            return "d"
        case list() | tuple() | set():
            return "coll"
    return "fall"


print([e(x) for x in [C.A, 6, (C.B, 3), {}, [], set(), C.B]])
match (1, (2, [3, {"a": (4, 5)}])):
    case (a, (b, [c, {"a": (d1, *e1)}])):
        print(a, b, c, d1, e1)
match {"a": None}:
    case {"a": None}:
        print("none val")
match "abc":
    case [a, b, c]:
        print("seq?")
    case _:
        print("str not seq")


class NoArgs:
    pass


try:
    match NoArgs():
        case NoArgs(1):
            pass
except TypeError as ex:
    print(ex)
try:
    match Pt(1, 2):
        case Pt(1, 2, 3):
            pass
except TypeError as ex:
    print(ex)
match 3:
    case x if (y := x * 2) > 5:
        print(x, y)


class Seq:
    pass


match bool(1):
    case bool(b):
        print(b)
match -2.5:
    case -2.5:
        print("neg float")
x = 1, 2
match x, 3:
    case (p, q), r:
        print(p, q, r)

# --- withs
from contextlib import contextmanager, ExitStack, suppress, closing, nullcontext


class M:
    def __init__(self, n, swallow=False):
        self.n = n
        self.sw = swallow

    def __enter__(self):
        print("enter", self.n)
        return self.n * 2

    def __exit__(self, t, v, tb):
        print("exit", self.n, t and t.__name__, v)
        return self.sw


with M(1) as a, M(2) as b:
    print(a, b)
with M(3) as a, M(4, True) as (b):
    raise ValueError("x")
with (
    M(5),
    M(6),
):
    pass
try:
    with M(7) as x, M(8):
        1 / 0
except ZeroDivisionError as e:
    print("zde", e)


def f():
    with M(9):
        return "ret"


print(f())
for i in range(3):
    with M(i):
        if i == 0:
            continue
        if i == 1:
            break


@contextmanager
def cm(n):
    print("in", n)
    try:
        yield n + 1
    except KeyError as e:
        print("swallow", e)
    finally:
        print("out", n)


with cm(1) as z, cm(z) as w:
    print(z, w)
    raise KeyError("kk")
with suppress(ZeroDivisionError):
    1 // 0
with ExitStack() as st:
    st.enter_context(M(20))
    st.callback(print, "cb", 1)
    st.enter_context(M(21))
with nullcontext(5) as q:
    print(q)


class T:
    def __enter__(self):
        raise RuntimeError("enter fails")

    def __exit__(self, *a):
        print("never")


try:
    with M(30), T():
        pass
except RuntimeError as e:
    print(e)
try:
    with 3:
        pass
except TypeError as e:
    print(e)


class E3:
    def __enter__(self):
        return self

    def __exit__(self, *a):
        raise OSError("from exit")


try:
    with E3():
        raise ValueError("inner")
except OSError as e:
    print(e, repr(e.__context__))


def deco_cm():
    @cm(100)
    def g():
        return "called"

    return g()


print(deco_cm())
d = {}
with M(40) as d["k"]:
    print(d)

# --- condimp
import sys

if sys.version_info >= (3, 8):
    import math as m
    from collections import OrderedDict as OD
else:
    import nonexistent_mod as m

    OD = dict
print(m.pi, OD)
try:
    import json as js
except ImportError:
    js = None
print(js.dumps([1]))
try:
    import ujson as json
except ImportError:
    import json
print(json.dumps({"a": 1}))
try:
    from yaml_that_is_missing import load
except ImportError:
    load = None
print(load)
try:
    from functools import cache
except ImportError:

    def cache(f):
        return f


@cache
def f(n):
    return n


print(f(3))


def h():
    try:
        import tomllib_missing as t

        return t
    except ModuleNotFoundError as e:
        return str(e)


print(h())
import collections.abc
from collections.abc import Mapping

# --- imp1
try:
    from json import nothing_here
except ImportError as e:
    print("no name")

# --- streams
import sys

print("a", file=sys.stderr)
sys.stdout.write("x\n")
sys.stderr.write("err\n")
sys.stdout.flush()


class W:
    def __init__(self):
        self.parts = []

    def write(self, s):
        self.parts.append(s)


w = W()
print(1, 2, sep="-", file=w)
print("q", end="", file=w)
print(w.parts)
out = sys.stdout if w else sys.stderr
print("dyn", file=out)


def log(msg, stream=None):
    print(msg, file=stream)


log("none")
log("e", sys.stderr)
print("f", file=None, flush=True)
try:
    print("x", file=3)
except AttributeError as e:
    print(e)
try:
    sys.stdout.write(3)
except TypeError as e:
    print(e)
sys.stdout.writelines(["p\n", "q\n"])
p = print
p("val", file=w)
print(w.parts)
print(*[1, 2], **{"sep": "+", "file": sys.stdout})
