"""Writes down from time to time how often each key was used; what is counted comes from the nodes."""

import asyncio
import logging
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core import clock
from sluice_console.core.db import Database
from sluice_console.models import KeyUse, TenantKey
from sluice_console.xds.statistics import Statistics

EVERY_SECONDS = 5.0
_log = logging.getLogger(__name__)


class Usage:
    """What this process has counted and not yet written; each replica writes what its own nodes report."""

    def __init__(self, database: Database, statistics: Statistics) -> None:
        self._database = database
        self._statistics = statistics
        self._written: dict[str, int] = {}

    async def write_for_ever(self) -> None:
        """Runs until it is cancelled. A database that is away gets all of it at a later turn."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.write()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("cannot write down the use of keys: %s", error)
            except Exception:
                _log.exception("cannot write down the use of keys")

    async def write(self) -> int:
        """One turn; gives for how many keys something was new."""
        totals = self._statistics.key_totals()
        fresh = {
            key: total - self._written.get(key, 0)
            for key, total in totals.items()
            if total > self._written.get(key, 0)
        }
        if fresh:
            await self._store(fresh, clock.now())
            self._written.update({key: totals[key] for key in fresh})
        return len(fresh)

    async def _store(self, fresh: dict[str, int], now: datetime) -> None:
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        async with self._database.transaction() as db:
            known = set(await db.scalars(select(TenantKey.id).where(TenantKey.id.in_(fresh))))
            for key in sorted(known):
                row = insert(KeyUse).values(key_id=key, day=now.date(), requests=fresh[key])
                added = {"requests": KeyUse.requests + row.excluded.requests}
                await db.execute(row.on_conflict_do_update(index_elements=["key_id", "day"], set_=added))
            await db.execute(update(TenantKey).where(TenantKey.id.in_(known)).values(last_used_at=now))
