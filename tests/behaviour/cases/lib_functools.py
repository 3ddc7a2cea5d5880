import functools, sys
from functools import lru_cache, wraps, partial, reduce, cmp_to_key


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())


@functools.cache
def g(a, *, k=1):
    print("calling", a, k)
    return a + k


print(g(1), g(1), g(1, k=2), g.cache_info(), g.__name__)


@lru_cache
def h(x):
    return x


@lru_cache(2)
def h2(x):
    return x


for i in (1, 2, 1, 3, 2):
    h2(i)
print(h2.cache_info(), h2.cache_parameters(), h(3))
p = partial(int, base=2)
print(p.args, p.keywords)
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 5))
try:
    reduce(max, [])
except TypeError as e:
    print(e)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))


def deco(f):
    @wraps(f)
    def inner(*args, **kw):
        print("before")
        return f(*args, **kw)

    return inner


@deco
def hello(name="x"):
    return "hello " + name


print(hello("me"), hello.__name__, hello(name="k"))
print(sys.maxsize)
