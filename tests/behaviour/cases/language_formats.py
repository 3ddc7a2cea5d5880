"""Format specs and percent, each with many values."""

# --- fmt
for spec in [
    "",
    "5",
    "<8",
    ">8",
    "^8",
    "=8",
    "08",
    "+",
    "-",
    " ",
    "+08",
    "*^10",
    ",",
    "_",
    "b",
    "#b",
    "o",
    "#o",
    "x",
    "#x",
    "X",
    "#X",
    "#010x",
    "d",
    "n",
    "c",
    "e",
    ".2f",
    "10.3f",
    "%",
    ".1%",
    "g",
    "G",
    "E",
    "+,.2f",
    "_b",
    "_x",
    "{>6",
    "é^6",
    "s",
    ".3",
    "z.1f",
]:
    for v in [0, 42, -42, 65, 1234567]:
        try:
            print(repr(spec), v, "[" + format(v, spec) + "]")
        except (ValueError, TypeError, OverflowError) as e:
            print(repr(spec), v, type(e).__name__, e)
    for v in [0.0, -1.5, 3.14159, 1e20, 1e-7, float("inf"), float("nan"), -0.0]:
        try:
            print(repr(spec), v, "[" + format(v, spec) + "]")
        except (ValueError, TypeError) as e:
            print(repr(spec), v, type(e).__name__, e)
    for v in ["", "abc", "héllo wörld", True, None, [1]]:
        try:
            print(repr(spec), repr(v), "[" + format(v, spec) + "]")
        except (ValueError, TypeError) as e:
            print(repr(spec), repr(v), type(e).__name__, e)
w, p, v = 10, 3, 3.14159
print(f"{v:{w}.{p}f}|{v!r:>{w}}|{v=}|{v = :.2f}|{w+p=}|{'nested ' + f'{w}'}|{{}}|{w:>+{p + 2}}|{v!s}|{'é'!a}")
print(
    "{} {} {0}".format(1, 2) if False else "{0} {1} {0}".format(1, 2),
    "{a.real} {b[0]} {b[k]}".format(a=3, b={0: "z", "k": "q"}),
    "{:>{w}}".format("x", w=5),
    "{!r:^7}".format("a"),
    "{0[1]}".format([1, 2]),
)
for bad in ["{", "}", "{0} {}", "{x}", "{!z}", "{0.foo}", "{:{}}", "{0!r", "{]"]:
    try:
        print(bad.format(1, 2))
    except (ValueError, KeyError, IndexError, AttributeError) as e:
        print(bad, type(e).__name__, e)
for f, a in [
    ("%d", 3),
    ("%5d|%-5d|%05d|%+d|% d", (1, 2, 3, 4, 5)),
    ("%s %r %a", ("é", "é", "é")),
    ("%x %X %o %#x %#o", (255, 255, 8, 255, 8)),
    ("%e %E %f %F %g %G", (1.5,) * 6),
    ("%.2f %10.3f %-10.1f|", (1.234, 5.6789, 2.25)),
    ("%c%c", ("a", 98)),
    ("%%", ()),
    ("%(a)s %(b)05.1f", {"a": 1, "b": 2}),
    ("%*d %.*f", (5, 3, 2, 1.239)),
    ("%i %u", (1, 2)),
    ("%5s|%-5s|%.2s", ("ab", "ab", "abc")),
    ("%d", 3.99),
    ("%s", (1,)),
    ("%s", [1, 2]),
    ("%#.3g", 1.0),
    ("%+.2e", 12345.678),
    ("%hd %ld", (1, 2)),
]:
    print(f % a)
for f, a in [
    ("%d", "x"),
    ("%d %d", (1,)),
    ("%d", (1, 2)),
    ("%q", 1),
    ("%", 1),
    ("%c", "ab"),
    ("%c", -1),
    ("%(x)s", 3),
    ("%(x)s", {}),
    ("%x", 1.5),
    ("%f", "s"),
    ("%s %s", "a"),
    ("abc", 3),
]:
    try:
        print(f % a)
    except (TypeError, ValueError, KeyError, OverflowError) as e:
        print(f, type(e).__name__, e)
print(
    b"%d %s %b %x %c %a" % (1, b"a", b"b", 255, 65, "é"),
    str(1.0),
    repr(1e16),
    1e15,
    0.1 + 0.2,
    1 / 3,
    1e-5,
    123456789012345680.0,
    5e-324,
    1.7976931348623157e308,
)
print(
    "{:,}".format(10**20),
    f"{10**30:_d}",
    f"{2**70:#x}",
    f"{-(10**25):,}",
    f"{10**18:e}",
    format(1e100, ",.0f"),
    f"{1234.5:,.1f}",
    f"{True:d} {True}",
)
import datetime

print(f"{datetime.date(2020, 1, 2):%Y/%m/%d}")


class Fm:
    def __format__(self, s):
        return "F" + s

    def __str__(self):
        return "S"


print(f"{Fm():>>5}", f"{Fm()!s:>3}", "{:x}".format(Fm()), "%s" % Fm())
