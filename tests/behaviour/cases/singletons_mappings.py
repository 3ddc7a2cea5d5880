"""`with_traceback`, the types of None and its like called, the named groups of a pattern, dicts from mappings."""

import re

for value in (None, ..., NotImplemented):
    kind = type(value)
    print(kind() is value)
    for call in (lambda k: k(1), lambda k: k(a=1)):
        try:
            call(kind)
        except TypeError as error:
            print(error)
pattern = re.compile("(?P<first>a)(?P<other>b)")
print(pattern.groupindex["other"], dict(pattern.groupindex), len(pattern.groupindex), pattern.groupindex)
try:
    pattern.groupindex["other"] = 0
except TypeError as error:
    print(error)
print(pattern.match("ab").groupdict(), pattern.sub(r"\g<other>", "ab"))
try:
    raise ValueError("a")
except ValueError as error:
    caught = error
again = KeyError("b").with_traceback(caught.__traceback__)
print(again.__traceback__ is caught.__traceback__, again.with_traceback(None).__traceback__, again)
try:
    again.with_traceback(5)
except TypeError as error:
    print(error)
try:
    raise caught.with_traceback(None) from None
except ValueError as error:
    print(error is caught)


class M:
    def __init__(self, d):
        self.d = d

    def keys(self):
        return self.d.keys()

    def __getitem__(self, k):
        return self.d[k]


print(dict(M({"a": 1})))


class N:
    def keys(self):
        return ["a", "b"]

    def __getitem__(self, k):
        return k * 2


def f(**k):
    return k


print(f(**N()), {**N()}, dict(N(), c=3))
d = {}
d.update(N())
d |= dict(N())
print(d)


class P:
    def __init__(self, x):
        self.x = x

    def __iter__(self):
        return iter([("k", self.x)])


print(dict(P(3)))
