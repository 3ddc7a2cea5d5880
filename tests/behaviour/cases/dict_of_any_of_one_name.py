# The same through a parameter of any type.
from typing import Any


class Box:
    def __init__(self) -> None:
        self.q = "text"


def look(box: Any) -> Any:
    return box.__dict__.get("q"), "z" in box.__dict__


print(look(Box()))
