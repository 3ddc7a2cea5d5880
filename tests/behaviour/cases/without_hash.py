"""`__hash__` of what has none is None, wherever it is asked for."""

import collections
from dataclasses import dataclass
from enum import Enum

class E:
    def __eq__(self, o): return True
class N:
    __hash__ = None
class L(list): pass
class LH(list):
    def __hash__(self): return 5
class Sub(E): pass
class SubH(E):
    def __hash__(self): return 3
class EH(E):
    __hash__ = object.__hash__
class DD(dict): pass
class ST(set): pass
class BA(bytearray): pass
class P: pass
class FS(frozenset): pass
def tell(title, x):
    h = x.__hash__
    print(title, h is None, callable(h), getattr(x, "__hash__") is None, getattr(x, "__hash__", 4) is None, hasattr(x, "__hash__"), type(x).__hash__ is None, getattr(type(x), "__hash__") is None)
    try:
        print(x.__hash__() == hash(x))
    except TypeError as e:
        print(e)
    try:
        print(h() == hash(x))
    except TypeError as e:
        print(e)
    try:
        h = hash(x)
        print("hashed")
    except TypeError as e:
        print(e)
for title, x in (("list", []), ("dict", {}), ("set", set()), ("bytearray", bytearray()), ("E", E()), ("N", N()), ("L", L()), ("LH", LH()), ("Sub", Sub()), ("SubH", SubH()), ("EH", EH()), ("DD", DD()), ("ST", ST()), ("BA", BA()), ("P", P()), ("FS", FS()), ("fs", frozenset()), ("tuple", ()), ("int", 3), ("str", "a"), ("keys", {}.keys()), ("items", {}.items()), ("values", {}.values()), ("slice", slice(1)), ("deque", collections.deque()), ("counter", collections.Counter()), ("dd", collections.defaultdict(int)), ("od", collections.OrderedDict()), ("type", int), ("range", range(2)), ("none", None), ("ex", ValueError()), ("fn", tell), ("iter", iter([])), ("gen", (i for i in []))):
    tell(title, x)
print([].__hash__ is None, {}.__hash__ is None, set().__hash__ is None, bytearray().__hash__ is None, E().__hash__ is None, L().__hash__, N.__hash__, E.__hash__)
print(list.__hash__, dict.__hash__, L.__hash__, DD.__hash__)
try:
    [].__hash__()
except TypeError as e:
    print(e)
try:
    E().__hash__()
except TypeError as e:
    print(e)
try:
    {}.__hash__()
except TypeError as e:
    print(e)


@dataclass
class Plain:
    x: int = 1


@dataclass(frozen=True)
class Frozen:
    x: int = 1


@dataclass(unsafe_hash=True)
class Unsafe:
    x: int = 1


@dataclass(eq=False)
class Same:
    x: int = 1


@dataclass(frozen=True)
class FrozenOwn:
    x: int = 1

    def __eq__(self, other: object) -> bool:
        return True


class Below(Plain):
    pass


class Colour(Enum):
    RED = 1

    def __eq__(self, other):
        return self is other


class Super(list):
    def __hash__(self):
        return super().__hash__()


class Either:
    if len("ab") == 2:
        def __eq__(self, other):
            return True


def typed(plain: Plain, frozen: Frozen, items: list[int], own: E) -> None:
    print(plain.__hash__ is None, frozen.__hash__ is None, items.__hash__ is None, own.__hash__ is None)


for title, x in (("plain", Plain()), ("frozen", Frozen()), ("unsafe", Unsafe()), ("same", Same()), ("own", FrozenOwn()),
                 ("below", Below()), ("colour", Colour.RED), ("either", Either())):
    tell(title, x)
typed(Plain(), Frozen(), [1], E())
try:
    hash(Super())
except TypeError as e:
    print(e)
for call in (lambda: list.append(), lambda: int.__hash__(), lambda: [str.lower][0](), lambda: [list.__len__][0]()):
    try:
        print(call())
    except TypeError as e:
        print(e)
print([each for each in ("a", [], E(), 3, {}) if callable(each.__hash__)] == ["a", 3])
print("__hash__" in E.__dict__, "__hash__" in Sub.__dict__, "__hash__" in SubH.__dict__, hasattr(E, "__hash__"), E.__dict__["__hash__"])
