"""What is different between two releases, object by object."""

import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sluice_console.features.releases.schemas import ObjectDiff

KINDS = (
    "gateways",
    "listeners",
    "certificates",
    "services",
    "issuers",
    "shared_limits",
    "logins",
    "routes",
    "filters",
    "attachments",
    "rollouts",
)
_CONTEXT_LINES = 3
Change = Literal["added", "removed", "changed"]


def diff_documents(old: dict[str, Any], new: dict[str, Any]) -> list[ObjectDiff]:
    """Objects that were added, removed or changed, by kind and name; `old` is empty for the first release."""
    found: list[ObjectDiff] = []
    for kind in KINDS:
        before = {item["id"]: item for item in objects_of(old, kind)}
        after = {item["id"]: item for item in objects_of(new, kind)}
        changed = [
            _diff_object(singular(kind), id_, before.get(id_), after.get(id_))
            for id_ in before.keys() | after.keys()
            if before.get(id_) != after.get(id_)
        ]
        found += sorted(changed, key=lambda item: (item.name, item.id))
    return found


def singular(kind: str) -> str:
    """`shared_limits` is "shared limit"."""
    return kind.removesuffix("s").replace("_", " ")


def objects_of(document: Mapping[str, Any], kind: str) -> Sequence[Mapping[str, Any]]:
    """Of a release's document; the gateway is one, too, where something is set that holds for all of it."""
    if kind != "gateways":
        return tuple(document.get(kind, ()))
    overload = {name: value for name, value in document.get("overload", {}).items() if value is not None}
    counting = document.get("limit_service")
    own = {name: value for name, value in (("overload", overload), ("limit_service", counting)) if value}
    return ({"id": document["id"], "name": document["name"], **own},) if own else ()


def _diff_object(
    kind: str, id_: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> ObjectDiff:
    change: Change = "added" if before is None else "removed" if after is None else "changed"
    lines = difflib.unified_diff(_lines(before), _lines(after), n=_CONTEXT_LINES, lineterm="")
    shown = [line for line in lines if not line.startswith(("---", "+++"))]
    named = after or before or {}
    return ObjectDiff(kind=kind, id=id_, name=str(named.get("name") or id_), change=change, lines=shown)


def _lines(value: Mapping[str, Any] | None) -> list[str]:
    if value is None:
        return []
    return json.dumps(_readable(value), indent=2, sort_keys=True, ensure_ascii=False).splitlines()


def _readable(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A filter's configuration is kept as text; as an object its own lines can differ."""
    text = value.get("configuration")
    if not isinstance(text, str) or not text:
        return value
    return {**value, "configuration": json.loads(text)}
