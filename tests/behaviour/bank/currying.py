from functools import partial, reduce

def curry(function, n):
    def curried(*args):
        return function(*args) if len(args) >= n else lambda *more: curried(*args, *more)
    return curried

add3 = curry(lambda a, b, c: a + b + c, 3)
compose = lambda *fs: reduce(lambda f, g: lambda x: f(g(x)), fs)
print(add3(1)(2)(3), add3(1, 2)(3), compose(str, abs, int)("-5"), list(map(partial(pow, 2), range(5))))
print(partial(sorted, key=lambda p: p[1], reverse=True)({"a": 1, "b": 3}.items()))
