"""Unicode errors that a program makes: what is wrong with the arguments, fields, texts, `__new__` and `__init__`."""


class Text(str):
    pass


class Data(bytes):
    pass


class Index:
    def __repr__(self):
        return "Index"

    def __index__(self):
        return 3


class Bad:
    def __index__(self):
        raise ValueError("bad index")


class Decode(UnicodeDecodeError):
    pass


class Init(UnicodeEncodeError):
    def __init__(self, *a):
        super().__init__(*a)


class Other(UnicodeTranslateError):
    def __init__(self, x):
        self.x = x


class New(UnicodeDecodeError):
    def __new__(cls, *a):
        return super().__new__(cls)

    def __init__(self, *a):
        pass


def show(c, *a):
    try:
        e = c(*a)
    except Exception as x:
        print(c.__name__, type(x).__name__, x)
        return
    print(c.__name__, len(e.args), e.args[:2], repr(e)[:30])
    try:
        print(str(e))
    except Exception as x:
        print(c.__name__, type(x).__name__, x)
    for name in ("encoding", "object", "start", "end", "reason"):
        try:
            print(name, repr(getattr(e, name)), type(getattr(e, name)).__name__)
        except Exception as x:
            print(name, type(x).__name__, x)


CLASSES = [UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError, Decode, Init, New]
for c in CLASSES:
    show(c)
    show(c, "x")
    show(c, "x", "y", 1, 2, 3, 4)
    show(c, "x", "y", 1, 2)
    show(c, "x", 1, 2, "y")
    show(c, "ascii", b"abc", 1, 2, "bad")
    show(c, "ascii", "abc", 1, 2, "bad")
    show(c, "abc", 1, 2, "bad")
    show(c, b"abc", 1, 2, "bad")
    for s in (0, 1, 5, True, Index(), Bad(), 2**40, 2**70, -(2**70), 1.5, "1", None):
        for e in (0, 1, 2, -1, 9, 2**63):
            show(c, "ascii", b"abc", s, e, "bad")
            show(c, "ascii", "abc", s, e, "bad")
            show(c, "a\xe9c", s, e, "bad")
    for o in (bytearray(b"abc"), Text("abc"), Data(b"abc"), [1], None, 5):
        show(c, "ascii", o, 1, 2, "bad")
        show(c, o, 1, 2, "bad")
    for enc in (1, None, b"x", Text("q")):
        show(c, enc, b"abc", 1, 2, "bad")
        show(c, enc, "abc", 1, 2, "bad")
        show(c, "ascii", b"abc", 1, 2, enc)
        show(c, "ascii", "abc", 1, 2, enc)
        show(c, "abc", 1, 2, enc)
show(Other, 5)
try:
    print(UnicodeDecodeError("x"))
except TypeError as e:
    print(e)
try:
    raise UnicodeEncodeError(1, 2)
except TypeError as e:
    print(e)
try:
    raise UnicodeDecodeError("a", "b", 1, 2, "c")
except TypeError as e:
    print(e)
try:
    raise UnicodeDecodeError
except TypeError as e:
    print(e)
try:
    raise UnicodeDecodeError(encoding="a", object="b", start=1, end=2, reason="c")
except TypeError as e:
    print(e)
try:
    raise UnicodeTranslateError("b", start=1, end=2, reason="c")
except TypeError as e:
    print(e)
e = UnicodeDecodeError("utf-8", b"a", 0, 1, "x")
try:
    e.__init__("x")
except TypeError as x:
    print(x)
print(e, e.args)
e.__init__("utf-8", b"ab", 1, 2, "y")
print(e, e.args)
UnicodeDecodeError.__init__(e, "utf-8", b"ab", 0, 2, "z")
print(e, e.args, e.start, e.end)
e.args = (1,)
print(e, e.args, e.start, e.end, e.object)
e.start = 7
e.__init__("utf-8", b"ab", 1, 2, "y")
print(e, e.start)


class U(UnicodeDecodeError):
    def __new__(cls, *a):
        return super().__new__(cls)


u = U("utf-8", b"a", 0, 1, "x")
print(u, u.args, u.object)


class V(UnicodeDecodeError):
    def __new__(cls, *a):
        return ValueError("other")


print(repr(V(1)))
try:
    U("utf-8", b"a", 0, 1)
except TypeError as e:
    print(e)


class W(UnicodeTranslateError):
    def __new__(cls, *a):
        made = super().__new__(cls, *a)
        print(made.args, made.object, made.start, repr(str(made)))
        return made

    def __init__(self, *a):
        print(self.reason)


w = W("utf-8", 0, 1, "x")
print(w, w.args, w.object)
for e in (u, w):
    e.foo = 5
    del e.foo
    print(hasattr(e, "foo"), hasattr(e, "encoding"))
    e.reason = "changed"
    print(e, e.reason, e.args)
    e.args = ()
    print(e, repr(e))
try:
    b"\xff".decode()
except UnicodeDecodeError as e:
    e.args = (1, 2)
    print(e, repr(e), e.object)
    e.end = 5
    print(e, repr(e), e.object)
d = UnicodeDecodeError("utf-8", b"a", 0, 1, "x")
print(d.reason)
d.foo = 5
del d.foo
print(hasattr(d, "foo"))
