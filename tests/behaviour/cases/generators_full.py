# Generators: send, throw, close, yield from, finally, return values, expressions.
def count(n):
    print("start")
    for i in range(n):
        received = yield i
        if received:
            print("got", received)
    return "done"


g = count(3)
print(next(g), g.send("hello"), next(g))
try:
    next(g)
except StopIteration as stop:
    print("stop", stop.value)
print(list(count(2)), [*count(1)])


def outer():
    result = yield from count(2)
    print("inner returned", result)
    yield from "ab"
    return 5


print(list(outer()))


def guarded():
    try:
        while True:
            try:
                yield "value"
            except ValueError as error:
                print("handled", error)
                yield "recovered"
    finally:
        print("closed")


g = guarded()
print(next(g), g.throw(ValueError("thrown")), next(g))
g.close()
g = guarded()
next(g)
try:
    g.throw(KeyError("out"))
except KeyError as error:
    print("raised", error)


def delegate():
    try:
        yield from guarded()
    except KeyError:
        yield "caught outside"


g = delegate()
print(next(g), g.throw(ValueError("through")), g.throw(KeyError("k")))
print(sum(x * x for x in range(10) if x % 2), max((len(w), w) for w in ["a", "ccc", "bb"]))


def tree(node):
    if node:
        left, value, right = node
        yield from tree(left)
        yield value
        yield from tree(right)


print(list(tree((((), 1, ()), 2, ((), 3, ())))))


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


p = primes()
print([next(p) for _ in range(10)])
squares = (n * n for n in range(3))
print(next(squares), list(squares), list(squares), next(squares, "end"))


class Tree:
    def __init__(self, *items):
        self.items = items

    def __iter__(self):
        for item in self.items:
            if isinstance(item, Tree):
                yield from item
            else:
                yield item


print(list(Tree(1, Tree(2, Tree(3)), 4)))


def bad():
    yield 1
    raise StopIteration


try:
    list(bad())
except RuntimeError as error:
    print(type(error).__name__, error)


def echo():
    value = None
    while True:
        value = yield value


e = echo()
next(e)
print([e.send(i) for i in "xyz"])
a, b, *c = (i for i in range(5))
print(a, b, c)
print(dict((k, v) for k, v in zip("ab", range(2))), set(x % 2 for x in range(5)))
