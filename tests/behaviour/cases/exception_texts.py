"""What an exception says, whoever made it and whatever its arguments are."""


class Refused(Exception):
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code


def renamed() -> None:
    try:
        [1, 2].index(3)
    except ValueError as error:
        error.args = (1, "two")
        print(error, error.args)
        error.args = (2**70,)
        print(error)
        error.args = ()
        print(repr(str(error)))


def raised(number: int) -> None:
    try:
        if number == 0:
            raise Refused(403, "closed")
        if number == 1:
            raise KeyError(("a", 1))
        if number == 2:
            raise KeyError
        if number == 3:
            raise LookupError(3.5)
        raise OSError("disk full")
    except (Refused, LookupError, OSError) as error:
        print(type(error).__name__, error, error.args)


def deep(level: int) -> int:
    row = [level, level + 1, level + 2, level + 3, level + 4, level + 5, level + 6, level + 7, level + 8]
    wide = [row, row, row, row, row, row, row, row, row, row, row, row, row, row, row, row, row, row, row]
    return deep(level + 1) + len(wide)


renamed()
for which in range(5):
    raised(which)
try:
    deep(0)
except RecursionError as error:
    print(error)
