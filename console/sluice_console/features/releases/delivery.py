"""How long a release takes to be at all nodes of this console."""

import asyncio
import time
from functools import partial

from sluice_console.core.meter import Meter
from sluice_console.core.tracing import span
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry

GIVEN_UP_SECONDS = 60.0


class Deliveries:
    """One a process. A newer release of the same gateway ends the wait for the older one."""

    def __init__(self, nodes: NodeRegistry, cache: SnapshotCache, meter: Meter) -> None:
        self._nodes = nodes
        self._cache = cache
        self._meter = meter
        self._waits: dict[str, asyncio.Task[None]] = {}

    def follow(self, gateway_id: str) -> None:
        """Begin to watch; call it when the cache has the release."""
        snapshot = self._cache.find_snapshot(gateway_id)
        if snapshot is None or not self._nodes.count_own(gateway_id, snapshot).connected:
            return
        self._end(gateway_id)
        self._waits[gateway_id] = asyncio.create_task(self._wait(gateway_id))

    def end(self) -> None:
        for gateway_id in tuple(self._waits):
            self._end(gateway_id)

    def _end(self, gateway_id: str) -> None:
        wait = self._waits.pop(gateway_id, None)
        if wait is not None:
            wait.cancel()

    async def _wait(self, gateway_id: str) -> None:
        with span("release.deliver", gateway_id=gateway_id) as current:
            current.set_attribute("sluice.outcome", await self._look(gateway_id))

    async def _look(self, gateway_id: str) -> str:
        began = time.monotonic()
        find = partial(self._cache.find_snapshot, gateway_id)
        outcome = await self._nodes.wait_until_taken(gateway_id, find, GIVEN_UP_SECONDS)
        self._meter.delivery_seconds.labels(outcome).observe(time.monotonic() - began)
        return outcome
