"""Classes and functions that a scope defines as globals are called as such."""

class E:
    global yy, zz, YY
    def yy(): return 1
    zz = 5
    class YY: pass
    def real(self): return yy() + zz
    async def co(self): pass
print(yy(), zz, YY, yy.__qualname__, E().real(), hasattr(E, "yy"), hasattr(E, "zz"), hasattr(E, "YY"))
def f():
    class E:
        global vv
        def vv(x): return x
        @staticmethod
        def s(): return vv(2)
    return E
print(f().s(), vv(3), vv.__qualname__)
def f():
    global C, g, h
    class C:
        class D: pass
        def m(self): pass
        def n(self):
            def k(): pass
            return k
    def g():
        def inner(): pass
        return inner
    async def h(): pass
    class E:
        global CC
        class CC: pass
        def x(self): pass
    return E
e = f()
print(C.__qualname__, C, C.D, g.__qualname__, g().__qualname__, h.__qualname__, C().n().__qualname__, e, e.x.__qualname__, CC)
print(str(C()).split(" at 0x")[0])
class O:
    def f(self):
        global Z
        class Z: pass
        nonlocal_ = 1
        def q():
            nonlocal nonlocal_
            class nonlocal_: pass
        q()
        return nonlocal_
print(O().f(), Z)
class W:
    global WW
    class WW:
        def a(self): pass
print(WW, WW.a.__qualname__, C.m.__qualname__)
def gg():
    global lam, Ex
    lam = lambda: 1
    class Ex(Exception): pass
    raise Ex("x")
try: gg()
except Exception as e: print(repr(e), lam.__qualname__, type(e))
gg()
