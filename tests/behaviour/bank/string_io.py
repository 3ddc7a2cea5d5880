import io
import sys

buffer = io.StringIO()
buffer.write("first line\n")
print("second line", 2, file=buffer)
print("third", "line", sep="-", file=buffer)
buffer.seek(0)
for number, line in enumerate(buffer, 1):
    sys.stdout.write("%d: %s" % (number, line))
print(buffer.getvalue().count("line"))

old = sys.stdout
sys.stdout = capture = io.StringIO()
print("hidden")
sys.stdout = old
print(repr(capture.getvalue()))
