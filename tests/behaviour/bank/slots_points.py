import math


class Vector:
    __slots__ = ("x", "y")

    def __init__(self, x=0.0, y=0.0):
        self.x = x
        self.y = y

    def __add__(self, o):
        return Vector(self.x + o.x, self.y + o.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return math.hypot(self.x, self.y)

    def __bool__(self):
        return bool(self.x or self.y)

    def __iter__(self):
        yield self.x
        yield self.y

    def __eq__(self, o):
        return tuple(self) == tuple(o)

    def __hash__(self):
        return hash((self.x, self.y))

    def __repr__(self):
        return "Vector(%g, %g)" % (self.x, self.y)

    def __format__(self, spec):
        return "<" + ", ".join(format(c, spec) for c in self) + ">"

    def __matmul__(self, o):
        return self.x * o.x + self.y * o.y


v, w = Vector(3, 4), Vector(1)
print(v + w, 2 * v, v * 0.5, -w, abs(v), bool(Vector()), v @ w)
x, y = v
print(x, y, v == Vector(3.0, 4.0), len({v, Vector(3, 4)}), f"{v:.2f}")
try:
    v.z = 1
except AttributeError as e:
    print("AttributeError", e)
print(sum([v, w], Vector()), max([v, w], key=abs))
