"""Every operator and method of int on small, big and boolean numbers, and what they refuse."""


def t(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__, e)


nums = [
    0,
    1,
    -1,
    2,
    7,
    -7,
    10,
    255,
    2**31,
    2**32,
    -(2**32),
    2**61,
    2**62 - 1,
    2**62,
    -(2**62),
    -(2**62) - 1,
    2**63,
    2**64,
    -(2**64),
    10**18,
    10**19,
    3**50,
    -(3**50),
    2**200,
    -(2**200) + 1,
    10**60,
    True,
    False,
]
for a in nums:
    print(
        a,
        hex(a),
        oct(a),
        bin(a),
        a.bit_length(),
        a.bit_count(),
        -a,
        ~a,
        abs(a),
        float(a),
        hash(a),
        bool(a),
        str(a),
    )
    for b in nums:
        t(lambda: a + b)
        t(lambda: a - b)
        t(lambda: a * b)
        t(lambda: a // b)
        t(lambda: a % b)
        t(lambda: divmod(a, b))
        t(lambda: a / b)
        t(lambda: a & b)
        t(lambda: a | b)
        t(lambda: a ^ b)
        t(lambda: (a < b, a <= b, a == b, a != b, a > b, a >= b))
        if -5 < b < 300:
            t(lambda: a << b)
            t(lambda: a >> b)
            t(lambda: a**b if b < 20 else None)
            t(lambda: round(a, -b))
for s in [
    "0",
    "12",
    " 12 ",
    "-5",
    "+7",
    "1_000",
    "1__0",
    "_1",
    "1_",
    "٣",
    "0x1f",
    "0b11",
    "",
    " ",
    "abc",
    "12a",
    "9" * 40,
    "-" + "8" * 70,
    "\u00a012",
    "１２",
]:
    t(int, s)
    for base in (0, 2, 8, 10, 16, 36, 1, 37):
        t(lambda: int(s, base))
t(int)
t(int, 3.9)
t(int, -3.9)
t(int, 1e30)
t(int, float("nan"))
t(int, float("inf"))
t(int, None)
t(int, b"12")
t(int, bytearray(b" 12 "))
t(int, [1])
t(lambda: int(base=5))
t(lambda: int(3, 5))
t(lambda: int("z", base=36))
t(lambda: int("9" * 5000))
t(lambda: str(10**5000))
for a in (0, 1, -1, 127, 128, -128, -129, 255, 256, 65535, -65536, 10**20, -(10**20)):
    for n in (0, 1, 2, 3, 9, 20):
        for order in ("big", "little"):
            for signed in (False, True):
                t(lambda: a.to_bytes(n, order, signed=signed))
    t(lambda: a.to_bytes())
for data in (b"", b"\x00", b"\xff", b"\x80\x00", b"\x01\x02\x03\x04\x05\x06\x07\x08\x09", b"\xff" * 9):
    for order in ("big", "little"):
        for signed in (False, True):
            t(lambda: int.from_bytes(data, order, signed=signed))
t(lambda: int.from_bytes([1, 2, 3], "big"))
t(lambda: (5).to_bytes(1, "middle"))
t(lambda: (5).to_bytes(-1, "big"))
t(lambda: int.from_bytes("a", "big"))
t(lambda: pow(3, 200, 1000007))
t(lambda: pow(3, -1, 7))
t(lambda: pow(2, -1, 4))
t(lambda: pow(2, 3, 0))
t(lambda: pow(-3, 3, 5))
t(lambda: pow(3, 3, -5))
t(lambda: pow(12345678901234567890, 98765432109876543210, 10**30 + 57))
t(lambda: pow(2, 5, 1))
t(lambda: pow(2, 0, 1))
t(lambda: pow(2.0, 3, 4))
t(lambda: pow(2, -2))
t(lambda: pow(0, -1))
t(lambda: 2**-1074)
t(lambda: 2**-1080)
t(lambda: 1 << -1)
t(lambda: 1 >> -1)
t(lambda: 0 << 10**30)
t(lambda: 1 << 10**30)
t(lambda: 5 >> 10**30)
t(lambda: -5 >> 10**30)
t(lambda: 10**400 / 10**399)
t(lambda: 10**400 / 3)
t(lambda: 1 / 10**400)
t(lambda: float(10**400))
t(lambda: (2**1024 - 1) / 2**1023)
t(lambda: float(2**1024 - 2**970))
t(lambda: float(2**1024 - 2**970 - 1))
t(lambda: (5).as_integer_ratio())
t(lambda: (True).real)
t(lambda: (7).numerator)
t(lambda: (7).denominator)
t(round, 5)
t(round, 15, -1)
t(round, 25, -1)
t(round, -15, -1)
t(round, 10**30 + 5, -1)
t(round, 1234, -10)
t(lambda: round(5, "a"))
t(lambda: round("a"))
t(chr, 97)
t(chr, 0x10FFFF)
t(chr, -1)
t(chr, 0x110000)
t(chr, 2**70)
t(chr, 3.5)
t(ord, "a")
t(ord, "é")
t(ord, "ab")
t(ord, b"a")
t(ord, 5)
t(ord, "😀")
t(hex, 3.5)
t(bin, "a")
t(lambda: 5 + "a")
t(lambda: "a" + 5)
t(lambda: 5 - None)
t(lambda: -"a")
t(lambda: ~1.5)
t(lambda: abs("a"))
t(lambda: divmod(5, 0))
t(lambda: 5 % 0)
t(lambda: 5 // 0)
t(lambda: 5 / 0)
t(lambda: divmod("a", 1))
t(lambda: 1 < "a")
t(lambda: [] < 1)
