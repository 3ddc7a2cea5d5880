"""An OpenAPI document (3.0, 3.1) as routes: one for each operation, named by its `operationId`.

    paths: {/pets/{petId}: {get: {operationId: showPetById}}}

    routes: [{name: show-pet-by-id, match: {path: {kind: template, value: "/pets/{petId}"}, methods: [GET]}}]

Parameters, bodies and schemas say nothing about where a request goes, and are not looked at.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import click

from sluice.cli.imports.report import Imported, Names, Report, as_list, as_object, as_text, to_name

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_OF_A_PATH = frozenset({"$ref", "summary", "description", "servers", "parameters", *METHODS})
_PART = re.compile(r"\{([^{}/]*)\}")
_LITERAL = re.compile(r"[A-Za-z0-9._~!$&'()+,;:@-]+")
_VARIABLE = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]{0,15}\}")
MOST_VARIABLES = 5
"""That Envoy takes in one template; with more the path becomes a regular expression."""
FIRST_ORDER = 100


@dataclass(frozen=True, slots=True)
class Target:
    """Where the routes are made, and where they lead. `prefix` None: what `servers` says."""

    gateway: str
    service: str
    hosts: tuple[str, ...] = ("*",)
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    place: str
    path: str
    method: str
    operation_id: str
    summary: str
    protected: bool

    @property
    def shape(self) -> str:
        """The path without the names of its variables: two of one shape take the same requests."""
        return _PART.sub("{}", self.path)


def import_openapi(document: Any, target: Target) -> Imported:
    """Raises ClickException with the place of what is no OpenAPI 3.0 or 3.1."""
    root = as_object(document, "the document")
    _check_version(root)
    report = Report()
    if root.get("webhooks"):
        report.notes.append("webhooks are calls that the API makes itself: no routes")
    operations = list(_operations(root, target, report))
    if not operations:
        raise click.ClickException("paths: there is no operation, so there is nothing to route")
    _refuse_twins(operations)
    _note_overlaps(operations, report)
    protected = [each.place for each in operations if each.protected]
    if protected:
        some = ", ".join(protected[:3]) + (", …" if len(protected) > 3 else "")
        report.missing.append(
            f"security: {len(protected)} operations demand it ({some}); "
            "give the routes issuers, users or a filter that checks keys"
        )
    names = Names()
    routes = [_to_route(each, target, names, report) for each in operations]
    return Imported({"routes": routes}, report)


def _check_version(root: dict[str, Any]) -> None:
    version = root.get("openapi")
    if version is None and "swagger" in root:
        raise click.ClickException(
            f"swagger: {root['swagger']!r} is older than OpenAPI 3; convert it first, with swagger2openapi"
        )
    if not isinstance(version, str) or not re.fullmatch(r"3\.[01]\.\d+(-.+)?", version):
        raise click.ClickException(f"openapi: {version!r} is no version that is known; 3.0 and 3.1 are")


def _operations(root: dict[str, Any], target: Target, report: Report) -> Iterator[Operation]:
    for path, raw in as_object(root.get("paths") or {}, "paths").items():
        if path.startswith("x-"):
            continue
        place = f"paths.{path}"
        _check_path(path, place)
        item = _resolve(root, as_object(raw, place), place)
        known = {key: value for key, value in item.items() if not key.startswith("x-")}
        report.refuse_keys(known, _OF_A_PATH, place)
        for method in METHODS:
            if method not in item:
                continue
            spot = f"{place}.{method}"
            operation = as_object(item[method], spot)
            servers = operation.get("servers") or item.get("servers") or root.get("servers") or []
            prefix = target.prefix if target.prefix is not None else _prefix_of(servers, spot, report)
            security = operation.get("security")
            if security is None:  # also where it is there and empty: only `[]` switches off what all demand
                security = root.get("security") or []
            yield Operation(
                spot,
                prefix.rstrip("/") + path,
                method.upper(),
                as_text(operation.get("operationId", ""), f"{spot}.operationId"),
                " ".join(as_text(operation.get("summary", ""), f"{spot}.summary").split())[:500],
                any(as_list(security, f"{spot}.security")),
            )


def _resolve(root: dict[str, Any], item: dict[str, Any], place: str) -> dict[str, Any]:
    """A path item that is written elsewhere in the document."""
    followed = 0
    while "$ref" in item:
        reference = as_text(item["$ref"], f"{place}.$ref")
        found: Any = root if reference.startswith("#/") else None
        for word in reference.removeprefix("#/").split("/"):
            word = word.replace("~1", "/").replace("~0", "~")
            found = found.get(word) if isinstance(found, dict) else None
        followed += 1
        if not isinstance(found, dict) or followed > 20:
            raise click.ClickException(
                f"{place}.$ref: {reference!r} is not in this document; bundle it first, with `redocly bundle`"
            )
        item = {**found, **{key: value for key, value in item.items() if key != "$ref"}}
    return item


def _check_path(path: str, place: str) -> None:
    if not path.startswith("/"):
        raise click.ClickException(f"{place}: a path starts with /")
    if "?" in path or "#" in path:
        raise click.ClickException(f"{place}: a path has no query and no fragment")
    names = _PART.findall(path)
    if len(set(names)) != len(names):
        raise click.ClickException(f"{place}: a variable is there twice")
    if re.search(r"[{}]", _PART.sub("", path)):
        raise click.ClickException(f"{place}: braces that do not fit together")


def _prefix_of(servers: Any, place: str, report: Report) -> str:
    """The path of the first server; the others are named once."""
    listed = [as_object(each, f"{place}.servers") for each in as_list(servers, f"{place}.servers")]
    if not listed:
        return ""
    prefixes = [_path_of(each, f"{place}.servers") for each in listed]
    if len(set(prefixes)) > 1:
        listing = ", ".join(each or "/" for each in dict.fromkeys(prefixes))
        note = f"servers: their paths differ ({listing}); the first is taken, --prefix chooses"
        if note not in report.notes:
            report.notes.append(note)
    return prefixes[0]


def _path_of(server: Mapping[str, Any], place: str) -> str:
    url = as_text(server.get("url", ""), f"{place}.url")
    variables = as_object(server.get("variables") or {}, f"{place}.variables")
    for name in _PART.findall(url):
        default = as_object(variables.get(name), f"{place}.variables.{name}").get("default", "")
        url = url.replace(f"{{{name}}}", str(default))
    try:
        path = urlsplit(url).path
    except ValueError as error:
        raise click.ClickException(f"{place}.url: {url!r} is no address: {error}") from error
    path = path.rstrip("/")
    return f"/{path}" if path and not path.startswith("/") else path


def _refuse_twins(operations: list[Operation]) -> None:
    """Raises ClickException at the second of two operations that take exactly the same requests."""
    seen: dict[tuple[str, str], str] = {}
    for each in operations:
        first = seen.setdefault((each.shape, each.method), each.place)
        if first != each.place:
            raise click.ClickException(
                f"{each.place}: takes the same requests as {first}; only one can be routed"
            )


def _note_overlaps(operations: list[Operation], report: Report) -> None:
    """Two templates that share requests, as `/{a}/b` and `/a/{b}`: which of them is asked first."""
    by_method: dict[str, list[Operation]] = {}
    for each in operations:
        if "{" in each.path:
            by_method.setdefault(each.method, []).append(each)
    for group in by_method.values():
        for number, one in enumerate(group):
            for other in group[number + 1 :]:
                if _rank(one.path) == _rank(other.path) and _share(one.path, other.path):
                    report.notes.append(
                        f"{one.place} and {other.place} share requests; "
                        "the `order` of their routes says whose they are"
                    )


def _share(one: str, other: str) -> bool:
    """Whether some path fits both; `{a}.json` is taken for any segment."""
    pairs = list(zip(one.split("/"), other.split("/"), strict=False))
    same_length = one.count("/") == other.count("/")
    return same_length and all("{" in a or "{" in b or a == b for a, b in pairs)


def _rank(path: str) -> int:
    """Of the routes of one host the lowest is asked first: the fewer variables, the earlier."""
    rank = 0
    for segment in path.split("/"):
        if "{" in segment:
            rank += 2 if _PART.fullmatch(segment) else 1
    return rank


def _to_route(operation: Operation, target: Target, names: Names, report: Report) -> dict[str, Any]:
    wanted = to_name(operation.operation_id) or to_name(f"{operation.method}-{operation.path}") or "root"
    name = names.give(wanted)
    if name != wanted and operation.operation_id:
        report.notes.append(f"{operation.place}: another route is called {wanted}; this one is {name}")
    kind, value = to_path(operation.path)
    route: dict[str, Any] = {"gateway": target.gateway, "name": name}
    if operation.summary:
        route["description"] = operation.summary
    return {
        **route,
        "hosts": list(target.hosts),
        "match": {"path": {"kind": kind, "value": value}, "methods": [operation.method]},
        "action": {"kind": "forward", "destinations": [{"service": target.service}]},
        "order": FIRST_ORDER + _rank(operation.path),
    }


def to_path(path: str) -> tuple[str, str]:
    """`exact` without variables, `template` where Envoy's can say it, else `regex`."""
    if "{" not in path:
        return "exact", path
    segments = path.split("/")[1:]
    plain = all(not part or _LITERAL.fullmatch(part) or _VARIABLE.fullmatch(part) for part in segments)
    inner_empty = any(not part for part in segments[:-1])
    if plain and not inner_empty and len(_PART.findall(path)) <= MOST_VARIABLES:
        return "template", path
    parts = _PART.split(path)
    literals = [re.escape(part) if number % 2 == 0 else "[^/]+" for number, part in enumerate(parts)]
    return "regex", "".join(literals)
