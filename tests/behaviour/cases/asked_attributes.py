"""`hasattr` and `getattr` with a default."""

def fn(): return 1
class C:
    def m(self): return 1
class D:
    def __call__(self): return 1
for v in (fn, len, [].append, lambda: 1, C().m, C, int, D(), 5, str.upper, C.m):
    print(hasattr(v, "__call__"), callable(v))


class L:
    x = 5

    def __len__(self):
        return 1


names = ["append", "x", "zz", "send"]
print([[hasattr(value, name) for name in names] for value in (L(), [])])
print(hasattr([], "append"), getattr([1], "__len__", None)(), getattr(L(), "nope", 3), hasattr(5, "__dir__"))
print(hasattr(5, "__doc__"), hasattr(L, "__reduce__"), hasattr("", "__sizeof__"))
for value in (5, "a", [1], (), {}, {1}, 1.5, None, L(), L, len):
    print([hasattr(value, "__len__"), hasattr(value, "__iter__"), hasattr(value, "__add__"), hasattr(value, "__hash__")])
ask = hasattr
print(ask(L(), "x"), ask(L(), "y"))
for number in (1, 2.5):
    try:
        print(hasattr(L(), number))
    except TypeError as error:
        print(error)
