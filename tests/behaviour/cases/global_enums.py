import enum
from enum import Enum, Flag, IntEnum, IntFlag, auto, global_enum


@enum.global_enum
class HeadlightsK(IntFlag, boundary=enum.KEEP):
    OFF_K = 0
    LOW_BEAM_K = auto()
    HIGH_BEAM_K = auto()
    FOG_K = auto()


@enum.global_enum
class HeadlightsC(IntFlag, boundary=enum.CONFORM):
    OFF_C = 0
    LOW_BEAM_C = auto()
    HIGH_BEAM_C = auto()
    FOG_C = auto()


@global_enum
class NoName(Flag):
    ONE = 1
    TWO = 2


@global_enum
class Color(Enum):
    """Colours."""

    RED = 1
    CRIMSON = 1


@global_enum
class Level(IntEnum):
    LOW = 1


print(repr(HeadlightsK(0)), repr(HeadlightsK(13)), repr(HeadlightsK(8)), str(HeadlightsK(1)), HeadlightsK(13))
print(repr(HeadlightsC(0)), repr(HeadlightsC(13)), repr(HeadlightsC(8)), FOG_C | LOW_BEAM_C)
print(NoName.ONE & NoName.TWO, str(NoName(0)), repr(NoName(0)), (NoName.ONE | TWO)._name_)
try:
    repr(ONE)
except TypeError as error:
    print(error)
print(RED, repr(CRIMSON), [RED], CRIMSON is Color.RED, f"{RED}", LOW, repr(LOW), Color.__doc__)
