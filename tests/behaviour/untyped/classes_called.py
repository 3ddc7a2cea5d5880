"""Classes called through values, `type`, `__class__`, `__mro__` and names: what a linker must not drop."""


def make(c, *a):
    return c(*a)


print([f("12") for f in (int, float, str, bytearray and list)])
print(make(int, "7"), make(str, 5), make(dict, [(1, 2)]), make(set, [3]))
x = {"int": int, "b": bytes}
print(x["int"]("9"), x["b"](3), type(3)("8"), type("s")(4), "".__class__(9), (1).__class__("33"))


class A(int):
    pass


print(A("5") + 1, A.__mro__[1]("6"), A.__bases__[0]("8") if hasattr(A, "__bases__") else "")


class B:
    n = list

    @classmethod
    def new(cls):
        return cls()

    @property
    def p(self):
        return 1

    def __len__(self):
        return 4

    def hello(self):
        return "hello"


print(B.n("ab"), type(B.new()).__name__, len(B()), getattr(B(), "hel" + "lo")(), bool(B()))
print(sorted(map(str, [3, 2])), list(map(tuple, ["ab"])))
from collections import defaultdict, Counter, OrderedDict

d = defaultdict(list)
d["a"].append(1)
print(d, dict(d))
print(Counter("hello").most_common(1))
e = type(ValueError("x"))("y")
print(repr(e))
print("{0.real} {0.imag}".format(7) if hasattr(7, "real") else "")
print(isinstance(3, (int, str)), [c.__name__ for c in (int, B)])
try:
    raise KeyError
except LookupError as error:
    print(repr(error))
import functools

print(functools.reduce(lambda a, b: a + b, [1, 2, 3]))


class Step:
    def __init__(self, number):
        self.number = number

    def following(self):
        return self.__class__(self.number + 1)

    def after(self, *numbers):
        return self.__class__(*numbers)


class Leap(Step):
    pass


print(Step(1).following().number, type(Leap(5).following()).__name__, Leap(1).after(7).number)
