"""Sequences times objects with `__index__`; `%d` of objects with `__int__`."""


class V:
    def __init__(self, n=2):
        self.n = n

    def __index__(self):
        return self.n


class W:
    def __int__(self):
        return 11

    def __index__(self):
        return 2


class OnlyInt:
    def __int__(self):
        return 7


class Raises:
    def __index__(self):
        raise ValueError("no index")


class Own(V):
    def __rmul__(self, other):
        return ("own", other)


class Text(str):
    pass


class Data(bytes):
    pass


for sequence in ("ab", "é", "", b"ab", bytearray(b"ab"), [1, 2], (1, 2), Text("xy"), Data(b"xy")):
    for times in (V(), V(0), V(-1), V(1), True, 3):
        print(sequence * times, times * sequence, type(sequence * times).__name__)
    print(sequence * Own())
    for wrong in (V(2**70), Raises(), OnlyInt(), 1.5, "a"):
        try:
            print(len(sequence * wrong))
        except (TypeError, ValueError, OverflowError, MemoryError) as error:
            print(type(error).__name__, error)
print("ab" * V(), V() * "ab", b"ab" * V(), [0] * V(3), V() * (1,), "-" * W())
items = [1]
same = items
items *= V(3)
print(items, same is items)
items *= Own()
print(items)
array = bytearray(b"a")
kept = array
array *= V(3)
print(array, kept is array)
text = "ab"
text *= V()
print(text)
print("%d %i %u %s" % (W(), W(), OnlyInt(), 1), "%x %X %o" % (W(), W(), V(255)), b"%d" % W(), "%d" % V(5), "%5d|" % W())
print("%d" % True, "%d" % 3.9)
for wrong in (object(), "a", None):
    try:
        print("%d" % wrong)
    except TypeError as error:
        print(error)
try:
    print("%x" % OnlyInt())
except TypeError as error:
    print(error)
