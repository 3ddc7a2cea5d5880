"""From a resource that a node rejected back to the objects, the field and the person behind it.

The version of a resource follows from its bytes, so the release that first held this version made it; what
that release changed, and the resource is made of, is the cause.
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
)
from sluice_console.models import Release
from sluice_console.xds.nodes import Rejection

RELEASES_SEARCHED = 50
"""A rejection is about the newest release or one of the few before it."""

_MADE_OF: Mapping[str, tuple[str, ...]] = {
    SECRET: ("certificates",),
    CLUSTER: ("services",),
    ENDPOINTS: ("services",),
    EXTENSION: ("attachments", "rollouts"),
    LISTENER: ("listeners", "attachments", "issuers"),
    ROUTES: ("routes", "attachments", "rollouts"),
    RUNTIME: ("routes", "rollouts"),
}
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
    """Without a release for what no release holds: certificates, and filters that were pushed again."""
    field = find_field(rejection.error)
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
    objects = tuple(_find_objects(new, old, rejection))
    return Cause(found.number, found.author, found.reason, objects, field)


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


def _find_objects(
    new: Mapping[str, Any], old: Mapping[str, Any], rejection: Rejection
) -> Iterator[tuple[str, str, str]]:
    """What the release changed; the one that the resource is called after alone, where there is one."""
    changed = []
    for kind in _MADE_OF.get(rejection.type_url, ()):
        before = {item["id"]: item for item in old.get(kind, ())}
        for item in new.get(kind, ()):
            if before.get(item["id"]) != item:
                changed.append((kind.removesuffix("s"), item["id"], str(item.get("name") or item["id"])))
    base = re.split(r"[@]|\.candidate|-http3", rejection.name)[0]
    named = [item for item in changed if base in item[1:]]
    yield from named or changed
