"""How the bank is written: a request that is taken, and for each row what is changed in it.

    Kind("POST", "/api/limits", {"gateway": "edge", …}, (("seconds", 0), ("by", "a b"), …))

A row is the field and its value; the answer has to name the field. A third item is what it has to name
instead: another field, or words of its text. `@name` anywhere is the id of an object of the stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

GONE = object()
"""The field is left out."""
Row = tuple[str, Any] | tuple[str, Any, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """`valid` is taken at the end, after all that is nonsense, so that each row has one fault."""

    method: str
    path: str
    valid: Mapping[str, Any]
    rows: tuple[Row, ...]
    taken: bool = True

    def cases(self) -> Iterator[Case]:
        for field, value, *said in self.rows:
            body = change(self.valid, field, value)
            expected = str(said[0]) if said else field
            yield Case(self.method, self.path, body, expected, bool(said), f"{field}={value!r}")


@dataclass(frozen=True, slots=True)
class Case:
    """One request that nobody can mean, and what the answer names."""

    method: str
    path: str
    body: Any
    expected: str
    is_said: bool
    """`expected` may be a word of the text as well as a field."""
    fault: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} with {self.fault[:100]}"


def change(valid: Mapping[str, Any], field: str, value: Any) -> dict[str, Any]:
    """`action.destinations.0.weight`; a number past the end of a list adds to it."""
    body: Any = deepcopy(dict(valid))
    *way, last = field.split(".")
    place = body
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if isinstance(place, list):
        place[int(last) : int(last) + 1] = [value]
    elif value is GONE:
        del place[last]
    else:
        place[last] = value
    return dict(body)
