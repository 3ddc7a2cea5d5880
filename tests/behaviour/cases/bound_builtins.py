"""Methods of built-in types that are bound to an object; iteration from the end."""

import collections
import operator
for make in (lambda: [1, 2, 3], lambda: {1: 2, 3: 4}, lambda: {1: 2, 3: 4}.keys(), lambda: {1: 2, 3: 4}.values(), lambda: {1: 2, 3: 4}.items(), lambda: range(5), lambda: range(10, 0, -3), lambda: range(2**62, 2**62 + 3), lambda: range(2**70, 2**70 + 10, 4), lambda: (1, 2), lambda: "aé", lambda: b"ab", lambda: bytearray(b"ab"), lambda: range(0), lambda: collections.deque([1, 2]), lambda: collections.Counter("aab")):
    x = make()
    r = reversed(x)
    print(list(r), list(r), list(reversed(x)) == list(x)[::-1], type(r).__name__)
d = {1: 1, 2: 2, 3: 3}
try:
    for k in reversed(d):
        d[k + 10] = 1
except RuntimeError as e:
    print(e)
d = {1: 1, 2: 2, 3: 3}
del d[2]
print(list(reversed(d)), list(reversed(d.items())), d.__reversed__().__next__())
items = [1, 2, 3]
r = reversed(items)
next(r)
items.append(4)
print(list(r))
items = [1, 2, 3]
r = reversed(items)
items.clear()
print(list(r))
for f in (lambda: reversed({1}), lambda: reversed(5), lambda: reversed(iter([])), lambda: operator.add(1), lambda: operator.add(1, b=2), lambda: range(3).__reversed__(), lambda: list(reversed(range(-(2**63), 2**63, 2**62)))):
    try:
        x = f()
        print(x if not hasattr(x, "__next__") else list(x))
    except TypeError as e:
        print(e)
class L(list):
    def __len__(self):
        return 1
    def __getitem__(self, i):
        return "x"
print(list(reversed(L([1, 2]))))
class Q:
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return i
print(list(reversed(Q())), type(reversed(Q())) is reversed, isinstance(reversed([1]), reversed), isinstance(reversed((1,)), reversed))
class C:
    f = len
    g = [1, 2].index
x = [3]
print(type(x.append) is type(len), x.append == x.append, x.append != [].append, hash(x.append) == hash(x.append))
x.append(4)
f = x.append
f(5)
print(x, f.__self__ is x, f.__name__, f.__qualname__, f.__module__, callable(f), isinstance(f, type(len)))
print(C().f([1, 2]), C().g(2), C.f("abc"), C.g(1))
try:
    f.extra = 1
except AttributeError as e:
    print(e)
try:
    len.extra = 1
except AttributeError as e:
    print(e)
try:
    print(f.__func__)
except AttributeError as e:
    print(e)
try:
    f(1, 2)
except TypeError as e:
    print(e)
print(list(map([1, 2, 3].__getitem__, [0, 1])), sorted([3, 1], key={3: 1, 1: 2}.get))
