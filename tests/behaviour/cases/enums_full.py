from enum import Enum, IntEnum, StrEnum, auto


class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    @property
    def pretty(self) -> str:
        return self.name.title()

    def describe(self) -> str:
        return f"{self.name}={self.value}"


print(Color.RED, repr(Color.GREEN), Color.RED.name, Color.GREEN.value, Color.CRIMSON is Color.RED)
print(Color(2), Color["GREEN"], Color.RED.pretty, Color.GREEN.describe())
print([c.name for c in Color], len(Color), list(Color))
print(Color.RED == Color.RED, Color.RED == 1, Color.RED != Color.GREEN, Color.RED in (Color.RED,))
print({Color.RED: "r"}[Color.RED], isinstance(Color.RED, Color), f"{Color.RED}")
try:
    Color(9)
except ValueError as error:
    print(error)
try:
    Color["BLUE"]
except KeyError as error:
    print(repr(error))


class Level(IntEnum):
    LOW = 1
    HIGH = 10


print(Level.LOW < Level.HIGH, Level.LOW + 1, Level(10), Level.HIGH == 10, sorted([Level.HIGH, Level.LOW]))
print(repr(Level.LOW), str(Level.LOW), f"{Level.HIGH}", max(Level))


class Mode(StrEnum):
    ON = "on"
    OFF = auto()


print(Mode.ON, Mode.OFF, Mode.ON == "on", Mode.OFF.upper(), repr(Mode.ON), Mode("off") is Mode.OFF)


class Number(Enum):
    ONE = auto()
    TWO = auto()


print([n.value for n in Number])


def act(color: Color) -> str:
    match color:
        case Color.RED:
            return "stop"
        case Color.GREEN:
            return "go"


print(act(Color.RED), act(Color.GREEN))
