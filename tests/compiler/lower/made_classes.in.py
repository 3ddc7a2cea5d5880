from collections import namedtuple


def local():
    Pair = namedtuple("Two", "left right")
    return Pair(1, 2)


print(local())
