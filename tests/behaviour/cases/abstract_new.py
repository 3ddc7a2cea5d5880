from abc import ABC, abstractmethod
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def make(c, *a): return c(*a)
class Family(ABC):
    def __new__(cls, *a):
        print("new", a)
        return object.__new__(Impl)
    @abstractmethod
    def f(self): ...
class Impl(Family):
    def f(self): return 5
t(lambda: make(Family, 1).f()); t(lambda: Family(1).f())
class Refused(ABC):
    def __new__(cls, *a):
        print("new", a)
        return super().__new__(cls)
    @abstractmethod
    def f(self): ...
    @abstractmethod
    def g(self): ...
class Done(Refused):
    def f(self): return 1
    def g(self): return 2
t(lambda: make(Refused)); t(lambda: Refused(1)); t(lambda: Done(3).g()); t(lambda: object.__new__(Refused))
class Init(ABC):
    def __init__(self, x): print("init", x)
    @abstractmethod
    def f(self): ...
t(lambda: Init(1)); t(lambda: Init()); t(lambda: make(Init, 1, 2, 3))
class Plain(ABC):
    @abstractmethod
    def f(self): ...
t(lambda: Plain()); t(lambda: Plain(1)); t(lambda: make(Plain, 1)); t(lambda: make(Plain))
class Tup(tuple, ABC):
    @abstractmethod
    def f(self): ...
class Ex(Exception, ABC):
    @abstractmethod
    def f(self): ...
t(lambda: make(Tup, (1, 2))); t(lambda: Tup((1, 2))); t(lambda: make(Ex, "x").args); t(lambda: Ex("x").args)
def raiser(): raise Ex("hm")
t(raiser)
