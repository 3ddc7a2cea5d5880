import copy


class C(tuple):
    pass


x = C([[1, 2], 3])
y = copy.deepcopy(x)
print(y == x, y is x, y[0] is x[0], type(y).__name__)
z = copy.copy(x)
print(z is x, z[0] is x[0])


class D(frozenset):
    pass


x = D([(1, 2), 3])
y = copy.deepcopy(x)
print(y == x, y is x, type(y).__name__)


class L(list):
    pass


x = L([[1]])
x.extra = [1]
y = copy.deepcopy(x)
print(y == x, y is x, y[0] is x[0], y.extra is x.extra)


class S(str):
    pass


x = S("ab")
x.foo = [4]
y = copy.deepcopy(x)
z = copy.copy(x)
print(y, y.foo is x.foo, z.foo is x.foo, type(z).__name__)


class G:
    def __init__(self):
        self.a = [1]
        self.b = 2

    def __getstate__(self):
        return {"a": self.a}


class H(G):
    def __setstate__(self, state):
        self.c = state
        print(sorted(state))


class I:
    def __init__(self):
        self.a = [1]

    def __setstate__(self, state):
        self.c = state
        print(sorted(state))


for k in (G, H, I):
    x = k()
    y, z = copy.copy(x), copy.deepcopy(x)
    print(sorted(vars(y)), sorted(vars(z)))


class Evil:
    def __getstate__(self):
        raise ValueError("no state")


try:
    copy.copy(Evil())
except ValueError as e:
    print(e)
