from functools import partial, reduce


def compose(*functions):
    return reduce(lambda f, g: lambda *a, **k: g(f(*a, **k)), functions)


def power(base, exponent):
    return base ** exponent


square = partial(power, exponent=2)
cube = partial(power, exponent=3)
parse_binary = partial(int, base=2)
print(square(5), cube(2), parse_binary("1011"), square.keywords, cube.func.__name__)
pipeline = compose(str.strip, str.lower, lambda s: s.replace(" ", "-"), partial(str.encode, encoding="ascii"))
print(pipeline("  Hello Big World "))
print(compose(lambda a, b=1: a + b, square)(2, b=3))
print(reduce(lambda acc, x: {**acc, x: acc.get(x, 0) + 1}, "banana", {}))
print(list(map(partial(max, 3), [1, 5, 2])), sorted(["bb", "a", "CCC"], key=len, reverse=True))
print([f(3) for f in (square, cube, lambda x: -x, abs, str, float)])
