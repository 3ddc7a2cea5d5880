"""More places for an instance or None: class attributes, enums, exceptions, generics, calls through values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")


class Color(Enum):
    RED = 1
    BLUE = "b"


class Fault(Exception):
    def __init__(self, text: str, inner: Fault | None = None) -> None:
        super().__init__(text)
        self.inner = inner


class Box(Generic[T]):
    empty: Box[int] | None = None

    def __init__(self, item: T, next: Box[T] | None = None) -> None:
        self.item = item
        self.next = next

    def last(self) -> Box[T]:
        box = self
        while box.next:
            box = box.next
        return box

    def __bool__(self) -> bool:
        return self.item != 0


class Base:
    shared: Base | None = None
    parent: Base | None

    def __init__(self, parent: Base | None = None, *, color: Color | None = None) -> None:
        if parent is not None:
            self.parent = parent
        self.color = color
        self.fault: Fault | None = None

    @property
    def top(self) -> Base | None:
        return getattr(self, "parent", None)

    @top.setter
    def top(self, parent: Base | None) -> None:
        self.parent = parent

    def related(self, other: Base | None = None) -> Base | None:
        return other or self.top


class Wide(Base):
    def related(self, other: object = None) -> Base | None:
        return None if other is None else self


class Narrow(Base):
    def related(self, other: Base | None = None) -> Narrow:
        return self


def named(base: Base | None) -> str:
    return "none" if base is None else type(base).__name__


base, wide = Base(), Wide(Base(), color=Color.RED)
print(named(base.top), named(wide.top), named(Base.shared), named(base.shared), wide.color, base.color)
Base.shared = wide
print(named(base.shared), named(Narrow().shared), Base.shared is wide)
base.shared = Narrow()
print(named(base.shared), named(Base.shared), named(wide.shared))
del base.shared
print(named(base.shared))
base.top = wide
print(named(base.parent), [named(each.related(wide)) for each in (base, wide, Narrow())])
print([named(each.related()) for each in (base, wide, Narrow())])
for method in (base.related, wide.related, Narrow().related, Base(base).related):
    print(named(method()), named(method(None)), named(method(wide)))
try:
    print(Base().parent)
except AttributeError as error:
    print(error)


def fail(depth: int) -> None:
    if depth == 0:
        raise Fault("deepest")
    try:
        fail(depth - 1)
    except Fault as fault:
        raise Fault(f"at {depth}", fault) from fault


caught: Fault | None = None
try:
    fail(3)
except Fault as fault:
    caught = fault
    base.fault = fault
while caught is not None:
    print(caught, caught.inner is None, repr(caught.__cause__))
    caught = caught.inner
print(base.fault is not None and base.fault.inner is not None and str(base.fault.inner))

box = Box(1, Box(2, Box(0, Box(4))))
print(box.last().item, bool(box.last()), Box.empty, Box("x").next, box.empty)
texts: Box[str] | None = Box("a", Box("b"))
print([texts.item, texts.next.item if texts.next else ""] if texts else [])


@dataclass
class Pair:
    left: Box[int] | None = None
    color: Color | None = Color.BLUE
    right: Base | None = None


def make(kind, *given, **named_ones):
    return kind(*given, **named_ones)


print(make(Pair), make(Pair, None, None, None), make(Pair, right=None, left=None).color)
pair = make(Pair, Box(3), right=wide)
print(pair.left.item, pair.right is wide, named(pair.right))
for name, value in (("left", None), ("color", Color.RED), ("right", base)):
    setattr(pair, name, value)
print(pair.left, pair.color, pair.right is base, pair == make(Pair, None, Color.RED, base))


def pick(items: list[Box[int] | None], start: Box[int] | None = None) -> list[int]:
    found = start
    seen = []
    for item in items:
        found = item or found
        seen.append(found.item if found is not None else -1)
    del found
    try:
        print(found)  # type: ignore[misc]
    except UnboundLocalError as error:
        print(error)
    return seen


print(pick([None, Box(1), Box(0), None, Box(2)]), pick([None], Box(9)))
print([named(each) for each in map(Base.related, [base, wide], [wide, None])])
first, *rest = sorted([Box(3), Box(1), Box(2)], key=lambda each: each.item)
chain: Box[int] | None = None
for each in (first, *rest):
    chain = Box(each.item, chain)
print([chain.item, chain.next.item, chain.next.next.item] if chain and chain.next and chain.next.next else chain)
