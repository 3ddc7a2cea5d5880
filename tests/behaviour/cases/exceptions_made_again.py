"""Exceptions whose `__init__` is called again, the fields of syntax errors, `__init__` through `super()`."""

e = ImportError("a", name="n", path="p")
e.__init__("b")
print(e.name, e.path, e.msg, e.args)
e.__init__("c", name="q")
print(e.name, e.path, e.msg, e.args)
e.__init__("c", "d")
print(e.name, e.path, e.msg, e.args)
for a in (
    ("x",),
    ("x", ("f", 1, 2, "t")),
    ("x", ("f", 1, 2)),
    ("x", ("f", 1, 2, "t", 3)),
    ("x", ("f", 1, 2, "t", 3, 4)),
    ("x", ("f", 1, 2, "t", 3, 4, 5)),
    ("x", 3),
    ("x", "abcd"),
    ("x", ["f", 1, 2, "t"]),
    ("x", "abc"),
    ("x", (), 1),
    (),
    ("x", {}),
    ("x", None),
):
    try:
        e = SyntaxError(*a)
        print(
            e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, e.args, str(e), repr(e)
        )
    except Exception as x:
        print(type(x), x)
e = SyntaxError("x", ("f", 1, 2, "t"))
e.__init__("y")
print(e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, e.args, str(e))
e.__init__()
print(e.msg, e.filename, e.lineno, e.args, str(e))
e.lineno = 9
e.filename = "g"
print(str(e))
e.__init__("z", ("h", 1, 2, "t"))
print(str(e), e.lineno, e.filename)
e.__init__("z", ("/a/h", None, 2, "t"))
print(str(e), e.lineno, e.filename)
e.lineno = "x"
print(str(e))
n = NameError("a", name="n")
n.__init__("b")
print(n.name, n.args)
n = AttributeError("a", name="n", obj=3)
n.__init__("b")
print(n.name, n.obj, n.args)
st = StopIteration(3)
st.__init__(4, 5)
print(st.value, st.args)
st.__init__()
print(st.value, st.args)
sx = SystemExit(3)
sx.__init__(1, 2)
print(sx.code)


class Parsed(SyntaxError):
    def __init__(self, text, *facts):
        super().__init__(text, *facts)
        self.extra = 1


p = Parsed("m", ("f.py", 3, 4, "t"))
print(p, p.lineno, p.extra, p.args)
try:
    Parsed("m", (1, 2))
except TypeError as x:
    print(x)


class Plain(SyntaxError):
    pass


print(Plain("m", ("a/b.py", 3, 4, "t", 3, 6)).end_offset)
try:
    Plain("m", ())
except TypeError as x:
    print(x)


class Stop(StopIteration):
    def __init__(self, *a):
        super().__init__(*a)


print(Stop(4).value, Stop().value)


class Missing(ImportError):
    def __init__(self, m):
        super().__init__(m, name="n")


print(Missing("a").name, Missing("a").path, Missing("b").msg)
try:
    ValueError("a").__init__("b", c=1)
except TypeError as x:
    print(x)
v = ValueError("a")
v.__init__("b", "c")
print(v.args)
