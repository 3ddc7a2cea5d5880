from dataclasses import dataclass, field


@dataclass
class Item:
    name: str
    price: float = 1.0
    tags: list[str] = field(default_factory=list)
    secret: int = field(default=7, repr=False, compare=False)

    def total(self, n: int) -> float:
        return self.price * n


a, b = Item("a"), Item("a", tags=[])
print(a, a == b, a != b, a.total(3), a.secret)
a.tags.append("x")
print(a, b, a == b, a == 5)


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


v = Version(1, 2)
print(v, repr(v), v < Version(1, 3), max(Version(2), Version(1, 9)), {v: "x"}[Version(1, 2)])
try:
    v.major = 5  # type: ignore[misc]
except AttributeError as error:
    print(type(error).__name__, error)
try:
    del v.minor
except AttributeError as error:
    print(type(error).__name__, error)


@dataclass
class Base:
    x: int

    def __post_init__(self) -> None:
        self.doubled = self.x * 2


@dataclass
class Derived(Base):
    y: int = 3


d = Derived(1)
print(d, d.doubled, Derived(1, y=4) == Derived(1, 4), Derived(1) == Base(1))


@dataclass(kw_only=True)
class Options:
    debug: bool = False
    level: int


print(Options(level=3))
for call in (lambda: Item(), lambda: Options(3), lambda: Version(1, 2, 3), lambda: Version(1) < 2):
    try:
        print(call())
    except TypeError as error:
        print(error)


@dataclass(eq=False)
class Identity:
    n: int


print(Identity(1) == Identity(1), Identity(1).n)


@dataclass
class Node:
    value: int
    children: list["Node"] = field(default_factory=list)


tree = Node(1, [Node(2), Node(3, [Node(4)])])


def total(node: Node) -> int:
    return node.value + sum(total(child) for child in node.children)


print(total(tree), tree)
try:
    hash(a)
except TypeError as error:
    print(error)

from dataclasses import asdict, astuple, fields, is_dataclass, replace

print(asdict(tree), astuple(d), replace(v, minor=9), [f.name for f in fields(Item)], is_dataclass(d))
print(is_dataclass(Node), is_dataclass(5), asdict(a))
try:
    asdict(5)
except TypeError as error:
    print(error)


class Bag:
    def __init__(self) -> None:
        self.items = [1]


class Names(list):  # type: ignore[type-arg]
    pass


@dataclass
class Deep:
    bag: Bag
    names: Names
    some: set[int]
    pair: tuple[Bag, int]


deep = Deep(Bag(), Names(["a"]), {1}, (Bag(), 2))
copied = asdict(deep)
listed = astuple(deep)
for made in (list(copied.values()), list(listed)):
    made[0].items.append(2)
    made[2].add(3)
    print(deep.bag.items, deep.some, made[0].items, made[2], type(made[1]), made[3][0] is deep.pair[0])
