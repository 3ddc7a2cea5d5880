"""Titles that are stored in functions, also by `functools.wraps`, show in messages and in their repr."""

def f(**kw): pass
f.__name__ = "g"; f.__qualname__ = "h.g"; f.__module__ = "mod"
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(f.__name__, f.__qualname__, f.__module__, repr(f).split(" at")[0].rstrip(">"))
t(lambda: f(1))
t(lambda: f(*[1]))
t(lambda: f(**{1: 2}))
t(lambda: f(*5))
t(lambda: f(**5))
class C:
    def m(self, a): pass
C.m.__qualname__ = "Z.m"
t(lambda: C().m())
t(lambda: C().m(1, 2))
t(lambda: C().m(1, b=2))
print(repr(C.m).split(" at")[0].rstrip(">"))
print(repr(C().m).split(" of")[0])
import functools
def deco(fn):
    @functools.wraps(fn)
    def inner(x, *, k=1): return fn(x)
    return inner
@deco
def real(x): return x
print(real.__name__, real.__qualname__, repr(real).split(" at")[0].rstrip(">"))
t(lambda: real())
t(lambda: real(1, 2))
t(lambda: real(1, z=2))
t(lambda: real(1, x=2))
del f.__qualname__
