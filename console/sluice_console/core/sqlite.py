"""SQLite's driver with one step in its thread for each statement.

aiosqlite goes to its thread and back for making a cursor, running it, fetching its rows and closing it, and
as often for BEGIN: sixty times for a page of ten questions. Here a statement's rows come back with it, and
BEGIN goes along with the first statement, which is when SQLite takes its snapshot anyway.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import aiosqlite

BEGIN = "BEGIN"
"""Put off. `BEGIN IMMEDIATE` is not: it takes the lock that writers queue up for."""
ROWS_AT_ONCE = 1_000
"""So many come with their statement; the rest of longer answers is fetched when it is asked for."""
_Answer = tuple[sqlite3.Cursor, list[Any]]


def connect(database: str, **options: Any) -> Connection:
    """To be awaited. For SQLAlchemy's `async_creator_fn`; takes what `sqlite3.connect` takes."""
    connection = Connection(partial(sqlite3.connect, database, **options), ROWS_AT_ONCE)
    connection._thread.daemon = True
    return connection


class Connection(aiosqlite.Connection):
    """Used by one task at a time, as SQLAlchemy's pool sees to."""

    _begins = False
    _touched = False
    """Whether the thread was asked for something since the last end of a transaction."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def commit(self) -> None:
        if self._ends():
            await super().commit()

    async def rollback(self) -> None:
        if self._ends():
            await super().rollback()

    def _ends(self) -> bool:
        """Whether there is something to end."""
        touched, self._touched, self._begins = self._touched, False, False
        return touched

    async def run(self, statement: str, values: Any = (), many: bool = False) -> _Answer | None:
        """The statement's cursor and its first rows; None for a BEGIN that is put off."""
        begins, self._begins = self._begins, statement == BEGIN
        if self._begins:
            return None
        self._touched = True
        answer: _Answer = await self.step(_run, self._conn, begins, statement, values, many)
        return answer

    async def step(self, function: Callable[..., Any], *values: Any) -> Any:
        """What the function returns, called in the connection's thread."""
        return await self._execute(function, *values)  # type: ignore[no-untyped-call]


class Cursor:
    """What SQLAlchemy uses of `aiosqlite.Cursor`."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: deque[Any] = deque()
        self._is_complete = True

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, values: Iterable[Any] = ()) -> None:
        self._take(await self._connection.run(statement, values))

    async def executemany(self, statement: str, values: Iterable[Iterable[Any]]) -> None:
        self._take(await self._connection.run(statement, values, many=True))

    def _take(self, answer: _Answer | None) -> None:
        self._cursor, rows = answer or (None, [])
        self._rows = deque(rows)
        self._is_complete = len(rows) < ROWS_AT_ONCE

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        if not self._is_complete and len(self._rows) < wanted:
            await self._fetch_more(max(wanted, ROWS_AT_ONCE))
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    async def fetchall(self) -> list[Any]:
        if not self._is_complete:
            await self._fetch_more(None)
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def _fetch_more(self, limit: int | None) -> None:
        assert self._cursor is not None
        more = await self._connection.step(_fetch, self._cursor, limit)
        self._is_complete = limit is None or len(more) < limit
        self._rows.extend(more)

    async def close(self) -> None:
        """An answer that was read to its end has let go of its statement by itself."""
        self._rows.clear()
        if not self._is_complete and self._cursor is not None:
            self._is_complete = True
            await self._connection.step(self._cursor.close)

    @property
    def description(self) -> Any:
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return None if self._cursor is None else self._cursor.lastrowid


def _run(connection: sqlite3.Connection, begins: bool, statement: str, values: Any, many: bool) -> _Answer:
    if begins:
        connection.execute(BEGIN)
    cursor = connection.cursor()
    if many:
        cursor.executemany(statement, values)
    else:
        cursor.execute(statement, values)
    return cursor, _fetch(cursor, ROWS_AT_ONCE) if cursor.description else []


def _fetch(cursor: sqlite3.Cursor, limit: int | None) -> list[Any]:
    return cursor.fetchall() if limit is None else cursor.fetchmany(limit)
