"""Counts and positions as large as `sys.maxsize` and larger."""

import sys


def t(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__, e)


M = sys.maxsize
t(lambda: "a b".split(None, M))
t(lambda: "a b".split(" ", -M - 1))
t(lambda: [1, 2][M])
t(lambda: [1, 2][-M])
t(lambda: "abc"[M])
t(lambda: (1,)[M])
t(lambda: b"a"[M])
t(lambda: "abc"[:M])
t(lambda: [1, 2, 3][-M:M])
t(lambda: "a".center(2**70))
t(lambda: "a".split(",", 2**70))
t(lambda: "abc".find("c", -M, M))
t(lambda: "abc".replace("a", "b", M))
t(lambda: [1].insert(M, 3))
t(lambda: [1, 2].index(2, 0, M))
t(lambda: [1].pop(M))
t(lambda: [1].pop(2**70))
t(lambda: list(range(M - 1, M + 1)))
t(lambda: range(M)[-1])
t(lambda: len(range(M + 1)))
t(lambda: M in range(M + 1))
t(lambda: range(2**65)[2**64])
t(lambda: bytearray(5)[M])
t(lambda: bytearray(b"abc").pop(M))
t(lambda: bytearray(b"a").insert(M, 5))
t(lambda: [1] * M)
t(lambda: "a" * M)
t(lambda: [] * M)
t(lambda: "" * M)
t(lambda: () * M)
t(lambda: b"" * M)
t(lambda: (1,) * M)
t(lambda: M.bit_length())
t(lambda: (M).to_bytes(8, "big"))
t(lambda: "x".rjust(M))
t(lambda: 1 << M if False else 0)
t(lambda: 1 >> M)
t(lambda: -1 >> M)
t(lambda: 1 << (2**70))
t(lambda: 1 >> (2**70))
t(lambda: list(enumerate("ab", M)))
t(lambda: slice(None, None, M).indices(5))
t(lambda: slice(0, M, 2**80).indices(M))
t(lambda: int("1" * 30, M))
t(lambda: pow(2, M, 7))
t(lambda: hash(M))
t(lambda: sum([M, 1]))
t(lambda: divmod(M, 3))
t(lambda: [0][M:])
t(lambda: [1, 2, 3][::M])
t(lambda: "abc"[::-M])


def f():
    l = [1, 2, 3]
    l[0:M] = [9]
    return l


t(f)


def f():
    l = [1, 2, 3]
    del l[M]
    return l


t(f)


def f():
    l = [1]
    l[M] = 3


t(f)


def g(n: int) -> str:
    return "abc"[n:M]


t(g, 1)


def h(xs: list[int], n: int) -> int:
    return xs[n]


t(h, [1], M)
