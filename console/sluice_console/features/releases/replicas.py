"""Several consoles on one PostgreSQL: what one publishes, the others push to their nodes too.

The notification is part of the publishing transaction: it is heard exactly when the release can be read.
Who could not listen for a while catches up when it listens again.
"""

import asyncio
import logging

import asyncpg
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core.db import Database
from sluice_console.features.releases.publication import (
    CHANNEL,
    Published,
    Publisher,
    latest_release,
    load_all,
    load_snapshot,
)
from sluice_console.models import Gateway

RETRY_SECONDS = 1.0
_log = logging.getLogger(__name__)
_LOST = ""
"""In the queue instead of a gateway's id: the connection has ended."""


async def follow_replicas(database: Database, publisher: Publisher) -> None:
    """Runs until it is cancelled; on SQLite, which has one console, it ends at once."""
    while not database.is_sqlite:
        try:
            await _listen(database, publisher)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError) as error:
            _log.warning("other consoles' releases are not heard just now: %s", error)
        await asyncio.sleep(RETRY_SECONDS)


async def _listen(database: Database, publisher: Publisher) -> None:
    """From one connection to its end."""
    heard: asyncio.Queue[str] = asyncio.Queue()
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        connection.add_termination_listener(lambda _connection: heard.put_nowait(_LOST))
        await connection.add_listener(CHANNEL, lambda _c, _pid, _channel, payload: heard.put_nowait(payload))
        await load_all(database, publisher)
        while (gateway_id := await heard.get()) != _LOST:
            await _catch_up(database, publisher, gateway_id)
    finally:
        await connection.close(timeout=1)


async def _catch_up(database: Database, publisher: Publisher, gateway_id: str) -> None:
    async with database.reading() as db:
        if await db.scalar(select(Gateway.last_release).where(Gateway.id == gateway_id)) is None:
            publisher.drop(gateway_id)
            return
        release = await latest_release(db, gateway_id)
        if release is not None and release.number > publisher.number_of(gateway_id):
            await publisher.push(Published(release, await load_snapshot(db, release)))
        else:
            await publisher.renew_secrets(gateway_id)
