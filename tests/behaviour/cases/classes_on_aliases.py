"""Classes on the aliases of typing are classes on the built-in ones."""

from typing import Dict, FrozenSet, List, Set, Tuple
import typing
class D(Dict[str, int]):
    def total(self) -> int: return sum(self.values())
class L(List[int]):
    pass
class S(typing.Set[int]): pass
class T(Tuple[int, int]): pass
class F(FrozenSet[str]): pass
d = D(a=1, b=2)
print(d, d.total(), d["a"], isinstance(d, dict), L([1, 2]) + [3], S([1]) | {2}, T((1, 2)), sorted(F("ab")), [c.__mro__[1].__name__ for c in (D, L, S, T, F)])
