"""`vars` where attributes are deleted and set again, or set by computed names."""

class Fz:
    def __init__(self) -> None:
        self.q = 0
        self.r = 1
z = Fz()
print(vars(z))
del z.q
z.q = 5
print(vars(z))
class G:
    def __init__(self) -> None:
        self.b = 0
        self.a = 1
print(vars(G()))
for k in ("z", "a"):
    g = G()
    setattr(g, k, 3)
    print(vars(g))
