"""Lists that get items from where the compiler does not see them: a number of any size, or nothing at all."""

from __future__ import annotations

import json


def twice_1(other: list[int]) -> list[int]:
    return other * 2


def main_1(flag: bool) -> None:
    words = [0, 0]
    if flag:
        words = twice_1(json.loads('[100000000000000000000000, true, 5]'))
    total = 0
    for i in range(2):
        word = words[i]
        print(word)
        words[i] = 7
    print(words[0] + words[1])


main_1(False)
main_1(True)


def fill_2(words: list[int], other) -> None:
    words += other


def extend_2(words: list[int], other) -> None:
    words.extend(other)


def main_2(flag: bool) -> None:
    words = [0, 0]
    more = [1, 2]
    if flag:
        fill_2(words, [2**70, True])
        extend_2(more, (10**30, -(2**63)))
    print(words[len(words) - 1], words[-1], more[-1], more[3 if flag else 1])
    for i in range(len(words)):
        print(words[i])
    for word in more:
        print(word)


main_2(False)
main_2(True)


STATE_3 = [1, 2, 3]
def shrink_3() -> None:
    STATE_3.pop()
def read_3(i: int) -> int:
    return STATE_3[i]
def sneaky_3(values: list[int]) -> None:
    globals_like = values
    del globals_like[1:]
def chosen_3(flag: bool) -> list[int]:
    return STATE_3 if flag else [0] * 5
def main_3() -> None:
    print(read_3(2))
    try:
        shrink_3(); shrink_3()
        print(read_3(2))
    except IndexError as e:
        print("index", e)
    items = [5] * 10
    print(items[9])
    sneaky_3(items)
    try:
        print(items[9])
    except IndexError as e:
        print("index", e)
    both = chosen_3(True)
    try:
        print(both[4])
    except IndexError as e:
        print("index", e)
    print(chosen_3(False)[4])
    nested = [[0] * 3 for _ in range(3)]
    nested[1][2] = 9
    nested[1].append(10**25)
    print(nested)
    a, b = [0] * 2, [1] * 2
    a, b = b, a
    a[0] = 10**20
    b[1] = -1
    print(a, b, a[0] + 1, b[1] + 1)
    flags = [False] * 4
    flags[2] = True
    print(flags, flags[2], flags[0] + 1, [True, 2][0])
    m = [0] * 3
    k = m
    k[0] = 10**19
    print(m[0] * 2)
    big = [2**62 - 1, 2**62, 2**63, -2**62 - 1]
    for i in range(4):
        print(big[i] + 1, big[i] * 2, big[i] >> 1, ~big[i])
    s = [1, 2, 3]
    s[1:2] = ["a", "b"]
    print(s[1], s[2])
    t = [3, 1, 2]
    t.sort(key=lambda x: -x)
    print(t[0])
    t[0] = t[0] / 2
    print(t[0], t)
main_3()


class Odd4(int):
    def __add__(self, other):
        return "odd"
class Mul4:
    def __rmul__(self, other):
        return ["r", 1.5]
def build_4(n):
    return [0] * n
def put_4(values: list[int], i: int, value) -> None:
    values[i] = value
def main_4() -> None:
    values = [0] * 4
    put_4(values, 1, Odd4(3))
    print(values[1] + 1, values[0] + 1)
    other = build_4(Mul4())
    print(other, other[0])
    w = build_4(3)
    w[0] = 5
    print(w[0] + 1, w)
    x = [1, 2, 3]
    y = x
    y.clear()
    try:
        print(x[0])
    except IndexError as error:
        print(error)
    def inner() -> None:
        x.append(1.25)
    inner()
    print(x[0])
    z = [1, 2]
    it = iter(z)
    z.append(3)
    print(next(it), list(it))
    q = [1] * 3
    for i, each in enumerate(q):
        if i == 0:
            q.remove(1)
            q.insert(0, None)
        print(i, each, q[i])
    u = list(range(5))
    v = u[:]
    del u[2:]
    print(v[4], len(u))
    try:
        print(u[4])
    except IndexError as error:
        print(error)
    r = list(map(int, ["7", "8"]))
    r[0] = r[1] * 10**18
    print(r[0])
    p = sorted([3, 1, 2], reverse=True)
    print(p[0])
    c = [0] * 5
    c[-1] = 4
    print(c[-1], c[4], c[-5])
    try:
        c[5] = 1
    except IndexError as error:
        print(error)
    d = [*range(3), "x"]
    print(d[3], d[0])
    e = (1, 2) + (3.5,)
    print(e[2], e[0])
main_4()


def twice_5(other, n):
    return other * n
def main_5(flag):
    words = [0, 0]
    if flag:
        words = twice_5(json.loads("[100000000000000000000000, 2.5, \"x\"]"), 2)
    total = []
    for i in range(2):
        total.append(words[i])
        words[i] = 7
    print(total, words[0] + words[1])
main_5(False)
main_5(True)
def rep_5(n: int) -> list[int]:
    return json.loads("[100000000000000000000000, 4]") * n
def more_5(flag: bool) -> None:
    a = [0, 0]
    if flag:
        a = rep_5(3)
    s = 0
    for i in range(len(a)):
        s += a[i]
    print(s, a[1], a[0])
more_5(False)
more_5(True)


COUNTS_7 = json.loads('{"n": 3}')
def rep_7(other: list[int], n) -> list[int]:
    return other * n
def more_7(flag: bool) -> None:
    a = [0, 0]
    if flag:
        a = rep_7(json.loads("[100000000000000000000000, 4]"), COUNTS_7["n"])
    s = 0
    for i in range(2):
        s += a[i]
        a[i] = 5
    print(s, a[1], a[0])
more_7(False)
more_7(True)
