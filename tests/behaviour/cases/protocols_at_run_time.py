"""`isinstance` of protocols under `runtime_checkable`."""

from typing import Protocol, runtime_checkable, Callable

@runtime_checkable
class HasCall2(Protocol):
    def __call__(self) -> int: ...

@runtime_checkable
class HasX(Protocol):
    x: int

@runtime_checkable
class HasF(Protocol):
    def f(self) -> int: ...

class C: ...
class D:
    x = 1
class E:
    def __init__(self): self.x = 1
class F:
    @property
    def x(self): return 1
class G:
    f = None
class H:
    def __init__(self): self.f = 1
class I:
    def __getattr__(self, n): return 1
class J(D): ...
def fn(): return 1
c = C()
def anyv(x): return x
def t(f):
    try: return f()
    except Exception as e: return repr(e)
for v in (C(), D(), E(), F(), G(), H(), I(), J(), fn, len, lambda: 1, 5, "a", [], D, H().f):
    print(t(lambda: isinstance(v, HasX)), t(lambda: isinstance(v, HasF)), t(lambda: isinstance(v, HasCall2)))
print(isinstance(c, HasX)); c.x = 5; print(isinstance(c, HasX)); del c.x; print(isinstance(c, HasX))
