"""A property that only a computed name reaches."""


class P:
    @property
    def p_a(self): return 7


def g(o, n): return getattr(o, "p_" + n)


print(g(P(), "a"))
