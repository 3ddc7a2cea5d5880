"""What every connected Envoy has been sent, has acknowledged and has rejected.

Only the streams write here; pages, REST and the rollouts read. Everything that leaves the registry is frozen.
What other consoles say of their nodes is laid beside it (`set_others`) and read the same way.

    report = await nodes.wait_until_loaded("gw_1", snapshot.versions(), timeout_seconds=5.0)
    if report.rejected:
        ...
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from sluice_console.envoy.resources import Snapshot
from sluice_console.xds.in_use import InUse
from sluice_console.xds.record import Record
from sluice_console.xds.status import (
    LoadReport,
    NodeCounts,
    NodeEvent,
    NodeEventKind,
    NodeKey,
    NodeStatus,
    Progress,
    Rejection,
    ResourceKey,
)

COLLECT_SECONDS = 0.05
"""What happens to a thousand nodes at once is looked at together."""


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


@dataclass(slots=True, eq=False)
class _Reader:
    """Somebody who follows the events, and what has happened since the last look."""

    waiting: dict[tuple[NodeKey, str, str], tuple[NodeEventKind, str]] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, key: NodeKey, kind: NodeEventKind, type_url: str, error: str) -> None:
        about = (key, type_url, "progress" if kind in ("sent", "acknowledged") else kind)
        self.waiting.pop(about, None)  # its place is that of the newer one
        self.waiting[about] = (kind, error)
        self.wake.set()

    def take(self, at: datetime) -> list[NodeEvent]:
        waiting, self.waiting = self.waiting, {}
        self.wake.clear()
        return [
            NodeEvent(kind, node_id, gateway_id, at, type_url, error)
            for ((gateway_id, node_id), type_url, _), (kind, error) in waiting.items()
        ]


def _to_report(progress: Mapping[str, tuple[Progress, str]]) -> LoadReport:
    nodes = progress.items()
    return LoadReport(
        loaded=tuple(node for node, (state, _) in nodes if state == "loaded"),
        waiting=tuple(node for node, (state, _) in nodes if state == "waiting"),
        rejected=MappingProxyType({node: error for node, (state, error) in nodes if state == "rejected"}),
    )


def _to_versions(snapshot: Snapshot | None) -> dict[str, str]:
    return {} if snapshot is None else {kind: snapshot.version(kind) for kind in snapshot.by_type}


def _refuses(record: Record, snapshot: Snapshot | None) -> bool:
    """Whether a node that is there has rejected something of `snapshot`: of an older one counts no more."""
    groups = {} if snapshot is None or not record.connected else snapshot.by_type
    offered = (groups.get(item.type_url, {}).get(item.name) for item in record.rejected.values())
    return any(
        found is not None and found.version == item.version
        for found, item in zip(offered, record.rejected.values(), strict=True)
    )


class NodeRegistry:
    """All nodes of all gateways: those that this process serves, and those of other consoles."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._records: dict[NodeKey, Record] = {}
        self._others: dict[NodeKey, NodeStatus] = {}
        self.happened = 0
        """How much has happened to nodes of this process."""
        self._changed: set[NodeKey] = set()
        self._change = asyncio.Event()
        self._readers: set[_Reader] = set()
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
        return self._find_other(key) or self._records[key].freeze()

    def _find_other(self, key: NodeKey) -> NodeStatus | None:
        """What another console says of a node, where that is more than what this one knows."""
        other, record = self._others.get(key), self._records.get(key)
        if other is None or record is None or other.outdates(record.connected, record.connected_since):
            return other
        return None

    def list_rejections(self, gateway_id: str) -> Iterator[tuple[str, Rejection]]:
        """What connected nodes have rejected, with the node's id."""
        for key in sorted(self._records.keys() | self._others.keys()):
            if key[0] != gateway_id:
                continue
            other = self._find_other(key)
            if other is not None:
                yield from ((key[1], item) for item in other.rejections if other.connected)
            elif self._records[key].connected:
                yield from ((key[1], item) for item in self._records[key].rejected.values())

    def count_own(self, gateway_id: str, snapshot: Snapshot | None) -> NodeCounts:
        """How far the connected nodes of this process are with `snapshot`: by versions of whole types."""
        versions = _to_versions(snapshot)
        own = [
            record
            for (gateway, _), record in self._records.items()
            if gateway == gateway_id and record.connected
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
        """What happens from now on; of a node's progress with a type the last, when they follow each other
        within `COLLECT_SECONDS`. Never ends by itself: cancel the task that reads it.
        """
        reader = _Reader()
        self._readers.add(reader)
        try:
            while True:
                await reader.wake.wait()
                await asyncio.sleep(COLLECT_SECONDS)
                for event in reader.take(self._now()):
                    yield event
        finally:
            self._readers.discard(reader)

    def report(self, gateway_id: str, versions: Mapping[ResourceKey, str]) -> LoadReport:
        """How far the connected nodes are with `versions`, now."""
        every = sorted(self._records.keys() | self._others.keys())
        return _to_report({key[1]: self._progress(key, versions) for key in every if key[0] == gateway_id})

    def _progress(self, key: NodeKey, versions: Mapping[ResourceKey, str]) -> tuple[Progress, str]:
        return (self._find_other(key) or self._records[key]).progress(versions)

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

    async def wait_until_taken(
        self, gateway_id: str, find: Callable[[], Snapshot | None], timeout_seconds: float
    ) -> Literal["taken", "refused", "late"]:
        """Wait until all connected nodes of this process have what `find` gives, or one refuses something."""
        waiter = _Waiter(gateway_id)
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self._wait_until_taken(waiter, find)
        except TimeoutError:
            return "late"
        finally:
            self._waiters.discard(waiter)

    async def _wait_until_taken(
        self, waiter: _Waiter, find: Callable[[], Snapshot | None]
    ) -> Literal["taken", "refused"]:
        behind: set[str] = set()
        snapshot: Snapshot | None = None
        versions: dict[str, str] = {}
        while True:
            touched = waiter.take()
            if find() is not snapshot or snapshot is None:
                snapshot = find()
                versions = _to_versions(snapshot)
                touched = {node_id for gateway, node_id in self._records if gateway == waiter.gateway_id}
            for node_id in touched:
                record = self._records[waiter.gateway_id, node_id]
                if record.connected and record.is_behind(versions):
                    behind.add(node_id)
                else:
                    behind.discard(node_id)
            if not behind:
                return "taken"
            if any(_refuses(self._records[waiter.gateway_id, node_id], snapshot) for node_id in touched):
                return "refused"
            await waiter.wake.wait()
            await asyncio.sleep(COLLECT_SECONDS)

    async def _wait(self, waiter: _Waiter, versions: Mapping[ResourceKey, str]) -> None:
        """Looks only at the nodes that something happened to: a thousand of them answer within a second."""
        owed = {node_id for gateway_id, node_id in self._records if gateway_id == waiter.gateway_id}
        waiter.touched.update(owed)
        while True:
            for node_id in waiter.take():
                record = self._records[waiter.gateway_id, node_id]
                state, _ = record.progress(versions)
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

    # --- streams

    def connect(self, gateway_id: str, node_id: str, envoy_version: str) -> Record:
        """A node opened a stream, which writes to what this gives. What it rejected before a disconnect is
        remembered, also where another console says it; what it has it says itself.
        """
        key, now = (gateway_id, node_id), self._now()
        record = Record(key, envoy_version, now, now, self._now, self._tell)
        old, other = self._records.get(key), self._find_other(key)
        if old is not None:
            old.is_replaced = True
            record.types, record.rejected, record.in_use = old.types, old.rejected, old.in_use
        if other is not None:
            record.rejected = {(item.type_url, item.name): item for item in other.rejections}
        self._records[key] = record
        self._tell(record, "connected", "", "")
        return record

    def note_in_use(self, gateway_id: str, node_id: str, in_use: InUse) -> None:
        """A node's counters came, on a stream of their own."""
        record = self._records.get((gateway_id, node_id))
        if record is not None:
            record.note_in_use(in_use)

    def disconnect(self, record: Record) -> None:
        """Its stream ended; ignored when the node has opened a newer one."""
        if not record.is_replaced:
            record.connected, record.last_seen = False, self._now()
            self._tell(record, "disconnected", "", "")

    def _tell(self, record: Record, kind: NodeEventKind, type_url: str, error: str) -> None:
        self.happened += 1
        self._changed.add(record.key)
        self._change.set()
        gateway_id, node_id = record.key
        for waiter in self._waiters:
            if waiter.gateway_id == gateway_id:
                waiter.touched.add(node_id)
                waiter.wake.set()
        for reader in self._readers:
            reader.put(record.key, kind, type_url, error)
