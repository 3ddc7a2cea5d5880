"""`property`, `staticmethod` and `classmethod` as objects."""

from functools import singledispatch, singledispatchmethod, wraps
from typing import Optional, Union


class Plain:
    def __init__(self, size):
        self._size = size

    def get_size(self):
        return self._size

    def set_size(self, size):
        self._size = size

    def del_size(self):
        print("deleted", self._size)

    size = property(get_size, set_size, del_size, "how large")
    double = property(lambda self: self._size * 2)

    @staticmethod
    def plain(number):
        return number + 1

    def _make(cls, size):
        return cls(size)

    make = classmethod(_make)
    plus = staticmethod(lambda a, b: a + b)


one = Plain(3)
print(
    one.size, one.double, Plain.plus(1, 2), one.plus(3, 4), Plain.make(5).size, one.make(6).size, one.plain(1)
)
one.size = 9
print(one.size, one._size, Plain.size.__doc__)
del one.size
for action in ("set", "delete"):
    try:
        if action == "set":
            one.double = 3
        else:
            del one.double
    except AttributeError as error:
        print(error)


def around(step, *, base=object):
    calls = []

    class Inner:
        def __init__(self):
            self.value = 1

        @property
        def total(self):
            calls.append("get")
            return self.value + step

        @total.setter
        def total(self, value):
            calls.append("set")
            self.value = value - step

        @staticmethod
        def stepped(number):
            return number + step

        @classmethod
        def made(cls):
            calls.append(cls.__name__)
            return cls()

    inner = Inner.made()
    inner.total = 20
    print(inner.total, inner.value, Inner.stepped(1), inner.stepped(2), inner.made().total, calls)


around(10)


def loud(function):
    @wraps(function)
    def inner(*args):
        print("calling", function.__name__)
        return function(*args)

    return inner


class Wrapped:
    @staticmethod
    @loud
    def twice(number):
        return number * 2

    @classmethod
    @loud
    def name(cls):
        return cls.__name__

    @property
    @loud
    def answer(self):
        return 42

    @singledispatchmethod
    def kind(self, argument):
        return "other"

    @kind.register(int)
    def _(self, argument):
        return "int"

    @kind.register(str)
    def _(self, argument):
        return "str"

    @singledispatchmethod
    @staticmethod
    def static_kind(argument):
        return "other"

    @static_kind.register(int)
    @staticmethod
    def _(argument):
        return "int"


wrapped = Wrapped()
print(Wrapped.twice(4), wrapped.twice(5), Wrapped.name(), wrapped.name(), wrapped.answer)
print(wrapped.kind(1), wrapped.kind("a"), wrapped.kind(1.5), Wrapped.static_kind(3), wrapped.static_kind([]))


@singledispatch
def shown(argument):
    return "other"


@shown.register
def _(argument: int | float):
    return "number"


@shown.register
def _(argument: Union[str, None]):
    return "text or none"


class Registered:
    @singledispatchmethod
    def kind(self, argument):
        return "other"

    @kind.register
    def _(self, argument: int):
        return "int"

    @kind.register
    def _(self, argument: Optional[str]):
        return "text or none"


print([shown(each) for each in (1, 1.5, "a", None, [])], [Registered().kind(each) for each in (1, "a", None, [])])
