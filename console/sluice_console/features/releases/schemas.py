"""Releases over REST."""

from datetime import datetime
from typing import Any, Literal

from sluice_console.features.schemas import Input, Output, Reason


class LeftOutOut(Output):
    kind: str
    id: str
    reason: str


class ResourceOut(Output):
    """`version` is the one that nodes acknowledge; `size` in bytes."""

    type_url: str
    name: str
    version: str
    size: int


class ReleaseOut(Output):
    id: str
    gateway: str
    gateway_id: str
    number: int
    parent_id: str | None
    restores_id: str | None
    author: str
    reason: str
    left_out: list[LeftOutOut]
    created_at: datetime


class ReleaseDetail(ReleaseOut):
    document: dict[str, Any]
    resources: list[ResourceOut]


class ObjectDiff(Output):
    """One object that is not the same. `lines` is a unified diff of its JSON."""

    kind: str
    id: str
    name: str
    change: Literal["added", "removed", "changed"]
    lines: list[str]


class ReleaseDiff(Output):
    base: str | None
    release: str
    objects: list[ObjectDiff]


class RollbackIn(Input):
    """`reason` stands in the new release and in the audit log."""

    reason: Reason = ""


class RolledBack(ReleaseOut):
    """`notes` says where today's objects cannot follow the old bytes."""

    notes: list[str]
