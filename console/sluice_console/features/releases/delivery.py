"""How long a release takes to be at all nodes of this console."""

import asyncio
import logging
import time
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core import clock
from sluice_console.core.db import Busy, Database
from sluice_console.core.meter import Meter
from sluice_console.core.tracing import span
from sluice_console.models import Delivery
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry

GIVEN_UP_SECONDS = 60.0
_TRIES, _BETWEEN_SECONDS = 20, 0.5
_log = logging.getLogger(__name__)


class Deliveries:
    """One a process. A newer release of the same gateway ends the wait for the older one."""

    def __init__(
        self, nodes: NodeRegistry, cache: SnapshotCache, meter: Meter, database: Database, console: str
    ) -> None:
        """`console` is the id of this process among its replicas."""
        self._nodes = nodes
        self._cache = cache
        self._meter = meter
        self._database = database
        self._console = console
        self._waits: dict[str, asyncio.Task[None]] = {}

    def follow(self, gateway_id: str, release_id: str) -> None:
        """Begin to watch; call it when the cache has the release."""
        snapshot = self._cache.find_snapshot(gateway_id)
        if snapshot is None or not self._nodes.count_own(gateway_id, snapshot).connected:
            return
        self._end(gateway_id)
        self._waits[gateway_id] = asyncio.create_task(self._wait(gateway_id, release_id))

    def end(self) -> None:
        for gateway_id in tuple(self._waits):
            self._end(gateway_id)

    def _end(self, gateway_id: str) -> None:
        wait = self._waits.pop(gateway_id, None)
        if wait is not None:
            wait.cancel()

    async def _wait(self, gateway_id: str, release_id: str) -> None:
        with span("release.deliver", gateway_id=gateway_id) as current:
            began = time.monotonic()
            find = partial(self._cache.find_snapshot, gateway_id)
            outcome = await self._nodes.wait_until_taken(gateway_id, find, GIVEN_UP_SECONDS)
            self._meter.delivery_seconds.labels(outcome).observe(time.monotonic() - began)
            current.set_attribute("sluice.outcome", outcome)
        nodes = self._nodes.count_own(gateway_id, find()).connected
        await self._write_down({"release_id": release_id, "outcome": outcome, "nodes": nodes})

    async def _write_down(self, values: dict[str, str | int]) -> None:
        """Nobody's change waits for it; where there is no place for it, the release is there all the same."""
        row = Delivery(console=self._console, at=clock.now(), **values)
        for _ in range(_TRIES):
            try:
                async with self._database.transaction(at_once=True) as db:
                    await db.merge(row)
                return
            except Busy:
                await asyncio.sleep(_BETWEEN_SECONDS)
            except SQLAlchemyError as error:
                _log.warning("when release %s was at its nodes is not kept: %s", row.release_id, error)
                return
