from enum import Enum, IntEnum

class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3

class Level(IntEnum):
    LOW = 1
    HIGH = 10

print(Color.RED, repr(Color.GREEN), Color.BLUE.name, Color.BLUE.value, Color(2), Color["RED"])
print([c.name for c in Color], Color.RED is Color.RED, Color.RED == 1, Level.HIGH > 5, Level.LOW + 1, len(Color))
print({Color.RED: "r"}[Color.RED], isinstance(Color.RED, Color), Color.RED in Color)
try:
    Color(9)
except ValueError as error:
    print(error)
