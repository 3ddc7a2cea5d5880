"""What waits for a stream's attention: its node's requests, and the newest snapshot.

A stream that is slow to write finds the requests in their order and of the snapshots only the last.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from sluice_console.envoy.resources import Snapshot

MOST_WAITING = 10_000
"""Requests: a node answers each message once. Who says more is not read until these were looked at."""
FULL_SECONDS = 0.05
"""Between two looks whether there is room again."""


class Inbox:
    """Reads the requests and is offered snapshots; `deliver_to` hands over everything that has come."""

    def __init__(self, requests: AsyncIterator[Any]) -> None:
        self._waiting: asyncio.Future[None] | None = None
        self._requests: list[Any] = []
        self._snapshot: Snapshot | None = None
        self._ended = False
        self._renewal: float | None = None
        self._reader = asyncio.create_task(self._read(requests))

    def offer(self, snapshot: Snapshot) -> None:
        """What the stream has to go for from now on; an older one that it has not looked at is forgotten."""
        self._snapshot = snapshot
        self._wake()

    async def deliver_to(self, stream: Any) -> bool:
        """Wait for something to come, pass it on; False when the node has closed the stream.

        What the stream has to send again and again is something to come as well.
        """
        if not await self._wait_until(self._next_renewal(stream.renewal_seconds)):
            self._renewal = None
            stream.renew()
        requests, self._requests = self._requests, []
        for request in requests:
            stream.receive(request)
        if self._snapshot is not None:
            stream.retarget(self._snapshot)
            self._snapshot = None
        return not self._ended

    async def _wait_until(self, moment: float | None) -> bool:
        """Whether something came before `moment`. A bare future, not an event: a thousand streams wait."""
        if self._requests or self._snapshot is not None or self._ended:
            return True
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            if moment is None:
                await self._waiting
                return True
            async with asyncio.timeout_at(moment):
                await self._waiting
        except TimeoutError:
            return False
        finally:
            self._waiting = None
        return True

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _next_renewal(self, pause: float | None) -> float | None:
        """On the loop's clock. Other events do not put it off."""
        if pause is None:
            self._renewal = None
        elif self._renewal is None:
            self._renewal = asyncio.get_running_loop().time() + pause
        return self._renewal

    def end(self) -> None:
        """Let the stream finish as if the node had closed it."""
        self._ended = True
        self._wake()

    async def close(self) -> None:
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self, requests: AsyncIterator[Any]) -> None:
        try:
            async for request in requests:
                self._requests.append(request)
                self._wake()
                while len(self._requests) >= MOST_WAITING:  # noqa: ASYNC110 - no event for each of a thousand
                    await asyncio.sleep(FULL_SECONDS)
        finally:
            self.end()
