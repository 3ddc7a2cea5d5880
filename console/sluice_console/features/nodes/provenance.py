"""From a resource that a node rejected back to the objects, the field and the person behind it.

The version of a resource follows from its bytes, so the release that first held this version made it; what
that release changed, and the resource is made of, is the cause. Secrets are in no release: the audit log says
who changed the certificate or login last.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.envoy.resources import (
    CLUSTER,
    ENDPOINTS,
    EXTENSION,
    LISTENER,
    ROUTES,
    RUNTIME,
    SECRET,
    VIRTUAL_HOST,
)
from sluice_console.models import AuditRow, Release
from sluice_console.xds.status import Rejection

RELEASES_SEARCHED = 50
"""A rejection is about the newest release or one of the few before it."""

_MADE_OF: Mapping[str, tuple[str, ...]] = {
    CLUSTER: ("services",),
    ENDPOINTS: ("services",),
    EXTENSION: ("attachments", "rollouts"),
    LISTENER: ("listeners", "attachments", "issuers", "logins", "shared_limits"),
    ROUTES: ("routes", "attachments", "rollouts", "logins", "shared_limits"),
    VIRTUAL_HOST: ("routes", "attachments", "rollouts", "logins", "shared_limits"),
    RUNTIME: ("routes", "rollouts"),
}
_OF_THE_GATEWAY = ("compression", "cache", "limits", "client_headers")
"""What every listener says as its gateway does."""
_SECRETS: Mapping[str, str] = {"ct": "certificate", "lg": "login"}
_CONSTRAINT = re.compile(r"\w+ValidationError\.(\w+)")
_WORDS: tuple[tuple[str, str], ...] = (
    ("address already in use", "port"),
    ("cannot bind", "port"),
    ("permission denied", "port"),
    ("private key", "key"),
    ("certificate chain", "chain"),
    ("regex", "match"),
    ("wasm", "module"),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """`objects` are kind, id and name of what changed; `field` is empty where Envoy's words do not tell."""

    release: int | None = None
    author: str = ""
    reason: str = ""
    objects: tuple[tuple[str, str, str], ...] = ()
    field: str = ""


async def find_cause(db: AsyncSession, gateway_id: str, rejection: Rejection) -> Cause:
    """Without a release for what no release holds: certificates, logins' secrets, filters pushed again."""
    field = find_field(rejection.error)
    if rejection.type_url == SECRET:
        return await _find_secret(db, rejection.name, field)
    statement = select(Release).where(Release.gateway_id == gateway_id).order_by(Release.number.desc())
    statement = statement.limit(RELEASES_SEARCHED).options(undefer(Release.resources))
    found: Release | None = None
    for release in await db.scalars(statement):
        if not _holds(release, rejection):
            if found is not None:
                break
            continue
        found = release
    if found is None:
        return Cause(field=field)
    new, old = await _documents(db, found)
    changes = tuple(_find_changes(new, old, rejection))
    objects = tuple(dict.fromkeys(item.named for item in changes))
    fields = {name for item in changes for name in item.fields}
    only = next(iter(fields)) if len(fields) == 1 and len(objects) == 1 else ""
    return Cause(found.number, found.author, found.reason, objects, field or only)


async def _find_secret(db: AsyncSession, name: str, field: str) -> Cause:
    """`ct_…` is a certificate with its key, `lg_….token` and `lg_….cookies` are a login's."""
    id_ = name.partition(".")[0]
    statement = select(AuditRow).where(AuditRow.object_id == id_).order_by(AuditRow.number.desc()).limit(1)
    row = await db.scalar(statement)
    kind = _SECRETS.get(id_.partition("_")[0], "")
    if row is None or not kind:
        return Cause(field=field)
    return Cause(None, row.actor, row.action.replace(".", " "), ((kind, id_, row.object_name),), field)


def find_field(error: str) -> str:
    """What Envoy complains about, in our word for it where there is one.

    >>> find_field("Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must…")
    'connect_timeout'
    """
    constraint = _CONSTRAINT.search(error)
    if constraint:
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", constraint[1]).lower()
    lowered = error.lower()
    return next((field for words, field in _WORDS if words in lowered), "")


def _holds(release: Release, rejection: Rejection) -> bool:
    return any(
        item["type_url"] == rejection.type_url
        and item["name"] == rejection.name
        and item["version"] == rejection.version
        for item in release.resources
    )


async def _documents(db: AsyncSession, release: Release) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What the release says, and what the one before it said."""
    new = await db.scalar(select(Release.document).where(Release.id == release.id))
    old = await db.scalar(select(Release.document).where(Release.id == release.parent_id))
    return new or {}, old or {}


@dataclass(frozen=True, slots=True)
class _Change:
    """`named` is kind, id and name; `fields` are those that differ, empty for what is new."""

    named: tuple[str, str, str]
    fields: tuple[str, ...]


def _find_changes(new: Mapping[str, Any], old: Mapping[str, Any], rejection: Rejection) -> Iterator[_Change]:
    """What the release changed; of the one that the resource is called after alone, where there is one."""
    changed: list[tuple[str, _Change]] = []
    for kind in _MADE_OF.get(rejection.type_url, ()):
        before = {item["id"]: item for item in old.get(kind, ())}
        for item in new.get(kind, ()):
            known = before.get(item["id"])
            if known != item:
                fields = () if known is None else tuple(sorted(_differing(known, item)))
                changed.append((item["id"], _to_change(kind, item, fields, new)))
    base = re.split(r"[@]|\.candidate|-http3", rejection.name)[0]
    named = [item for id_, item in changed if base in (id_, *item.named[1:])]
    yield from named or (item for _, item in changed)


def _differing(known: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, value in item.items() if known.get(name) != value)


def _to_change(
    kind: str, item: Mapping[str, Any], fields: tuple[str, ...], gateway: Mapping[str, Any]
) -> _Change:
    """A gateway's own listener, and what all its listeners say alike, people know as the gateway."""
    is_first = item["id"] == str(gateway.get("id", "")).replace("gw_", "ls_", 1)
    is_common = bool(fields) and set(fields) <= set(_OF_THE_GATEWAY)
    if kind == "listeners" and (is_first or is_common):
        return _Change(("gateway", gateway["id"], gateway["name"]), fields)
    named = (kind.removesuffix("s"), item["id"], str(item.get("name") or item["id"]))
    return _Change(named, fields)
