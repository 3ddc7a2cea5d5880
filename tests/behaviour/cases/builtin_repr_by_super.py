"""`super().__repr__()` and `super().__str__()` of classes on built-in ones, mixed in before them, and
`object.__repr__` taken over."""

import enum
class L(list):
    def __repr__(self): return "L:" + super().__repr__()
class L2(L):
    def __repr__(self): return "L2:" + super().__repr__() + object.__repr__(self)[:20]
class D(dict):
    def __str__(self): return "D:" + super().__str__()
    def __repr__(self): return "Dr:" + dict.__repr__(self)
class S(str):
    def __repr__(self): return "S:" + super().__repr__()
    def __str__(self): return "Ss:" + super().__str__()
class S2(str):
    def __repr__(self): return "S2r"
class I(int):
    def __str__(self): return "Is:" + super().__str__()
class I2(int):
    def __repr__(self): return "I2r:" + super().__repr__()
class E(Exception):
    def __repr__(self): return "Er:" + super().__repr__()
    def __str__(self): return "Es:" + super().__str__()
class E2(Exception):
    def __str__(self): return object.__str__(self)
class E3(Exception):
    def __repr__(self): return object.__repr__(self)
class B(bytes):
    def __str__(self): return "B:" + super().__str__()
class F(float):
    def __repr__(self): return "F:" + super().__repr__()
class T(tuple):
    def __repr__(self): return "T:" + super().__repr__()
class P:
    def __repr__(self): return "P:" + super().__repr__()
class Q:
    def __str__(self): return "Q:" + super().__str__()
class M:
    def __repr__(self): return "M:" + super().__repr__()
class ML(M, list): pass
class MD(M, dict): pass
class MS(M, str): pass
class MI(M, int): pass
class ME(M, Exception): pass
class MB(M, bytes): pass
class ES(enum.Enum):
    A = 1
    def __repr__(self): return "ES:" + super().__repr__()
    def __str__(self): return "ESs:" + super().__str__()
class EO(enum.Enum):
    A = 1
    def __repr__(self): return object.__repr__(self)
class LO(list):
    __repr__ = object.__repr__
class SO(str):
    __str__ = object.__str__
class DO(dict):
    __str__ = object.__str__
class M2:
    def __str__(self): return "M2:" + super().__str__()
class M2L(M2, list): pass
class M2S(M2, str): pass
class M2I(M2, int): pass
class M2E(M2, Exception): pass
for x in [L([1]), L2([1]), D(a=1), S("s"), S2("s"), I(4), I2(5), E("x"), E2("x"), E3("x"), B(b"b"), F(1.5), T((1,)), P(), Q(), ML([1]), MD(a=1), MS("s"), MI(3), ME("e"), MB(b"b"), ES.A, EO.A, LO([1]), SO("so"), DO(a=1), M2L([1]), M2S("s"), M2I(4), M2E("e")]:
    for f in (repr, str, format, lambda x: f"{x}", lambda x: "%s" % x + "%r" % x if not isinstance(x, tuple) else "", object.__str__, object.__repr__, lambda x: x.__repr__(), lambda x: x.__str__(), lambda x: type(x).__repr__(x), lambda x: type(x).__str__(x)):
        try: print(f(x).split(" at 0x")[0])
        except Exception as e: print(type(e).__name__, e)
for c, x in [(list, L([1])), (dict, D(a=1)), (str, S("s")), (str, S2("q")), (int, I(4)), (int, I2(4)), (Exception, E("e")), (bytes, B(b"x")), (float, F(1.5)), (tuple, T((1,))), (int, True), (BaseException, E2("z")), (KeyError, KeyError("k")), (Exception, KeyError("k")), (BaseException, KeyError("k")), (object, KeyError("k"))]:
    print(c.__repr__(x).split(" at 0x")[0], c.__str__(x), c.__name__)
