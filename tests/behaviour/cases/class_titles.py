class A:
    __qualname__ = "B.C"
print(A.__name__, A.__qualname__)
A.__qualname__ = "D.E"
print(A.__name__, A.__qualname__)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def s(v): A.__name__ = v
def q(v): A.__qualname__ = v
for v in ('A\x00B', b'A', 'ok'): t(lambda: s(v)); t(lambda: q(v)); print(ascii(A.__name__), ascii(A.__qualname__))
def g():
    for name in 'A', '\xc4', '\U0001f40d', 'B.A', '42', '':
        A = type(name, (), {})
        print(A.__name__ == name, A.__qualname__ == name, A.__module__)
    try: type('A\x00B', (), {})
    except ValueError as e: print(e)
    try: type('A\udcdcB', (), {})
    except ValueError as e: print(e)
    try: type(b'A', (), {})
    except TypeError as e: print(e)
    A = type('C', (), {})
    try: A.__name__ = 'A\x00B'
    except ValueError as e: print(e)
    try: A.__name__ = 'A\udcdcB'
    except ValueError as e: print(ascii(str(e)))
    try: A.__name__ = b'A'
    except TypeError as e: print(e)
    print(A.__name__)
    A = type('A', (), {'__qualname__': 'B.C'})
    print(A.__name__, A.__qualname__, A)
    try: type('A', (), {'__qualname__': b'B'})
    except TypeError as e: print(e)
    try: A.__qualname__ = b'B'
    except TypeError as e: print(e)
    for doc in 'x', '\xc4', '\U0001f40d', 'x\x00y', b'x', 42, None:
        A = type('A', (), {'__doc__': doc})
        print(A.__doc__ == doc)
    A = type('A', (), {})
    for doc in 'x', b'x', 42, None:
        A.__doc__ = doc
        print(A.__doc__)
    try: type('A', (None,), {})
    except TypeError as e: print(e)
    def f(): pass
    f.__name__ = "g"; print(f.__name__)
    try: f.__name__ = 3
    except TypeError as e: print(e)
g()
try: type('a', (), {}, x=5)
except TypeError as e: print(e)
try: type('a', (), dict={})
except TypeError as e: print(e)
