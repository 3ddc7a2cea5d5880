import sys

count = 0
history = []
_cache = {}


def bump(by=1):
    global count
    count += by
    history.append(count)


def expensive(n, _memo={}):
    if n not in _memo:
        _memo[n] = n ** n
    return _memo[n]


def make_counter(start=0):
    value = start

    def increment(by=1):
        nonlocal value
        value += by
        return value

    def reset():
        nonlocal value
        value = start

    increment.reset = reset
    return increment


bump()
bump(5)
print(count, history, expensive(5), expensive(5))
c = make_counter(10)
print(c(), c(5))
c.reset()
print(c())
functions = [lambda: i for i in range(3)]
print([f() for f in functions], [f() for f in [lambda i=i: i for i in range(3)]])
print("done", file=sys.stderr)
for name in ("count", "history"):
    print(name, globals()[name])
