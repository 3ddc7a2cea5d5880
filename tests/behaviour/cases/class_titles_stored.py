"""Titles of classes that are stored after their statements show wherever the class does."""

def plain(x): return str(x).split(" at 0x")[0]
class A: pass
print(A, plain(A()), A.__name__)
A.__name__ = "N"
print(A, plain(A()), A.__name__, A.__qualname__, type(A()).__name__)
A.__qualname__ = "Q.N"
print(A, plain(A()), A.__name__, A.__qualname__, repr(A), str(A), f"{A}")
A.__module__ = "mm"
print(A, plain(A()), A.__module__)
class B(A): pass
print(B, plain(B()), B.__name__, B.__qualname__, B.__module__)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: A().__name__)
t(lambda: A().__qualname__)
t(lambda: A().__module__)
t(lambda: A().zzz)
t(lambda: A.zzz)
t(lambda: A(1))
t(lambda: A() + 1)
t(lambda: A() < plain(A()))
t(lambda: len(plain(A())))
t(lambda: A()[1])
t(lambda: A()())
t(lambda: hash(plain(A())) and 1)
t(lambda: int(plain(A())))
t(lambda: "x" + plain(A()))
t(lambda: next(plain(A())))
t(lambda: [i for i in A()])
class E(Exception): pass
E.__name__ = "EN"
t(lambda: repr(E("x")))
def r(): raise E("boo")
t(r)
t(lambda: "__name__" in A.__dict__)
E.__qualname__ = "EQ"
E.__module__ = "em"
r()
