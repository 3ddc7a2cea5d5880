"""A node as a row that other consoles read, and back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import and_, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.envoy.resources import EXTENSION
from sluice_console.models import Node
from sluice_console.xds.status import NodeStatus, Rejection, TypeStatus

_TYPES: TypeAdapter[dict[str, TypeStatus]] = TypeAdapter(dict[str, TypeStatus])
_REJECTIONS: TypeAdapter[tuple[Rejection, ...]] = TypeAdapter(tuple[Rejection, ...])
_KEY = ("gateway_id", "node_id")
_KEPT = (*_KEY, "first_seen_at")


async def store(db: AsyncSession, replica_id: str, revision: int, statuses: Iterable[NodeStatus]) -> None:
    """Write what this console's nodes say. A node that has gone to another console since is that one's."""
    rows = [_to_row(status, replica_id, revision) for status in statuses]
    if not rows:
        return
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(Node)
    is_mine = or_(
        Node.replica_id == replica_id,
        and_(
            row.excluded.connected,
            or_(Node.connected.is_(False), Node.connected_since <= row.excluded.connected_since),
        ),
    )
    set_ = {name: row.excluded[name] for name in rows[0] if name not in _KEPT}
    connection = await db.connection()
    await connection.execute(
        row.on_conflict_do_update(index_elements=list(_KEY), set_=set_, where=is_mine), rows
    )


async def note_seen(db: AsyncSession, replica_id: str, revision: int) -> None:
    """The nodes of this console that nothing has happened to are still there."""
    mine = (Node.replica_id == replica_id, Node.connected)
    await db.execute(update(Node).where(*mine).values(last_seen_at=clock.now(), revision=revision))


def to_status(row: Node, *, live: bool, missed: bool) -> NodeStatus:
    """`live`: its console is there; `missed`: it is gone since a moment ago."""
    return NodeStatus(
        id=row.node_id,
        gateway_id=row.gateway_id,
        envoy_version=row.version,
        connected=row.connected and live,
        connected_since=row.connected_since or row.first_seen_at,
        last_seen=row.last_seen_at,
        types=_TYPES.validate_python(row.types),
        loaded={(EXTENSION, name): version for name, version in row.candidates.items()},
        rejections=_REJECTIONS.validate_python(row.rejections),
        missed=row.connected and missed,
    )


def _to_row(status: NodeStatus, replica_id: str, revision: int) -> Mapping[str, Any]:
    return {
        "gateway_id": status.gateway_id,
        "node_id": status.id,
        "version": status.envoy_version,
        "first_seen_at": status.connected_since,
        "last_seen_at": clock.now() if status.connected else status.last_seen,
        "replica_id": replica_id,
        "revision": revision,
        "connected": status.connected,
        "connected_since": status.connected_since,
        "types": _TYPES.dump_python(dict(status.types), mode="json"),
        "candidates": {name: version for (_, name), version in status.loaded.items()},
        "rejections": _REJECTIONS.dump_python(status.rejections, mode="json"),
    }


def to_slices(statuses: Sequence[NodeStatus], size: int) -> Iterable[Sequence[NodeStatus]]:
    """Small enough that streams need not wait for their turn."""
    return (statuses[start : start + size] for start in range(0, len(statuses), size))
