"""Titles in class bodies, of instances, of built-in classes; what is stored stays alive."""

def plain(x): return str(x).split(" at 0x")[0]
class A:
    __module__ = "mm"
    x = 1
print(A, plain(A()), A.__module__, A().__module__)
class B(A): pass
print(B, B.__module__, B().__module__)
class C:
    __name__ = "nn"
print(C, C.__name__, C().__name__)
class D(C): pass
print(D, D.__name__, D().__name__)
class E:
    __qualname__ = "Q"
print(E, E.__name__, E.__qualname__, type(E()).__name__)
try: print(E().__qualname__)
except AttributeError as e: print(e)
class F(E): pass
print(F, F.__name__, F.__qualname__)
class Abcd:
    __qualname__ = "Ab"
print(Abcd.__name__, type(Abcd()).__name__, Abcd.__qualname__)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class P:
    @property
    def __name__(self): return "prop"
    def __qualname2__(self): return "m"
t(lambda: P.__name__)
t(lambda: P().__name__)
class N:
    def __init__(self): self.__name__ = "inst"; self.__qualname__ = "iq"; self.__module__ = "im"
n = N()
print(n.__name__, n.__qualname__, n.__module__, N.__name__, N.__qualname__, N.__module__, N)
n.__name__ = 5
print(n.__name__, vars(n))
t(lambda: (5).__module__)
t(lambda: [].__module__)
t(lambda: int.__module__)
t(lambda: setattr(int, "__name__", "x"))
t(lambda: setattr(int, "__module__", "x"))
def si(c, v): c.__name__ = v
t(lambda: si(int, "x"))
t(lambda: si(A, 5))
t(lambda: delattr(A, "__name__"))
t(lambda: delattr(A, "__qualname__"))
import collections, datetime, re, fractions
t(lambda: si(collections.deque, "x"))
t(lambda: si(datetime.date, "x"))
t(lambda: si(fractions.Fraction, "Frac"))
t(lambda: repr(fractions.Fraction(1, 2)))
t(lambda: si(KeyError, "Frac"))
print(datetime.date.__name__, datetime.date.__qualname__, collections.deque.__name__, collections.OrderedDict.__name__, re.Pattern.__name__)
class X(Exception): pass
X.__name__ = "abc"
print(repr(X(1)), X.__name__, X, X.__qualname__)
t(lambda: X(1).zz)
class S1(set): pass
S1.__name__ = "a.b.c"
print(S1([1]))
for i in range(300):
    X.__name__ = "n" * i + str(i)
    A.__qualname__ = "q" + str(i)
junk = [str(i) * 10 for i in range(20000)]
print(X.__name__, A, A.__name__, A.__module__)
def mk(name):
    class Loc: pass
    Loc.__name__ = name
    Loc.__qualname__ = "L." + name
    return Loc
print(mk("One"))
class G:
    def __init_subclass__(cls, name=None):
        cls.__name__ = name or "dflt"
        cls.__qualname__ = cls.__name__.upper()
class G1(G, name="gg"): pass
class G2(G): pass
print(G1, G2, G1.__name__, G2.__name__, G)
for c in (A, B):
    c.__module__ = "looped"
    c.__name__ += "X"
print(A, B, A.__name__, B.__name__)
class S(str): pass
x = S("Sub")
A.__name__ = x
print(type(A.__name__), A.__name__)
class Ü: pass
print(Ü, Ü.__name__)
A.__name__ = "Ünï"
t(lambda: A().q)
class In:
    x = __qualname__ + "!"
    y = __module__
    print(__name__)
print(In.x, In.y)
