"""HTTPRoutes as routes: order, filters, backends, timeouts; and everything that is not imported is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from sluice.cli.imports.httproute import Target, import_httproutes
from sluice.cli.imports.report import Imported
from sluice.cli.imports.rules import to_seconds
from sluice.cli.remote.yaml_files import read_documents

FILE = Path(__file__).parent / "httproutes.yaml"
BACKEND = {"name": "web", "port": 80}
EDGE = Target("edge")


def load(rule: dict[str, Any], **spec: Any) -> Imported:
    return load_item({"spec": {"rules": [{"backendRefs": [BACKEND], **rule}], **spec}})


def load_item(item: dict[str, Any], target: Target = EDGE) -> Imported:
    whole = {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r"}}
    return import_httproutes([("file", {**whole, **item})], target)


def only(imported: Imported) -> dict[str, Any]:
    assert imported.report.lines() == []
    (route,) = imported.configuration["routes"]
    return dict(route)


def test_the_documented_examples() -> None:
    documents = [(FILE.name, each.value) for each in read_documents(FILE)]
    imported = import_httproutes(documents, Target("edge", {"default/web:80": "web"}))
    assert imported.report.lines() == []
    routes = {item["name"]: item for item in imported.configuration["routes"]}
    assert list(routes) == [
        "edits-copy",
        "edits-redirect-alone",
        "edits-expression",
        "store-1",
        "edits-redirect",
        "edits-rewrite",
        "store-2",
        "store-3",
    ]
    assert [item["order"] for item in routes.values()] == list(range(100, 108))
    assert routes["store-3"]["action"] == {
        "kind": "forward",
        "destinations": [
            {"service": "store-v1.shop.8080", "weight": 90},
            {"service": "store-v2.shop.8080", "weight": 10},
        ],
        "timeout": 2.0,
    }
    assert routes["store-2"]["match"]["headers"] == [
        {"name": "env", "value": {"value": "canary", "operator": "exact"}}
    ]
    assert routes["edits-rewrite"]["action"]["rewrite"] == {"host": "new.example.com", "prefix": "/new"}
    assert routes["edits-rewrite"]["match"] == {
        "path": {"kind": "prefix", "value": "/old"},
        "methods": ["GET"],
    }
    assert routes["edits-rewrite"]["headers"] == {
        "request": {"set": [["x-set", "1"]], "add": [["x-add", "2"]], "remove": ["x-gone"]}
    }
    redirect = {"kind": "redirect", "status": 301, "scheme": "https", "host": "docs.example.com"}
    assert routes["edits-redirect"]["action"] == {**redirect, "prefix": "/"}
    assert routes["edits-redirect"]["match"]["path"] == {"kind": "prefix", "value": "/docs/"}
    assert routes["edits-redirect-alone"]["action"] == {**redirect, "path": "/"}
    copy = routes["edits-copy"]["action"]
    assert copy["mirrors"] == [{"service": "shadow.default.80", "share": 2500}]
    assert copy["retry"] == {
        "attempts": 3,
        "on": ["connect-failure", "reset", "retriable-status-codes"],
        "statuses": [503],
        "backoff": 0.1,
        "per_try_timeout": 0.5,
    }
    assert copy["timeout"] == 60.0
    assert routes["edits-expression"]["action"]["rewrite"] == {"path": "/all"}
    services = {item["name"]: item["endpoints"] for item in imported.configuration["services"]}
    assert sorted(services) == [
        "login-svc.shop.8080",
        "shadow.default.80",
        "store-canary.shop.8080",
        "store-v1.shop.8080",
        "store-v2.shop.8080",
    ]
    assert services["store-v1.shop.8080"] == [{"host": "store-v1.shop.svc.cluster.local", "port": 8080}]


def test_the_order_is_that_of_the_gateway_api() -> None:
    matches = [
        {},
        {"path": {"value": "/aa"}},
        {"path": {"value": "/a"}, "headers": [{"name": "x", "value": "1"}]},
        {"path": {"value": "/a"}, "method": "GET"},
        {"path": {"type": "Exact", "value": "/"}},
        {"path": {"value": "/a"}, "queryParams": [{"name": "x", "value": "1"}]},
    ]
    imported = load({"matches": matches})
    assert [item["name"] for item in imported.configuration["routes"]] == [
        "r-5",
        "r-2",
        "r-4",
        "r-3",
        "r-6",
        "r-1",
    ]


def test_a_rule_without_matches_takes_everything() -> None:
    route = only(load({}))
    assert route["match"] == {"path": {"kind": "prefix", "value": "/"}} and route["hosts"] == ["*"]


@pytest.mark.parametrize(
    ("value", "new", "found"),
    [
        ("/a", "/b", "/b"),
        ("/a", "/b/", "/b"),
        ("/a", "/", "/"),
        ("/a", "", "/"),
        ("/", "/b", "/b/"),
        ("/", "/", "/"),
    ],
)
def test_prefixes_are_rewritten_by_whole_segments(value: str, new: str, found: str) -> None:
    path = {"type": "ReplacePrefixMatch", "replacePrefixMatch": new}
    rule = {
        "filters": [{"type": "URLRewrite", "urlRewrite": {"path": path}}],
        "matches": [{"path": {"value": value}}],
    }
    assert only(load(rule))["action"]["rewrite"] == {"prefix": found}


def test_a_list_and_a_mapping_of_services() -> None:
    item = {
        "apiVersion": "gateway.networking.k8s.io/v1beta1",
        "kind": "HTTPRoute",
        "metadata": {"name": "r", "namespace": "n"},
        "spec": {"rules": [{"backendRefs": [{**BACKEND, "weight": 1_000_000}, {"name": "b", "port": 1}]}]},
    }
    target = Target("edge", {"n/web:80": "mine"}, "corp.test")
    imported = import_httproutes([("f", {"apiVersion": "v1", "kind": "List", "items": [item]})], target)
    assert imported.configuration["routes"][0]["action"]["destinations"] == [
        {"service": "mine", "weight": 10_000},
        {"service": "b.n.1", "weight": 1},
    ]
    assert imported.configuration["services"] == [
        {"name": "b.n.1", "endpoints": [{"host": "b.n.svc.corp.test", "port": 1}]}
    ]


def test_without_a_backend_it_answers_500() -> None:
    for backends in ([], [{**BACKEND, "weight": 0}]):
        imported = load({"backendRefs": backends})
        assert imported.configuration["routes"][0]["action"] == {"kind": "respond", "status": 500}
        assert len(imported.report.notes) == 1


FILTER = {"type": "ExtensionRef", "extensionRef": {"group": "x", "kind": "Y", "name": "z"}}


@pytest.mark.parametrize(
    ("rule", "spec", "missing"),
    [
        ({"filters": [FILTER]}, {}, "rules.0.filters.0: a filter of type ExtensionRef is not imported"),
        ({"filters": [{"type": "CORS", "cors": {}}]}, {}, "a filter of type CORS is not imported"),
        ({"sessionPersistence": {}}, {}, "rules.0.sessionPersistence: is not imported"),
        ({"backendRefs": [{**BACKEND, "filters": []}]}, {}, "rules.0.backendRefs.0.filters: is not imported"),
        ({"timeouts": {"idle": "1s"}}, {}, "rules.0.timeouts.idle: is not imported"),
        ({"matches": [{"cookies": []}]}, {}, "rules.0.matches.0.cookies: is not imported"),
        ({"matches": [{"path": {"value": "/", "case": 1}}]}, {}, "matches.0.path.case: is not imported"),
        (
            {},
            {"parentRefs": [{"name": "g", "sectionName": "https"}]},
            "parentRefs.0.sectionName: routes answer",
        ),
        ({}, {"parentRefs": [{"name": "g", "port": 443}]}, "parentRefs.0.port: routes answer"),
        ({}, {"other": 1}, "spec.other: is not imported"),
    ],
)
def test_what_is_not_imported_is_named(rule: dict[str, Any], spec: dict[str, Any], missing: str) -> None:
    report = load(rule, **spec).report
    assert len(report.missing) == 1 and missing in report.missing[0]
    assert report.missing[0].startswith("HTTPRoute default/r: ")


def test_other_objects_and_annotations_are_named() -> None:
    metadata = {"name": "r", "annotations": {"x.io/limit": "5", "kubectl.kubernetes.io/last": "{}"}}
    spec = {"rules": [{"backendRefs": [BACKEND]}]}
    report = load_item({"metadata": metadata, "spec": spec}).report
    assert report.missing == ["HTTPRoute default/r: metadata.annotations.x.io/limit: is not imported"]
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {"name": "r"},
        "spec": spec,
    }
    other = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}}
    found = import_httproutes([("f", other), ("g", route)], Target("edge"))
    assert found.report.missing == [
        "f: Service s (v1) is no HTTPRoute of gateway.networking.k8s.io/v1: left out"
    ]


def _redirect(**values: Any) -> dict[str, Any]:
    return {"filters": [{"type": "RequestRedirect", "requestRedirect": values}]}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"backendRefs": [{"name": "web"}]}, "rules.0.backendRefs.0.port: a Service needs its port"),
        ({"backendRefs": [{**BACKEND, "kind": "Bucket"}]}, "leads to /Bucket web".replace("/", "")),
        ({"backendRefs": [{**BACKEND, "weight": -1}]}, "weight: -1 is no whole number"),
        ({"backendRefs": "web"}, "backendRefs: must be a list, not a text"),
        ({"matches": [{"path": {"type": "Glob", "value": "/*"}}]}, "'Glob' is none of Exact"),
        ({"matches": [{"headers": [{"name": "x"}]}]}, "headers.0.value: must be a text, not nothing"),
        ({"matches": [{"headers": [{"name": "x", "value": "1", "type": "Near"}]}]}, "'Near' is none of"),
        ({"timeouts": {"request": "10"}}, "timeouts.request: '10' is no duration"),
        ({"timeouts": {"request": 10}}, "timeouts.request: 10 is no duration"),
        ({"retry": {"attempts": "3"}}, "attempts: '3' is no whole number"),
        (_redirect(), "changes none of scheme, hostname, port and path"),
        (_redirect(path={"type": "Replace"}), "'Replace' is none of ReplaceFullPath"),
        (
            {
                **_redirect(path={"type": "ReplacePrefixMatch", "replacePrefixMatch": "/"}),
                "matches": [{"path": {"type": "Exact", "value": "/a"}}],
            },
            "ReplacePrefixMatch needs a match by PathPrefix",
        ),
        ({"filters": _redirect(port=1)["filters"] * 2}, "RequestRedirect is there twice"),
        ({"filters": [{"type": "URLRewrite"}]}, "filters.0.urlRewrite: must be an object, not nothing"),
        ({"filters": [{"type": "URLRewrite", "urlRewrite": {}}]}, "changes neither hostname nor path"),
        (
            {
                "filters": [
                    {"type": "RequestMirror", "requestMirror": {"backendRef": BACKEND, "percent": 101}}
                ]
            },
            "101 of 100 is no share",
        ),
    ],
)
def test_nonsense_names_its_place(rule: dict[str, Any], words: str) -> None:
    with pytest.raises(click.ClickException) as error:
        load(rule)
    assert words in error.value.message
    assert error.value.message.startswith("HTTPRoute default/r: ")


@pytest.mark.parametrize(
    ("documents", "words"),
    [
        ([], "there is no HTTPRoute"),
        ([("f", None)], "f: must be an object, not nothing"),
        ([("f", {"kind": "HTTPRoute"})], "f: is no object of Kubernetes"),
        ([("f", {"apiVersion": "v1", "kind": "Pod"})], "there is no HTTPRoute"),
        (
            [("f", {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute"})],
            "metadata: must be an",
        ),
    ],
)
def test_what_is_no_httproute(documents: Any, words: str) -> None:
    with pytest.raises(click.ClickException) as error:
        import_httproutes(documents, Target("edge"))
    assert words in error.value.message


@pytest.mark.parametrize(
    ("text", "seconds"), [("0s", 0.0), ("10s", 10.0), ("1h30m", 5400.0), ("1m1s1ms", 61.001), ("500ms", 0.5)]
)
def test_durations(text: str, seconds: float) -> None:
    assert to_seconds(text, "x") == seconds
