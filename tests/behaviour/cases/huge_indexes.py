"""Indexes, counts and sizes beyond what fits: which error, in which order."""


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


big = 10**20


def t1():
    return [1][big]


def t2():
    x = [1]
    x[big] = 2


def t3():
    x = [1]
    del x[big]


def t4():
    return [1].pop(big)


def t5():
    return [1].insert(big, 2)


def t6():
    return (1, 2)[big]


def t7():
    return "abc"[big]


def t8():
    return b"abc"[big]


def t9():
    return bytearray(b"abc")[big]


def t10():
    b = bytearray(b"abc")
    b[big] = 1


def t11():
    b = bytearray(b"abc")
    b[10] = 300


def t12():
    b = bytearray(b"abc")
    del b[big]


def t13():
    return range(3)[big]


def t14():
    return "a" * big


def t15():
    return [1] * big


def t38():
    x = [1]
    x.insert(2**62, 2)
    x.insert(-(2**63), 0)
    return x


def t39():
    return [1][2**62], 0


def t40():
    return "abc"[-(2**63)]


def t41():
    return [1, 2].index(2, -big, big), (1, 2).index(2, 1, big)


def t16():
    return [1].index(1, big)


def t17():
    return "abc".find("a", big)


def t18():
    return "a".center(big)


def t19():
    return bytearray(b"a").pop(big)


def t20():
    b = bytearray(b"a")
    b.insert(big, 3)
    return b


def t21():
    return "abc"[big:], [1, 2][-big:big]


def t22():
    return round(1.5, big)


def t23():
    return "a b".split(None, big)


def t24():
    return chr(big)


def t25():
    return bytes(big)


def t26():
    return range(big)[5], len(range(big))


def t27():
    return [1, 2, 3][-big]


def t28():
    x = [1]
    x[-big] = 2


def t29():
    return 1 << big


def t30():
    return (5).to_bytes(big, "big")


def t31():
    b = bytearray(b"abc")
    b[-10] = b"x"


def t32():
    x = [1]
    x[big] += 1


def t33():
    return "abc".zfill(big)


def t35():
    return "abc".replace("a", "b", big)


def t37():
    return list(map(lambda i: [1, 2][i], [big]))


for f in (
    t1,
    t2,
    t3,
    t4,
    t5,
    t6,
    t7,
    t8,
    t9,
    t10,
    t11,
    t12,
    t13,
    t14,
    t15,
    t16,
    t17,
    t18,
    t19,
    t20,
    t21,
    t22,
    t23,
    t24,
    t25,
    t26,
    t27,
    t28,
    t29,
    t30,
    t31,
    t32,
    t33,
    t35,
    t37,
    t38,
    t39,
    t40,
    t41,
):
    print(f.__name__)
    attempt(f)


def u(i: int, x: list[int], s: str, t: tuple[int, ...], b: bytearray) -> None:
    for k in range(6):
        try:
            if k == 0:
                print(x[i])
            if k == 1:
                x[i] = 2
            if k == 2:
                del x[i]
            if k == 3:
                print(s[i])
            if k == 4:
                print(t[i])
            if k == 5:
                b[i] = 3
        except IndexError as e:
            print(k, e)


u(big, [1], "a", (1,), bytearray(2))
u(-big, [1], "a", (1,), bytearray(2))
