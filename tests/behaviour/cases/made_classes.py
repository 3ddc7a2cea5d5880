"""Classes that calls make of parts that are written out."""

from collections import namedtuple
from dataclasses import make_dataclass, field, dataclass
from typing import ClassVar

Outer = namedtuple("Inner", "a b", defaults=(2,))
print(Outer, Outer.__name__, Outer(1), Outer._field_defaults)


class Point(namedtuple("Base", ["x", "y"])):
    def length(self):
        return self.x + self.y


print(Point(1, 2), Point(1, 2).length(), Point.__mro__[1].__name__, Point(1, 2)._replace(x=5))


def local():
    P = namedtuple("P", "x y")
    print(P, P.__qualname__, repr(namedtuple("Q", "a class a", rename=True)._fields))
    for bad in (1,):
        try:
            namedtuple("9abc", "efg ghi")
        except ValueError as error:
            print(error)
        try:
            print("x", namedtuple("abc", "class"))
        except ValueError as error:
            print(error)
        try:
            R = namedtuple("R", "x y", defaults=(1, 2, 3))
        except TypeError as error:
            print(error)
        try:
            P._make([1])
        except TypeError as error:
            print(error)
        try:
            P(1)
        except TypeError as error:
            print(error)
        try:
            P(1, 2)._replace(z=1, w=2)
        except ValueError as error:
            print(error)

    class Base1:
        def hello(self):
            return "hello"

    C = make_dataclass(
        "C",
        [("x", int), ("y", int, field(default=5))],
        bases=(Base1,),
        namespace={"twice": lambda self: self.x * 2},
    )
    print(C(1), C(1).twice(), C(2).hello(), C, C(1) == C(1))
    D = make_dataclass("Point", ["x", "y", ("z", ClassVar[int], 10)], frozen=True)
    print(D(1, 2), D, D.z)
    try:
        make_dataclass("E", ["a", "for"])
    except TypeError as error:
        print(error)
    try:
        make_dataclass("E", ["a", "a"])
    except TypeError as error:
        print(error)
    T = type("T", (Base1,), {"limit": 3, "show": lambda self: self.limit})
    print(T, T().show(), T().hello(), T.__name__, T.__bases__)
    n = 7
    print(type("V", (), {}).__name__)
    return P


print(local().__module__)
try:
    early()
except NameError as error:
    print(error)


def early():
    return Late(1)


try:
    early()
except NameError as error:
    print(error)
Late = namedtuple("Late", "x")
print(early())
