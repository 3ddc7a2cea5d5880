"""How an object of the document differs from what is there, as the lines of a diff."""

import difflib
from collections.abc import Sequence
from typing import Any

import yaml
from pydantic import BaseModel

from sluice_console.features.configuration.hiding import hide
from sluice_console.features.configuration.schemas import AttachmentItem, ObjectChange
from sluice_console.features.routes.protection import Protection

_DUMPER: Any = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
"""A document may change ten thousand objects; the one in C takes a tenth of the time."""


def plain(item: BaseModel) -> dict[str, object]:
    """Two objects are the same where this is."""
    values = item.model_dump(mode="json", exclude={"reason"})
    if "protection" in values:
        values["protection"] = values["protection"] or Protection().model_dump(mode="json")
    if isinstance(item, AttachmentItem) and item.route is not None:
        values["route"] = item.route.rpartition("/")[2]
    return values


def to_change(
    kind: str,
    name: str,
    old: dict[str, object] | None,
    new: dict[str, object] | None,
    schemas: Sequence[Any] = (),
) -> ObjectChange:
    """Of an object that is added, changed or removed; both have `owner` where that is part of it.

    `schemas` are a filter's: what they call secret is not in the lines.
    """
    change = "added" if old is None else "removed" if new is None else "changed"
    if old is not None and new is not None and {**old, "owner": ""} == {**new, "owner": ""}:
        change = "adopted"
    lines = _diff(_without_secrets(old or {}, schemas), _without_secrets(new or {}, schemas))
    if not lines and old != new:
        lines = ["+configuration: another secret"]
    return ObjectChange.model_validate({"kind": kind, "name": name, "change": change, "lines": lines})


def _without_secrets(values: dict[str, object], schemas: Sequence[Any]) -> dict[str, object]:
    for schema in schemas if "configuration" in values else ():
        values = {**values, "configuration": hide(values["configuration"], [schema], schema)}
    return values


def _diff(old: dict[str, object], new: dict[str, object]) -> list[str]:
    lines = difflib.unified_diff(_lines(old), _lines(new), n=2, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))]


def _lines(values: dict[str, object]) -> list[str]:
    said = {name: value for name, value in values.items() if name != "owner" or value}
    if not said:
        return []
    text: str = yaml.dump(said, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=1000)
    return text.splitlines()
