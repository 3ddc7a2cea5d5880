"""Every method of bytes and bytearray, and what they refuse."""


def t(f, *a):
    try:
        print(ascii(f(*a)))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


wrong_index = "a"
bs = [
    b"",
    b"a",
    b"abc",
    b"Hello World",
    b"  sp  out ",
    b"a,b,,c,",
    b"\x00\xff\x80",
    b"\t\n\r\x0b\x0c\x1c ",
    b"l1\nl2\r\nl3\rend",
    b"123",
    b"aAbB",
    b"they're",
    b"'\"",
    b"ab" * 10,
    b"\\",
    b"-5",
    b"+7",
]
for s in bs:
    t(lambda: repr(s))
    t(s.upper)
    t(s.lower)
    t(s.title)
    t(s.capitalize)
    t(s.swapcase)
    t(
        lambda: (
            s.isalnum(),
            s.isalpha(),
            s.isascii(),
            s.isdigit(),
            s.islower(),
            s.isspace(),
            s.istitle(),
            s.isupper(),
        )
    )
    t(s.strip)
    t(s.lstrip)
    t(s.rstrip)
    t(lambda: s.strip(b"a "))
    t(lambda: s.split())
    t(lambda: s.rsplit())
    t(lambda: s.split(None, 1))
    t(lambda: s.rsplit(None, 1))
    t(lambda: s.split(b","))
    t(lambda: s.rsplit(b",", 2))
    t(s.splitlines)
    t(lambda: s.splitlines(True))
    t(lambda: s.split(None, 0))
    t(lambda: s.rsplit(None, 0))
    t(lambda: s.partition(b"b"))
    t(lambda: s.rpartition(b"b"))
    for w in (0, 5, 12):
        t(lambda: s.center(w))
        t(lambda: s.ljust(w, b"x"))
        t(lambda: s.rjust(w, b"*"))
        t(lambda: s.zfill(w))
    t(s.expandtabs)
    t(s.hex)
    t(lambda: s.hex(":"))
    t(lambda: s.hex("-", 2))
    t(lambda: s.hex(b"_", -2))
    t(lambda: s * 3)
    t(lambda: s + b"x")
    t(lambda: s[::-1])
    t(lambda: s[1:])
    t(lambda: s[1:5:2])
    t(lambda: s[0])
    t(lambda: s[-1])
    t(lambda: list(s))
    t(lambda: hash(s) == hash(bytes(bytearray(s))))
    t(lambda: bytearray(s))
    t(lambda: bytearray(s).upper())
    t(lambda: bytearray(s)[1:3])
    t(lambda: bytearray(s) + s)
    t(lambda: s + bytearray(s))
    t(lambda: s == bytearray(s))
    t(lambda: sorted(s))
    t(lambda: list(reversed(s)))
    for p in (b"", b"a", b"b", b"ab", b"\xff", 97, 256):
        t(lambda: (s.find(p), s.rfind(p), s.count(p), s.find(p, 1), s.rfind(p, 1, 4), s.count(p, 1, -1)))
        t(lambda: s.index(p))
        t(lambda: p in s)
        if isinstance(p, bytes):
            t(
                lambda: (
                    s.startswith(p),
                    s.endswith(p),
                    s.removeprefix(p),
                    s.removesuffix(p),
                    s.replace(p, b"<>"),
                    s.replace(p, b"", 1),
                    bytearray(s).replace(p, b"1"),
                )
            )
    for q in bs:
        t(lambda: (s < q, s <= q, s == q, s != q, s > q, s >= q))
t(lambda: b",".join([b"a", bytearray(b"b")]))
t(lambda: b",".join(["a"]))
t(lambda: bytearray(b",").join([b"a", b"b"]))
t(lambda: b"abc".translate(bytes(range(256)), b"b"))
t(lambda: b"abc".translate(None, delete=b"a"))
t(lambda: b"abc".translate(b"a"))
t(lambda: bytes.maketrans(b"ab", b"cd")[95:103])
t(lambda: bytes.fromhex("00 ff AB"))
t(lambda: bytes.fromhex("0"))
t(lambda: bytes.fromhex("0g"))
t(lambda: bytearray.fromhex("0102"))
t(lambda: bytes(5))
t(lambda: bytes([1, 2, 3]))
t(lambda: bytes([256]))
t(lambda: bytes(["a"]))
t(lambda: bytes("a"))
t(lambda: bytes("é", "utf-8"))
t(lambda: bytes(-1))
t(lambda: bytes(1.5))
t(lambda: bytes(None))
t(lambda: bytes())
t(lambda: bytes(b"a", "utf-8"))
t(lambda: bytes(range(3)))
t(lambda: bytes(x for x in (1, 2)))
t(lambda: bytes("é", "ascii", "replace"))
t(lambda: bytes(10**15))
t(lambda: bytearray("é", "latin-1"))
t(lambda: bytearray(3))
t(lambda: bytes(True))
t(lambda: b"abc"[wrong_index])
t(lambda: b"abc"[10])
t(lambda: b"abc" + "a")
t(lambda: b"abc" + 1)
t(lambda: "a" + b"b")
t(lambda: b"abc" < "a")
t(lambda: b"abc" == "abc")
t(lambda: b"a" * 2.5)
t(lambda: b"abc".find("a"))
t(lambda: b"abc".split("a"))
t(lambda: b"abc".split(b""))
t(lambda: b"abc".startswith("a"))
t(lambda: b"abc".startswith((b"x", b"a")))
t(lambda: b"abc".startswith((b"x", "a")))
t(lambda: b"abc".strip("a"))
t(lambda: b"abc".center(9, "a"))
t(lambda: b"abc".replace("a", b"b"))
t(lambda: b"abc".hex("ab"))
t(lambda: b"abc".hex(5))
t(lambda: b"abc".hex("é"))
t(lambda: b"abc".join(5))
t(lambda: b"abc".index(b"x"))
b = bytearray(b"hello")


def show(f):
    t(f)
    print(b)


show(lambda: b.append(33))
show(lambda: b.append(256))
show(lambda: b.append("a"))
show(lambda: b.extend(b"xyz"))
show(lambda: b.extend([1, 2]))
show(lambda: b.extend("a"))
show(lambda: b.extend(5))
show(lambda: b.insert(0, 65))
show(lambda: b.insert(-1, 66))
show(lambda: b.insert(100, 67))
show(lambda: b.pop())
show(lambda: b.pop(0))
show(lambda: b.pop(100))
show(lambda: b.remove(104))
show(lambda: b.remove(200))
show(b.reverse)
show(b.copy)


def f1():
    b[0] = 90


def f2():
    b[0] = 300


def f3():
    b[100] = 1


def f4():
    b[1:3] = b"LONGER"


def f5():
    del b[0]


def f6():
    del b[1:3]


def f7():
    b[::2] = b"ab"


def f8():
    del b[::2]


def f9():
    b["a"] = 1


def f10():
    b[0:0] = [1, 2, 3]


def f11():
    b[1:1] = "abc"


def f12():
    global b
    b += b"zz"


def f13():
    global b
    b *= 2


def f14():
    global b
    b += "a"


def f15():
    b[2:5] = b""


for f in (f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15):
    show(f)
show(b.clear)
t(lambda: b.pop())
t(lambda: hash(b))
t(lambda: {b: 1})
t(lambda: b"%s|%5d|%-5s|%x|%c|%r|%a|%b|%%" % (b"a", 5, b"bc", 255, 65, "é", 1, b"z"))
t(lambda: b"%s" % "a")
t(lambda: b"%d" % "a")
t(lambda: b"%(a)s" % {b"a": b"v"})
t(lambda: b"%c" % 300)
t(lambda: b"%c" % b"ab")
t(lambda: bytearray(b"%d") % 5)
t(lambda: b"%.2s" % b"abc")
t(lambda: b"%d" % (1, 2))
t(lambda: b"%q" % 1)
t(lambda: b"%5.1f" % 2.25)
t(lambda: b"%s" % 5)
t(lambda: bool(bytearray()))
t(lambda: len(bytearray(b"abc")))
