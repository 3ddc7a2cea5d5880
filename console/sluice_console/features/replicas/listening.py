"""Several consoles on one PostgreSQL hear of what the others do.

The notification is part of the transaction that it is about: it is heard exactly when that can be read. Who
could not listen for a while catches up when it listens again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core.db import Database

RETRY_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ear:
    """`hear` gets each notification on `channel`; `catch_up` is for what may have been missed."""

    channel: str
    hear: Callable[[str], Awaitable[None]]
    catch_up: Callable[[], Awaitable[None]]


async def listen_for_ever(database: Database, ears: Sequence[Ear]) -> None:
    """Runs until it is cancelled; on SQLite, which has one console, it ends at once."""
    while not database.is_sqlite:
        try:
            await _listen(database, ears)
        except* (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError) as errors:
            _log.warning("other consoles are not heard just now: %s", errors.exceptions[0])
        except* Exception:
            _log.exception("other consoles are not heard just now")
        await asyncio.sleep(RETRY_SECONDS)


async def _listen(database: Database, ears: Sequence[Ear]) -> None:
    """From one connection to its end. Each ear has a queue of its own: what takes long holds up no other."""
    queues: list[asyncio.Queue[str | None]] = [asyncio.Queue() for _ in ears]
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        for queue in queues:
            connection.add_termination_listener(_end(queue))
        for ear, queue in zip(ears, queues, strict=True):
            await connection.add_listener(ear.channel, _into(queue))
        async with asyncio.TaskGroup() as group:
            for ear, queue in zip(ears, queues, strict=True):
                group.create_task(_follow(ear, queue))
    finally:
        await connection.close(timeout=1)


def _end(queue: asyncio.Queue[str | None]) -> Callable[..., None]:
    return lambda _connection: queue.put_nowait(None)


def _into(queue: asyncio.Queue[str | None]) -> Callable[..., None]:
    return lambda _connection, _pid, _channel, payload: queue.put_nowait(payload)


async def _follow(ear: Ear, queue: asyncio.Queue[str | None]) -> None:
    await ear.catch_up()
    while (payload := await queue.get()) is not None:
        await ear.hear(payload)
