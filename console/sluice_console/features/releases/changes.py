"""A release beside another, object by object, as YAML with changed lines: what the release's page shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from sluice_console.features.releases.diff import KINDS, objects_of, singular
from sluice_console.rendering.diffs import DiffLine, count_changes, to_diff


@dataclass(frozen=True, slots=True)
class ChangedObject:
    """`change` is added, removed or changed; `kind` is in the singular."""

    kind: str
    id: str
    name: str
    change: str
    lines: tuple[DiffLine, ...]


def find_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ChangedObject]:
    """By kind and name; `old` is empty for a gateway's first release."""
    names = _names_of(old) | _names_of(new)
    found = []
    for kind in KINDS:
        before = {item["id"]: item for item in objects_of(old, kind)}
        after = {item["id"]: item for item in objects_of(new, kind)}
        changed = [id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)]
        rows = [_compare(singular(kind), id_, before.get(id_), after.get(id_), names) for id_ in changed]
        found += sorted(rows, key=lambda row: (row.name, row.id))
    return found


def total_changes(changes: list[ChangedObject]) -> tuple[int, int]:
    """Lines added and removed over all objects."""
    counts = [count_changes(item.lines) for item in changes]
    return sum(added for added, _ in counts), sum(removed for _, removed in counts)


def to_yaml(value: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    """An object without its id and without what is not set; other objects by name."""
    if value is None:
        return ""
    readable = {key: item for key, item in value.items() if key != "id"}
    configuration = readable.get("configuration")
    if isinstance(configuration, str) and configuration:
        readable["configuration"] = json.loads(configuration)
    text: str = yaml.safe_dump(_plain(readable, names), sort_keys=False, allow_unicode=True, width=1000)
    return text


def _compare(
    kind: str,
    id_: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    names: Mapping[str, str],
) -> ChangedObject:
    change = "added" if before is None else "removed" if after is None else "changed"
    lines = to_diff(to_yaml(before, names), to_yaml(after, names))
    return ChangedObject(kind, id_, names.get(id_, id_), change, lines)


_NAMED = ("gateways", "listeners", "certificates", "services", "issuers", "shared_limits", "logins", "routes")


def _names_of(document: Mapping[str, Any]) -> dict[str, str]:
    """What people call the objects: attachments and rollouts are named after their filter."""
    names = {item["id"]: str(item["name"]) for kind in _NAMED for item in objects_of(document, kind)}
    for item in document.get("filters", ()):
        names[item["id"]] = f"{item['name']} {item['version']}"
    for item in document.get("attachments", ()):
        place = names.get(item.get("route_id") or "", "every route")
        names[item["id"]] = f"{names.get(item['filter_version_id'], 'filter')} on {place}"
    for item in document.get("rollouts", ()):
        names[item["id"]] = f"rollout of {_subject_of(item, names)}"
    return names


def _subject_of(rollout: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """`api_key 1.3.0`, `route checkout`, `reviews v2`; older releases have a filter's beside the stage."""
    subject = rollout.get("subject", rollout)
    match subject.get("kind", "filter"):
        case "route":
            return f"route {subject['route']['name']}"
        case "service":
            return f"{names.get(subject['service_id'], 'a service')} {subject['new']}".rstrip()
        case _:
            return names.get(subject["filter_version_id"], "a filter")


def _plain(value: Any, names: Mapping[str, str]) -> Any:
    """Without what is not set, and references by name instead of by id."""
    match value:
        case dict():
            items = {key.removesuffix("_id"): _plain(item, names) for key, item in value.items()}
            return {key: item for key, item in items.items() if item not in (None, "", [], {})}
        case list():
            return [_plain(item, names) for item in value]
        case str():
            return names.get(value, value)
        case _:
            return value
