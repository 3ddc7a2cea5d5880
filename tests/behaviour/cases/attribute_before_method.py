"""The same, alone."""


class C:
    def __init__(self, f): self.f = f
    def f(self): return "method"


print(C(lambda: "inst").f())
