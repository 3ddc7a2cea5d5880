"""json.dumps of instances of classes on list, tuple and dict that have methods of their own."""

import json


class L(list):
    def __iter__(self):
        return iter(["own", 1])


class LL(list):
    def __len__(self):
        return 0


class LG(list):
    def __getitem__(self, i):
        return "got"


class LB(list):
    def __bool__(self):
        return False


class LE(list):
    def __iter__(self):
        raise ValueError("no iter")


class T(tuple):
    def __iter__(self):
        return iter(["own", 1])


class TL(tuple):
    def __len__(self):
        return 0


class D(dict):
    def items(self):
        return [("own", 1)]


class DI(dict):
    def __iter__(self):
        return iter(["own"])

    def keys(self):
        return ["k"]

    def __getitem__(self, k):
        return "got"


class DL(dict):
    def __len__(self):
        return 0


class DB(dict):
    def __bool__(self):
        return False


class DG(dict):
    def items(self):
        yield "b", 2
        yield "a", 1


class DX(dict):
    def items(self):
        return [("a", 1, 2)]


class DS(dict):
    def items(self):
        return ["ab", ["c", 3]]


class DE(dict):
    def items(self):
        raise ValueError("no items")


class DN(dict):
    def items(self):
        return 5


class DT(dict):
    def items(self):
        return [5]


class DLL(dict):
    def items(self):
        return [["a", 1], ["b", 2]]


class Len3(list):
    def __len__(self):
        return 3


class S(str):
    def __str__(self):
        return "own"

    def __iter__(self):
        return iter("own")

    def __len__(self):
        return 7


class I(int):
    def __repr__(self):
        return "own"

    __str__ = __repr__


class F(float):
    def __repr__(self):
        return "own"

    __str__ = __repr__


class Grow(list):
    def __iter__(self):
        self.append(1)
        return super().__iter__()


values = [
    L([1, 2]),
    L(),
    LL([1, 2]),
    LL(),
    LG([1, 2]),
    LB([1]),
    LE([1]),
    LE(),
    T((1, 2)),
    T(),
    TL((1, 2)),
    Len3([1]),
    Grow([5]),
]
values += [
    D(a=1),
    D(),
    DI(a=1),
    DI(),
    DL(a=1),
    DL(),
    DB(a=1),
    DG(a=1),
    DG(),
    DX(a=1),
    DX(),
    DS(a=1),
    DE(a=1),
    DE(),
    DN(a=1),
    DT(a=1),
    DLL(a=1),
    DLL(),
]
values += [S("abc"), I(5), F(2.5), {S("k"): 1, I(3): 2, F(1.5): 3}]
n = 0
for value in values:
    for what in (value, [value], {"k": value}):
        for options in (
            {},
            {"indent": 1},
            {"sort_keys": True},
            {"indent": 0, "sort_keys": True},
            {"check_circular": False},
            {"separators": (",", ":")},
        ):
            n += 1
            try:
                print(n, type(value).__name__, options, repr(json.dumps(what, **options)))
            except Exception as e:
                print(n, type(value).__name__, options, type(e).__name__, e)
        try:
            print(json.dumps(what))
        except Exception as e:
            print(type(e).__name__, e)
        try:
            print(json.JSONEncoder().encode(what), "".join(json.JSONEncoder(indent=1).iterencode(what)))
        except Exception as e:
            print(type(e).__name__, e)


class Later(list):
    pass


def other(self):
    return iter(["later"])


print(json.dumps(Later([1])))
Later.__iter__ = other
print(json.dumps(Later([1])), json.dumps(Later([1]), indent=1))
