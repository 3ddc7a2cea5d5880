"""The database: one engine a process, one session a request.

A request that reads gets `Db`. Whoever writes opens `Database.transaction()` (through
`features.changes.ChangeLog`, which also writes the audit row and the release), so that a write is either
whole or not there. SQLite: write-ahead log, `synchronous=FULL`, writers queue up at BEGIN IMMEDIATE, so an
acknowledged write survives `kill -9` and power loss.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic_core import from_json, to_json
from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from sluice_console.core import sqlite
from sluice_console.core.sight import see_as

# A transaction opened with this execution option takes SQLite's write lock at once; otherwise two
# transactions that read first and write later fail with "database is locked" instead of queueing.
_WRITES = "sluice_writes"
_AT_ONCE = "sluice_at_once"
_BUSY_MILLISECONDS = 15_000
_AT_ONCE_MILLISECONDS = 50


class Busy(Exception):  # noqa: N818 - no error of ours: another writer was first
    """Raised by `transaction(at_once=True)`."""


def _write_json(value: Any) -> str:
    return to_json(value, inf_nan_mode="constants").decode()


# Columns of 10,000 routes are read for every release; the standard library takes three times as long.
_JSON: dict[str, Any] = {"json_serializer": _write_json, "json_deserializer": from_json}


class Database:
    """Owns the engine; `close()` gives the connections back."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _create_engine(url)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are thrown away."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def transaction(self, at_once: bool = False) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end of the block and rolls back when the block raises.

        With `at_once` it raises `Busy` where SQLite has another writer for more than a moment.
        """
        async with self._sessions() as session, session.begin():
            await session.connection(execution_options={_WRITES: True, _AT_ONCE: at_once})
            yield session

    @asynccontextmanager
    async def writing_connection(self) -> AsyncIterator[AsyncConnection]:
        """For migrations: a connection inside a transaction that holds the write lock."""
        async with self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    def watch_errors(self, note: Callable[[BaseException], None]) -> None:
        """`note` gets every error of a statement, as the driver raised it."""
        event.listen(
            self.engine.sync_engine, "handle_error", lambda context: note(context.original_exception)
        )

    async def close(self) -> None:
        await self.engine.dispose()


def _create_engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10, **_JSON)
    options = {"timeout": 15, "isolation_level": None, "async_creator_fn": sqlite.connect}
    engine = create_async_engine(url, connect_args=options, **_JSON)
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        _busy_timeout(_BUSY_MILLISECONDS),
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """The driver is told to leave transactions alone, so that BEGIN can be the one that we want."""
    options = connection.get_execution_options()
    if options.get(_AT_ONCE, False):
        _begin_at_once(connection.connection.cursor())
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES, False) else sqlite.BEGIN)


def _begin_at_once(cursor: Any) -> None:
    """Past SQLAlchemy, which would count another writer as an error of the database."""
    cursor.execute(f"PRAGMA {_busy_timeout(_AT_ONCE_MILLISECONDS)}")
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise Busy from error
    finally:
        cursor.execute(f"PRAGMA {_busy_timeout(_BUSY_MILLISECONDS)}")
        cursor.close()


def _busy_timeout(milliseconds: int) -> str:
    return f"busy_timeout={milliseconds}"


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _read_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with database_of(request).reading() as session:
        see_as(session, getattr(request.state, "identity", None))
        yield session


async def end_view(db: AsyncSession) -> None:
    """For a page that shows what it has just changed: `Db` sees what was there at its first question."""
    await db.commit()


Db = Annotated[AsyncSession, Depends(_read_session)]
"""A session to read with: `async def list_routes(db: Db) -> …`. Writes go through `Changes`."""
