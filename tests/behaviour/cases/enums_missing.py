"""What `_missing_` may give, and `_member_type_`."""

from enum import EJECT, Enum, Flag, IntEnum, StrEnum


class Color(Enum):
    red = 1
    blue = 3

    @classmethod
    def _missing_(cls, value):
        if value == "three":
            return cls.blue
        if value == "bad":
            return 5
        if value == "error":
            raise ZeroDivisionError("x")
        if value == "wrong":
            raise ValueError("own")
        return None


for value in ("three", "bad", "error", "wrong", "nothing", 1):
    try:
        print(Color(value))
    except Exception as error:
        print(type(error).__name__, error, repr(error.__context__))


class Bits(Flag, boundary=EJECT):
    A = 1
    B = 2


print(Bits(9), Bits(3), type(Bits(9)))
try:
    Bits("x")
except ValueError as error:
    print(error, repr(error.__context__))


class Number(IntEnum):
    ONE = 1


class Word(StrEnum):
    A = "a"


print(Color._member_type_, Number._member_type_, Word.A._member_type_, Bits._member_type_ is object)
