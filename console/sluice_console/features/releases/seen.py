"""A release as the people of some tenants see it: their routes and services, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.sight import tenants_seen
from sluice_console.envoy import ir
from sluice_console.features.releases.current import CurrentGateways
from sluice_console.features.releases.objects import read_tenants
from sluice_console.models import Gateway, Release

_KINDS = ("services", "routes")


async def document_of(db: AsyncSession, release: Release) -> dict[str, Any]:
    """Its document, or what of it whoever asks may see.

    What is there today belongs to whom it belongs today; what is gone, to whom it belonged then.
    """
    await db.refresh(release, ["document"])
    tenants = tenants_seen(db)
    if tenants is None:
        return release.document
    belongs = {**release.document.get("tenants", {}), **await read_tenants(db, release.gateway_id)}
    return limit_to(release.document, {id_ for id_, tenant in belongs.items() if tenant in tenants})


async def read_seen(
    db: AsyncSession, current: CurrentGateways, gateway: Gateway, also: Collection[str] = ()
) -> ir.Gateway:
    """The gateway as it is published, with the routes that whoever asks may see."""
    found = await current.read(db, gateway, also)
    tenants = tenants_seen(db)
    if tenants is None:
        return found
    belongs = await read_tenants(db, gateway.id)
    return replace(found, routes=tuple(item for item in found.routes if belongs.get(item.id) in tenants))


def limit_to(document: Mapping[str, Any], ids: Collection[str]) -> dict[str, Any]:
    """The objects with these ids.

    >>> document = {"routes": [{"id": "rt_1"}, {"id": "rt_2"}], "listeners": [{"id": "ls_1"}]}
    >>> limit_to(document, {"rt_2"})
    {'services': [], 'routes': [{'id': 'rt_2'}]}
    """
    return {kind: [item for item in document.get(kind, ()) if item["id"] in ids] for kind in _KINDS}


def hide_words(db: AsyncSession, values: dict[str, Any]) -> dict[str, Any]:
    """Of a release over REST: who made it and why may name others' objects, and so may what was left out."""
    if tenants_seen(db) is None:
        return values
    return {**values, "author": "", "reason": "", "left_out": []}
