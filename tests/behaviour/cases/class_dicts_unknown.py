"""`name in x.__dict__` and `x.__dict__[name]` where only the run can tell what `x` is."""

from dataclasses import dataclass
from enum import Enum


class Plain:
    kind = 1

    def method(self):
        return 2

    def __init__(self, extra):
        self.extra = extra


class Below(Plain):
    pass


class Shade(Enum):
    RED = 1


@dataclass(order=True)
class Ordered:
    x: int
    y: int = 2


def mark(cls):
    cls.marked = True
    return cls


def look(thing):
    print(
        "kind" in thing.__dict__,
        "method" in thing.__dict__,
        "extra" in vars(thing),
        "__lt__" not in thing.__dict__,
    )
    print(
        "marked" in thing.__dict__,
        "__eq__" in thing.__dict__,
        thing.__dict__.get("kind"),
        thing.__dict__.get("extra", 7),
    )
    try:
        print(thing.__dict__["kind"])
    except KeyError as error:
        print("KeyError", error)


for each in (Plain, Below, Plain(3), Below(4), Ordered, Ordered(1), mark(Below)):
    look(each)
print(Plain.__dict__["kind"], Below.__dict__.get("kind"), Plain.__dict__["method"](Plain(1)))
print(Ordered.__dict__["y"], Ordered.__dict__.get("x", "none"))


def calls():
    print("called")
    return Plain


print("kind" in calls().__dict__, calls().__dict__["kind"], "kind" in vars(calls()))


def again():
    class C:
        a = 1

    print("a" in C.__dict__, "b" in C.__dict__)

    class C(C):
        b = 2

    print("a" in C.__dict__, "b" in C.__dict__, C.__dict__.get("b"))


again()
try:
    print("x" in (3).__dict__)
except AttributeError as error:
    print(error)
