"""OpenAPI documents as routes: what each path becomes, and what is refused or reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from sluice.cli.imports.openapi import Target, import_openapi, to_path
from sluice.cli.imports.report import Imported, to_name
from sluice.cli.remote.yaml_files import read_documents

PETSTORE = Path(__file__).parent / "petstore.yaml"
TARGET = Target("edge", "pets")


def load(document: dict[str, Any], target: Target = TARGET) -> Imported:
    return import_openapi({"openapi": "3.1.0", **document}, target)


def operations(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"paths": {path: {method: {} for method in methods} for path, methods in paths.items()}, **more}


def values_of(imported: Imported) -> list[str]:
    return [item["match"]["path"]["value"] for item in imported.configuration["routes"]]


def test_the_petstore() -> None:
    imported = import_openapi(read_documents(PETSTORE)[0].value, TARGET)
    assert imported.report.lines() == []
    shown = [
        (item["name"], item["match"]["methods"], *item["match"]["path"].values(), item["order"])
        for item in imported.configuration["routes"]
    ]
    assert shown == [
        ("list-pets", ["GET"], "exact", "/v1/pets", 100),
        ("create-pets", ["POST"], "exact", "/v1/pets", 100),
        ("show-pet-by-id", ["GET"], "template", "/v1/pets/{petId}", 102),
        ("my-pets", ["GET"], "exact", "/v1/pets/mine", 100),
        (
            "get-v1-pets-pet-id-photos-photo-.-format",
            ["GET"],
            "regex",
            "/v1/pets/[^/]+/photos/[^/]+\\.[^/]+",
            103,
        ),
    ]
    first = imported.configuration["routes"][0]
    assert first["description"] == "List all pets" and first["gateway"] == "edge" and first["hosts"] == ["*"]
    assert first["action"] == {"kind": "forward", "destinations": [{"service": "pets"}]}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", ("exact", "/")),
        ("/a b", ("exact", "/a b")),
        ("/{a}", ("template", "/{a}")),
        ("/{a}/", ("template", "/{a}/")),
        ("/{a-b}", ("regex", "/[^/]+")),
        ("/a.b/{c}.json", ("regex", r"/a\.b/[^/]+\.json")),
        ("/{a}//b", ("regex", "/[^/]+//b")),
        ("/{a}/{b}/{c}/{d}/{e}/{f}", ("regex", "/[^/]+" * 6)),
        ("/ü/{a}", ("regex", "/ü/[^/]+")),
        ("/{averyveryverylongname}", ("regex", "/[^/]+")),
    ],
)
def test_what_a_path_becomes(path: str, found: tuple[str, str]) -> None:
    assert to_path(path) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("findPetsByStatus", "find-pets-by-status"),
        ("Get /a/{b}", "get-a-b"),
        ("pets_list", "pets_list"),
        ("ÜÄ", ""),
        ("x" * 300, "x" * 100),
    ],
)
def test_names(text: str, name: str) -> None:
    assert to_name(text) == name


@pytest.mark.parametrize(
    ("servers", "prefix", "value"),
    [
        ([], None, "/a"),
        ([{"url": "/"}], None, "/a"),
        ([{"url": "https://x.test/v2/"}], None, "/v2/a"),
        ([{"url": "v3"}], None, "/v3/a"),
        (
            [
                {
                    "url": "https://{region}.x.test/{base}",
                    "variables": {"region": {"default": "eu"}, "base": {"default": "v4"}},
                }
            ],
            None,
            "/v4/a",
        ),
        ([{"url": "https://x.test/v2"}], "/mine/", "/mine/a"),
        ([{"url": "https://x.test/v2"}], "", "/a"),
    ],
)
def test_servers_say_the_prefix(servers: list[Any], prefix: str | None, value: str) -> None:
    found = load(operations({"/a": ["get"]}, servers=servers), Target("edge", "pets", prefix=prefix))
    assert values_of(found) == [value]


def test_servers_of_a_path_and_of_an_operation() -> None:
    item = {"servers": [{"url": "/p"}], "get": {}, "put": {"servers": [{"url": "/o"}]}}
    assert values_of(load({"servers": [{"url": "/d"}], "paths": {"/a": item, "/b": {"get": {}}}})) == [
        "/p/a",
        "/o/a",
        "/d/b",
    ]


def test_a_path_written_elsewhere() -> None:
    document = {
        "paths": {"/a": {"$ref": "#/components/pathItems/a~1b"}},
        "components": {"pathItems": {"a/b": {"get": {"operationId": "x"}}}},
    }
    assert load(document).configuration["routes"][0]["name"] == "x"


@pytest.mark.parametrize(("own", "demanded"), [(None, True), ([], False), ([{}], False), ([{"k": []}], True)])
def test_only_an_empty_list_switches_security_off(own: object, demanded: bool) -> None:
    document = operations({"/admin": ["get"]}, security=[{"key": []}])
    document["paths"]["/admin"]["get"]["security"] = own
    missing = load(document).report.missing
    assert [line.partition(":")[0] for line in missing] == (["security"] if demanded else [])


def test_what_is_reported() -> None:
    document = operations(
        {"/{a}/b": ["get"], "/a/{b}": ["get"], "/c": ["get"], "/x": ["get"]},
        servers=[{"url": "/v1"}, {"url": "/v2"}],
        webhooks={"w": {}},
        security=[{"key": []}],
    )
    document["paths"]["/c"]["get"] = {"operationId": "twice", "security": []}
    document["paths"]["/x"] = {"get": {"operationId": "twice"}, "query": {}, "x-own": 1}
    report = load(document).report
    assert report.notes == [
        "webhooks are calls that the API makes itself: no routes",
        "servers: their paths differ (/v1, /v2); the first is taken, --prefix chooses",
        "paths./{a}/b.get and paths./a/{b}.get share requests; the `order` of their routes says whose they "
        "are",
        "paths./x.get: another route is called twice; this one is twice-2",
    ]
    assert [line.partition(":")[0] for line in report.missing] == ["paths./x.query", "security"]
    assert "3 operations demand it" in report.missing[1]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "must be an object, not nothing"),
        ([], "must be an object, not a list"),
        ({}, "openapi: None is no version"),
        ({"swagger": "2.0"}, "older than OpenAPI 3"),
        ({"openapi": 3.1}, "openapi: 3.1 is no version"),
        ({"openapi": "4.0.0"}, "'4.0.0' is no version"),
        ({"openapi": "3.1.0"}, "there is no operation"),
        ({"openapi": "3.1.0", "paths": []}, "there is no operation"),
        ({"openapi": "3.1.0", "paths": 7}, "paths: must be an object, not a number"),
        ({"openapi": "3.1.0", "paths": {"a": {}}}, "paths.a: a path starts with /"),
        ({"openapi": "3.1.0", "paths": {"/a?b=c": {}}}, "no query"),
        ({"openapi": "3.1.0", "paths": {"/{a}/{a}": {}}}, "a variable is there twice"),
        ({"openapi": "3.1.0", "paths": {"/{a": {}}}, "braces"),
        ({"openapi": "3.1.0", "paths": {"/a": "x"}}, "paths./a: must be an object, not a text"),
        ({"openapi": "3.1.0", "paths": {"/a": {"get": None}}}, "paths./a.get: must be an object"),
        ({"openapi": "3.1.0", "paths": {"/a": {"get": {"operationId": 7}}}}, "operationId: must be a text"),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "other.yaml#/a"}}}, "is not in this document"),
        ({"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}, "is not in this document"),
        (
            {"openapi": "3.1.0", "paths": {"/a/{b}": {"get": {}}, "/a/{c}": {"get": {}}}},
            "paths./a/{c}.get: takes the same requests as paths./a/{b}.get",
        ),
        (
            {"openapi": "3.1.0", "servers": {}, "paths": {"/a": {"get": {"servers": 7}}}},
            "servers: must be a list",
        ),
        (
            {"openapi": "3.1.0", "servers": [{"url": "/{v}"}], "paths": {"/a": {"get": {}}}},
            "variables.v: must be an object",
        ),
        ({"openapi": "3.1.0", "servers": [{"url": "//[x"}], "paths": {"/a": {"get": {}}}}, "is no address"),
    ],
)
def test_nonsense_names_its_place(document: Any, words: str) -> None:
    with pytest.raises(click.ClickException) as error:
        import_openapi(document, TARGET)
    assert words in error.value.message
