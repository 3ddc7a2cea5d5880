"""Dataclasses inside themselves, frozen ones with plain classes below, fields looked into."""

from __future__ import annotations
from dataclasses import (
    dataclass,
    field,
    fields,
    is_dataclass,
    asdict,
    astuple,
    replace,
    FrozenInstanceError,
    MISSING,
)


def t(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__, e)


@dataclass(frozen=True)
class A:
    x: int
    y: int = 10


class B(A):
    pass


class C(B):
    def __init__(self, x: int, z: int) -> None:
        super().__init__(x)
        self.z = z


def set_(o, n, v):
    setattr(o, n, v)
    return getattr(o, n)


a, b, c = A(1), B(2), C(3, 4)
t(set_, a, "x", 5)
t(set_, a, "q", 5)
t(set_, b, "x", 5)
t(set_, b, "q", 5)
t(set_, c, "z", 6)
t(set_, c, "y", 6)
t(delattr, c, "z")
t(delattr, c, "z")
t(delattr, c, "x")
t(delattr, a, "w")
print(c, b.q, c.x, hash(b) == hash(A(2)))
b.cached = True
print(b.cached)


@dataclass(frozen=True)
class F2(A):
    k: int = 3


class F3(F2):
    pass


f3 = F3(1)
f3.more = 5
print(f3.more, f3)
t(set_, f3, "k", 1)
t(set_, f3, "x", 1)
t(set_, F2(1), "nothing", 1)


class Any_:
    def __getattr__(self, key):
        return 0


class Anys:
    def __getattr__(self, key):
        return []


for o in (Any_(), Anys(), A, a, int, 5, type):
    print(is_dataclass(o))
for o in (Any_(), Anys(), A):
    t(asdict, o)
    t(astuple, o)
    t(replace, o)


@dataclass
class R:
    f: R | None = None
    g: list[R] | None = None


r = R()
r.f = r
r.g = [r]
print(r)
print(R(R()))


@dataclass
class L:
    items: list[object]
    n: int


l = L([], 1)
l.items.append(l)
print(l, str(l))
try:
    repr(L([Any_()], 1))
except TypeError as e:
    print(e)


@dataclass(slots=True)
class S1:
    x: int


@dataclass(slots=True)
class S2(S1):
    y: int
    z: int = field(default=3, metadata={"a": 1, "b": [2]}, compare=False)


print(S1.__slots__, S2.__slots__, S1.__match_args__, S2.__match_args__, A.__match_args__)
f = fields(S2)
print([(e.name, e.type, e.hash, e.compare, e.metadata) for e in f])
print(
    f[2].metadata["a"],
    f[2].metadata.get("c"),
    len(f[2].metadata),
    "b" in f[2].metadata,
    list(f[2].metadata.items()),
)
try:
    f[2].metadata["a"] = 5
except TypeError as e:
    print(e)
try:
    f[0].metadata["a"] = 5
except TypeError as e:
    print(e)
t(lambda: f[2].metadata["zz"])


@dataclass
class M:
    x: int = field(default=MISSING)
    y: list = field(default_factory=list)


t(M)
print(M(1))


def local() -> None:
    @dataclass(frozen=True)
    class P:
        v: int

    class Q(P):
        pass

    q = Q(1)
    q.w = 2  # type: ignore[attr-defined]
    print(q, q.w)  # type: ignore[attr-defined]
    t(set_, q, "v", 3)
    t(set_, P(1), "u", 3)


local()
