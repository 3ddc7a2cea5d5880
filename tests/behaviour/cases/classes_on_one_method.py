"""Classes on Iterable, Sized, Callable and others of collections.abc with one method, which is abstract."""

from collections.abc import (
    AsyncIterator, Callable, Collection, Container, Hashable, Iterable, Iterator, KeysView, Mapping, Sized
)
class A(Iterable): pass
class B(Sized, Iterable[int]):
    def __len__(self) -> int: return 3
    def __iter__(self) -> Iterator[int]: return iter([1, 2, 3])
class C(Callable):
    def __call__(self, x): return x + 1
class D(Collection):
    def __len__(self): return 1
for k in (A, D):
    try:
        k()
        print("made")
    except TypeError as e:
        print(e)
print(list(B()), len(B()), C()(3), isinstance(C(), Callable), B.__mro__)
class It(AsyncIterator):
    def __init__(self): self.n = 0
    async def __anext__(self):
        self.n += 1
        if self.n > 3: raise StopAsyncIteration
        return self.n
async def main():
    return [x async for x in It()]
c = main()
try:
    c.send(None)
except StopIteration as e:
    print(e.value)


class M(Mapping):
    def __getitem__(self, k): return k
    def __iter__(self): return iter("ab")
    def __len__(self): return 2


m = M()
print(type(m.keys()), type(m.items()), type(m.values()).__module__, isinstance(m.keys(), KeysView), M.__mro__)
