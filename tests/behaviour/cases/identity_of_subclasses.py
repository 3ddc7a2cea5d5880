class L(list):
    pass


class S(set):
    pass


class D(dict):
    pass


class BA(bytearray):
    pass


class By(bytes):
    pass


class Fl(float):
    pass


for k in (L, S, D, BA, By, Fl):
    x = k()
    y = k()
    id(x)
    id(y)
    print(k.__name__, len(x) if k is not Fl else 0, x, bool(x), x == y, id(x) == id(x))

for k in (L, S, D):
    x = k()
    for call in (lambda: hash(x), lambda: object.__repr__(x) != "", lambda: {x: 1}):
        try:
            found = call()
            print(found if isinstance(found, bool) else isinstance(found, int))
        except TypeError as error:
            print(error)
    print(len(x), x)
for k in (L, S, D, BA, By, Fl):
    x, y = k(), k()
    print(id(x) == id(y), len({id(x), id(y)}))


class F(frozenset):
    pass


class S(set):
    pass


class L(list):
    pass


class D(dict):
    pass


class T(tuple):
    pass


class I(int):
    pass


class St(str):
    pass


class By(bytes):
    pass


class Fl(float):
    pass


class O:
    pass


class Sl:
    __slots__ = ("a",)


class Ex(Exception):
    pass


class BA(bytearray):
    pass


for k in (F, S, L, D, T, I, St, By, Fl, O, Sl, Ex, BA, list, dict, set, object):
    x = k()
    y = k()
    print(k.__name__, id(x) != id(y), x is y)
for k in (F, S, L, T):
    x = k((1,))
    y = k((1,))
    print(k.__name__, id(x) != id(y), x is y)
