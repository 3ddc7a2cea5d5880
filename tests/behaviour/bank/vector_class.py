import math

class Vector:
    def __init__(self, *xs): self.xs = xs
    def __iter__(self): return iter(self.xs)
    def __len__(self): return len(self.xs)
    def __getitem__(self, i): return self.xs[i]
    def __add__(self, o): return Vector(*(a + b for a, b in zip(self, o)))
    def __sub__(self, o): return self + -o
    def __neg__(self): return Vector(*(-x for x in self))
    def __mul__(self, k): return sum(a * b for a, b in zip(self, k)) if isinstance(k, Vector) else Vector(*(x * k for x in self))
    __rmul__ = __mul__
    def __abs__(self): return math.hypot(*self)
    def __eq__(self, o): return isinstance(o, Vector) and self.xs == o.xs
    def __bool__(self): return any(self.xs)
    def __repr__(self): return f"Vector{self.xs}"

v, w = Vector(3, 4), Vector(1, 0)
print(v + w, v - w, 2 * v, v * w, abs(v), -v, v == Vector(3, 4), bool(Vector(0, 0)), len(v), v[0], [*v], v[::-1])
