"""The same where types are known, and what a class on a built-in one defines of items only."""

from __future__ import annotations

class M:
    def append(self, x: int) -> None: print("M.append")
    def __len__(self) -> int: return 77
    def hello(self) -> str: return "hello" + str(len(self))
    def count(self, x: int) -> int: return 99
class L(list[int], M):
    def __len__(self) -> int: return 1000 + super().__len__()
class L2(list[int], M):
    pass
class L3(M, list[int]):
    pass
def use(m: M) -> None:
    m.append(3)
    print(len(m), m.count(3), m.hello())
for x in (L([1]), L2([1]), L3([1]), M()):
    use(x)
l = L2([5])
l.append(5)
print(l, len(l), l.count(5))
class X(list):
    def __getitem__(self, i): return "item"
print(list(X([1])), X([1])[0], [i for i in X([1,2])])
class S(str):
    def __getitem__(self, i): return "item"
print(list(S("ab")), S("ab")[0])
class D(dict):
    def __getitem__(self, i): return "item"
print(list(D(a=1)), D(a=1)[0])
class H(dict):
    def __hash__(self): return 5
print(hash(H()), {H(): 1})
class Q(str):
    def __eq__(self, o): return True
try: hash(Q("a"))
except TypeError as e: print(e)
