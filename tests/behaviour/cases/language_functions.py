"""Parameters of all kinds, decorators, closures, unpacking, generators."""


# --- funcs
def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return (a, b, c, args, d, e, kw)


print(
    f(1, d=4),
    f(1, 2, 3, 4, 5, d=6, z=7),
    f(*[1, 2], **{"d": 1, "e": 2, "q": 3}),
    f(1, *(2, 3), d=0, **{"a": 9}),
)


def tr(*a, **k):
    try:
        print(f(*a, **k))
    except TypeError as e:
        print(e)


tr()
tr(1)
tr(d=1)
tr(1, d=1, c=2)
tr(1, 2, 3, c=4, d=5)


def g(a, b):
    return a - b


for args, kw in [
    ((1,), {}),
    ((1, 2, 3), {}),
    ((1,), {"a": 2}),
    ((), {"a": 1, "b": 2}),
    ((1, 2), {"c": 3}),
    ((), {}),
    ((1,), {"b": 5}),
]:
    try:
        print(g(*args, **kw))
    except TypeError as e:
        print(e)


def h(*, x, y):
    return x + y


try:
    h(1, 2)
except TypeError as e:
    print(e)
try:
    h(x=1)
except TypeError as e:
    print(e)


def pos(a, /):
    return a


try:
    pos(a=1)
except TypeError as e:
    print(e)
import functools


def deco(fn):
    @functools.wraps(fn)
    def w(*a, **k):
        print("call", fn.__name__, a, k)
        return fn(*a, **k)

    return w


def param(n):
    def d(fn):
        def w(*a):
            return [fn(*a)] * n

        return w

    return d


@deco
@param(2)
def z(x):
    "doc"
    return x + 1


print(z(1))


@deco
def named(q=1):
    "my doc"
    return q


print(named.__name__, named.__doc__, named(q=3), named.__wrapped__(8))


class Cls:
    def __init__(self, fn):
        self.fn = fn
        self.n = 0

    def __call__(self, *a):
        self.n += 1
        return self.fn(*a), self.n


@Cls
def cc(x):
    return x * 2


print(cc(1), cc(2), cc.n)


def cdeco(cls):
    cls.tag = "T"
    cls.hello = lambda self: "hello " + self.tag
    return cls


@cdeco
class K:
    pass


print(K.tag, K().hello())


def memo(fn):
    cache = {}

    def w(n):
        if n not in cache:
            cache[n] = fn(n)
        return cache[n]

    w.cache = cache
    return w


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(50), len(fib.cache))


def counter():
    n = 0

    def inc(by=1):
        nonlocal n
        n += by
        return n

    def get():
        return n

    return inc, get


i, g2 = counter()
i()
i(5)
print(g2())


def mut(x, acc=[]):
    acc.append(x)
    return acc


print(mut(1), mut(2))
print((lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, j=4), (lambda: (yield))().__class__.__name__)


def outer():
    x = "o"

    def mid():
        def inner():
            nonlocal x
            x = "i"

        inner()

    mid()
    return x


print(outer())
first, *mid, last = range(5)
print(first, mid, last)
(a, b), c, *d = (1, 2), 3
print(a, b, c, d)
[*x, y] = "hey"
print(x, y)
print([*range(3), *"ab"], {**{"a": 1}, "b": 2, **{"a": 3}}, (*[1], 2), {*[1], *[2, 1]}, *[1, 2], sep="-")
for a, (b, *c) in [(1, (2, 3, 4)), (5, (6,))]:
    print(a, b, c)
try:
    a, b = 1, 2, 3
except ValueError as e:
    print(e)
try:
    a, b, *c = [1]
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)
g.attr = 5
print(g.attr, g.__name__, g.__module__, g.__qualname__, outer.__code__.co_argcount if False else "")
print(
    functools.partial(g, 10)(3),
    functools.reduce(lambda a, b: a * b, range(1, 6)),
    list(map(g, [5, 6], [1, 2])),
)
compose = lambda *fs: lambda x: functools.reduce(lambda a, f: f(a), fs, x)
print(compose(str, len, lambda n: n * 2)(12345))
try:
    f(1, **{"d": 1, 2: 3})
except TypeError as e:
    print(e)
try:
    f(1, *5, d=1)
except TypeError as e:
    print(e)
try:
    g(**{"a": 1}, **{"a": 2})
except TypeError as e:
    print(e)
if (n := len("abc")) > 2:
    print(n)
print([y := 5, y**2], [(k, v) for k in "ab" if (v := k * 2)])


def gl():
    global NEWG
    NEWG = 4


gl()
print(NEWG)
del NEWG
try:
    NEWG
except NameError as e:
    print(e)


def ub():
    print(q)
    q = 1


try:
    ub()
except UnboundLocalError as e:
    print(e)
assert 1 < 2 < 3 != 4, "msg"
try:
    assert False, ("m", 1)
except AssertionError as e:
    print(e.args)
print(1 < 2 > 1 == 1 is True, 1 in [1] == True, not 1 == 2, 3 if 0 else 4)
try:
    import numpy_not_here as np
except ImportError as e:
    np = None
    print(type(e).__name__, e)
if True:
    import math as m
else:
    import nonexistent_mod
print(m.pi)


# --- gens
def g(n):
    got = []
    try:
        for i in range(n):
            try:
                x = yield i
                got.append(x)
            except ValueError as e:
                got.append(f"caught {e}")
                yield "recovered"
    finally:
        print("finally", got)
    return got


it = g(5)
print(next(it), it.send("a"), it.throw(ValueError("boom")), next(it), it.send("b"))
it.close()
it.close()
it = g(2)
next(it)
next(it)
try:
    it.send(9)
except StopIteration as e:
    print("stop", e.value)
try:
    next(it)
except StopIteration as e:
    print("again", e.value)


def outer():
    r = yield from g(2)
    print("r", r)
    s = yield from [10, 20]
    print("s", s)
    yield from "ab"
    return "done"


o = outer()
print(next(o), o.send("q"), next(o), next(o), next(o), next(o))
try:
    next(o)
except StopIteration as e:
    print(e.value)


def bad():
    try:
        yield 1
    except GeneratorExit:
        yield 2


b = bad()
next(b)
try:
    b.close()
except RuntimeError as e:
    print(e)


def raises():
    yield 1
    raise KeyError("k")


r = raises()
next(r)
try:
    next(r)
except KeyError as e:
    print("KE", e)


def si():
    yield 1
    raise StopIteration


s = si()
next(s)
try:
    next(s)
except RuntimeError as e:
    print(e, type(e.__cause__))
print(
    sum(x * x for x in range(10) if x % 2),
    list(x + y for x in "ab" for y in "cd"),
    max((len(w) for w in ["a", "bcd"]), default=0),
)


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


import itertools

print(list(itertools.islice(fib(), 10)), next(f for f in fib() if f > 50))


def coro():
    total = 0
    n = 0
    avg = None
    while True:
        v = yield avg
        total += v
        n += 1
        avg = total / n


c = coro()
next(c)
print(c.send(10), c.send(20), c.send(6))
ge = (i for i in range(3))
print(next(ge), list(ge), list(ge))
x = [lambda: i for i in range(3)]
print([f() for f in x])


def tree(t):
    if t is None:
        return
    l, v, r = t
    yield from tree(l)
    yield v
    yield from tree(r)


print(list(tree(((None, 1, None), 2, (None, 3, None)))))


def throw_in_yield_from():
    try:
        yield from g(3)
    except RuntimeError as e:
        yield f"outer {e}"


t = throw_in_yield_from()
next(t)
print(t.throw(RuntimeError("rt")))
try:
    coro().send(1)
except TypeError as e:
    print(e)


def gg():
    return (yield)


q = gg()
next(q)
try:
    q.send(5)
except StopIteration as e:
    print(e.value, e.args)
print(type(q).__name__, iter(q) is q, hasattr(q, "send"), q.gi_running if False else "")


class WithGen:
    def __init__(self, xs):
        self.xs = xs

    def __iter__(self):
        yield from self.xs

    def evens(self):
        return (x for x in self.xs if x % 2 == 0)


print(list(WithGen([1, 2, 4])), list(WithGen([1, 2, 4]).evens()))
a, *rest = fib_it = itertools.islice(fib(), 4)
print(a, rest)


def nested():
    x = 1

    def inner():
        nonlocal x
        for _ in range(3):
            x += 1
            yield x

    yield from inner()
    yield x


print(list(nested()))


def lazy():
    print("started")
    yield 1


z = lazy()
print("made")
next(z)


def e():
    return 5
    yield


try:
    next(e())
except StopIteration as ex:
    print(ex.value)
print(list(zip(fib(), "abc")), dict(zip("ab", fib())), *map(lambda a, b: a + b, [1, 2], fib()))
