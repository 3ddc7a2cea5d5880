"""`HTTPRoute` of the Kubernetes Gateway API as routes: one for each match of each rule.

The order says what the Gateway API demands: an exact path before a longer prefix before a shorter one, then
the method, then the number of headers and of query parameters. What cannot be said is named in the report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from sluice.cli.imports.report import Imported, Names, Report, as_list, as_object, as_text, to_name
from sluice.cli.imports.rules import Rule, to_action

GROUP = "gateway.networking.k8s.io"
VERSIONS = (f"{GROUP}/v1", f"{GROUP}/v1beta1")
FIRST_ORDER = 100
LAST_ORDER = 100_000
_KINDS = {"Exact": "exact", "PathPrefix": "prefix", "RegularExpression": "regex"}
_RANKS = {"exact": 0, "regex": 1, "prefix": 2}
_OF_A_ROUTE = frozenset({"apiVersion", "kind", "metadata", "spec", "status"})
_OF_A_SPEC = frozenset({"parentRefs", "hostnames", "rules", "useDefaultGateways"})
_OF_A_RULE = frozenset({"name", "matches", "filters", "backendRefs", "timeouts", "retry"})
_OF_A_MATCH = frozenset({"path", "headers", "queryParams", "method"})
_OF_A_TEXT = frozenset({"type", "name", "value"})
_OF_A_PATH = frozenset({"type", "value"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where the routes are made. `services` has the console's name for `namespace/service:port`."""

    gateway: str
    services: Mapping[str, str] = field(default_factory=dict)
    domain: str = "cluster.local"


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A route with what the Gateway API sorts it by."""

    rank: tuple[int, int, int, int, int]
    route: dict[str, Any]


def import_httproutes(documents: list[tuple[str, Any]], target: Target) -> Imported:
    """`documents` with what to call each, as a file's name. Raises ClickException with the place."""
    report = Report()
    services: dict[str, dict[str, Any]] = {}
    names = Names()
    found: list[_Ranked] = []
    for place, document in documents:
        for spot, item in _objects(place, document):
            if _is_http_route(item, spot, report):
                found += _routes_of(item, spot, target, services, names, report)
    if not found:
        raise click.ClickException("there is no HTTPRoute, so there is nothing to route")
    found.sort(key=lambda each: each.rank)
    routes = [
        {**each.route, "order": min(FIRST_ORDER + number, LAST_ORDER)} for number, each in enumerate(found)
    ]
    configuration: dict[str, Any] = {"services": list(services.values())} if services else {}
    return Imported({**configuration, "routes": routes}, report)


def _objects(place: str, document: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The document, or what is in it when it is a `List`, as `kubectl get -o yaml` gives it."""
    item = as_object(document, place)
    if item.get("kind") in ("List", "HTTPRouteList"):
        for number, each in enumerate(as_list(item.get("items", []), f"{place}: items")):
            yield from _objects(f"{place}: items.{number}", each)
        return
    yield place, item


def _is_http_route(item: dict[str, Any], place: str, report: Report) -> bool:
    kind, version = item.get("kind"), item.get("apiVersion")
    if not isinstance(kind, str) or not isinstance(version, str):
        raise click.ClickException(f"{place}: is no object of Kubernetes: it has no kind or no apiVersion")
    if kind == "HTTPRoute" and version in VERSIONS:
        return True
    metadata = item.get("metadata")
    name = metadata.get("name", "?") if isinstance(metadata, dict) else "?"
    report.missing.append(f"{place}: {kind} {name} ({version}) is no HTTPRoute of {VERSIONS[0]}: left out")
    return False


def _routes_of(
    item: dict[str, Any],
    place: str,
    target: Target,
    services: dict[str, dict[str, Any]],
    names: Names,
    report: Report,
) -> Iterator[_Ranked]:
    metadata = as_object(item.get("metadata"), f"{place}: metadata")
    name = as_text(metadata.get("name"), f"{place}: metadata.name")
    namespace = as_text(metadata.get("namespace", "default"), f"{place}: metadata.namespace")
    where = f"HTTPRoute {namespace}/{name}"
    report.refuse_keys(item, _OF_A_ROUTE, where)
    _note_annotations(metadata, where, report)
    spec = as_object(item.get("spec"), f"{where}: spec")
    report.refuse_keys(spec, _OF_A_SPEC, f"{where}: spec")
    _note_parents(spec, where, report)
    hosts = [str(each).lower() for each in as_list(spec.get("hostnames") or ["*"], f"{where}: hostnames")]
    rules = as_list(spec.get("rules") or [{"matches": []}], f"{where}: rules")
    for number, raw in enumerate(rules):
        spot = f"{where}: rules.{number}"
        values = as_object(raw, spot)
        report.refuse_keys(values, _OF_A_RULE, spot)
        matches = as_list(values.get("matches") or [{}], f"{spot}.matches")
        called = as_text(values.get("name", str(number + 1) if len(rules) > 1 else ""), f"{spot}.name")
        for position, each in enumerate(matches):
            at = f"{spot}.matches.{position}"
            match = _to_match(as_object(each, at), at, report)
            rule = Rule(spot, values, namespace, match, target.services, target.domain)
            part = str(position + 1) if len(matches) > 1 else ""
            label = names.give(to_name("-".join(word for word in (name, called, part) if word)) or "route")
            for variant in to_action(rule, services, report):
                route = {
                    "gateway": target.gateway,
                    "name": label if variant.suffix == "" else names.give(f"{label}-{variant.suffix}"),
                    "hosts": hosts,
                    "match": variant.match,
                    "action": variant.action,
                }
                if variant.headers:
                    route["headers"] = variant.headers
                yield _Ranked(_rank(variant.match), route)


def _note_annotations(metadata: dict[str, Any], where: str, report: Report) -> None:
    for key in as_object(metadata.get("annotations") or {}, f"{where}: metadata.annotations"):
        if not str(key).startswith(("kubectl.kubernetes.io/", "meta.helm.sh/")):
            report.missing.append(f"{where}: metadata.annotations.{key}: is not imported")


def _note_parents(spec: dict[str, Any], where: str, report: Report) -> None:
    """The gateway is the one that was named; a part of one cannot be."""
    for number, raw in enumerate(as_list(spec.get("parentRefs") or [], f"{where}: parentRefs")):
        parent = as_object(raw, f"{where}: parentRefs.{number}")
        for key in ("sectionName", "port"):
            if key in parent:
                report.missing.append(
                    f"{where}: parentRefs.{number}.{key}: routes answer on every listener of the gateway"
                )


def _to_match(values: dict[str, Any], place: str, report: Report) -> dict[str, Any]:
    report.refuse_keys(values, _OF_A_MATCH, place)
    path = as_object(values.get("path") or {}, f"{place}.path")
    report.refuse_keys(path, _OF_A_PATH, f"{place}.path")
    kind = _KINDS.get(str(path.get("type", "PathPrefix")))
    if kind is None:
        raise click.ClickException(f"{place}.path.type: {path['type']!r} is none of {', '.join(_KINDS)}")
    value = as_text(path.get("value", "/"), f"{place}.path.value")
    if kind == "prefix":  # `/a/` takes what `/a` takes
        value = value.rstrip("/") or "/"
    match: dict[str, Any] = {"path": {"kind": kind, "value": value}}
    if "method" in values:
        match["methods"] = [as_text(values["method"], f"{place}.method")]
    headers = _to_texts(values.get("headers"), f"{place}.headers", report, fold=True)
    if headers:
        match["headers"] = headers
    query = _to_texts(values.get("queryParams"), f"{place}.queryParams", report, fold=False)
    if query:
        match["query"] = query
    return match


def _to_texts(raw: Any, place: str, report: Report, *, fold: bool) -> list[dict[str, Any]]:
    """Conditions on headers or query parameters; of two with one name the first counts, as is demanded."""
    found: dict[str, dict[str, Any]] = {}
    for number, each in enumerate(as_list(raw or [], place)):
        spot = f"{place}.{number}"
        values = as_object(each, spot)
        report.refuse_keys(values, _OF_A_TEXT, spot)
        name = as_text(values.get("name"), f"{spot}.name")
        operator = {"Exact": "exact", "RegularExpression": "regex"}.get(str(values.get("type", "Exact")))
        if operator is None:
            raise click.ClickException(f"{spot}.type: {values['type']!r} is none of Exact, RegularExpression")
        key = name.lower() if fold else name
        if key in found:
            report.notes.append(f"{spot}: {name} is there before; the first one counts")
            continue
        value = as_text(values.get("value"), f"{spot}.value")
        found[key] = {"name": key, "value": {"value": value, "operator": operator}}
    return list(found.values())


def _rank(match: dict[str, Any]) -> tuple[int, int, int, int, int]:
    path = match["path"]
    length = -len(path["value"]) if path["kind"] == "prefix" else 0
    return (
        _RANKS[path["kind"]],
        length,
        0 if "methods" in match else 1,
        -len(match.get("headers", ())),
        -len(match.get("query", ())),
    )
