"""What every gateway should be serving now.

`SnapshotCache` belongs to one event loop. The backend puts a snapshot in after its transaction has
committed; the streams of the gateway's nodes are woken, each then brings its own node there at the
node's own speed.

    cache = SnapshotCache()
    cache.set_snapshot("gw_1", build_snapshot(gateway))
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from sluice_console.envoy.http_filters.wasm import renew
from sluice_console.envoy.resources import EXTENSION, Snapshot

QUIET_SECONDS = 0.1
"""A change after so long a silence is pushed at once; those that follow are collected as long."""

MAXIMUM_DELAY_SECONDS = 1.0
"""However many changes follow each other, nodes get the newest state at least this often."""


@dataclass(slots=True)
class _Entry:
    """One gateway: the newest snapshot, the one that the streams may see, and the streams that follow."""

    newest: Snapshot | None = None
    published: Snapshot | None = None
    good: Snapshot | None = None
    last_published: float = float("-inf")
    first_held_back: float | None = None
    attempts: int = 0
    timer: asyncio.TimerHandle | None = None
    followers: set[Callable[[Snapshot], None]] = field(default_factory=set)


class SnapshotCache:
    """The newest snapshot of each gateway, published to the streams with bursts collected into one."""

    def __init__(self, quiet: float = QUIET_SECONDS, maximum_delay: float = MAXIMUM_DELAY_SECONDS) -> None:
        self._quiet = quiet
        self._maximum_delay = maximum_delay
        self._entries: dict[str, _Entry] = {}

    def set_snapshot(self, gateway_id: str, snapshot: Snapshot) -> None:
        """Make `snapshot` what the gateway's nodes should have. Call it on the event loop of the server."""
        entry = self._entries.setdefault(gateway_id, _Entry())
        entry.newest = snapshot
        loop = asyncio.get_running_loop()
        if entry.timer is not None:
            entry.timer.cancel()
            entry.timer = None
        now = loop.time()
        if entry.first_held_back is None:
            if now - entry.last_published >= self._quiet:
                self._publish(entry, now)
                return
            entry.first_held_back = now
        due = min(now + self._quiet, entry.first_held_back + self._maximum_delay)
        entry.timer = loop.call_at(due, self._publish_held_back, entry)

    def push_again(self, gateway_id: str, names: Collection[str]) -> Snapshot | None:
        """Offer the filters `names` once more to nodes that rejected them, after their cause was removed.

        They go in other bytes: Envoy would acknowledge the same ones without applying them. Gives what is
        pushed now; the release keeps its own bytes.
        """
        entry = self._entries.get(gateway_id)
        if entry is None or entry.newest is None:
            return None
        entry.attempts += 1
        resources = (
            renew(item, entry.attempts) if item.type_url == EXTENSION and item.name in names else item
            for item in entry.newest.resources()
        )
        snapshot = Snapshot.of(resources, entry.newest.left_out)
        self.set_snapshot(gateway_id, snapshot)
        return snapshot

    def find_snapshot(self, gateway_id: str) -> Snapshot | None:
        """The newest snapshot, pushed already or not; None for a gateway without one."""
        entry = self._entries.get(gateway_id)
        return entry.newest if entry else None

    def find_published(self, gateway_id: str) -> Snapshot | None:
        """What nodes are brought to now; the newest snapshot may still be held back."""
        entry = self._entries.get(gateway_id)
        return entry.published if entry else None

    def find_good(self, gateway_id: str) -> Snapshot | None:
        """What a node that has nothing starts with: the last snapshot that a node took as a whole.

        From there it goes on to the published one like every other node. So it keeps the last good
        configuration, as they do, when that one is rejected. None until a node has taken one.
        """
        entry = self._entries.get(gateway_id)
        return entry.good if entry else None

    def note_good(self, gateway_id: str, snapshot: Snapshot) -> None:
        """A node has taken `snapshot` as a whole."""
        entry = self._entries.get(gateway_id)
        if entry is not None:
            entry.good = snapshot

    def drop_gateway(self, gateway_id: str) -> None:
        """Forget a deleted gateway. Nodes that are still connected keep what they have."""
        entry = self._entries.pop(gateway_id, None)
        if entry and entry.timer:
            entry.timer.cancel()

    def follow(self, gateway_id: str, tell: Callable[[Snapshot], None]) -> Callable[[], None]:
        """`tell` gets the published snapshot, if there is one, and every later one; call the result to end.

        A call, not a queue or a task: there are a thousand followers, and each keeps only the newest.
        """
        entry = self._entries.setdefault(gateway_id, _Entry())
        entry.followers.add(tell)
        if entry.published is not None:
            tell(entry.published)
        return lambda: entry.followers.discard(tell)

    def _publish_held_back(self, entry: _Entry) -> None:
        self._publish(entry, asyncio.get_running_loop().time())

    @staticmethod
    def _publish(entry: _Entry, now: float) -> None:
        entry.timer = None
        entry.first_held_back = None
        entry.last_published = now
        if entry.newest is not None:
            entry.published = entry.newest
            for tell in tuple(entry.followers):
                tell(entry.published)
