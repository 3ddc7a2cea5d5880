import abc
import functools
import typing


@functools.singledispatch
def f(arg):
    return "default"


def complains(action):
    try:
        action()
        print("nothing raised")
    except TypeError as error:
        print(error)


complains(lambda: f.register(list[int], lambda arg: "no"))
complains(lambda: f.register(typing.List[int], lambda arg: "no"))
complains(lambda: f.register(list[int] | str, lambda arg: "no"))
complains(lambda: f.register(typing.List[float] | bytes, lambda arg: "no"))
complains(lambda: f.register(dict[str, int]))
complains(lambda: f.register(typing.List[int] | str))
complains(lambda: f.register(42, lambda arg: "no"))
try:

    @f.register
    def _(arg: list[int]):
        return "no"
except TypeError as error:
    print(error)
try:

    @f.register
    def _(arg: typing.List[float] | bytes):
        return "no"
except TypeError as error:
    print(error)


@f.register(int | str)
def _(arg):
    return "int or str"


print(f([1]), f(1.0), f(1), f(""), f(b""))


class Abstract(abc.ABC):
    @functools.singledispatchmethod
    @abc.abstractmethod
    def add(self, x, y):
        pass


class Concrete(Abstract):
    def add(self, x, y):
        return x + y


complains(Abstract)
print(Concrete().add(1, 2))
