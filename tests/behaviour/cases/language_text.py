"""Text, bytes, lists, dicts, sets and numbers, one line each."""

# --- strs2
print(
    "ßGrüßeΣ".casefold(),
    "ǅ".title(),
    "ΑΣ".lower(),
    "ß".upper(),
    "İ".lower().encode(),
    "ŉ".upper(),
    "ﬁ".upper(),
    "ab cd-ef'g".title(),
    "hELLO".capitalize(),
    "aBc".swapcase(),
)
for ch in "aZ1 \t²½Ⅷ٣世é_\u200b\u00a0ª":
    print(
        repr(ch),
        ch.isalpha(),
        ch.isdigit(),
        ch.isdecimal(),
        ch.isnumeric(),
        ch.isalnum(),
        ch.isspace(),
        ch.isupper(),
        ch.islower(),
        ch.istitle(),
        ch.isidentifier(),
        ch.isprintable(),
        ch.isascii(),
    )
s = "a,b,,c"
print(
    s.split(","),
    s.split(",", 1),
    s.rsplit(",", 1),
    " a  b ".split(),
    "a\nb\r\nc\x0bd\u2028e".splitlines(),
    "a\nb\n".splitlines(True),
    s.partition(","),
    s.rpartition(","),
    s.partition("z"),
)
print(
    "x".join("abc"),
    s.find("c"),
    s.rfind(","),
    s.index("b"),
    s.count(","),
    s.replace(",", ";", 2),
    s.startswith(("x", "a")),
    s.endswith("c", 0, 3),
    "aXbX".strip("aX"),
    "  x ".lstrip(),
    "xx1".rstrip("1"),
    "pre_x".removeprefix("pre_"),
    "x.py".removesuffix(".py"),
)
print(
    "ab".center(7, "*"),
    "ab".ljust(5) + "|",
    "ab".rjust(5),
    "-42".zfill(6),
    "a\tb".expandtabs(4),
    "abc".translate({97: "X", 98: None, 99: 0x44}),
    "abc".translate(str.maketrans("ab", "12", "c")),
    "é".encode("latin-1"),
    "é€".encode("ascii", "xmlcharrefreplace"),
)
print(
    "abcdef"[::-1],
    "abcdef"[1:5:2],
    "abcdef"[-3:],
    "abcdef"[10:],
    "héllo"[1],
    "😀x"[0],
    len("😀"),
    "abc" < "abd",
    "a" * 3,
    "b" in "abc",
    ord("€"),
    chr(8364),
    ascii("é😀"),
    repr('it\'s "q" \n\t\\\x00\x7f\u200b'),
)
try:
    s.index("zz")
except ValueError as e:
    print(e)
try:
    "a".join([1])
except TypeError as e:
    print(e)
try:
    "a" + 1
except TypeError as e:
    print(e)
try:
    ord("ab")
except TypeError as e:
    print(e)
try:
    chr(-1)
except ValueError as e:
    print(e)
b = b"hello"
ba = bytearray(b"abc")
print(
    b[0],
    b[1:3],
    b.hex(),
    b.hex(":", 2),
    bytes.fromhex("de ad"),
    b.upper(),
    b.find(b"l"),
    b.split(b"l"),
    b"a" in b"abc",
    list(b"ab"),
    bytes(3),
    bytes([1, 2]),
    b.decode(),
    b.replace(b"l", b"L"),
    b"%d" % 3,
    b.startswith(b"he"),
    b.rjust(8, b"."),
    b"a,b".partition(b","),
    b"\xff\xfe".decode("utf-8", "replace"),
    b.translate(None, b"l"),
)
ba.append(100)
ba.extend(b"ef")
ba[0] = 65
ba[1:3] = b"XYZ"
del ba[-1]
ba += b"!"
ba.insert(0, 33)
print(ba, ba.pop(), ba.remove(65), ba, len(ba), bytes(ba))
ba[::2] = b"...." if len(ba[::2]) == 4 else ba[::2]
print(ba)
ba.reverse()
print(ba)
ba.clear()
print(ba)
l = list(range(10))
l[2:5] = ["a"]
print(l)
l[::2] = [0] * len(l[::2])
print(l)
del l[::3]
print(l)
l[1:1] = [7, 8]
print(l)
l[:] = l[::-1]
print(l)
l[-2:] = []
print(l)
try:
    l[::2] = [1]
except ValueError as e:
    print(e)
l = [3, 1, 2]
l *= 2
print(l, sorted(l, key=lambda x: -x), l.index(2), l.count(1))
l.sort(reverse=True)
print(l)
l.insert(-1, 9)
l.remove(9)
print(l, l.pop(0), l.copy(), [1] + [2], [1, 2] < [1, 3], [0] * 3)
recs = [("b", 2), ("a", 2), ("c", 1)]
print(
    sorted(recs, key=lambda r: r[1]),
    sorted(recs, key=lambda r: r[1], reverse=True),
    sorted(recs, key=lambda r: (-r[1], r[0])),
)
d = {"a": 1, "b": 2}
k = d.keys()
it = d.items()
d["c"] = 3
print(
    k,
    d.values(),
    it,
    k & {"a", "z"},
    k | {"q"} == {"a", "b", "c", "q"},
    k - {"a"} == {"b", "c"},
    k ^ {"a"} == {"b", "c"},
    ("a", 1) in it,
    3 in d.values(),
    list(reversed(d)),
    k == {"a", "b", "c"},
    k.isdisjoint("xyz"),
    it & {("a", 1)},
    list(reversed(d.items())),
)
print(
    d | {"a": 9},
    d.get("z", 0),
    d.setdefault("z", []),
    d.pop("z"),
    d.popitem(),
    dict(a=1),
    dict([("k", 1)]),
    dict.fromkeys("ab", 0),
    {**d},
)
d |= {"n": 1}
d.update(m=2)
d.update([("o", 3)])
print(d, "a" in d, len(d))
del d["a"]
try:
    d["zz"]
except KeyError as e:
    print(e, repr(e))
try:
    for q in d:
        d[q + "x"] = 1
except RuntimeError as e:
    print(e)
try:
    {[]: 1}
except TypeError as e:
    print(e)
s1, s2 = {1, 2, 3}, frozenset([2, 3, 4])
print(
    s1 & s2,
    s1 | s2,
    s1 - s2,
    s1 ^ s2,
    s2 & s1,
    s1 <= {1, 2, 3, 4},
    s1 < s1,
    s1.isdisjoint({9}),
    s1.union([9], [8]),
    s1.intersection([1]),
    s1 == {3, 2, 1},
    frozenset() == set(),
    {frozenset([1]): 2},
    type(s1 | s2),
    type(s2 | s1),
)
s1 |= {7}
s1 -= {1}
s1 &= {2, 7}
s1 ^= {2, 5}
print(s1)
s1.add(0)
s1.discard(99)
s1.update([1], (2,))
print(sorted(s1))
try:
    s1.remove(99)
except KeyError as e:
    print(e)
print(list(zip([1, 2], "ab", strict=True)))
for z in ([1, 2], [1]):
    try:
        print(list(zip(z, "abc" if len(z) == 2 else "", strict=True)))
    except ValueError as e:
        print(e)
it = iter([1, 2, 3, 0, 4])
print(list(iter(lambda: next(it), 0)), next(it), next(it, "dflt"))
print(
    list(enumerate("ab", 1)),
    list(map(lambda a, b: (a, b), "ab", [1, 2, 3])),
    list(filter(None, [0, 1, "", "a"])),
    list(reversed(range(3))),
    sum([[1], [2]], []),
    min("b", "a"),
    max([1, 5, 3], key=lambda x: -x),
    min([], default=7),
    any([0, 1]),
    all([]),
    divmod(-7, 3),
    divmod(7.5, 2),
    pow(3, -1, 7),
    pow(2, 10, 1000),
    round(2.5),
    round(-1.234, 2),
    round(1234, -2),
    abs(-3),
    hex(-255),
    bin(10),
    oct(8),
    int("0x1f", 16),
    int("1_000"),
    int("z", 36),
    int(" 12 "),
    float("1e3"),
    float(" inf"),
    int(-3.9),
    bool("x"),
    str(b"a"),
    range(10)[2:8:3],
    3 in range(0, 10, 3),
    len(range(0, 10, 3)),
    range(5).index(3),
    sorted("hello"),
    -7 // 2,
    -7 % 3,
    7 // -2,
    2**100,
    2**-1,
    10**20 // 7,
    1 << 70,
    ~5,
    5 & -2,
    (-5) >> 1,
)
print("a", "b", sep="-", end="!\n")
print(*[1, 2, 3], sep=", ")
print()
print("x", end="")
print("", flush=True)
import sys

print("err", file=sys.stderr)
print("out", file=sys.stdout)
print(
    (255).to_bytes(2, "big"),
    int.from_bytes(b"\x01\x00", "little"),
    (10).bit_length(),
    (7).bit_count(),
    (1.5).as_integer_ratio(),
    (2.0).is_integer(),
    (1.5).hex(),
    float.fromhex("0x1.8p0"),
    (3).real,
    (3).numerator,
    isinstance(True, int),
    True + 1,
)
x = 1234567890123456789012345678901234567890
print(
    x * x,
    x // 12345,
    x % 97,
    -x >> 3,
    x & 0xFFFF,
    hash(x),
    str(x)[:5],
    x > 1e30,
    float(x),
    int(1e30),
    x == float(x),
    -x,
)
print(
    getattr(3, "real"),
    hasattr([], "append"),
    isinstance(3, (str, int)),
    issubclass(bool, int),
    callable(print),
    id(x) == id(x),
    type(3),
    type("").__name__,
    type(None),
    type(print).__name__ if False else "",
    NotImplemented,
    ...,
    None,
)


class O:
    pass


o = O()
setattr(o, "dyn", 5)
print(o.dyn, getattr(o, "no", 1), vars(o), o.__dict__, hasattr(o, "dyn"))
delattr(o, "dyn")
print(vars(o), o.__class__.__name__)
