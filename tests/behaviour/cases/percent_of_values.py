"""A format that only the run knows still finds `__str__`, `__int__` and their like of what it shows."""


class W:
    def __index__(self): return 2
    def __int__(self): return 11
    def __str__(self): return "w"
    def __repr__(self): return "repr"
def f(a, b): return a % b
print(f("%d %s %r", (W(), W(), W())))
