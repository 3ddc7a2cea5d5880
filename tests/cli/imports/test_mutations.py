"""Whatever stands somewhere in a document: it is imported, or refused with words; nothing else happens."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest
from tests.cli.imports.test_httproute import FILE as HTTPROUTES
from tests.cli.imports.test_openapi import PETSTORE

from sluice.cli.imports import httproute, openapi
from sluice.cli.imports.report import Imported
from sluice.cli.remote.yaml_files import read_documents, write_yaml

STRANGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, "", "x", "/", "//[", "{", "a b", "ü", "\x00"),
    *([], {}, [[]], [None], ["x"], {"x": None}, [{}], {"name": []}, {"type": {}}, {"$ref": "#/paths"}),
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: what holds it, and its key."""
    match value:
        case dict():
            for key, item in value.items():
                yield value, key
                yield from places(item)
        case list():
            for number, item in enumerate(value):
                yield value, number
                yield from places(item)


def spoil(document: Any, choice: random.Random) -> Any:
    """A copy in which one to three places hold something else, or nothing."""
    spoilt = copy.deepcopy(document)
    for _ in range(choice.randint(1, 3)):
        found = list(places(spoilt))
        if not found:
            break
        holder, key = choice.choice(found)
        if choice.random() < 0.2:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(choice.choice(STRANGE))
    return spoilt


def import_httproutes(documents: list[Any]) -> Imported:
    return httproute.import_httproutes([("f", each) for each in documents], httproute.Target("edge"))


def import_openapi(documents: list[Any]) -> Imported:
    return openapi.import_openapi(documents[0] if documents else None, openapi.Target("edge", "pets"))


@pytest.mark.parametrize(
    ("file", "load"),
    [(PETSTORE, import_openapi), (HTTPROUTES, import_httproutes)],
    ids=["openapi", "httproute"],
)
def test_no_document_breaks_an_import(file: Any, load: Callable[[list[Any]], Imported]) -> None:
    choice = random.Random(5)
    documents = [each.value for each in read_documents(file)]
    taken = refused = 0
    for number in range(500):
        spoilt = spoil(documents, choice)
        try:
            imported = load(spoilt)
        except click.ClickException as error:
            refused += 1
            assert ":" in error.message or "there is no" in error.message, (number, error.message)
        else:
            taken += 1
            assert write_yaml(imported.configuration)
            assert all(
                item["name"] and item["gateway"] == "edge" for item in imported.configuration["routes"]
            )
    assert min(taken, refused) > 40
