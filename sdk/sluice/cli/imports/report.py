"""What became of a document that was imported."""

import re
from dataclasses import dataclass, field
from typing import Any

import click

LONGEST_NAME = 100


@dataclass(slots=True)
class Report:
    """`missing` is meaning that the routes do not have, each with its place; `notes` is worth knowing."""

    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse_keys(self, value: dict[str, Any], known: frozenset[str], place: str) -> None:
        """What is not known is missing from the routes, and said to be."""
        for key in value:
            if key not in known:
                self.missing.append(f"{place}.{key}: is not imported".lstrip("."))

    def lines(self) -> list[str]:
        return [*(f"missing: {line}" for line in self.missing), *(f"note: {line}" for line in self.notes)]


@dataclass(frozen=True, slots=True)
class Imported:
    """A file of `sluice config`, and what to know about it."""

    configuration: dict[str, Any]
    report: Report


def to_name(text: str) -> str:
    """`findPetsByStatus` as `find-pets-by-status`: what a route may be called; empty: nothing is left."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", text)
    return re.sub(r"[^a-z0-9._]+", "-", split.lower()).strip("-._")[:LONGEST_NAME].strip("-._")


class Names:
    """Names that are each given once: the second `list` is `list-2`."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._given:
            number += 1
            name = f"{wanted[: LONGEST_NAME - 6]}-{number}"
        self._given.add(name)
        return name


def as_object(value: Any, place: str) -> dict[str, Any]:
    """ClickException where something else stands."""
    if not isinstance(value, dict):
        raise click.ClickException(f"{place}: must be an object, not {_kind_of(value)}")
    return value


def as_list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise click.ClickException(f"{place}: must be a list, not {_kind_of(value)}")
    return value


def as_text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise click.ClickException(f"{place}: must be a text, not {_kind_of(value)}")
    return value


def _kind_of(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"
