"""The limits as the rate-limit service needs them: by id, a moment old, and there in an outage."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.db import Database
from sluice_console.envoy import ir
from sluice_console.features.limits.configuration import to_limit
from sluice_console.features.limits.windows import Counter, OwnReserve, SharedReserve
from sluice_console.features.replicas.membership import Replicas
from sluice_console.models import SharedLimit, Tenant, TenantKey
from sluice_console.xds.rate_limits import Taken

FRESH_SECONDS = 0.5
FORGET_EVERY_SECONDS = 60.0
_log = logging.getLogger(__name__)


class LimitsUnreadError(Exception):
    """Nobody knows which limits there are; nodes do as the limit says for when no console answers."""


class LimitBook:
    """Reads all limits at once, when somebody asks and the last time is `FRESH_SECONDS` ago."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._shared = None if database.is_sqlite else SharedReserve(database)
        self._counter = Counter(self._shared or OwnReserve())
        self._limits: dict[tuple[str, str], ir.SharedLimit] | None = None
        self._quotas: Mapping[tuple[str, str, int], int] = {}
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def take(self, gateway_id: str, limit_id: str, client: str, hits: int) -> Taken | None:
        """As `xds.rate_limits.Take` says. Raises LimitsUnreadError while no read has succeeded."""
        await self._refresh()
        if self._limits is None:
            raise LimitsUnreadError("the shared limits have not been read yet: the database does not answer")
        limit = self._limits.get((gateway_id, limit_id))
        if limit is None:
            return None
        own = self._quotas.get((limit.by, client, limit.seconds), limit.requests)
        return await self._counter.take(replace(limit, requests=own), client, hits)

    async def forget_for_ever(self, replicas: Replicas) -> None:
        """Runs until it is cancelled; what a database that is away still has goes at a later turn."""
        while self._shared is not None:
            await asyncio.sleep(FORGET_EVERY_SECONDS)
            try:
                if replicas.leads:
                    await self._shared.forget(time.time())
            except (SQLAlchemyError, OSError) as error:
                _log.warning("cannot drop counts of shared limits that have ended: %s", error)
            except Exception:
                _log.exception("cannot drop counts of shared limits that have ended")

    async def _refresh(self) -> None:
        """One reads while the others go on with what there is; only at the very first do they wait."""
        if self._is_fresh() or (self._limits is not None and self._lock.locked()):
            return
        async with self._lock:
            if self._is_fresh():
                return
            try:
                async with self._database.reading() as db:
                    rows = (await db.scalars(select(SharedLimit))).all()
                    quotas = await read_quotas(db)
                self._quotas = quotas
                self._limits = {(row.gateway_id, row.id): to_limit(row) for row in rows}
            except (SQLAlchemyError, OSError) as error:
                _log.warning("the shared limits stay as they were: %s", error)
            self._read_at = self._clock()

    def _is_fresh(self) -> bool:
        return self._clock() - self._read_at < FRESH_SECONDS


async def read_quotas(db: AsyncSession) -> dict[tuple[str, str, int], int]:
    """Requests by what counts, whose they are, and the seconds: `("tenant", "acme", 60): 100`."""
    tenants = select(Tenant.name, Tenant.quotas).where(Tenant.quotas.is_not(None))
    keys = select(TenantKey.id, TenantKey.quotas).where(TenantKey.quotas.is_not(None))
    found: dict[tuple[str, str, int], int] = {}
    for by, statement in (("tenant", tenants), ("key", keys)):
        for name, quotas in await db.execute(statement):
            found.update({(by, name, item["seconds"]): item["requests"] for item in quotas or ()})
    return found
