"""Exceptions whose class has a `__new__` or an `__init__` of its own: what the built-in `__init__` does, and does not."""


class N(ValueError):
    def __new__(cls, *a):
        return super().__new__(cls)


print(N(1).args)


class M(ValueError):
    def __new__(cls, *a, **k):
        return super().__new__(cls, "x", *a)


print(M(1).args)
try:
    M(1, k=2)
except TypeError as e:
    print(e)


class O(OSError):
    def __new__(cls, *a):
        return super().__new__(cls, "x", *a)


print(O(1).args)


class I(StopIteration):
    def __new__(cls, *a):
        return super().__new__(cls, "x", *a)


print(I(1).args, I(1).value)


class A(AttributeError):
    def __new__(cls, *a, name):
        return super().__new__(cls, "x", *a)


print(A(1, name="q").args, A(1, name="r").name)


class S(SyntaxError):
    def __init__(self, *a):
        pass


print(S("a", 5).args, S("a", ("f", 2, 3, "t")).lineno)


class T(SyntaxError):
    def __new__(cls, *a):
        return super().__new__(cls)


print(T("a", ("f", 2, 3, "t")).lineno)
