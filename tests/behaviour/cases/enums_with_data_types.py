from enum import Enum, IntEnum, IntFlag, Flag, auto


class Coordinate(bytes, Enum):
    def __new__(cls, value, label):
        made = bytes.__new__(cls, [value])
        made._value_ = value
        made.label = label
        return made

    X = (0, "x")
    Y = (1, "y")


for each in Coordinate:
    print(each.value, each.label, each[0], str(each))
    try:
        print(repr(each))
    except TypeError as error:
        print(error)


class Plain(bytes, Enum):
    A = b"a"


print(list(Plain) if False else repr(Plain.A))


class Size(int, Enum):
    def __new__(cls, value, label):
        made = int.__new__(cls, value)
        made._value_ = value
        made.label = label
        return made

    SMALL = 1, "s"


print(repr(Size.SMALL), Size(1).label)


class Simple(IntFlag):
    SINGLE = 1


class Iron(IntFlag):
    ONE = 1
    TWO = 2


print(
    repr(Simple.SINGLE | Iron.TWO), str(Simple.SINGLE | Iron.TWO), Simple.SINGLE | 4, repr(Simple.SINGLE | 4)
)
print((Simple.SINGLE | Iron.TWO).name, int(Simple.SINGLE | Iron.TWO))
print(
    repr(Iron.ONE | Iron.TWO), repr(Iron.ONE | True), repr(Iron.ONE & 3), repr(Iron.TWO ^ 1), repr(~Iron.ONE)
)
print(repr(4 | Iron.ONE), repr(Iron(8)), repr(Iron(0)))
