"""Properties and methods that subclasses override where the class's body uses the one and not the other."""


class Thermometer:
    def __init__(self) -> None:
        self.stored = 0

    @property
    def temp(self) -> int:
        return self.stored

    @temp.setter
    def temp(self, value: int) -> None:
        self.stored = value

    @property
    def unit(self) -> str:
        return "C"

    @unit.deleter
    def unit(self) -> None:
        self.stored = -1


class ReadOnly(Thermometer):
    @property
    def temp(self) -> int:
        return 100

    @property
    def unit(self) -> str:
        return "F"


class Written(ReadOnly):
    @property
    def temp(self) -> int:
        return self.stored * 2

    @temp.setter
    def temp(self, value: int) -> None:
        self.stored = value + 1


class Plain:
    @property
    def size(self):
        return 1

    def named(self, prefix="plain"):
        return prefix + "!"


class Settable(Plain):
    @property
    def size(self):
        return 2

    @size.setter
    def size(self, value):
        print("set", value)

    def named(self, prefix="settable"):
        return prefix + "?"

    other = named


class More(Plain):
    @property
    def size(self, factor=3):
        return factor

    def named(self, prefix="more"):
        return prefix + "."


class Stars(Plain):
    @property
    def size(*args):
        return len(args), type(args[0]).__name__


class Used:
    def m(self):
        return "used"

    alias = m


class Over(Used):
    def m(self):
        return "over"


def read(one: Thermometer) -> tuple[int, str]:
    return one.temp, one.unit


def write(one):
    try:
        one.temp = 7
        del one.unit
    except AttributeError as error:
        print(error)
    return one.temp, one.stored


for one in (Thermometer(), ReadOnly(), Written()):
    print(one.temp, one.unit, read(one), write(one))
for plain in (Plain(), Settable(), More(), Stars()):
    print(plain.size, plain.named())
    try:
        plain.size = 5
    except AttributeError as error:
        print(error)
for used in (Used(), Over()):
    print(used.m(), used.alias())


def call(used: Used) -> object:
    return used.m(), used.alias()


print(call(Used()), call(Over()))
