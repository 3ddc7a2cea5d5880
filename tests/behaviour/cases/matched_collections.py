from collections import ChainMap, OrderedDict, UserDict, UserList, deque


class Own(UserDict):
    pass


class Twice:
    __match_args__ = ("a", "a")
    a = None


def show(x):
    match x:
        case {"a": 1, **rest}:
            print("mapping", rest)
        case {"c": _}:
            print("c")
        case [a, *b]:
            print("sequence", a, b)
        case _:
            print("neither")


for each in [
    {"a": 1, "b": 2},
    OrderedDict(a=1, b=2),
    UserDict({"a": 1, "b": 2}),
    ChainMap({"a": 1}, {"b": 2}),
    [1, 2],
    (1, 2),
    deque([1, 2]),
    UserList([1, 2]),
    range(2),
    "ab",
    b"ab",
    {1, 2},
    bytearray(b"ab"),
    Own(a=1, c=3),
    Own(c=3),
    ChainMap(),
]:
    show(each)
try:
    match Twice():
        case Twice(y, z):
            print("matched", y, z)
except TypeError as error:
    print(error)
