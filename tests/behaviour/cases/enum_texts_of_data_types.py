"""Texts of enumerations with a data type: those of enumerations, though the data type stands first."""

import enum
class SM(str, enum.Enum):
    A = "a"
class IM(int, enum.Enum):
    A = 1
    def __repr__(self): return "IM" + super().__repr__()
class FM(float, enum.Enum):
    A = 1.5
class IF(enum.IntFlag):
    A = 1
    B = 2
class SR(str, enum.ReprEnum):
    A = "a"
class SS(str, enum.Enum):
    A = "q"
class Base(int, enum.Enum):
    def hello(self): return 1
class Der(Base):
    A = 4
for x in [SM.A, IM.A, FM.A, IF.A, IF.A | IF.B, SR.A, Der.A]:
    for f in (repr, str, format, lambda x: f"{x}", object.__str__, lambda x: x.__repr__(), lambda x: x.__str__(), lambda x: "%s %r" % (x, x), lambda x: type(x).__repr__(x), lambda x: hash(x) == hash(x.value), lambda x: hash(x) == hash(x.name), lambda x: x == x.value):
        try: print(f(x))
        except Exception as e: print(type(e).__name__, e)
