"""What `__index__` gives is an int and nothing that derives from it: True counts as 1."""

import operator
from typing import Any


class Whole(int):
    pass


def bounds(start: Any, stop: Any, step: Any) -> None:
    print(slice(start, stop, step).indices(5))


bounds(True, 3, -1)
bounds(2, True, 1)
bounds(0, Whole(4), True)
bounds(False, None, None)
print(slice(None).indices(True), operator.index(True), type(operator.index(Whole(3))).__name__)
print(range(True, 3).start, list(range(True, 3)), [1, 2].index(2, True))
