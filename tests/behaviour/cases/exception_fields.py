"""Attributes of exceptions, notes, iterators by name, subclasses of bytearray."""


def t(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__, e)


try:
    (5).foo
except AttributeError as e:
    print(e.name, e.obj, e.args)
e = AttributeError("a", name="n")
print(e.name, e.obj, e)
e.obj = 5
print(e.obj)
del e.obj
print(e.obj)
t(lambda: AttributeError("a", bad=1))
t(lambda: ValueError(bad=1))
t(lambda: ImportError("m", name="x", path="y").path)
i = ImportError("test")
print(i.msg, i.name)
i = ImportError("a", "b")
print(i.msg)
e = ValueError("x")
e.add_note("one")
e.add_note("two")
print(e.__notes__, hasattr(ValueError(), "__notes__"))
t(lambda: ValueError().add_note(5))
e.foo = 3
print(e.foo)
del e.foo
t(lambda: e.foo)


class E2(ValueError):
    pass


x = E2()
x.add_note("n")
print(x.__notes__)
x.bar = 1
print(x.bar)


class E3(AttributeError):
    def __init__(self, name):
        self.name = name


print(E3("q").name)


class E4(OSError):
    pass


o = OSError(2, "No such", "f")
print(o.errno, o.strerror, o.filename)
print(E4(3, "x").errno, OSError("a").errno)
s = SyntaxError("bad", ("f.py", 1, 2, "text"))
print(s.msg, s.filename, s.lineno, s.offset, s.text, s.end_lineno)
u = UnicodeEncodeError("ascii", "\u4444", 0, 1, "bad")
print(u, u.start, u.end, u.object, u.reason, u.encoding)
u.end = 5
print(u.end)
u.end = 0
print(u.end)
u.reason = "foo"
u.end = 1
print(str(u))
u.object = "abcdef"
u.end = 4
print(str(u))
it = iter([1, 2])
print(it.__next__(), next(it))
t(it.__next__)
print(it.__iter__() is it, hasattr(5, "__next__"), hasattr(it, "__next__"))
print(
    iter("ab").__next__(),
    iter({1: 2}).__next__(),
    (x for x in [7]).__next__(),
    zip([1], [2]).__next__(),
    range(3).__iter__().__next__(),
)


class A:
    __bool__ = None


t(lambda: bool(A()))


class FS(frozenset):
    pass


print(FS([1]))


class BA(bytearray):
    def __init__(self, *a):
        super().__init__(*a)
        self.x = 1


b = BA(b"abc")
b.append(100)
print(b, b.x, type(b), len(b), b[0], isinstance(b, bytearray))
for i in range(2**61 - 2, 2**61):
    print(i)
print(issubclass(bool, int))
t(lambda: issubclass())
try:
    print(E2("a", "b"))
    raise E2("with note") from None
except E2 as q:
    q.add_note("N1")
    print(q.__notes__)
d = {}
print(set(d), set({1: 2, 3: 4}))


try:
    "\xe9x".encode("ascii")
except UnicodeEncodeError as e:
    print(e)
    e.start, e.end = 1, 2
    print(e)
    e.end = 1
    print(e)
try:
    b"a\xff".decode()
except UnicodeDecodeError as e:
    print(e)
    e.start = 0
    e.end = 1
    print(e)
u = UnicodeTranslateError("xxxx", 1, 5, "foo")
print(u)
u.end = 4
print(u)
u.end = 2
print(u)
u.object = "\u1234\u1234\U00012345"
print(u)
for c in (UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError):
    print(repr(str(c.__new__(c))))
