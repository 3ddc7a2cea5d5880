"""Protocols under `runtime_checkable`, derived from, and inside functions."""

from typing import Protocol, runtime_checkable
@runtime_checkable
class HasX(Protocol):
    x: int
@runtime_checkable
class M(Protocol):
    def f(self) -> int: ...
    def __init__(self) -> None: ...
class Impl(HasX):
    pass
class Impl2(M):
    def __init__(self): pass
class G:
    f = None
class Sub(HasX, Protocol):
    y: int
class Z:
    def __init__(self): self.x = 1; self.y = 2
class W(dict):
    def f(self): return 1
def any_(v): return v
print(isinstance(Impl(), HasX), isinstance(Impl2(), M), isinstance(G(), M), isinstance(any_(W()), M), isinstance(any_(Z()), HasX))
class CustomDirWithX:
    x = 10
    def __dir__(self):
        return []
class CustomDirWithoutX:
    def __dir__(self):
        return ["x"]
print(isinstance(CustomDirWithX(), HasX), isinstance(CustomDirWithoutX(), HasX))
def go():
    class C:
        @property
        def attr(self): return 42
    class CD:
        def __get__(self, instance, owner=None): return 42
    class D:
        attr = CD()
    class E(C): pass
    class F(D): pass
    @runtime_checkable
    class P(Protocol):
        @property
        def attr(self): ...
    @runtime_checkable
    class P1(Protocol):
        attr: int
    print([isinstance(v, P) for v in (C(), D(), E(), F(), 5)], [isinstance(v, P1) for v in (C(), D(), E(), F(), 5)])
    class Foo: ...
    f = Foo()
    print(isinstance(f, P1)); f.attr = 42; print(isinstance(f, P1)); del f.attr; print(isinstance(f, P1))
go()
