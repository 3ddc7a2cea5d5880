"""Functions in class variables bind where an instance is asked for them as values."""

import functools
from dataclasses import dataclass


def outside(self, x=0):
    return (type(self).__name__, x)


def plain(function):
    @functools.wraps(function)
    def inner(self, *args):
        return ("inner", *function(self, *args))

    return inner


class R:
    LIMIT = 10
    RATE = 1.5
    NAMES = ["a"]
    NOTHING = None
    KIND = int
    scale = lambda self, x=0: x * 2
    handler = outside
    size = len
    made = [1, 2].index

    def a(self, a):
        return (type(self).__name__, a)

    b = a

    @plain
    def m(self, a):
        return (a,)

    def compare(self, left, right):
        return right - left

    cmp = compare

    def default(self, thing):
        return ("default", thing)

    fallback = default

    def uses(self, items):
        default = self.fallback
        return default(1), sorted(items, key=functools.cmp_to_key(self.cmp)), list(map(self.scale, items))


r = R()
print(list(map(R().scale, [1, 2])), R().scale(3), r.scale(4))
print(list(map(r.handler, [1])), list(map(r.b, [1])), list(map(r.m, [1])), list(map(r.size, ["abc"])))
f = r.b
g = R().m
h = r.handler
print(f(3), g(3), h(), f.__self__ is r, h.__func__ is outside, r.b == r.b, r.b == r.a, R.b is R.a)
print(r.uses([1, 3, 2]), r.made(2), list(map(r.made, [1])))
print(r.LIMIT, r.RATE, r.NAMES, r.NOTHING, r.KIND("3"), r.KIND)
print(R.scale(r, 3), R.handler("x", 1), R.b(r, 2))


class Child(R):
    def scale(self, x=0):
        return x * 3


class Grandchild(Child):
    handler = None


for each in (R(), Child(), Grandchild()):
    found = each.scale
    print(found(1), each.handler and list(map(each.handler, [1])), list(map(each.b, [5])))


class Slotted:
    handler = outside
    number = 5

    def __init__(self, own):
        if own:
            self.handler = len
            self.number = 6

    def run(self, x):
        found = self.handler
        return found(x), self.number


print(Slotted(True).run("abc"), Slotted(False).run("abc"))


@dataclass
class Data:
    x: int
    show = lambda self, more=0: (self.x, more)

    def twice(self):
        return self.x * 2

    double = twice


data = Data(4)
show = data.show
double = data.double
print(show(1), double(), list(map(data.show, [2, 3])), data)


class Later:
    handler = None
    other = 1


print(Later().handler, Later().other)
Later.handler = outside
print(list(map(Later().handler, [1])))


def local():
    bonus = 7

    class Inner:
        LIMIT = 3
        add = lambda self, x: x + bonus

        def step(self, x):
            return x + self.LIMIT + bonus

        move = step

    inner = Inner()
    added, moved = inner.add, inner.move
    return added(1), moved(1), list(map(inner.add, [1, 2])), inner.LIMIT


print(local())


class Text(str):
    up = str.upper


print(list(map(lambda each: each(), [Text("abc").up])), Text("b").up(), Text.up("c"))


class Wrong:
    up = str.upper


try:
    found = Wrong().up
    print(found("a"))
except TypeError as error:
    print(type(error))
try:
    print(Wrong().up("a"))
except TypeError as error:
    print(type(error))
