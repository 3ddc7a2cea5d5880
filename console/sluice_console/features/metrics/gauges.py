"""What is true at the moment of a scrape: nodes, streams, rollouts, who leads."""

import asyncio
import logging
from typing import Any

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core.db import Database
from sluice_console.core.meter import Meter
from sluice_console.models import Gateway, Rollout
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry

DATABASE_SECONDS = 2.0
"""A scrape says what it can without the database when that takes longer."""
ROLLOUT_STATES = ("draft", "running", "paused", "promoted", "aborted", "failed")
_log = logging.getLogger(__name__)


class Gauges:
    """Sets the numbers of `meter` that are looked up rather than counted."""

    def __init__(self, meter: Meter, state: Any) -> None:
        """`state` is the application's: where its parts are."""
        self._meter = meter
        self._state = state
        self._names: dict[str, str] = {}

    async def refresh(self) -> None:
        """Nodes are counted while the database is away, too; `sluice_database_up` says that it is."""
        self._meter.leads.set(self._state.replicas.leads)
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                await self._read(self._state.database)
            self._meter.database_up.set(1)
        except (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.warning("the database does not answer a scrape: %s", error)
            self._meter.database_up.set(0)
        self._count_nodes()

    async def _read(self, database: Database) -> None:
        async with database.reading() as db:
            self._names = {row[0]: row[1] for row in await db.execute(select(Gateway.id, Gateway.name))}
            states = select(Rollout.state, func.count()).group_by(Rollout.state)
            rollouts = {row[0]: row[1] for row in await db.execute(states)}
        for state in ROLLOUT_STATES:
            self._meter.rollouts.labels(state).set(rollouts.get(state, 0))

    def _count_nodes(self) -> None:
        nodes: NodeRegistry = self._state.nodes
        cache: SnapshotCache = self._state.cache
        for gauge in (self._meter.nodes, self._meter.release_numbers, self._meter.open_streams):
            gauge.clear()
        for gateway_id, name in self._names.items():
            counts = nodes.count_own(gateway_id, cache.find_published(gateway_id))
            for state in ("connected", "behind", "rejecting"):
                self._meter.nodes.labels(name, state).set(getattr(counts, state))
            self._meter.release_numbers.labels(name).set(self._state.publisher.number_of(gateway_id))
        for (gateway_id, protocol), number in self._meter.streams.items():
            if gateway_id in self._names:
                self._meter.open_streams.labels(self._names[gateway_id], protocol).set(number)
