# Decorators with and without arguments, on functions, methods and classes.
def traced(function):
    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        result = function(*args, **kwargs)
        print("result", result)
        return result

    return wrapper


def times(n):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(n)]

        return wrapper

    return decorate


@traced
def add(a, b=1):
    return a + b


@times(2)
@traced
def shout(text):
    return text.upper()


add(1)
add(1, b=5)
print(shout("a"))


class Thing:
    @traced
    def method(self, x):
        return x * 2

    def __repr__(self):
        return "Thing"


Thing().method(4)
registry = {}


def register(cls):
    registry[cls.__name__] = cls
    return cls


@register
class Plugin:
    name = "plugin"


print(registry["Plugin"].name, Plugin().name)


def memo(function):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = function(n)
        return cache[n]

    wrapper.cache = cache
    return wrapper


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(50), len(fib.cache))


def compose(*functions):
    def run(value):
        for function in functions:
            value = function(value)
        return value

    return run


print(compose(str, len, lambda n: n + 1)(12345))


def deep(a):
    def middle(b):
        def inner(c):
            nonlocal a
            a += c
            return a, b, c

        return inner

    return middle


inner = deep(1)(2)
print(inner(3), inner(3))
adders = {name: (lambda k: lambda n: n + k)(k) for name, k in (("one", 1), ("ten", 10))}
print(adders["one"](5), adders["ten"](5))
print((lambda f: f(f, 5))(lambda f, n: 1 if n == 0 else n * f(f, n - 1)))
