"""`object.__repr__` and `object.__str__` of anything, and `__repr__` and `__str__` of built-in classes by name."""

import enum, dataclasses, collections
from typing import NamedTuple
class L(list): pass
class B(bytes): pass
class D(dict): pass
class T(tuple): pass
class S(str): pass
class I(int): pass
class St(set): pass
class Fs(frozenset): pass
class F(float): pass
class Ba(bytearray): pass
class E(Exception): pass
class K(KeyError): pass
class En(enum.Enum):
    A = 1
class IE(enum.IntEnum):
    A = 1
class SE(enum.StrEnum):
    A = "a"
class Fl(enum.Flag):
    A = 1
@dataclasses.dataclass
class DC:
    x: int = 1
class NT(NamedTuple):
    x: int = 1
NT2 = collections.namedtuple("NT2", "a b")
class P: pass
class R:
    def __repr__(self): return "R!"
class LR(list):
    def __repr__(self): return "LR!"
class SR(str):
    def __str__(self): return "SR!"
    def __repr__(self): return "SRr!"
def plain(text): return text.split(" at 0x")[0]
def show(f, x):
    try: print(type(x).__name__, plain(f(x)))
    except Exception as e: print(type(x).__name__, type(e).__name__, e)
xs = [L([1]), B(b"x"), D(a=1), T((1,)), S("s"), I(5), St([1]), Fs([1]), F(1.5), Ba(b"x"), E("e"), K("k"), En.A, IE.A, SE.A, Fl.A, DC(), NT(), NT2(1,2), P(), R(), LR([2]), SR("sr"),
  [1], b"x", {1:2}, (1,), "s", 5, 10**30, {1}, frozenset([1]), 1.5, bytearray(b"b"), Exception("x"), KeyError("k"), True, None, ..., NotImplemented, range(3), slice(1), len, iter([1]), P, int, type, Exception, En, collections.OrderedDict(a=1), collections.Counter("a"), collections.deque([1]), collections.defaultdict(int), object(), {}.keys(), {}.items(), {}.values(), map(str, []), zip(), enumerate([])]
for x in xs:
    show(object.__repr__, x)
print("---")
for x in xs:
    show(object.__str__, x)
print("---")
for x in xs:
    try: print(plain(object.__format__(x, "")))
    except Exception as e: print(type(e).__name__, e)
