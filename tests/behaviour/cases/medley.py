try:
    raise ValueError("a") from KeyError
except ValueError as e:
    print(repr(e.__cause__))
x = [1, 2, 3]
for i in x:
    if i < 6:
        x.append(i + 3)
print(x)


def f():
    try:
        return "a"
    finally:
        print("fin")


print(f())


def g(n):
    while True:
        n -= 1
        if n < 0:
            return "done"


print(g(3))


class A:
    count = 0

    @classmethod
    def inc(cls):
        cls.count += 1
        return cls.count


class B(A):
    pass


print(A.inc(), B.inc(), A.count, B.count)
print(sorted({"b": 1, "a": 2}), [*map(str, range(3))], {k: v for k, v in zip("ab", [1, 2])})
a = b = []
a += [1]
print(b, a is b)
t = (1, [2])
try:
    t[1] += [3]
except TypeError as e:
    print(e, t)
print(type(5).__name__, type("").__name__, type(A()).__name__, isinstance(A, type))
lst = [3, 1, 2]
lst.sort(key=lambda v: -v)
print(lst, lst.index(1), max(lst, default=0), min([], default="none"))
print("%s %d %.2f" % ("x", 3, 1.5), "{:>5}|{:<5}|{:^5}".format(1, 2, 3), f"{3.14159:.2f} {10:x} {'q'!r:>6}")
print(getattr(A, "count"), hasattr(A(), "nope"), callable(A), callable(5))
import math

print(math.floor(2.7), math.pi, math.sqrt(16))
print(round(2.5), round(3.14159, 2), divmod(7, 3), pow(2, 10, 1000), abs(-3), sum([1, 2], 10))
print(1 if not [] else 2, bool([0]), not None, None is None)
print("ab", "x" * 3, "abc"[::-1], "abc"[1:], list("abc")[-1])


def outer():
    def rec(n):
        return 1 if n == 0 else n * rec(n - 1)

    return rec(5)


print(outer())
print(*[1, 2], sep="-", end="!\n")
