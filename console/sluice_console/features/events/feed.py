"""What happens in the console and at the nodes, for pages that are open.

    async for event in feed.follow(after=last_event_id):
        ...

Every event has an id; who comes back with the last one that it saw gets what it missed, as far as it is kept.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic_core import from_json, to_json
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.envoy.resources import SHORT_NAMES
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.status import NodeEvent

Kind = Literal["change", "release", "rollout", "node", "missed"]
Told = tuple[Kind, dict[str, Any]]
CHANNEL = "sluice_events"
"""PostgreSQL's channel on which consoles tell each other what they have changed."""
LONGEST = 7_900
"""Bytes of a notification: PostgreSQL takes fewer than 8,000."""
KEPT = 1_000
"""Events; a reader that is further behind is told `missed` and loads the page anew."""


@dataclass(frozen=True, slots=True)
class Event:
    """`id` is `<start>-<number>`: ids of an earlier run of the console are recognised as such."""

    id: str
    kind: Kind
    data: dict[str, Any]


class Feed:
    """The last events, and whoever follows them. One a process, one event loop."""

    def __init__(self) -> None:
        self.start = secrets.token_hex(4)
        self._events: deque[tuple[int, Event]] = deque(maxlen=KEPT)
        self._number = 0
        self._followers: set[asyncio.Event] = set()

    def tell(self, kind: Kind, data: dict[str, Any]) -> None:
        self._number += 1
        self._events.append((self._number, Event(f"{self.start}-{self._number}", kind, data)))
        for follower in self._followers:
            follower.set()

    async def follow(self, after: str = "") -> AsyncGenerator[Event, None]:
        """What comes, and before that what came after the event with the id `after`. Never ends by itself."""
        seen, lost = self._position_of(after)
        if lost:
            yield Event(f"{self.start}-{seen}", "missed", {})
        wake = asyncio.Event()
        self._followers.add(wake)
        try:
            while True:
                wake.clear()
                oldest = self._events[0][0] if self._events else self._number + 1
                if seen + 1 < oldest:
                    seen = oldest - 1
                    yield Event(f"{self.start}-{seen}", "missed", {})
                for number, event in list(self._events):
                    if number > seen:
                        seen = number
                        yield event
                if seen == self._number:
                    await wake.wait()
        finally:
            self._followers.discard(wake)

    def _position_of(self, id_: str) -> tuple[int, bool]:
        """Where to go on, and whether something was lost before that."""
        start, _, number = id_.partition("-")
        if not id_ or not number.isascii() or not number.isdigit():
            return self._number, False
        if start != self.start or int(number) > self._number:
            return self._number, True
        return int(number), False


def to_data(event: NodeEvent) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "node_id": event.node_id,
        "gateway_id": event.gateway_id,
        "at": event.at.isoformat(),
        "error": event.error,
        "type": SHORT_NAMES.get(event.type_url, ""),
    }


async def forward_node_events(nodes: NodeRegistry, feed: Feed) -> None:
    """Put the events of this console's nodes into the feed. Runs until it is cancelled."""
    async for event in nodes.events():
        feed.tell("node", to_data(event))


async def tell_others(db: AsyncSession, feed: Feed, events: Sequence[Told]) -> None:
    """Other consoles hear it when this transaction commits. What is too long for a notification makes their
    pages load anew.
    """
    if not events or db.get_bind().dialect.name != "postgresql":
        return
    payload = to_json({"start": feed.start, "events": events}).decode()
    if len(payload.encode()) > LONGEST:
        payload = to_json({"start": feed.start, "events": [("missed", {})]}).decode()
    await db.execute(select(func.pg_notify(CHANNEL, payload)))


def hear(feed: Feed, payload: str) -> None:
    """What `tell_others` of another console has said."""
    said = from_json(payload)
    if said["start"] != feed.start:
        for kind, data in said["events"]:
            feed.tell(kind, data)
