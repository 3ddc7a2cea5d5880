# Every way to pass and take arguments, and the messages for the wrong ones.
def full(a, b, /, c, d=4, *rest, e, f=6, **others):
    return a, b, c, d, rest, e, f, others


print(full(1, 2, 3, e=5))
print(full(1, 2, c=3, e=5))
print(full(1, 2, 3, 40, 50, 60, e=7, g=8))
print(full(*[1, 2, 3], **{"e": 5, "a": "extra"}))


def two(a, b=2):
    return a, b


def keyword_only(*, key, other=None):
    return key, other


wrong = [
    lambda: two(),
    lambda: two(1, 2, 3),
    lambda: two(1, a=2),
    lambda: two(1, c=2),
    lambda: full(1, 2),
    lambda: full(1, 2, 3),
    lambda: keyword_only(),
    lambda: keyword_only(1),
    lambda: keyword_only(kee=1),
    lambda: two(**[1]),
    lambda: two(1, **{"a": 1}),
    lambda: (lambda: 0)(1),
    lambda: 5(),
]
for call in wrong:
    try:
        print(call())
    except TypeError as error:
        print(error)


class Point:
    def __init__(self, x, y=0):
        self.x, self.y = x, y

    def moved(self, dx=0, *, dy=0):
        return Point(self.x + dx, self.y + dy)

    @staticmethod
    def origin():
        return Point(0)

    @classmethod
    def diagonal(cls, n):
        return cls(n, n)

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


print(Point(1), Point(x=1, y=2), Point(1).moved(dy=5), Point.origin(), Point.diagonal(3))
print(Point.moved(Point(1, 1), 2), Point(0).diagonal(2), Point(5).origin())
for call in (
    lambda: Point(),
    lambda: Point(1, 2, 3),
    lambda: Point(1).moved(1, 2),
    lambda: Point(1).nothing(),
):
    try:
        print(call())
    except (TypeError, AttributeError) as error:
        print(error)
bound = Point(1, 2).moved
print(bound(10), bound(dy=1))


def star(*args, **kwargs):
    return args, kwargs


print(star(*"ab", *range(2), x=1, **{"y": 2}, **{"z": 3}))
try:
    star(**{"a": 1}, **{"a": 2})
except TypeError as error:
    print(error)
print((lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4))
print(max(3, 1, 2), max([1, 5], key=lambda n: -n), sorted("bca", reverse=True))
print(dict(a=1, b=2), dict([("x", 1)], y=2), "{}-{name}".format(1, name="n"))
