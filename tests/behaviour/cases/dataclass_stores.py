from dataclasses import dataclass, field
@dataclass
class C:
    x: int
    y: list = field(default_factory=list)
    def __setattr__(self, n, v):
        print("set", n, v)
        super().__setattr__(n, v)
c = C(1)
c.x = 2
print(c)
@dataclass
class D:
    a: int
    b: int = field()
    c: list = field(default_factory=list, init=False)
    d: list = field(default_factory=list)
    e: int = field(default=4, init=False)
    f: int = 4
calls = []
def setattr(self, name, value):
    calls.append((name, value))
D.__setattr__ = setattr
D(0, 1)
print(calls)
@dataclass(frozen=True)
class F:
    x: int
print(F(1))
try: F(1).x = 2
except Exception as e: print(type(e).__name__, e)
class G(C):
    def __setattr__(self, n, v):
        print("G", n)
        super().__setattr__(n, v)
print(G(3))
from dataclasses import dataclass, field
class Held:
    def __get__(self, instance, owner):
        if instance is None:
            return 100
        return instance._x
    def __set__(self, instance, value):
        instance._x = value
@dataclass
class Holder:
    i: Held = Held()
c = Holder(5)
print(c.i)
c = Holder()
print(c.i)
class Required:
    def __get__(self, instance, owner):
        if instance is None:
            raise AttributeError("no")
        return instance._x
    def __set__(self, instance, value):
        instance._x = value
@dataclass
class Asking:
    i: Required = Required()
try: print(Asking().i)
except TypeError as e: print(e)
