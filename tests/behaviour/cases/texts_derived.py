"""Strs, bytes and others whose classes compare, show, count or hash themselves, held as what they derive from."""

from enum import Enum, IntEnum, IntFlag, StrEnum
from typing import Any


class Folded:
    def __eq__(self, other: object) -> bool:
        return str.lower(self) == str.lower(other)  # type: ignore[arg-type]

    def __hash__(self) -> int:
        return hash(str.lower(self))  # type: ignore[arg-type]


class Name(Folded, str):  # type: ignore[misc]
    pass


class Unequal(str):
    def __ne__(self, other: object) -> Any:
        return "" if other == "none" else "differs"

    def __lt__(self, other: str) -> bool:
        return True

    def __ge__(self, other: str) -> bool:
        return False


class Shown(str):
    def __str__(self) -> str:
        return "own str"

    def __repr__(self) -> str:
        return "own repr"

    def __format__(self, spec: str) -> str:
        return f"own format {spec}"

    def __contains__(self, part: object) -> bool:
        return True

    def __len__(self) -> int:
        return 0


class Plan(str, Enum):
    FREE = "free"
    PRO = "pro"

    def is_free(self) -> bool:
        return self == "free"


class Level(StrEnum):
    LOW = "low"


class Number(IntEnum):
    ONE = 1


class Bits(IntFlag):
    A = 1
    B = 2


class Full(bytes):
    def __len__(self) -> int:
        return 3


class Empty(bytes):
    def __bool__(self) -> bool:
        return False


class Filled(dict[str, int]):
    def __bool__(self) -> bool:
        return True


class Void(list[int]):
    def __len__(self) -> int:
        return 0


class Nought(int):
    def __bool__(self) -> bool:
        return False

    def __format__(self, spec: str) -> str:
        return "nought"


def in_list(name: str, names: list[str]) -> bool:
    return name in names


def in_dict(name: str, table: dict[str, int]) -> Any:
    return table.get(name), name in table


def compared(left: str, right: str) -> Any:
    return left == right, left != right, left < right, left >= right, "y" if left != right else "n"


def compared_with_any(left: Any, right: str) -> Any:
    return left == right, right != left, "y" if left == right else "n", "y" if left != right else "n"


def shown(text: str) -> None:
    print(f"{text}", f"<{text}-", f"{text!s}", f"{text!r}", f"{text:>6}|", str(text), repr(text), "%s" % text)
    print(type(f"{text}") is str, type(f"{text!s}") is str, "zz" in text, text, sep=" / ")


def failed(text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError as error:
        print(error, repr(error), error.args, f"{error}")
    made = KeyError(text)
    print(made, str(made), f"{made!r}")


def truth(text: str, data: bytes, table: dict[str, int], items: list[int], number: int) -> None:
    print(bool(text), "t" if text else "f", not text, len(text), text or "none")
    print(bool(data), "t" if data else "f", not data, len(data), data and b"some")
    print("t" if table else "f", "t" if items else "f", "t" if number else "f", not number)
    print(f"{number}", f"{number}!", f"{number:>3}", str(number))


texts: list[str] = ["plain", "PLAIN", "", Name("Plain"), Unequal("none"), Shown("raw"), Plan.PRO, Level.LOW]
known = ["plain", "pro", "low", "none", "raw"]
for each in texts:
    shown(each)
    failed(each)
    print(in_list(each, known), in_dict(each, dict.fromkeys(known, 1)))
    for other in texts:
        print(compared(each, other), compared_with_any(each, other), in_list(other, [each]))
    truth(each, b"", {}, [], 0)
print(compared_with_any(5, Unequal("x")), Plan.FREE.is_free(), Plan("pro") == "pro", Plan.PRO in ("pro",))
truth("x", Full(), Filled(), Void([1]), Nought(5))
truth("x", Empty(b"abc"), {}, [], Number.ONE)
truth("x", b"x", {"a": 1}, [1], Bits.A | Bits.B)
truth("x", b"x", {"a": 1}, [1], Bits(0))


class AnyText(str):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class AnyNumber(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


class AnyList(list[int]):
    def __eq__(self, other: object) -> bool:
        return True


def unequal(left: Any, right: Any) -> None:
    print(left == right, left != right, right != left, "y" if left != right else "n")


unequal(AnyText("x"), "y")
unequal(AnyText("x"), "x")
unequal(AnyNumber(1), 2)
unequal(AnyNumber(1), 1)
unequal(AnyList([1]), [2])
unequal(AnyList([1]), [1])


class AnyBytes(bytes):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = bytes.__hash__


class Smallest(int):
    def __lt__(self, other: object) -> bool:
        return True


class Summed(str):
    def __add__(self, other: str) -> str:
        return "sum"

    def __radd__(self, other: str) -> str:
        return "sum from the right"

    def __mul__(self, count: object) -> str:
        return "product"


def combined(left: str, right: str) -> None:
    print(left + right, left * 2, left[0])


def compared_bytes(left: bytes, right: bytes) -> None:
    print(left == right, left != right, "y" if left == right else "n")


def compared_ints(left: int, right: int) -> None:
    print(left == right, left != right, left < right, left > right, 1 < left, left < 1, "y" if left == 3 else "n")


compared_bytes(AnyBytes(b"x"), b"y")
compared_bytes(b"x", AnyBytes(b"y"))
compared_ints(AnyNumber(5), 4)
compared_ints(Smallest(9), 3)
combined(Summed("xy"), "z")
combined("xy", Summed("z"))
combined("xy", "z")
