"""What this console's nodes say, written down for the others, and what the nodes of the others say.

Changes are collected: at most once a second one transaction holds the nodes that something happened to, this
console's report and its claim on the lease. On SQLite, which has one console, only when nodes were last seen
is written down, every half a minute.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.db import Database
from sluice_console.features.events.feed import Feed, to_data
from sluice_console.features.nodes.rows import note_seen, store, to_slices, to_status
from sluice_console.features.replicas.membership import Peer, Replicas
from sluice_console.features.replicas.reports import GatewayReport, Report
from sluice_console.features.rollouts.candidates import find_candidates
from sluice_console.features.rollouts.queries import list_under_way
from sluice_console.models import Gateway, Node
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.statistics import Statistics
from sluice_console.xds.status import NodeEvent, NodeEventKind, NodeKey, NodeStatus, ResourceKey

CHANNEL = "sluice_nodes"
"""PostgreSQL's channel on which a console's id says that it has written down its nodes."""
EVERY_SECONDS = 1.0
REST_SECONDS = 0.6
COLLECT_SECONDS = 0.2
"""A publish reaches a thousand nodes in so much time, and is then one write."""
ALL_EVERY_SECONDS = 30.0
LATE_SECONDS = 60.0
SLICE = 100
_log = logging.getLogger(__name__)

Candidates = Mapping[str, Mapping[ResourceKey, str]]
"""By gateway: what nodes are given for rollouts under way, with its version."""


class NodeShare:
    """One a process; `read_all` and `share_for_ever` run beside each other."""

    def __init__(
        self,
        database: Database,
        replicas: Replicas,
        nodes: NodeRegistry,
        cache: SnapshotCache,
        statistics: Statistics,
        feed: Feed,
    ) -> None:
        self._database = database
        self._replicas = replicas
        self._nodes = nodes
        self._cache = cache
        self._statistics = statistics
        self._feed = feed
        self._rows: dict[NodeKey, Node] = {}
        self._read: dict[str, int] = {}
        self._revision = 0
        self._happened = 0
        self._written: Candidates = {}

    async def share_for_ever(self) -> None:
        """Runs until it is cancelled. A database that is away gets all of it at a later turn."""
        loop = asyncio.get_running_loop()
        all_at = loop.time() + ALL_EVERY_SECONDS
        while True:
            await self._wait()
            overdue = loop.time() - all_at
            is_due = overdue >= 0 and (not self._replicas.alone or self._is_quiet() or overdue > LATE_SECONDS)
            try:
                if is_due or not self._replicas.alone:
                    await self.share(everything=is_due)
                else:
                    self._show()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("what this console's nodes say is not written down: %s", error)
            except Exception:  # without this loop nobody knows that this console lives
                _log.exception("what this console's nodes say is not written down")
            all_at = loop.time() + ALL_EVERY_SECONDS if is_due else all_at

    def _is_quiet(self) -> bool:
        """Whether nothing has happened to the nodes for a turn: a publish has the processor for itself."""
        before, self._happened = self._happened, self._nodes.happened
        return before == self._happened

    async def _wait(self) -> None:
        """A second, if nothing happens; else until what happens together has happened."""
        if self._replicas.alone:
            await asyncio.sleep(EVERY_SECONDS)
            return
        await asyncio.sleep(REST_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._nodes.wait_for_change(), COLLECT_SECONDS)
        await asyncio.sleep(COLLECT_SECONDS)

    async def share(self, *, everything: bool = False) -> None:
        """One turn: write, say that this console is there, and see who else is."""
        changed: set[NodeKey] = set()
        peers: dict[str, Peer] = {}
        news: list[Sequence[Node]] = []
        try:
            async with self._database.transaction() as db:
                candidates = await self._find_candidates(db)
                gateways = set(await db.scalars(select(Gateway.id)))
                # From here to the report nothing else runs: it and the nodes are of one moment.
                changed = self._nodes.take_changed()
                moved = {id_ for id_ in gateways if candidates.get(id_) != self._written.get(id_)}
                own = self._nodes.own_keys()
                chosen = {key for key in own if key in changed or key[0] in moved}
                statuses = self._narrow(gateways, chosen, candidates)
                reports = self._report(gateways, candidates)
                await self._write(db, statuses, everything=everything)
                if not self._replicas.alone:
                    peers = await self._replicas.beat(db, Report(self._revision, reports))
                    news = [await self._read_new(db, id_, peer) for id_, peer in peers.items()]
        except BaseException:
            self._nodes.give_back(changed)
            raise
        self._written = candidates
        for status in statuses:
            if status.connected:
                self._rows.pop((status.gateway_id, status.id), None)
        # What the others say of themselves and of their nodes is of one moment too.
        for rows in news:
            self._take(rows)
        self._replicas.know(peers)
        self._show()

    async def read_all(self) -> None:
        """What every node last said; at the start, and when notifications may have been lost."""
        async with self._database.reading() as db:
            rows = (await db.scalars(select(Node).where(Node.replica_id != self._replicas.id))).all()
        self._rows.clear()
        self._take(rows)
        self._show()

    async def hear(self, replica_id: str) -> None:
        """Another console has written: read what is new of it, and tell the pages."""
        if replica_id == self._replicas.id:
            return
        async with self._database.reading() as db:
            rows = await self._read_since(db, replica_id)
        self._take(rows)
        self._show()
        for row in rows:
            self._feed.tell("node", to_data(_to_event(row)))

    async def _read_new(self, db: AsyncSession, replica_id: str, peer: Peer) -> Sequence[Node]:
        """Mostly nothing: `hear` has read it already."""
        if peer.report.revision <= self._read.get(replica_id, 0):
            return ()
        return await self._read_since(db, replica_id)

    async def _read_since(self, db: AsyncSession, replica_id: str) -> Sequence[Node]:
        seen = self._read.get(replica_id, 0)
        statement = select(Node).where(Node.replica_id == replica_id, Node.revision > seen)
        return (await db.scalars(statement)).all()

    def _take(self, rows: Sequence[Node]) -> None:
        for row in rows:
            known = self._rows.get((row.gateway_id, row.node_id))
            if known is None or known.replica_id != row.replica_id or known.revision <= row.revision:
                self._rows[row.gateway_id, row.node_id] = row
            self._read[row.replica_id] = max(row.revision, self._read.get(row.replica_id, 0))

    async def leave(self) -> None:
        """At the end, while the nodes are still connected: they will come back to one console or another."""
        try:
            await self.share(everything=True)
            if not self._replicas.alone:
                async with self._database.transaction() as db:
                    await self._replicas.leave(db)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("the other consoles are not told that this one ends: %s", error)

    async def _find_candidates(self, db: AsyncSession) -> Candidates:
        found: dict[str, dict[ResourceKey, str]] = {}
        for gateway_id, rollout_id, attachment_id in await list_under_way(db):
            snapshot = self._cache.find_snapshot(gateway_id)
            given = find_candidates(snapshot, rollout_id, attachment_id)
            if given:
                found.setdefault(gateway_id, {}).update(given)
        return found

    def _narrow(
        self, gateways: Collection[str], keys: Collection[NodeKey], candidates: Candidates
    ) -> list[NodeStatus]:
        found: list[NodeStatus] = []
        for gateway_id in sorted(gateways):
            wanted = list(candidates.get(gateway_id, ()))
            found += self._nodes.list_own((key for key in keys if key[0] == gateway_id), wanted)
        return found

    def _report(self, gateways: Collection[str], candidates: Candidates) -> dict[str, GatewayReport]:
        return {
            gateway_id: GatewayReport(
                {name: version for (_, name), version in candidates.get(gateway_id, {}).items()},
                self._statistics.heard_seconds_ago(gateway_id),
            )
            for gateway_id in gateways
        }

    async def _write(self, db: AsyncSession, statuses: list[NodeStatus], *, everything: bool) -> None:
        """In the order of their keys, so that two consoles never wait for each other."""
        if not statuses and not everything:
            return
        self._revision += 1
        if everything:
            await note_seen(db, self._replicas.id, self._revision)
        for part in to_slices(statuses, SLICE):
            await store(db, self._replicas.id, self._revision, part)
        if not self._replicas.alone:
            await db.execute(select(func.pg_notify(CHANNEL, self._replicas.id)))

    def _show(self) -> None:
        """Lay what the others say beside this console's nodes. What is long gone is read from the table."""
        found = []
        for row in self._rows.values():
            live, missed = self._replicas.is_live(row.replica_id), self._replicas.is_missed(row.replica_id)
            if row.connected and (live or missed):
                found.append(to_status(row, live=live, missed=missed))
        self._nodes.set_others(found)


def _to_event(row: Node) -> NodeEvent:
    """One for all that happened to a node since its console wrote last."""
    error = row.rejections[0]["error"] if row.rejections else ""
    kind: NodeEventKind = "rejected" if error else "acknowledged" if row.connected else "disconnected"
    return NodeEvent(kind, row.node_id, row.gateway_id, row.last_seen_at, error=error)
