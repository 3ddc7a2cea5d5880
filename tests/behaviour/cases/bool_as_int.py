"""A bool where an int is declared stays a bool as text."""


class Weight:
    def __init__(self, grams: int) -> None:
        self.grams = grams

    def __repr__(self) -> str:
        return f"Weight({self.grams})"


class Loud(int):
    def __str__(self) -> str:
        return "loud"


def show(n: int) -> str:
    return f"{n}|{n!r}|{n!s}|{n:>6}|" + str(n) + repr(n) + "%s %d" % (n, n) + "{}".format(n) + format(n)


print(Weight(True), show(True), show(False), show(7), show(10**30), show(Loud(3)))

for error in (
    UnicodeEncodeError("ascii", "é", 0, 1, "x"),
    UnicodeDecodeError("utf-8", b"a", 0, 1, "y"),
    KeyError(1),
):
    print(type(error).__name__, error.__cause__, error.__context__, error.args, error.__suppress_context__)
