"""What is different between two releases, object by object."""

import difflib
import json
from typing import Any, Literal

from sluice_console.features.releases.schemas import ObjectDiff

_KINDS = ("listeners", "certificates", "services", "issuers", "routes", "filters", "attachments", "rollouts")
_CONTEXT_LINES = 3
Change = Literal["added", "removed", "changed"]


def diff_documents(old: dict[str, Any], new: dict[str, Any]) -> list[ObjectDiff]:
    """Objects that were added, removed or changed, by kind and name; `old` is empty for the first release."""
    found: list[ObjectDiff] = []
    for kind in _KINDS:
        before = {item["id"]: item for item in old.get(kind, [])}
        after = {item["id"]: item for item in new.get(kind, [])}
        for id_ in before.keys() | after.keys():
            if before.get(id_) != after.get(id_):
                found.append(_diff_object(kind.removesuffix("s"), id_, before.get(id_), after.get(id_)))
    return sorted(found, key=lambda item: (_KINDS.index(item.kind + "s"), item.name, item.id))


def _diff_object(
    kind: str, id_: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> ObjectDiff:
    change: Change = "added" if before is None else "removed" if after is None else "changed"
    lines = difflib.unified_diff(_lines(before), _lines(after), n=_CONTEXT_LINES, lineterm="")
    shown = [line for line in lines if not line.startswith(("---", "+++"))]
    named = after or before or {}
    return ObjectDiff(kind=kind, id=id_, name=str(named.get("name") or id_), change=change, lines=shown)


def _lines(value: dict[str, Any] | None) -> list[str]:
    if value is None:
        return []
    return json.dumps(_readable(value), indent=2, sort_keys=True, ensure_ascii=False).splitlines()


def _readable(value: dict[str, Any]) -> dict[str, Any]:
    """A filter's configuration is kept as text; as an object its own lines can differ."""
    text = value.get("configuration")
    if not isinstance(text, str) or not text:
        return value
    return {**value, "configuration": json.loads(text)}
