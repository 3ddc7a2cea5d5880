"""What `log` writes of a text with conversions: put together at build time, or formatted as `%` does."""

import pytest
from tests.api.conftest import LoadSource

from sluice.testing.abi import LogLevel

VALUES = {
    "name": "Ann",
    "count": 3,
    "share": 0.5,
    "nothing": None,
    "flag": True,
    "pair": ("a", 1),
    "money": "9 €",
}
CALLS = [
    ("%s", "name"),
    ("%s is %s%% of %s", "name", "share", "count"),
    ("%%%s%%", "pair"),
    ("%s %s", "nothing", "flag"),
    ("costs %s", "money"),
    ("%d of %5.2f", "count", "share"),
    ("%r and %s", "name", "name"),
    ("100%",),
]


def sample(level: str) -> str:
    lines = [f"log.{level}({', '.join([repr(text), *names])})" for text, *names in CALLS]
    values = [f"{name} = {value!r}" for name, value in VALUES.items() if name != "money"]
    body = "\n".join(" " * 8 + line for line in [*values, "money = Money()", *lines, "return None"])
    return (
        "class Money:\n"
        "    def __str__(self) -> str:\n"
        "        return '9 €'\n\n\n"
        "class Sample(HttpFilter[None]):\n"
        f"    def on_request_headers(self, request: Request) -> Response | None:\n{body}\n"
    )


@pytest.mark.parametrize("level", ["debug", "warning"])
def test_texts_are_those_of_percent(load_source: LoadSource, level: str) -> None:
    filter = load_source(sample(level))
    filter.request("GET", "/")
    expected = [text % tuple(VALUES[name] for name in names) if names else text for text, *names in CALLS]
    assert [entry.message for entry in filter.logs] == expected
    assert {entry.level for entry in filter.logs} == {LogLevel[level.upper()]}


DERIVED = """
from enum import Enum


class Plan(str, Enum):
    PRO = "pro"


class Loud(str):
    def __str__(self) -> str:
        return "LOUD"


class Count(int):
    def __str__(self) -> str:
        return "many"


def note(plan: str, count: int) -> None:
    log.warning("plan %s", plan)
    log.warning("%s of %s", count, plan)
    log.warning(f"f {plan} {count}")


class Sample(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        note(Plan.PRO, 1)
        note(Loud("loud"), Count(5))
        return None
"""


def test_a_text_of_a_derived_class_shows_itself_as_it_likes(load_source: LoadSource) -> None:
    filter = load_source(DERIVED)
    filter.request("GET", "/")
    assert [entry.message for entry in filter.logs] == [
        "plan Plan.PRO",
        "1 of Plan.PRO",
        "f Plan.PRO 1",
        "plan LOUD",
        "many of LOUD",
        "f LOUD many",
    ]
