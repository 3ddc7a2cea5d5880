from enum import Enum, auto


class Level(Enum):
    def __new__(cls, number: int, text: str) -> "Level":
        made = object.__new__(cls)
        made._value_ = number
        return made

    LOW = auto(), "low"
    HIGH = TOP = auto(), "high"


print(Level.TOP)
