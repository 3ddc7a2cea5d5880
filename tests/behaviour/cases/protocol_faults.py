"""What `typing` refuses while the statements of protocols and named tuples run."""

from typing import Protocol, runtime_checkable, NamedTuple, Generic, TypeVar, TypedDict
from abc import abstractmethod
T = TypeVar("T")
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class N: ...
try:
    class P1(N, Protocol): ...
except TypeError as e: print(str(e))
try:
    class P2(Protocol, N): ...
except TypeError as e: print(str(e))
try:
    class P3(list, Protocol): ...
except TypeError as e: print(str(e))
try:
    @runtime_checkable
    class P4(N): ...
except TypeError as e: print(str(e))
class B(Protocol):
    @abstractmethod
    def ameth(self) -> int: raise NotImplementedError
class B2(B): ...
class B3(B):
    def ameth(self) -> int: return 26
t(lambda: B2())
t(lambda: B3().ameth())
class G(Protocol[T]):
    def f(self) -> T: ...
class G2(G[int], Protocol):
    def g(self) -> int: ...
class GI:
    def f(self) -> int: return 1
class GJ(G2):
    def f(self) -> int: return 3
    def g(self) -> int: return 4
t(lambda: GJ().f())
try:
    class X(NamedTuple):
        _name: int
except ValueError as e: print(e)
try:
    class X1(NamedTuple):
        x: int
        _fields = ("a",)
except AttributeError as e: print(e)
try:
    class X2(NamedTuple):
        x: int
        def __new__(cls): return 1
except AttributeError as e: print(e)
try:
    class X3(NamedTuple, N):
        x: int
except TypeError as e: print(e)
class X4(NamedTuple, Generic[T]):
    x: T
print(X4(5), X4(x=2).x)
class Movie(TypedDict):
    title: str
print(Movie(title="a"))
