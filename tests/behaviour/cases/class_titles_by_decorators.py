"""Titles that decorators and `setattr` give to classes of all kinds."""

def plain(x): return str(x).split(" at 0x")[0]
def named(name):
    def deco(cls):
        cls.__name__ = name
        cls.__qualname__ = name
        return cls
    return deco
@named("Xyz")
class A:
    def m(self): pass
@named("Err")
class E(Exception): pass
class Sub(A): pass
print(A, plain(A()), A.__name__, Sub, Sub.__name__, plain(Sub()))
print(repr(E(1)))
try: raise E("x")
except E as e: print(type(e).__name__, type(e), e.__class__.__qualname__)
class L(list): pass
setattr(L, "__name__", "LL")
print(L.__name__, L)
setattr(L, "__qualname__", "LQ")
print(L.__name__, L)
import enum, dataclasses
from typing import NamedTuple
@named("DD")
@dataclasses.dataclass
class D:
    x: int
print(D(1), D)
@dataclasses.dataclass
@named("DD2")
class D2:
    x: int
print(D2(1), D2)
@named("EE")
class En(enum.Enum):
    A = 1
print(En, En.A, repr(En.A), list(En))
try: En(5)
except ValueError as e: print(e)
@named("NN")
class NT(NamedTuple):
    x: int
print(NT(1), NT)
def f(): pass
f.__name__ = "g"; f.__qualname__ = "h.g"
print(f.__name__, f.__qualname__, str(f)[:13])
try: f(1)
except TypeError as e: print(e)
for c in (A, D, L):
    print(c.__name__, type(c).__name__)
def mk():
    class Loc: pass
    Loc.__name__ = "Renamed"
    return Loc
L1 = mk()
print(L1, L1.__name__, L1.__qualname__)
del A.__name__
