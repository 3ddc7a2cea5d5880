"""Sequences of unknown types times objects whose `__index__` nothing names."""


class V:
    def __index__(self): return 2
def f(a, b): return a * b
print(len(f("ab", V())))


def g(a, b):
    a *= b
    return a


print(len(g([1], V())))
