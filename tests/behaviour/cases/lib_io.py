import io
import sys
from io import BytesIO, StringIO

b = StringIO("start\nsecond")
print(b.read(3), b.tell(), repr(b.readline()), repr(b.readline()), repr(b.readline()), repr(b.read()))
print(b.seek(0), list(b), b.write("\nmore"), b.getvalue())
b.seek(2)
b.write("XYZ")
print(repr(b.getvalue()), b.tell(), b.seek(0, 2), b.truncate(4), repr(b.getvalue()), b.tell())
b.write("end")
print(repr(b.getvalue()))
with io.StringIO() as out:
    print("a", 1, file=out)
    out.writelines(["x", "y\n", "z"])
    print(out.getvalue().splitlines(), out.seekable(), out.readable(), out.closed)
    out.seek(0)
    print(out.readlines(), out.readlines(), [line for line in io.StringIO("p\nq\n\nr")])
print(out.closed)
for action in (
    lambda: out.write("x"),
    lambda: StringIO().write(3),
    lambda: StringIO(5),
    lambda: StringIO().seek(-1),
    lambda: StringIO("a").seek(1, 1),
    lambda: BytesIO().write("s"),
    lambda: StringIO("abc").truncate(-1),
):
    try:
        print(action())
    except (ValueError, TypeError, OSError) as error:
        print(type(error).__name__, error)
data = BytesIO(b"\x00\x01line\nnext")
print(
    data.read(2),
    data.readline(),
    data.seek(-2, 2),
    data.read(),
    data.getvalue()[:3],
    data.seek(3, 1),
    data.tell(),
)
data.write(b"!")
print(data.getvalue())
old = sys.stdout
sys.stdout = capture = io.StringIO()
print("hidden", "text", sep="-", end=".")
print()


def helper(*items):
    print(*items)


helper(1, 2)
sys.stdout.write("direct")
print("error", file=old)
sys.stdout = old
print(repr(capture.getvalue()))
