import sys
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class L(list): pass
class D(dict):
    def __repr__(self): return "D" + super().__repr__()
class I(int):
    def __eq__(self, o): return super().__eq__(o)
    def __hash__(self): return super().__hash__() + 1
    def __repr__(self): return "I" + super().__repr__()
class E(Exception):
    def __repr__(self): return "E" + super().__repr__()
    def __eq__(self, o): return super().__eq__(o)
    __hash__ = None
class T(tuple):
    def __lt__(self, o): return not super().__lt__(o)
    def __ne__(self, o): return super().__ne__(o)
t(lambda: str.__eq__("a", "a")); t(lambda: str.__eq__(1, "a")); t(lambda: int.__eq__("a", 1)); t(lambda: int.__eq__(1, True)); t(lambda: int.__eq__(1, 1.0))
t(lambda: list.__eq__([1], [1])); t(lambda: list.__ne__([1], [2])); t(lambda: list.__lt__([1], (2,)));t(lambda: dict.__lt__({}, {}))
t(lambda: L.__repr__(L([1])))
t(lambda: repr(D(a=1))); t(lambda: (I(1) == 1, hash(I(4)), repr(I(7)), I(1) != 2))
t(lambda: repr(E(1))); t(lambda: (E(1) == E(1)))
t(lambda: (T((1,)) < T((2,)), T((1,)) != (1,)))
t(lambda: float.__hash__(2.0)); t(lambda: tuple.__hash__((1,2)) == hash((1,2))); t(lambda: range.__eq__(range(3), range(0,3,1)))
t(lambda: object.__eq__("ab", "abc")); t(lambda: object.__ne__("ab", "ab")); t(lambda: str.__lt__("a", "b")); t(lambda: float.__lt__(1.0, 2)); t(lambda: str.__hash__(3))
t(lambda: (1).__eq__(1)); t(lambda: "a".__ne__("b")); t(lambda: object().__eq__(1)); t(lambda: getattr([], "__repr__")())
try:
    try: raise ValueError(1)
    except (ValueError, 42) as e: print("no")
except TypeError as e: print(e)
try:
    try: raise ValueError(1)
    except ((ValueError, KeyError), OSError) as e: print("no")
except TypeError as e: print(e)
t(lambda: getattr(sys)); t(lambda: getattr(sys, 1)); t(lambda: getattr(sys, 1, "x")); t(lambda: hasattr(sys)); t(lambda: hasattr(sys, 1)); t(lambda: setattr(sys)); t(lambda: setattr(sys, 'spam')); t(lambda: setattr(sys, 1, 2)); t(lambda: delattr(sys)); t(lambda: delattr(sys, 1))
print(list.__hash__, dict.__hash__, set.__hash__, bytearray.__hash__, list.__hash__ is None, tuple.__hash__ is None)
