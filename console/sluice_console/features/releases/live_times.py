"""When a release was live: at the nodes of every console that had any."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.models import Delivery, Release

Outcome = Literal["taken", "refused", "late"]


@dataclass(frozen=True, slots=True)
class LiveTime:
    """`seconds` lie between the release and the last node's acknowledgement; "refused": a node rejected
    something of it; "late": not everywhere within a minute.
    """

    release_id: str
    gateway_id: str
    number: int
    nodes: int
    seconds: float
    outcome: Outcome


async def find_live_times(
    db: AsyncSession, releases: Collection[tuple[str, int]]
) -> Mapping[tuple[str, int], LiveTime]:
    """By the gateway's id and the release's number; without those that no node was there for, and those that
    were replaced before all had them.
    """
    if not releases:
        return {}
    chosen = select(Delivery, Release.gateway_id, Release.number, Release.created_at).join(Release)
    chosen = chosen.where(tuple_(Release.gateway_id, Release.number).in_(releases))
    found: dict[tuple[str, int], LiveTime] = {}
    for row, gateway_id, number, created_at in await db.execute(chosen):
        seconds = max((row.at - created_at).total_seconds(), 0.0)
        own = LiveTime(row.release_id, gateway_id, number, row.nodes, seconds, row.outcome)
        other = found.get((gateway_id, number))
        found[gateway_id, number] = own if other is None else _together(own, other)
    return found


def _together(one: LiveTime, other: LiveTime) -> LiveTime:
    """Of the nodes of two consoles: the worse outcome, the later time."""
    worse = max(one, other, key=lambda item: (("taken", "late", "refused").index(item.outcome), item.seconds))
    return LiveTime(
        one.release_id,
        one.gateway_id,
        one.number,
        one.nodes + other.nodes,
        max(one.seconds, other.seconds),
        worse.outcome,
    )
