"""How members are shown and formatted: by the data type where there is one, by the program's `__str__` before."""

import enum
from enum import Enum, IntEnum, StrEnum, Flag, IntFlag, ReprEnum

class A(IntEnum):
    X = 1
    def __str__(self): return "str-" + self.name
class B(int, Enum):
    X = 1
class C(int, Enum):
    X = 1
    def __str__(self): return "str-" + self.name
class D(int, ReprEnum):
    X = 1
class E(int, ReprEnum):
    X = 1
    def __str__(self): return "s"
class F(str, Enum):
    X = "a"
class G(StrEnum):
    X = "a"
    def __str__(self): return "gs"
class H(str, ReprEnum):
    X = "a"
    def __repr__(self): return "hr"
class I(float, Enum):
    X = 1.5
class J(IntFlag):
    X = 1
    Y = 2
    def __str__(self): return "js"
class K(IntFlag):
    X = 1
    __str__ = int.__repr__
class L(Flag):
    X = 1
    Y = 2
    def __str__(self): return "ls"
class M(Enum):
    X = 1
    def __str__(self): return "ms"
class N(IntEnum):
    X = 1
    __str__ = object.__str__
class O(StrEnum):
    X = "a"
    __str__ = object.__str__
class P(IntEnum):
    X = 1
    def __repr__(self): return "pr"
class Q(IntEnum):
    X = 1
    def __format__(self, spec): return "qf" + spec
class R(IntEnum):
    X = 1
    __str__ = Enum.__str__
class S(IntFlag, boundary=enum.KEEP):
    X = 1
    _numeric_repr_ = hex
class T(Flag, boundary=enum.KEEP):
    X = 1
    _numeric_repr_ = oct
class U(float, ReprEnum):
    X = 1.5
class V(IntEnum):
    X = 1
    __format__ = Enum.__format__
for c in (A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V):
    x = c.X
    for spec in ("", "5", ">8"):
        try:
            print(c.__name__, repr(x), str(x), format(x, spec), f"{x}", f"{x!s}", f"{x!r}", "{}".format(x), "%s" % x, "%r" % (x,))
        except Exception as e:
            print(c.__name__, type(e), e)
print(repr(S(9)), S(9).name, repr(S(8)), repr(T(9)), T(9).name, repr(T(8)), str(T(9)), str(S(9)))
print(f"{J.X|J.Y}", str(J.X|J.Y), repr(J.X|J.Y))

class Doubled(IntEnum):
    A = 1
    B = 2
    def __new__(cls, v):
        obj = int.__new__(cls, v)
        obj._value_ = v * 10
        return obj
print(Doubled.A, repr(Doubled.A), Doubled.A + 1, f"{Doubled.A}", f"{Doubled.A:3}", Doubled.A.value, Doubled(10), int(Doubled.A), Doubled.A == 1, "%d" % Doubled.A, hash(Doubled.A), [Doubled.A], Doubled.B > Doubled.A)
class Twice(StrEnum):
    A = "a"
    def __new__(cls, v):
        obj = str.__new__(cls, v)
        obj._value_ = v * 2
        return obj
print(Twice.A, repr(Twice.A), Twice.A + "1", f"{Twice.A}", f"{Twice.A:3}|", Twice.A.value, Twice("aa"), Twice.A == "a", {"a": 1}[Twice.A])
