"""Dataclasses, named tuples, typed dicts, protocols, generics."""

# --- data
from dataclasses import (
    dataclass,
    field,
    replace,
    asdict,
    astuple,
    fields,
    is_dataclass,
    KW_ONLY,
    FrozenInstanceError,
    InitVar,
)
from typing import ClassVar, NamedTuple, Optional


@dataclass(order=True)
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list, compare=False)
    hidden: str = field(default="h", repr=False)


a, b = P(1, 2), P(1, 3)
print(a, a == P(1, 2), a < b, sorted([b, a]), a <= b, a > b, a != b)
a.tags.append("z")
print(a, P(1).tags, a == P(1, 2))
print(replace(a, x=9), asdict(a), astuple(a))
print([(f.name, f.default) for f in fields(P)][1:2])


@dataclass(frozen=True)
class F:
    n: str
    v: float = 1.5


f = F("q")
try:
    f.n = "z"
except FrozenInstanceError as e:
    print(type(e).__name__, e)
try:
    del f.n
except AttributeError as e:
    print(e)
print(hash(F("q")) == hash(F("q")), {F("q"): 1}[F("q")], len({F("a"), F("a"), F("b")}))


@dataclass
class Base:
    a: int

    def __post_init__(self):
        self.total = self.a * 2


@dataclass
class Child(Base):
    b: int = 5
    c: ClassVar[int] = 7


print(Child(1), Child(1, 2).total, Child.c)


@dataclass
class Nest:
    p: P
    items: list[P]
    d: dict[str, P]


n = Nest(P(1), [P(2), P(3)], {"k": P(4)})
print(asdict(n))
print(n)


@dataclass(kw_only=True)
class K:
    a: int
    b: int = 2


print(K(a=1))
try:
    K(1)
except TypeError as e:
    print(e)


@dataclass
class KO:
    a: int
    _: KW_ONLY
    b: int = 3


print(KO(1, b=4))


@dataclass
class IV:
    a: int
    scale: InitVar[int] = 2
    r: int = field(init=False)

    def __post_init__(self, scale):
        self.r = self.a * scale


print(IV(3), IV(3, 5))


@dataclass(slots=True)
class SL:
    a: int
    b: int = 1


s = SL(1)
try:
    s.zz = 1
except AttributeError as e:
    print(e)
print(s)


@dataclass(eq=False)
class NE:
    a: int


print(NE(1) == NE(1))


@dataclass(unsafe_hash=True)
class UH:
    a: int


print(hash(UH(1)) == hash(UH(1)))


@dataclass(repr=False)
class NR:
    a: int

    def __repr__(self):
        return "NR!"


print(NR(1))
try:
    P()
except TypeError as e:
    print(e)
try:
    P(1, 2, [], "h", 5)
except TypeError as e:
    print(e)
try:
    P(1, z=2)
except TypeError as e:
    print(e)
try:
    P(1) < 3
except TypeError as e:
    print(e)
print(is_dataclass(P), is_dataclass(a), is_dataclass(3))


class Pt(NamedTuple):
    x: int
    y: int = 0

    def dist(self):
        return self.x + self.y


p = Pt(1)
print(p, p.x, p[1], p.dist(), p._replace(x=5), p._asdict(), Pt._fields, Pt._make([3, 4]), p == (1, 0))
x, y = p
print(x, y, len(p), p + (1,), {p: 1}, hash(p) == hash((1, 0)), isinstance(p, tuple))
try:
    p.x = 3
except AttributeError as e:
    print(e)
try:
    Pt()
except TypeError as e:
    print(e)
from collections import namedtuple

N = namedtuple("N", "a b c", defaults=[9])
print(N(1, 2), N(a=1, b=2, c=3), N._fields)
match p:
    case Pt(x, 0):
        print("pt", x)
match P(3, 4):
    case P(3, y):
        print("P", y)
print(repr(P.__match_args__), P.__doc__) if False else None
from typing import (
    Protocol,
    runtime_checkable,
    Generic,
    TypeVar,
    Union,
    Any,
    Literal,
    Final,
    Callable,
    Iterable,
    Self,
)


class Has(Protocol):
    def go(self) -> int: ...


class G1:
    def go(self) -> int:
        return 4


def use(h: Has) -> int:
    return h.go()


print(use(G1()))


@runtime_checkable
class RC(Protocol):
    def go(self) -> int: ...


print(isinstance(G1(), RC), isinstance(3, RC))
T = TypeVar("T")
U = TypeVar("U", bound=int)


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, x: T) -> None:
        self.items.append(x)

    def pop(self) -> T:
        return self.items.pop()


st = Stack[int]()
st.push(1)
st.push(2)
print(st.pop() + st.pop())


def first(xs: Iterable[T]) -> T:
    for x in xs:
        return x
    raise ValueError


print(first([1]), first("ab"), first({2.5}))


class Pair(Generic[T, U]):
    def __init__(self, a: T, b: U):
        self.a, self.b = a, b

    def swap(self) -> "Pair[U, T]":
        return Pair(self.b, self.a)


pp = Pair("x", 3).swap()
print(pp.a, pp.b)

# --- tdict
from typing import TypedDict


class TD(TypedDict, total=False):
    a: int
    b: str


t: TD = {"a": 1}
t["b"] = "x"
print(t, TD(a=5))
