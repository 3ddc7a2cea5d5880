"""Nodes: those that the consoles serve, and those that were seen before."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.envoy.resources import SHORT_NAMES, Snapshot
from sluice_console.features.nodes.provenance import Cause, find_cause
from sluice_console.models import Gateway, Node
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.status import NodeStatus, Rejection, TypeStatus


async def list_nodes(
    db: AsyncSession, registry: NodeRegistry, cache: SnapshotCache, gateway_id: str = ""
) -> list[dict[str, Any]]:
    """What `NodeOut` takes, by gateway and node id."""
    names: dict[str, str] = {row.id: row.name for row in await db.execute(select(Gateway.id, Gateway.name))}
    found = {}
    causes = _Causes(db)
    for status in registry.list_nodes(gateway_id or None):
        if status.gateway_id in names:
            rejections = [await causes.explain(status.gateway_id, item) for item in status.rejections]
            output = to_output(status, names[status.gateway_id], cache)
            found[status.gateway_id, status.id] = {**output, "rejections": rejections}
    statement = select(Node)
    if gateway_id:
        statement = statement.where(Node.gateway_id == gateway_id)
    for row in await db.scalars(statement):
        found.setdefault((row.gateway_id, row.node_id), _from_row(row, names[row.gateway_id]))
    return sorted(found.values(), key=lambda item: (item["gateway"], item["id"]))


def to_output(status: NodeStatus, gateway: str, cache: SnapshotCache) -> dict[str, Any]:
    snapshot = cache.find_snapshot(status.gateway_id)
    types = {
        SHORT_NAMES[type_url]: _to_type(item, type_url, snapshot)
        for type_url, item in status.types.items()
        if type_url in SHORT_NAMES
    }
    return {
        "id": status.id,
        "gateway": gateway,
        "gateway_id": status.gateway_id,
        "envoy_version": status.envoy_version,
        "connected": status.connected,
        "connected_since": status.connected_since if status.connected else None,
        "last_seen": clock.now() if status.connected else status.last_seen,
        "current": status.connected and bool(types) and all(item["current"] for item in types.values()),
        "types": types,
    }


def _to_type(item: TypeStatus, type_url: str, snapshot: Snapshot | None) -> Mapping[str, Any]:
    names = (
        "sent",
        "acknowledged",
        "rejected",
        "error",
        "sent_at",
        "answered_at",
        "lag_seconds",
        "confirmed",
    )
    wanted = snapshot.version(type_url) if snapshot else ""
    return {**{name: getattr(item, name) for name in names}, "current": item.acknowledged == wanted}


class _Causes:
    """Nodes of one gateway reject the same thing: its cause is looked up once."""

    def __init__(self, db: AsyncSession) -> None:
        self._db = db
        self._known: dict[tuple[str, str, str, str, str], Cause] = {}

    async def explain(self, gateway_id: str, item: Rejection) -> dict[str, Any]:
        """What `RejectionOut` takes."""
        key = (gateway_id, item.type_url, item.name, item.version, item.error)
        if key not in self._known:
            self._known[key] = await find_cause(self._db, gateway_id, item)
        cause = self._known[key]
        names = ("name", "version", "error", "at")
        return {
            **{name: getattr(item, name) for name in names},
            "type": SHORT_NAMES.get(item.type_url, item.type_url),
            "release": cause.release,
            "author": cause.author,
            "reason": cause.reason,
            "objects": [{"kind": kind, "id": id_, "name": name} for kind, id_, name in cause.objects],
            "field": cause.field,
        }


def _from_row(row: Node, gateway: str) -> dict[str, Any]:
    return {
        "id": row.node_id,
        "gateway": gateway,
        "gateway_id": row.gateway_id,
        "envoy_version": row.version,
        "connected": False,
        "connected_since": None,
        "last_seen": row.last_seen_at,
        "current": False,
        "types": {},
        "rejections": [],
    }
