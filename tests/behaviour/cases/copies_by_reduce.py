import copy
from contextlib import AbstractContextManager


class R:
    def __init__(self, a):
        self.a = a

    def __reduce__(self):
        return R, (self.a,), {"b": [self.a]}


x = R([1])
y, z = copy.copy(x), copy.deepcopy(x)
print(y.a is x.a, y.b, z.a is x.a, z.a, z.b)


class S:
    def __reduce_ex__(self, protocol):
        print(protocol)
        return "S"


s = S()
print(copy.copy(s) is s, copy.deepcopy(s) is s)


class L(list):
    def __reduce__(self):
        return L, (), None, iter(self), None


x = L([[1], 2])
y, z = copy.copy(x), copy.deepcopy(x)
print(y, y[0] is x[0], z, z[0] is x[0])


class D(dict):
    def __reduce_ex__(self, protocol):
        return D, (), {"extra": 1}, None, iter(self.items())


x = D(a=[1])
y, z = copy.copy(x), copy.deepcopy(x)
print(y, y.extra, y["a"] is x["a"], z["a"] is x["a"])


class N:
    def __new__(cls, foo):
        made = object.__new__(cls)
        made.foo = foo
        return made

    def __getnewargs__(self):
        return (self.foo,)


x = N([1])
y, z = copy.copy(x), copy.deepcopy(x)
print(y.foo is x.foo, z.foo is x.foo, z.foo)


class E:
    def __new__(cls, *, foo):
        made = object.__new__(cls)
        made.foo = foo
        return made

    def __getnewargs_ex__(self):
        return (), {"foo": self.foo}


x = E(foo=[1])
y, z = copy.copy(x), copy.deepcopy(x)
print(y.foo is x.foo, z.foo is x.foo, z.foo)


class Missing(AbstractContextManager):
    pass


try:
    Missing()
except TypeError as error:
    print(error)


class There(AbstractContextManager):
    def __exit__(self, *rest):
        return None


with There() as there:
    print(isinstance(there, AbstractContextManager))
