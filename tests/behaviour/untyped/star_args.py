def f(*args, **kwargs):
    return args, sorted(kwargs.items())

def g(a, b=2, *, c, d=4):
    return a, b, c, d

print(f(), f(1, 2), f(1, x=2), f(*[1, 2], **{"y": 3}))
print(g(1, c=3), g(1, 5, c=0, d=9), g(*(7, 8), **{"c": 1}))
for call in (lambda: g(), lambda: g(1), lambda: g(1, 2, 3, c=1), lambda: g(1, c=2, e=5)):
    try:
        print(call())
    except TypeError as error:
        print(error)
