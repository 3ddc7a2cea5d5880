"""float() of what an annotation calls a float reads texts, and refuses the rest, as it does elsewhere."""

import json
from typing import Any, cast


def of_dict(table: dict[str, float]) -> float:
    return float(table["a"])


def of_default(table: dict[str, float]) -> float:
    return float(table.get("a", 0.5))


def of_list(items: list[float]) -> list[float]:
    return [float(each) for each in items]


def of_parameter(number: float) -> float:
    return float(number)


def of_local(table: Any) -> float:
    number: float = table["a"]
    return float(number)


def of_checked(value: object) -> float:
    if isinstance(value, float):
        return float(value)
    return -1.0


def of_rebound(value: Any, other: dict[str, float]) -> float:
    if isinstance(value, float):
        value = other["a"]
        return float(value)
    return -2.0


def of_captured(value: object) -> Any:
    def set_it() -> None:
        nonlocal value
        value = "2.5"

    if isinstance(value, float):
        set_it()
        return float(value)
    return -3.0


def attempt(function: Any, *arguments: Any) -> None:
    try:
        print(repr(function(*arguments)), end=" ")
    except Exception as error:
        print(type(error).__name__, error, end=" ")


for value in ("1.5", b"2", 2, 2.5, None, True, [], "x", 10**400, float("nan"), json.loads('"7"')):
    attempt(of_dict, {"a": value})
    attempt(of_default, {"a": value})
    attempt(of_list, [value])
    attempt(of_parameter, cast(Any, value))
    attempt(of_local, {"a": value})
    attempt(of_checked, value)
    attempt(of_rebound, value, {"a": value})
    attempt(of_rebound, 0.5, {"a": value})
    attempt(of_captured, value)
    print()
