"""Counting: at most so many hits in each window of time, over all that count.

A window begins at a multiple of the limit's seconds since 1970, so that every process means the same one.
What is left of it lies with a `Reserve`, from which a process takes a handful at a time: it never lets more
through than the limit, and asks seldom.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql

from sluice_console.core.db import Database
from sluice_console.envoy import ir
from sluice_console.models import LimitWindow
from sluice_console.xds.rate_limits import Taken

CLIENTS_KEPT = 100_000
"""Beyond, the one that was not seen for longest is forgotten, and begins its window anew."""
HANDFULS = 20
"""A process takes a twentieth of a limit at a time: so much may be left over with each, at the most."""
_log = logging.getLogger(__name__)


class Reserve(Protocol):
    """What is left of windows, for all processes."""

    async def take(self, limit: ir.SharedLimit, client: str, window: int, wanted: int) -> int:
        """Up to `wanted` hits; fewer only where no more are left."""


class OwnReserve:
    """For the only process: SQLite has one console."""

    async def take(self, limit: ir.SharedLimit, client: str, window: int, wanted: int) -> int:
        return wanted


class SharedReserve:
    """For replicas: a row in PostgreSQL for each window and client, in a table that nobody waits for.

    A limit's numbers are part of the row's key: others count from the beginning.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, limit: ir.SharedLimit, client: str, window: int, wanted: int) -> int:
        counted = f"{limit.requests}/{limit.seconds}/{client}"
        digest = hashlib.sha256(counted.encode()).hexdigest()[:32]
        key = {"limit_id": limit.id, "client": digest, "starts_at": window * limit.seconds}
        row = postgresql.insert(LimitWindow).values(**key, ends_at=(window + 1) * limit.seconds, taken=wanted)
        statement = row.on_conflict_do_update(
            index_elements=list(key), set_={"taken": LimitWindow.taken + row.excluded.taken}
        )
        async with self._database.transaction() as db:
            taken = (await db.execute(statement.returning(LimitWindow.taken))).scalar_one()
        return max(0, min(wanted, limit.requests - (taken - wanted)))

    async def forget(self, now: float) -> None:
        """Drop the windows that have ended."""
        async with self._database.transaction() as db:
            await db.execute(delete(LimitWindow).where(LimitWindow.ends_at < now))


@dataclass(slots=True)
class _Window:
    """What this process has of one client's window. `whole` is off once the reserve had no more."""

    number: int
    granted: int = 0
    used: int = 0
    whole: bool = True
    filling: asyncio.Task[None] | None = None

    def has_room(self, hits: int) -> bool:
        return self.used + hits <= self.granted


class Counter:
    """Counts hits of all limits. `clock` gives seconds since 1970."""

    def __init__(self, reserve: Reserve, clock: Callable[[], float] = time.time) -> None:
        self._reserve = reserve
        self._clock = clock
        self._windows: OrderedDict[tuple[str, int, int, str], _Window] = OrderedDict()

    async def take(self, limit: ir.SharedLimit, client: str, hits: int) -> Taken:
        """Take all of `hits`, or none where there is no room for all."""
        now = self._clock()
        number = int(now // limit.seconds)
        window = self._find(limit, client, number)
        while not window.has_room(hits) and window.whole:
            await self._fill_once(limit, client, window, hits)
        allowed = window.has_room(hits)
        window.used += hits if allowed else 0
        remaining = limit.requests - window.used if window.whole else window.granted - window.used
        return Taken(allowed, limit.requests, max(0, remaining), (number + 1) * limit.seconds - now)

    async def _fill_once(self, limit: ir.SharedLimit, client: str, window: _Window, hits: int) -> None:
        """One takes for all that wait. Whoever gives up meanwhile does not stop it: what the reserve has
        given away by then would be lost to everybody.
        """
        if window.filling is None or window.filling.done():
            window.filling = asyncio.create_task(self._fill(limit, client, window, hits))
            window.filling.add_done_callback(_tell_of_failure)
        await asyncio.shield(window.filling)

    async def _fill(self, limit: ir.SharedLimit, client: str, window: _Window, hits: int) -> None:
        handful = max(1, limit.requests // HANDFULS, window.used + hits - window.granted)
        wanted = min(handful, limit.requests - window.granted)
        got = await self._reserve.take(limit, client, window.number, wanted)
        window.granted += got
        window.whole = got == wanted and window.granted < limit.requests

    def _find(self, limit: ir.SharedLimit, client: str, number: int) -> _Window:
        key = (limit.id, limit.requests, limit.seconds, client)
        window = self._windows.get(key)
        if window is None or window.number != number:
            window = self._windows[key] = _Window(number)
        self._windows.move_to_end(key)
        if len(self._windows) > CLIENTS_KEPT:
            self._windows.popitem(last=False)
        return window


def _tell_of_failure(filling: asyncio.Task[None]) -> None:
    """Those who wait get the error, too; but perhaps nobody waits any more."""
    if not filling.cancelled() and (error := filling.exception()) is not None:
        _log.warning("cannot take from a shared limit: %s", error)
