"""Every operator and method of float, reading, showing and rounding, and what they refuse."""


def t(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__, e)


fl = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    1.5,
    2.5,
    -2.5,
    0.1,
    1 / 3,
    1e16,
    1e15,
    123456789012345680.0,
    1e22,
    1e23,
    1e-5,
    0.0001,
    5e-324,
    1.7976931348623157e308,
    float("inf"),
    float("-inf"),
    float("nan"),
    2.0**53,
    2.0**62,
    2.0**63,
    2.0**64,
    3.7,
    1e100,
]
for a in fl:
    print(a, repr(a), str(a), bool(a), -a, abs(a), f"{a}", f"{a!r:>30}", a.hex(), a.is_integer())
    if a == a:
        print(hash(a))
    t(lambda: a.as_integer_ratio())
    t(lambda: int(a))
    t(round, a)
    t(lambda: round(a, 2))
    t(lambda: round(a, -2))
    t(lambda: round(a, None))
    for b in fl + [1, 0, -3, 2**70, True]:
        t(lambda: a + b)
        t(lambda: a - b)
        t(lambda: a * b)
        t(lambda: a / b)
        t(lambda: a // b)
        t(lambda: a % b)
        t(lambda: divmod(a, b))
        t(lambda: b / a)
        t(lambda: b // a)
        t(lambda: b % a)
        t(lambda: b - a)
        t(lambda: (a < b, a <= b, a == b, a != b, a > b, a >= b))
        t(lambda: (b < a, b <= a, b == a, b != a, b > a, b >= a))
for s in [
    "1",
    "1.",
    ".5",
    ".",
    "1e5",
    "1e",
    "1e+",
    "e5",
    "1e400",
    "1e-400",
    " 1.5 ",
    "+1.5",
    "-1.5",
    "--1",
    "1_000.5",
    "1._5",
    "1_e5",
    "inf",
    "-Infinity",
    "nan",
    "+nan",
    "infin",
    "0x10",
    "1.5f",
    "",
    " ",
    "1 2",
    "٣.٥",
    "1e1_0",
    "123456789.123456789e-5",
    "0.1e1",
    "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
]:
    t(lambda: float(s))
t(lambda: float())
t(lambda: float(None))
t(lambda: float(b"1.5"))
t(lambda: float([1]))
t(lambda: float(10**400))
t(lambda: float("a", 1))
for s in [
    "0x1p0",
    "0x1.8p1",
    "-0x1.fffffffffffffp+1023",
    "0x1p1024",
    "0x0.0000000000001p-1022",
    "0x1p-1075",
    "0x1.8p-1075",
    "inf",
    "nan",
    "1.8",
    "0x",
    "0x1p",
    "xyz",
    " 0x1.0p3 ",
    "0x1.00000000000008p0",
    "0x1.000000000000080001p0",
    "0x.8p0",
    "123456789abcdef0123456789p-4",
]:
    t(float.fromhex, s)
for a in fl[:20]:
    for b in (
        0.0,
        0.5,
        1.0,
        2.0,
        3.0,
        -1.0,
        -2.0,
        -0.5,
        10.0,
        300.0,
        -300.0,
        float("inf"),
        float("nan"),
        2,
        -3,
        0,
    ):
        if not (a < 0 and b == b and b != int(b) if abs(b) < 1e9 else False):
            t(lambda: a**b)
t(lambda: 2**0.5)
t(lambda: 2**-1)
t(lambda: 0.0**-1)
t(lambda: 10.0**400)
t(lambda: 0**-2)

x = 12345
for i in range(3000):
    x = (x * 6364136223846793005 + 1442695040888963407) % 2**64
    f = x / 2**40 * 10.0 ** (i % 40 - 20)
    print(f, round(f, i % 8), f"{f:.{i % 20}f} {f:.{i % 18}e} {f:.{i % 25}g}", "%.*f" % (i % 9, f), int(f))
t(round, 2.675, 2)
t(round, 1e308, -308)
t(round, 1.5e308, -308)
t(round, 5e-324, 324)
t(round, 0.5)
t(round, 1.5)
t(round, 2.5)
t(round, 1e300)
t(lambda: round(1.5, "a"))
t(lambda: round(1.5, 1.0))
t(lambda: 1.5 + "a")
t(lambda: 1.5 & 1)
t(lambda: ~1.5)
t(lambda: 1.5 << 1)
t(lambda: 1.5 < "a")
t(lambda: {1: "a"}[1.0])
t(lambda: 1 in [1.0])
t(lambda: {1.0, 1, True})
