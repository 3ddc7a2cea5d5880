"""Calls of methods that are told by the object's class, and classes that are told by their number."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


class Shape(ABC):
    @abstractmethod
    def area(self) -> int: ...

    def title(self) -> str:
        return type(self).__name__ + str(self.area())


class Square(Shape):
    def __init__(self, side: int) -> None:
        self.side = side

    def area(self) -> int:
        return self.side * self.side


class Oblong(Square):
    def __init__(self, side: int, other: int) -> None:
        super().__init__(side)
        self.other = other

    def area(self) -> int:
        return super().area() * self.other // self.side


class Cube(Square):
    def title(self) -> str:
        return "cube " + super().title()


class Dot(Shape):
    def area(self) -> int:
        return 0


class Broken(Shape):
    def area(self) -> int:
        raise ValueError("broken")


def all_of(shapes: list[Shape]) -> Iterator[str]:
    for shape in shapes:
        try:
            yield shape.title()
        except ValueError as error:
            yield f"{type(error).__name__}: {error}"


print(list(all_of([Square(2), Oblong(2, 3), Cube(4), Dot(), Broken()])))


class Left:
    def say(self) -> str:
        return "left"


class Right:
    def say(self) -> str:
        return "right"

    def other(self) -> str:
        return "other " + self.say()


class Both(Left, Right):
    pass


class Own(Right, Left):
    def say(self) -> str:
        return "own " + super().say()


def told(value: Left | Right) -> str:
    return value.say()


def kept_left(values: list[Any]) -> list[str]:
    found = []
    for value in values:
        try:
            left: Left = value
            found.append(left.say())
        except (TypeError, AttributeError) as error:
            found.append(type(error).__name__)
    return found


print([told(each) for each in (Left(), Right(), Both(), Own())], [each.other() for each in (Right(), Both(), Own())])
print(kept_left([Left(), Both(), Own()]))
print([isinstance(each, Left) for each in (Left(), Right(), Both(), Own())])


@dataclass
class Node:
    value: int

    def sum(self) -> int:
        return self.value


@dataclass
class Pair(Node):
    left: Node
    right: Node

    def sum(self) -> int:
        return self.value + self.left.sum() + self.right.sum()


def tree(depth: int) -> Node:
    return Node(depth) if depth == 0 else Pair(depth, tree(depth - 1), tree(depth - 1))


print(tree(5).sum())


class Event(Exception):
    def code(self) -> int:
        return 1


class Deep(Event):
    def code(self) -> int:
        return 2


class Deeper(Deep):
    pass


for raised in (Event("a"), Deep("b"), Deeper("c")):
    try:
        raise raised
    except Event as event:
        print(event.code(), event)


class Open:
    def __init__(self) -> None:
        self.known = 1


class Opener(Open):
    pass


kept: list[Any] = []
for number in range(40):
    each: Any = Opener() if number % 2 else Open()
    each.extra = [number]
    setattr(each, f"name{number % 3}", str(number))
    kept.append(each)
print(sum(each.extra[0] for each in kept), [sorted(vars(each)) for each in kept[:4]])
del kept[3].extra
print(hasattr(kept[3], "extra"), hasattr(kept[2], "extra"), sorted(kept[3].__dict__))


class Abstract(ABC, Exception):
    @abstractmethod
    def told(self) -> str:
        return "abstract"


class First(Abstract):
    def told(self) -> str:
        return "first"


class Second(Abstract):
    def told(self) -> str:
        return "second"


def tell(error: Abstract) -> str:
    return error.told()


print(tell(Abstract()), tell(First()), tell(Second()))  # type: ignore[abstract]
