"""A node's requests, which can be read from the beginning once more while nobody has answered them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any


class Requests:
    """Reads ahead in a task of its own, since a stream whose reader is cancelled is at its end.

    Several may read, one after the other.
    """

    def __init__(self, source: AsyncIterator[Any]) -> None:
        self._waiting: deque[Any] = deque()
        self._heard: list[Any] | None = []
        self._wake = asyncio.Event()
        self._ended = False
        self._task = asyncio.create_task(self._read(source))
        self.first: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    @property
    def are_answered(self) -> bool:
        return self._heard is None

    def note_answered(self) -> None:
        """What was read need not be read again."""
        self._heard = None

    def rewind(self) -> None:
        """The next to read begins at the beginning; there is none after it."""
        self._waiting.extendleft(reversed(self._heard or ()))
        self._heard = None

    async def __aiter__(self) -> AsyncIterator[Any]:
        while True:
            while self._waiting:
                request = self._waiting.popleft()
                if self._heard is not None:
                    self._heard.append(request)
                yield request
            if self._ended:
                return
            self._wake.clear()
            await self._wake.wait()

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self, source: AsyncIterator[Any]) -> None:
        try:
            async for request in source:
                if not self.first.done():
                    self.first.set_result(request)
                self._waiting.append(request)
                self._wake.set()
        finally:
            self._ended = True
            self._wake.set()
