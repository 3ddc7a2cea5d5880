"""Every method of str on ASCII, accented, wide and lone-surrogate text, and what they refuse; codecs."""


def t(f, *a):
    try:
        print(ascii(f(*a)))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


wrong_indices = ["a", 1.0]
strs = [
    "",
    "a",
    "abc",
    "Hello World",
    "  spaced  out ",
    "a,b,,c,",
    "ünïcödé",
    "ß",
    "ǅ",
    "ΑΣ",
    "ΑΣΑ",
    "Σ",
    "ΟΔΥΣΣΕΥΣ ΣΑΣ",
    "日本語",
    "a😀b",
    "\ud800x",
    "\t\n\r\x0b\x0c\x1c\x85\u2028",
    "line1\nline2\r\nline3\rend",
    "123",
    "١٢٣",
    "²½",
    "a1_b2",
    "1abc",
    "_x",
    "İ",
    "ŉ",
    "ﬃ",
    "x" * 30,
    "aAbB",
    "Titlecase Words Here",
    "they're",
    "tab\there",
    "'quote'",
    '"dq"',
    "both'\"",
    "back\\slash",
    "\x7f\x00\x1f",
    "é" * 5,
    "ab" * 10,
    "ꭰꮿ",
    "𐐀𐐨",
    "ª",
    "\u0345Σ",
    "AΣ\u0345",
    "\xad",
    "\u200b",
]
for s in strs:
    print(ascii(s), len(s), ascii(repr(s)) if 0 else "")
    t(lambda: repr(s))
    t(s.upper)
    t(s.lower)
    t(s.title)
    t(s.capitalize)
    t(s.swapcase)
    t(s.casefold)
    t(
        lambda: (
            s.isalnum(),
            s.isalpha(),
            s.isascii(),
            s.isdecimal(),
            s.isdigit(),
            s.isidentifier(),
            s.islower(),
            s.isnumeric(),
            s.isprintable(),
            s.isspace(),
            s.istitle(),
            s.isupper(),
        )
    )
    t(s.strip)
    t(s.lstrip)
    t(s.rstrip)
    t(lambda: s.strip("aéx "))
    t(lambda: s.split())
    t(lambda: s.rsplit())
    t(lambda: s.split(None, 1))
    t(lambda: s.rsplit(None, 1))
    t(lambda: s.split(None, 0))
    t(lambda: s.rsplit(None, 0))
    t(lambda: s.split(","))
    t(lambda: s.rsplit(",", 2))
    t(lambda: s.split("b", 1))
    t(s.splitlines)
    t(lambda: s.splitlines(True))
    t(lambda: s.partition("b"))
    t(lambda: s.rpartition("b"))
    t(lambda: s.partition("é"))
    for w in (0, 5, 12):
        t(lambda: s.center(w))
        t(lambda: s.ljust(w, "é"))
        t(lambda: s.rjust(w, "*"))
        t(lambda: s.zfill(w))
        t(lambda: s.center(w, "-"))
    t(s.expandtabs)
    t(lambda: s.expandtabs(3))
    t(lambda: s.encode())
    t(lambda: s.encode("ascii"))
    t(lambda: s.encode("latin-1", "replace"))
    t(lambda: s.encode("ascii", "xmlcharrefreplace"))
    t(lambda: s.encode("ascii", "backslashreplace"))
    t(lambda: s.encode("utf8", "surrogatepass"))
    t(lambda: s.encode("ascii", "ignore"))
    t(lambda: s.encode("utf-8", "surrogateescape"))
    t(lambda: s * 3)
    t(lambda: s * 0)
    t(lambda: -1 * s)
    t(lambda: s + "é")
    t(lambda: s[::-1])
    t(lambda: s[1:])
    t(lambda: s[:-1])
    t(lambda: s[1:5:2])
    t(lambda: s[-3:])
    t(lambda: s[0])
    t(lambda: s[-1])
    t(lambda: s[5:1:-1])
    t(lambda: s[::0])
    t(lambda: s[100:])
    t(lambda: list(s))
    t(lambda: [c for c in s])
    t(lambda: sorted(s))
    t(lambda: list(reversed(s)))
    for p in ("", "a", "b", "é", "ü", "o", "World", "ab", "\n", "x"):
        t(
            lambda: (
                s.find(p),
                s.rfind(p),
                s.count(p),
                s.startswith(p),
                s.endswith(p),
                p in s,
                s.removeprefix(p),
                s.removesuffix(p),
                s.replace(p, "<>"),
                s.replace(p, "<>", 1),
                s.find(p, 1),
                s.rfind(p, 1, 4),
                s.count(p, 1, -1),
                s.startswith(p, 1),
                s.endswith(p, 0, 3),
                s.find(p, 5, 2),
                s.find(p, -2),
                s.startswith(p, 100),
                s.count(p, 100),
            )
        )
        t(lambda: s.index(p))
        t(lambda: s.rindex(p))
    for q in strs[:20]:
        t(lambda: (s < q, s <= q, s == q, s != q, s > q, s >= q))
t(lambda: "a".join(["x", "y", "z"]))
t(lambda: ",".join(("a",)))
t(lambda: "".join([]))
t(lambda: ",".join(["a", 1]))
t(lambda: ",".join(5))
t(lambda: ",".join("abc"))
t(lambda: "é".join({"a": 1, "b": 2}))
t(lambda: "-".join(c for c in "abc"))
t(lambda: ",".join(None))
t(lambda: "abc".find(1))
t(lambda: "abc".split(1))
t(lambda: "abc".split(""))
t(lambda: "abc".replace(1, "a"))
t(lambda: "abc".replace("a", 1))
t(lambda: "abc".startswith(1))
t(lambda: "abc".startswith(("x", "a")))
t(lambda: "abc".startswith(("x", 1)))
t(lambda: "abc".endswith(()))
t(lambda: "abc".strip(1))
t(lambda: "abc".center("a"))
t(lambda: "abc".center(10, "ab"))
t(lambda: "abc".center(10, 5))
t(lambda: "abc".partition(""))
t(lambda: "abc".partition(1))
t(lambda: "abc".index("x"))
t(lambda: "abc".count(None))
t(lambda: "abc".find("a", "b"))
t(lambda: "abc".find("b", None, None))
t(lambda: "abc".find("c", True))
t(lambda: 1 in "abc")
t(lambda: "abc"[wrong_indices[0]])
t(lambda: "abc"[wrong_indices[1]])
t(lambda: "abc"[10])
t(lambda: "abc"["a":])
t(lambda: "abc".encode("foo"))
t(lambda: "é".encode("ascii", "foo"))
t(lambda: "abc".encode("ascii", "foo"))
t(lambda: "abc".removeprefix(1))
t(lambda: "abc" * 2.5)
t(lambda: "abc" * "a")
t(lambda: "abc" + 1)
t(lambda: "abc" + None)
t(lambda: "abc" < 1)
t(lambda: "a" * 10**12)
t(lambda: "abc".expandtabs(-1))
t(lambda: "abc".zfill("a"))
t(lambda: "a".ljust(10**12))
t(lambda: "abc".translate({97: "x", 98: None, 99: 100}))
t(lambda: "abc".translate({97: 0x110000}))
t(lambda: "abc".translate({97: 1.5}))
t(lambda: str.maketrans("ab", "cd"))
t(lambda: str.maketrans("ab", "cd", "e"))
t(lambda: str.maketrans({"a": 1, 98: "z"}))
t(lambda: str.maketrans({"ab": 1}))
t(lambda: str.maketrans("a", "bc"))
t(lambda: str.maketrans(1))
t(lambda: str.maketrans({1.5: 1}))
t(lambda: "hello".translate(str.maketrans("el", "ip", "o")))
t(lambda: "abc".translate("xyz"))
t(lambda: "\x00\x01\x02".translate("xyz"))
t(lambda: "\x05".translate("xyz"))
t(lambda: str(b"abc"))
t(lambda: str(b"abc", "utf-8"))
t(lambda: str(b"\xff", "utf-8"))
t(lambda: str(b"\xff", errors="replace"))
t(lambda: str("a", "utf-8"))
t(lambda: str(5, "utf-8"))
t(lambda: str())
t(lambda: str(None))
t(lambda: str(object=5))
t(lambda: ascii("é\n😀'"))
t(lambda: ascii([1, "é"]))
t(lambda: hash("abc") == hash("a" + "bc"))
t(lambda: {"a" + "b": 1}["ab"])
for b in [
    b"abc",
    b"\xc3\xa9",
    b"\xff",
    b"\xc3",
    b"\xc3(",
    b"\xe2\x82",
    b"\xe2\x28\xa1",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80",
    b"\xf5\x80",
    b"\xc0\x80",
    b"a\x80b\x80\x80c",
    b"\xf0\x9f\x98",
    b"\xe0\x80\x80",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbfx",
]:
    for enc in ("utf-8", "ascii", "latin-1", "UTF8", "Latin_1", "us-ascii"):
        for err in (
            "strict",
            "ignore",
            "replace",
            "surrogateescape",
            "backslashreplace",
            "surrogatepass",
            "bogus",
        ):
            t(lambda: b.decode(enc, err))
try:
    b"a\xff\xfeb".decode()
except UnicodeDecodeError as e:
    print(e.encoding, e.object, e.start, e.end, e.reason, repr(e))
try:
    "aéé".encode("ascii")
except UnicodeEncodeError as e:
    print(e.encoding, ascii(e.object), e.start, e.end, e.reason)
