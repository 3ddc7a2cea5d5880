import enum
from enum import CONTINUOUS, NAMED_FLAGS, UNIQUE, Enum, Flag, IntEnum, IntFlag, show_flag_values, verify


@verify(UNIQUE, CONTINUOUS)
class Fine(IntEnum):
    A = 1
    B = 2


@verify(NAMED_FLAGS)
class Named(Flag):
    A = 1
    B = 2
    AB = 3


print(list(Fine), Named.AB, show_flag_values(13), show_flag_values(Named.AB))
try:

    @verify(UNIQUE)
    class Twice(Enum):
        A = 1
        B = 1
        C = 1

except ValueError as error:
    print(error)
try:

    @verify(CONTINUOUS)
    class Holes(IntEnum):
        A = 1
        B = 5

except ValueError as error:
    print(error)
try:

    @enum.verify(enum.CONTINUOUS)
    class Bits(Flag):
        A = 1
        B = 16

except ValueError as error:
    print(error)
try:

    @verify(NAMED_FLAGS)
    class Unnamed(IntFlag):
        A = 1
        B = 7

except ValueError as error:
    print(error)
try:

    @verify(NAMED_FLAGS)
    class Unnamed2(IntFlag):
        A = 1
        B = 3
        C = 5

except ValueError as error:
    print(error)
try:
    verify(UNIQUE)(int)
except TypeError as error:
    print(error)
