"""What every connected Envoy has been sent, has acknowledged and has rejected.

Only the streams write here; pages, REST and the rollouts read. Everything that leaves the registry is frozen.
What other consoles say of their nodes is laid beside it (`set_others`) and read the same way.

    report = await nodes.wait_until_loaded("gw_1", snapshot.versions(), timeout_seconds=5.0)
    if report.rejected:
        ...
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from sluice_console.envoy.resources import Snapshot

ResourceKey = tuple[str, str]
"""Type URL and name."""

NodeKey = tuple[str, str]
"""Gateway and node id."""

NodeEventKind = Literal["connected", "disconnected", "sent", "acknowledged", "rejected"]
_Progress = Literal["loaded", "waiting", "rejected", "away"]

EVENTS_KEPT = 1_000
"""A reader of events that falls further behind loses the oldest."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A resource that a node refused, with Envoy's own words. The node goes on with the one it had before."""

    type_url: str
    name: str
    version: str
    error: str
    at: datetime
    """Since when: a node that comes back is sent the same again, and refuses it again."""


@dataclass(frozen=True, slots=True)
class TypeStatus:
    """One resource type at one node. Versions are `Snapshot.version(type_url)`; empty means never.

    `sent` different from `acknowledged` without an `error` means that the node has not answered yet.
    """

    sent: str = ""
    acknowledged: str = ""
    rejected: str = ""
    nonce: str = ""
    error: str = ""
    sent_at: datetime | None = None
    answered_at: datetime | None = None

    @property
    def lag_seconds(self) -> float | None:
        """From the last push to its answer; None while the node owes one, or was never sent anything."""
        if self.sent_at is None or self.answered_at is None or self.answered_at < self.sent_at:
            return None
        return (self.answered_at - self.sent_at).total_seconds()


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One Envoy. A node that went away stays in the list with `connected` off.

    `missed`: it belonged to a console that is gone since a moment ago, and is on its way to another one.
    """

    id: str
    gateway_id: str
    envoy_version: str
    connected: bool
    connected_since: datetime
    last_seen: datetime
    types: Mapping[str, TypeStatus] = field(default_factory=lambda: MappingProxyType({}))
    loaded: Mapping[ResourceKey, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    rejections: tuple[Rejection, ...] = ()
    missed: bool = False

    def progress(self, versions: Mapping[ResourceKey, str]) -> tuple[_Progress, str]:
        """How far the node is with `versions`; for a rejection with Envoy's error text."""
        if not self.connected:
            return ("waiting" if self.missed else "away"), ""
        for item in self.rejections:
            if versions.get((item.type_url, item.name)) == item.version:
                return "rejected", item.error
        loaded = all(self.loaded.get(key) == version for key, version in versions.items())
        return ("loaded", "") if loaded else ("waiting", "")

    def outdates(self, other: NodeStatus) -> bool:
        """Whether this says more about the same node than `other`, which another console says."""
        if self.connected and other.connected:
            return self.connected_since > other.connected_since
        return self.connected or (self.missed and not other.connected)


@dataclass(frozen=True, slots=True)
class NodeEvent:
    """Something that the nodes' page shows at once."""

    kind: NodeEventKind
    node_id: str
    gateway_id: str
    at: datetime
    type_url: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How far the connected nodes of a gateway are with a set of resources."""

    loaded: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    rejected: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def complete(self) -> bool:
        """Every connected node has everything. True without any node: there is nobody who could fail."""
        return not self.waiting and not self.rejected


@dataclass(frozen=True, slots=True)
class NodeCounts:
    """Connected nodes of a gateway at this process: all, those without some of what they should have, and
    those that refuse something.
    """

    connected: int
    behind: int
    rejecting: int


@dataclass(slots=True)
class _Record:
    """The mutable side of a NodeStatus. `stream` tells a new stream of a node from a dying old one."""

    status: NodeStatus
    stream: object
    types: dict[str, TypeStatus] = field(default_factory=dict)
    loaded: dict[ResourceKey, str] = field(default_factory=dict)
    rejected: dict[ResourceKey, Rejection] = field(default_factory=dict)

    def is_behind(self, versions: Mapping[str, str]) -> bool:
        """Whether it lacks something of `versions`, by type, of what it has asked for."""
        return any(
            status.acknowledged != versions[type_url]
            for type_url, status in self.types.items()
            if type_url in versions
        )

    def narrow(self, keys: Iterable[ResourceKey]) -> NodeStatus:
        """Frozen, with what is loaded of `keys` alone: a node may have ten thousand resources."""
        return replace(
            self.status,
            types=MappingProxyType(dict(self.types)),
            loaded=MappingProxyType({key: self.loaded[key] for key in keys if key in self.loaded}),
            rejections=tuple(self.rejected.values()),
        )

    def freeze(self) -> NodeStatus:
        return self.narrow(self.loaded)


@dataclass(slots=True, eq=False)
class _Waiter:
    """Somebody who waits for nodes of a gateway: which of them something happened to since the last look."""

    gateway_id: str
    touched: set[str] = field(default_factory=set)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> set[str]:
        touched, self.touched = self.touched, set()
        self.wake.clear()
        return touched


def _to_report(progress: Mapping[str, tuple[_Progress, str]]) -> LoadReport:
    nodes = progress.items()
    return LoadReport(
        loaded=tuple(node for node, (state, _) in nodes if state == "loaded"),
        waiting=tuple(node for node, (state, _) in nodes if state == "waiting"),
        rejected=MappingProxyType({node: error for node, (state, error) in nodes if state == "rejected"}),
    )


class NodeRegistry:
    """All nodes of all gateways: those that this process serves, and those of other consoles."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._records: dict[NodeKey, _Record] = {}
        self._others: dict[NodeKey, NodeStatus] = {}
        self._changed: set[NodeKey] = set()
        self._change = asyncio.Event()
        self._readers: set[asyncio.Queue[NodeEvent]] = set()
        self._waiters: set[_Waiter] = set()

    # --- reading

    def list_nodes(self, gateway_id: str | None = None) -> tuple[NodeStatus, ...]:
        """Every node, or those of one gateway, by id."""
        every = self._records.keys() | self._others.keys()
        return tuple(self._status(key) for key in sorted(every) if gateway_id in (None, key[0]))

    def list_own(self, keys: Iterable[NodeKey], wanted: Iterable[ResourceKey]) -> tuple[NodeStatus, ...]:
        """Those of `keys` that this process serves, with what they have loaded of `wanted` alone."""
        found = (self._records[key] for key in sorted(keys) if key in self._records)
        return tuple(record.narrow(wanted) for record in found)

    def own_keys(self) -> set[NodeKey]:
        return set(self._records)

    def find_node(self, gateway_id: str, node_id: str) -> NodeStatus | None:
        key = (gateway_id, node_id)
        return self._status(key) if key in self._records or key in self._others else None

    def _status(self, key: NodeKey) -> NodeStatus:
        other = self._others.get(key)
        record = self._records.get(key)
        if other is not None and (record is None or other.outdates(record.status)):
            return other
        return self._records[key].freeze()

    def list_rejections(self, gateway_id: str) -> Iterator[tuple[str, Rejection]]:
        """What connected nodes have rejected, with the node's id."""
        for key in sorted(self._records.keys() | self._others.keys()):
            if key[0] != gateway_id:
                continue
            record, other = self._records.get(key), self._others.get(key)
            if other is not None and (record is None or other.outdates(record.status)):
                yield from ((key[1], item) for item in other.rejections if other.connected)
            elif record is not None and record.status.connected:
                yield from ((key[1], item) for item in record.rejected.values())

    def count_own(self, gateway_id: str, snapshot: Snapshot | None) -> NodeCounts:
        """How far the connected nodes of this process are with `snapshot`: by versions of whole types."""
        versions = {} if snapshot is None else {kind: snapshot.version(kind) for kind in snapshot.by_type}
        own = [
            record
            for (gateway, _), record in self._records.items()
            if gateway == gateway_id and record.status.connected
        ]
        return NodeCounts(
            connected=len(own),
            behind=sum(record.is_behind(versions) for record in own),
            rejecting=sum(bool(record.rejected) for record in own),
        )

    def take_changed(self) -> set[NodeKey]:
        """The nodes of this process that something happened to since this was asked last."""
        changed, self._changed = self._changed, set()
        self._change.clear()
        return changed

    def give_back(self, changed: Iterable[NodeKey]) -> None:
        """What was taken is still to be done."""
        self._changed.update(changed)

    async def wait_for_change(self) -> None:
        await self._change.wait()

    async def events(self) -> AsyncIterator[NodeEvent]:
        """Everything that happens from now on. Never ends by itself: cancel the task that reads it."""
        queue: asyncio.Queue[NodeEvent] = asyncio.Queue(EVENTS_KEPT)
        self._readers.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._readers.discard(queue)

    def report(self, gateway_id: str, versions: Mapping[ResourceKey, str]) -> LoadReport:
        """How far the connected nodes are with `versions`, now."""
        every = sorted(self._records.keys() | self._others.keys())
        return _to_report({key[1]: self._progress(key, versions) for key in every if key[0] == gateway_id})

    def _progress(self, key: NodeKey, versions: Mapping[ResourceKey, str]) -> tuple[_Progress, str]:
        other = self._others.get(key)
        record = self._records.get(key)
        if other is not None and (record is None or other.outdates(record.status)):
            return other.progress(versions)
        return self._records[key].narrow(versions).progress(versions)

    async def wait_until_loaded(
        self, gateway_id: str, versions: Mapping[ResourceKey, str], timeout_seconds: float
    ) -> LoadReport:
        """Wait until every node of this process has acknowledged `versions`, one has rejected, or time is up.

        `versions` is `{(type_url, name): version}`: `Snapshot.versions()` or a part of it. Never raises for a
        slow node: `LoadReport.waiting` names it.
        """
        waiter = _Waiter(gateway_id)
        self._waiters.add(waiter)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_seconds):
                    await self._wait(waiter, versions)
            return self.report(gateway_id, versions)
        finally:
            self._waiters.discard(waiter)

    async def _wait(self, waiter: _Waiter, versions: Mapping[ResourceKey, str]) -> None:
        """Looks only at the nodes that something happened to: a thousand of them answer within a second."""
        owed = {node_id for gateway_id, node_id in self._records if gateway_id == waiter.gateway_id}
        waiter.touched.update(owed)
        while True:
            for node_id in waiter.take():
                record = self._records[waiter.gateway_id, node_id]
                state, _ = record.narrow(versions).progress(versions)
                if state == "rejected":
                    return
                if state == "waiting":
                    owed.add(node_id)
                else:
                    owed.discard(node_id)
            if not owed:
                return
            await waiter.wake.wait()

    # --- writing

    def set_others(self, others: Iterable[NodeStatus]) -> None:
        """What other consoles say of their nodes, in place of what they said before."""
        self._others = {(status.gateway_id, status.id): status for status in others}

    # --- writing, by the streams

    def connect(self, gateway_id: str, node_id: str, envoy_version: str, stream: object) -> None:
        """A node opened `stream`. What it rejected before a disconnect is remembered; what it has it says."""
        now = self._now()
        status = NodeStatus(node_id, gateway_id, envoy_version, True, now, now)
        old = self._records.get((gateway_id, node_id))
        record = _Record(status, stream)
        if old is not None:
            record.types, record.rejected = old.types, old.rejected
        self._records[gateway_id, node_id] = record
        self._tell("connected", record)

    def is_current(self, gateway_id: str, node_id: str, stream: object) -> bool:
        """Whether `stream` is the newest one of the node: only that one may write."""
        record = self._records.get((gateway_id, node_id))
        return record is not None and record.stream is stream

    def disconnect(self, gateway_id: str, node_id: str, stream: object) -> None:
        """The stream ended; ignored when the node has opened a newer one."""
        record = self._records.get((gateway_id, node_id))
        if record is None or record.stream is not stream:
            return
        record.status = replace(record.status, connected=False, last_seen=self._now())
        self._tell("disconnected", record)

    def note_known(self, gateway_id: str, node_id: str, type_url: str, versions: Mapping[str, str]) -> None:
        """A node that reconnects says what it has."""
        record = self._records[gateway_id, node_id]
        record.loaded.update({(type_url, name): version for name, version in versions.items()})

    def note_sent(
        self,
        gateway_id: str,
        node_id: str,
        type_url: str,
        version: str,
        nonce: str,
        names: Collection[str],
    ) -> None:
        """`version` is that of the snapshot's whole type. Until the node answers, nobody knows what it has
        of `names`.
        """
        record = self._records[gateway_id, node_id]
        for name in names:
            record.loaded.pop((type_url, name), None)
        status = record.types.get(type_url, TypeStatus())
        record.types[type_url] = replace(status, sent=version, nonce=nonce, sent_at=self._now())
        self._tell("sent", record, type_url)

    def note_acknowledged(
        self, gateway_id: str, node_id: str, type_url: str, resources: Mapping[str, str | None]
    ) -> None:
        """The node took `resources` (name to version, None for a removal)."""
        record = self._records[gateway_id, node_id]
        now = self._now()
        for name, loaded in resources.items():
            record.rejected.pop((type_url, name), None)
            if loaded is None:
                record.loaded.pop((type_url, name), None)
            else:
                record.loaded[type_url, name] = loaded
        status = record.types.get(type_url, TypeStatus())
        still = any(key[0] == type_url for key in record.rejected)
        record.types[type_url] = replace(
            status,
            rejected=status.rejected if still else "",
            error=status.error if still else "",
            answered_at=now,
        )
        record.status = replace(record.status, last_seen=now)
        self._tell("acknowledged", record, type_url)

    def note_current(self, gateway_id: str, node_id: str, type_url: str, version: str) -> None:
        """The node has all that it wants of a type's `version`, whether it was sent now or before."""
        record = self._records[gateway_id, node_id]
        status = record.types.get(type_url, TypeStatus())
        record.types[type_url] = replace(status, sent=version, acknowledged=version)
        self._tell("acknowledged", record, type_url)

    def note_rejected(
        self,
        gateway_id: str,
        node_id: str,
        type_url: str,
        version: str,
        resources: Mapping[str, str],
        error: str,
        kept: Mapping[str, str],
    ) -> None:
        """The node refused `resources` (name to version) with `error`, and goes on with `kept`."""
        record = self._records[gateway_id, node_id]
        record.loaded.update({(type_url, name): known for name, known in kept.items()})
        now = self._now()
        for name, refused in resources.items():
            before = record.rejected.get((type_url, name))
            since = before.at if before is not None and before.version == refused else now
            record.rejected[type_url, name] = Rejection(type_url, name, refused, error, since)
        status = record.types.get(type_url, TypeStatus())
        record.types[type_url] = replace(status, rejected=version, error=error, answered_at=now)
        record.status = replace(record.status, last_seen=now)
        self._tell("rejected", record, type_url, error)

    def forget_rejection(self, gateway_id: str, node_id: str, type_url: str, name: str) -> None:
        """The gateway no longer asks for what was rejected: the node is in order again."""
        record = self._records[gateway_id, node_id]
        record.rejected.pop((type_url, name), None)
        self._note_change(record)
        if not any(key[0] == type_url for key in record.rejected) and type_url in record.types:
            record.types[type_url] = replace(record.types[type_url], rejected="", error="")

    def _note_change(self, record: _Record) -> None:
        self._changed.add((record.status.gateway_id, record.status.id))
        self._change.set()

    def _tell(self, kind: str, record: _Record, type_url: str = "", error: str = "") -> None:
        status = record.status
        self._note_change(record)
        for waiter in self._waiters:
            if waiter.gateway_id == status.gateway_id:
                waiter.touched.add(status.id)
                waiter.wake.set()
        if not self._readers:
            return
        event = NodeEvent(kind, status.id, status.gateway_id, self._now(), type_url, error)  # type: ignore[arg-type]
        for queue in self._readers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)
