import copy
from itertools import chain, cycle, islice, product


def t(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


for s in [(), [], 0, ([],), (iter([]), []), (iter([]), iter([]), 1)]:
    t(lambda: chain().__setstate__(s))
for s in [(), ([],), ([], 1, 2), [[], 0], ((1,), 0), ([1], "x")]:
    t(lambda: cycle("").__setstate__(s))
for s in [(), (0,), (0, 0, 0), 5, [0, 0], ("x", 0)]:
    t(lambda: product([1, 2], [3]).__setstate__(s))
it = chain()
it.__setstate__((iter(["abc", "def"]),))
print(list(it))
it = chain()
it.__setstate__((iter(["abc", "def"]), iter(["ghi"])))
print(list(it))
for state in ((list("abc"), 0), (list("abcdefg"), 1), ([], 0)):
    c = cycle("defg")
    c.__setstate__(state)
    print(list(islice(c, 20)))
p = product((1, 2), (3,))
p.__setstate__((0, 0x1000))
print(next(p))
p = product((1, 2), (), (3,))
p.__setstate__((0, 0, 0x1000))
t(lambda: next(p))

for made in (chain("ab", [1, 2]), cycle("abc"), product("ab", [1, 2], "xy")):
    for taken in range(9):
        copied = copy.copy(made)
        print(list(islice(copied, 3)), end=" ")
        if type(made) is product:
            print(next(made, None), end=" ")
    print(list(islice(made, 3)))

for bounds in ((-(2**63), 2**63), (0, 2**70, 2**64), (2**70, 0, -(2**64)), (5, 2**70, -1), (0,), (3, 3)):
    print(bool(range(*bounds)), 1 if range(*bounds) else 2, not range(*bounds))

print(range(10)[::3], range(10)[::-3], range(10)[8:2:-4], range(0, 20, 2)[1:8:3], range(10)[5:2], range(10)[::-1])
print(range(3)[10:20:5], range(10)[2:5:-1], range(10)[-100:100], range(0)[::2], range(10, 0, -3)[1:])
large = range(-(2**63), 2**63)
print(large[2**63 : 2**63 + 1], large[::2**62], large[-1:], large[: 2**64 : 3], large[::-1][5])
t(lambda: large[::0])
t(lambda: range(3)["a":])
