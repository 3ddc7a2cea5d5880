"""A float in a typed attribute is read by a parameter of any type: nothing else in the program boxes one."""

from typing import Any
class Fz:
    def __init__(self) -> None:
        self.q = 0.5
def show(o: Any) -> str:
    v = o.q
    return f"{v} {type(v).__name__} {isinstance(v, int)} {v == v} {bool(v)}"
print(show(Fz()))
