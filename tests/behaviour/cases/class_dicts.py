"""`"name" in C.__dict__`."""

from dataclasses import dataclass, field


class A:
    x = 1
    y: int

    def method(self):
        return 1

    @property
    def prop(self):
        return 2


class B(A):
    __slots__ = ("s",)


@dataclass
class D:
    a: int
    b: int = 2
    c: list = field(default_factory=list)


def names():
    return (
        "x" in A.__dict__,
        "y" in A.__dict__,
        "method" in A.__dict__,
        "prop" in A.__dict__,
        "z" in A.__dict__,
    )


print(names())
A.z = 4
del A.x
print(names())
print("x" in B.__dict__, "__init__" in A.__dict__, "__len__" not in A.__dict__)
print(
    "a" in D.__dict__, "b" in D.__dict__, "c" in D.__dict__, "__init__" in D.__dict__, "__lt__" in D.__dict__
)
print("__eq__" in D.__dict__, "__repr__" in D.__dict__, "__match_args__" in D.__dict__, "a" in D(1).__dict__)


def local():
    class L:
        k = 1

    print("k" in L.__dict__, "j" in L.__dict__)
    del L.k
    print("k" in L.__dict__)


local()


def decorated():
    @dataclass
    class P:
        x: int
        y: int = 3
        tags: list = field(default_factory=list)

        def sum(self):
            return self.x + self.y

    made = P(1, tags=[2])
    print(
        "x" in P.__dict__, "y" in P.__dict__, "tags" in P.__dict__, made, made.sum(), isinstance(made, P), P.y
    )
    P.y = 9
    print(P.y, P(1), type(made) is P, P.__name__, P)


decorated()
