def f():
    import enum
    class Int(enum.IntEnum):
        IDES = 15
    class Str(enum.StrEnum):
        ABC = 'abc'
    print("%d %s" % (Int.IDES, Str.ABC))
f()
def g():
    import enum as e
    from enum import IntFlag
    class Float(float, e.Enum):
        PI = 3.14
    class P(IntFlag):
        A = 1
    print("%.1f" % Float.PI, P.A)
g()
