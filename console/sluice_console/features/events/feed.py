"""What happens in the console and at the nodes, for pages that are open.

    async for event in feed.follow(after=last_event_id):
        ...

Every event has an id; who comes back with the last one that it saw gets what it missed, as far as it is kept.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Literal

from sluice_console.envoy.resources import SHORT_NAMES
from sluice_console.xds.nodes import NodeRegistry

Kind = Literal["change", "release", "rollout", "node", "missed"]
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
        self._start = secrets.token_hex(4)
        self._events: deque[tuple[int, Event]] = deque(maxlen=KEPT)
        self._number = 0
        self._followers: set[asyncio.Event] = set()

    def tell(self, kind: Kind, data: dict[str, Any]) -> None:
        self._number += 1
        self._events.append((self._number, Event(f"{self._start}-{self._number}", kind, data)))
        for follower in self._followers:
            follower.set()

    async def follow(self, after: str = "") -> AsyncGenerator[Event, None]:
        """What comes, and before that what came after the event with the id `after`. Never ends by itself."""
        seen, lost = self._position_of(after)
        if lost:
            yield Event(f"{self._start}-{seen}", "missed", {})
        wake = asyncio.Event()
        self._followers.add(wake)
        try:
            while True:
                wake.clear()
                oldest = self._events[0][0] if self._events else self._number + 1
                if seen + 1 < oldest:
                    seen = oldest - 1
                    yield Event(f"{self._start}-{seen}", "missed", {})
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
        if start != self._start or int(number) > self._number:
            return self._number, True
        return int(number), False


async def forward_node_events(nodes: NodeRegistry, feed: Feed) -> None:
    """Put the nodes' events into the feed. Runs until it is cancelled."""
    async for event in nodes.events():
        data = {
            "kind": event.kind,
            "node_id": event.node_id,
            "gateway_id": event.gateway_id,
            "at": event.at.isoformat(),
            "error": event.error,
            "type": SHORT_NAMES.get(event.type_url, ""),
        }
        feed.tell("node", data)
