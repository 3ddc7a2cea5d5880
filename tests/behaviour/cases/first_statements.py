"""What the first statements of a module set, and who may see it before."""

from __future__ import annotations

from typing import Any

SIZE = 4
NAME, FLAG, NOTHING = "name", True, None
RED, GREEN, BLUE = range(3)
FIRST = SECOND = 7
BIG = 2**70
TABLE = [SIZE] * SIZE
COUNT = 0
CHANGED = 1


def read() -> tuple[Any, ...]:
    return SIZE, NAME, FLAG, NOTHING, RED, GREEN, BLUE, FIRST, SECOND, BIG, TABLE


def count() -> int:
    global COUNT
    COUNT += 1
    return COUNT


def change(value: Any) -> None:
    global CHANGED
    CHANGED = value


print(read(), count(), count(), COUNT)
change("text")
print(CHANGED, type(CHANGED))
change(2)
print(CHANGED + SIZE)


def reads_late() -> Any:
    return LATE


try:
    print(reads_late())
except NameError as error:
    print("NameError:", error)
LATE = "late"
print(reads_late())


class Reads:
    found = SIZE + 1
    try:
        later = LATER  # type: ignore[used-before-def]
    except NameError as error:
        later = str(error)


LATER = 1
print(Reads.found, Reads.later, LATER)

FIRST = 8
print(FIRST, SECOND, read()[7])
del SECOND
try:
    read()
except NameError as error:
    print("NameError:", error)
SECOND = 9
print(read()[8])

for SIZE_OF_LOOP in range(SIZE):
    pass
print(SIZE_OF_LOOP, [SIZE for SIZE in (1, 2)], SIZE)

match SIZE:
    case 4:
        print("four")
if SIZE == 4:
    print("still four")
