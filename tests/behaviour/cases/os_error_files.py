for args in [
    (),
    ("a",),
    (5, "text"),
    (5, "text", "file"),
    (5, "text", None),
    (5, "text", "file", None, "other"),
    (5, "t", "f", 3),
    (5, 2, 3, 4, 5, 6),
    (5, "t", None, None, "o"),
    (None, "text"),
    (5, None, "f"),
]:
    e = OSError(*args)
    print(repr(e), str(e), e.args, e.errno, e.strerror, e.filename, e.filename2)
e = TimeoutError(5, "late", b"where")
print(e, e.args, repr(e))
e.filename = "else"
print(e)
e.strerror = "changed"
print(e, e.args)


class Own(OSError):
    def __init__(self, a, b, c):
        super().__init__(a, b, c)
        self.more = c


class Other(OSError):
    pass


class Third(OSError):
    def __init__(self, a):
        self.a = a


for e in [Own(5, "x", "y"), Other(5, "x", "y"), Third(5)]:
    print(repr(e), e, e.args, e.filename, e.errno)
try:
    raise PermissionError(5, "no", "/etc")
except OSError as error:
    print(error, error.args, error.filename)
