"""What methods of built-in types give for instances of subclasses; hashes that `__hash__` returns."""


class S(str):
    pass


class B(bytes):
    pass


s = S("ab")
for r in (
    s.split("x"),
    s.split("xyz"),
    s.split("é"),
    s.split(),
    s.rsplit("x"),
    s.rsplit("xyz"),
    s.rsplit("é"),
    s.splitlines(),
    s.partition("x"),
    s.partition("xyz"),
    s.partition("é"),
    s.rpartition("x"),
    s.rpartition("xyz"),
    s.rpartition("é"),
    s.split("x", 0),
    s.split("xyz", 0),
    s.split("a"),
    s.partition("a"),
    s.rpartition("a"),
    S("").split("x"),
    S("").partition("x"),
    s.split(None, 0),
    s.partition(S("b")),
    s.partition(S("x")),
    S("aé").split("x"),
    S("aé").split("€"),
    S("aé").split("xyz"),
    S("aé").partition("€"),
):
    print(type(r), [type(x).__name__ for x in r], [x is s for x in r])
b = B(b"ab")
for r in (
    b.split(b"x"),
    b.split(b"xyz"),
    b.split(),
    b.rsplit(b"x"),
    b.rsplit(b"xyz"),
    b.splitlines(),
    b.partition(b"x"),
    b.partition(b"xyz"),
    b.rpartition(b"x"),
    b.rpartition(b"xyz"),
    b.partition(b"b"),
    b.partition(B(b"b")),
):
    print(type(r), [type(x).__name__ for x in r], [x is b for x in r])


class D(dict):
    pass


class E(dict):
    def __init__(self, *a):
        print("init", a)
        super().__init__(*a)

    def __setitem__(self, k, v):
        print("set", k, v)
        super().__setitem__(k, v)


print(type(D.fromkeys("ab")), D.fromkeys("ab", 1), type(D().fromkeys([1])))
print(type(E.fromkeys("ab", 2)), E.fromkeys("ab"), E({}).fromkeys([3]))


class H:
    def __init__(self, h):
        self.h = h

    def __hash__(self):
        return self.h


for h in (
    2**61,
    2**61 - 1,
    2**61 - 2,
    2**62,
    2**63 - 1,
    2**63,
    -(2**63),
    -(2**63) - 1,
    -1,
    2**64,
    5740354900026072187,
    -(2**61),
    -(2**61) + 1,
    True,
    2**100,
):
    print(hash(H(h)))
print({H(2**62): 1}[H(2**62)] if False else "ok")
print(hash(()), hash((1,)))


class Noted(bytes):
    pass


class Tagged(str):
    def __new__(cls, text, tag):
        made = super().__new__(cls, text)
        made.tag = tag
        return made


class Pair(tuple):
    pass


noted, pair = Noted(b"abc"), Pair((1, 2))
noted.label = 3
setattr(pair, "sum", 3)
print(noted.label, noted, Tagged("x", 4).tag, pair.sum, vars(pair), hasattr(Noted(b""), "label"))
