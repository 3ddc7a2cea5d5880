# Inheritance, C3, super, properties, class attributes, special methods.
class A:
    kind = "a"

    def __init__(self):
        self.trail = ["A"]

    def who(self):
        return "A"

    def call_who(self):
        return self.who()


class B(A):
    def __init__(self):
        super().__init__()
        self.trail.append("B")

    def who(self):
        return "B>" + super().who()


class C(A):
    kind = "c"

    def __init__(self):
        super().__init__()
        self.trail.append("C")

    def who(self):
        return "C>" + super().who()


class D(B, C):
    def __init__(self):
        super().__init__()
        self.trail.append("D")

    def who(self):
        return "D>" + super().who()


print(D().trail, D().who(), D().call_who(), B().who(), D.kind, B.kind)
print([c.__name__ for c in D.__mro__])
print(isinstance(D(), C), issubclass(D, A), issubclass(A, D), isinstance(A(), (int, A)))


class Counter:
    total = 0

    def __init__(self):
        Counter.total += 1
        self.number = self.total

    @property
    def double(self):
        return self.number * 2

    @double.setter
    def double(self, value):
        self.number = value // 2


first, second = Counter(), Counter()
print(first.number, second.number, Counter.total, second.double)
second.double = 10
print(second.number)
second.total = "own"
print(second.total, first.total, Counter.total)
del second.total
print(second.total)
try:
    first.missing
except AttributeError as error:
    print(error)
try:
    del first.missing
except AttributeError as error:
    print(error)
first.extra = "dynamic"
print(first.extra, hasattr(first, "extra"), hasattr(second, "extra"), getattr(second, "extra", "default"))
setattr(second, "extra", 1)
print(second.extra)
Counter.later = lambda self: ("later", self.number)
print(first.later())


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1


slotted = Slotted()
print(slotted.a)
for name in ("b", "c"):
    try:
        print(getattr(slotted, name))
    except AttributeError as error:
        print(error)
try:
    slotted.c = 1
except AttributeError as error:
    print(error)


class Meta:
    def __getattr__(self, name):
        return f"<{name}>"

    def __setattr__(self, name, value):
        print("setting", name, value)
        object.__setattr__(self, name, value)

    def __call__(self, *args):
        return args

    def __len__(self):
        return 0

    def __eq__(self, other):
        return "equal"

    def __contains__(self, item):
        return item == 1

    def __enter__(self):
        return "entered"

    def __exit__(self, kind, value, trace):
        print("exit", kind.__name__ if kind else None, value)
        return True

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"

    def __format__(self, spec):
        return f"format({spec})"

    def __iter__(self):
        yield 1
        yield 2


meta = Meta()
meta.x = 5
print(meta.x, meta.other, meta(1, 2), len(meta), bool(meta), meta == 1, 1 in meta, 2 in meta)
with meta as value:
    print(value)
    raise ValueError("swallowed")
print(f"{meta} {meta!r} {meta!s} {meta:spec} {meta:>{5}}", list(meta), [meta])


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __mul__(self, n):
        return Vector(self.x * n, self.y * n)

    __rmul__ = __mul__

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __abs__(self):
        return abs(self.x) + abs(self.y)

    def __lt__(self, other):
        return abs(self) < abs(other)

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __repr__(self):
        return f"V({self.x}, {self.y})"


v, w = Vector(1, 2), Vector(3, 4)
print(
    v + w,
    3 * v,
    v * 3,
    -v,
    abs(w),
    v < w,
    v > w,
    v == Vector(1, 2),
    v != w,
    sum([v, w]),
    {v: 1}[Vector(1, 2)],
)
v += w
print(v, v[0], list(v), sorted([w, Vector(0, 0)]))
try:
    v + 1
except TypeError as error:
    print(error)
try:
    v <= w
except TypeError as error:
    print(error)


class Weighed:
    """`__ne__` of object asks the class's own `__eq__`."""

    def __init__(self, weight):
        self.weight = weight

    def __eq__(self, other):
        return self.weight == other.weight if isinstance(other, Weighed) else NotImplemented


print(Weighed(1).__ne__(Weighed(2)), Weighed(1).__ne__(3), Weighed(1).__ne__(Weighed(1)))
print(object.__ne__(Weighed(1), Weighed(2)), object.__ne__(3, 4), object().__ne__(3))
