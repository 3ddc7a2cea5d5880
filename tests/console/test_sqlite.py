"""What SQLite connections do in their threads, and that nothing else of a request goes to a thread."""

import inspect
import sqlite3
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from sluice_console.core import sqlite
from sluice_console.core.db import Database
from sluice_console.core.settings import Settings
from sluice_console.features.routers import PAGE_ROUTERS
from sluice_console.models import Tenant
from sluice_console.models.records import Record


@pytest.fixture
async def database(sqlite_settings: Settings) -> AsyncIterator[Database]:
    sqlite_settings.data.mkdir(parents=True)
    made = Database(sqlite_settings.url)
    async with made.writing_connection() as connection:
        await connection.run_sync(Record.metadata.create_all)
    yield made
    await made.close()


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was asked of a thread, by the name of the function."""
    asked: list[str] = []
    execute = sqlite.Connection._execute

    async def noting(self: sqlite.Connection, function: Any, *values: Any, **named: Any) -> Any:
        asked.append(function.__name__)
        return await execute(self, function, *values, **named)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(sqlite.Connection, "_execute", noting)
    yield asked


async def add_tenants(database: Database, number: int) -> None:
    rows = [{"id": f"tn_{each:04}", "name": f"t{each}", "hosts": [], "rate": 1} for each in range(number)]
    async with database.transaction() as db:
        if rows:
            await db.execute(insert(Tenant), rows)


async def test_a_question_is_one_step(database: Database, steps: list[str]) -> None:
    async with database.reading() as db:
        assert (await db.execute(text("SELECT 1"))).scalar_one() == 1  # the first connects
    steps.clear()
    async with database.reading() as db:
        assert (await db.execute(text("SELECT 1"))).scalar_one() == 1
        assert (await db.execute(text("SELECT 2"))).scalar_one() == 2
    assert steps == ["_run", "_run", "rollback"]


async def test_a_session_without_a_question_is_none(database: Database, steps: list[str]) -> None:
    await database.ping()
    steps.clear()
    async with database.reading() as db:
        await db.connection()
    assert steps == []


async def test_a_session_sees_what_was_there_at_its_first_question(database: Database) -> None:
    await add_tenants(database, 1)
    async with database.reading() as before, database.reading() as after:
        await before.connection()
        await after.connection()
        assert len((await before.scalars(select(Tenant))).all()) == 1
        async with database.transaction() as db:
            await db.execute(insert(Tenant), [{"id": "tn_new", "name": "new", "hosts": [], "rate": 1}])
        assert len((await before.scalars(select(Tenant))).all()) == 1
        assert len((await after.scalars(select(Tenant))).all()) == 2


@pytest.mark.parametrize("number", [0, 1, sqlite.ROWS_AT_ONCE, 2 * sqlite.ROWS_AT_ONCE + 7])
async def test_all_rows_of_an_answer_come(database: Database, number: int) -> None:
    await add_tenants(database, number)
    wanted = [f"tn_{each:04}" for each in range(number)]
    async with database.reading() as db:
        assert list((await db.scalars(select(Tenant.id).order_by(Tenant.id))).all()) == wanted


@pytest.mark.parametrize("at_once", [1, 7, sqlite.ROWS_AT_ONCE, 3 * sqlite.ROWS_AT_ONCE])
async def test_rows_are_streamed(database: Database, at_once: int) -> None:
    number = 2 * sqlite.ROWS_AT_ONCE + 7
    await add_tenants(database, number)
    statement = select(Tenant.id).order_by(Tenant.id).execution_options(yield_per=at_once)
    async with database.reading() as db:
        found = [each async for each in await db.stream_scalars(statement)]
    assert found == [f"tn_{each:04}" for each in range(number)]


async def test_a_stream_is_not_all_in_memory(database: Database, steps: list[str]) -> None:
    await add_tenants(database, 5 * sqlite.ROWS_AT_ONCE)
    steps.clear()
    async with database.reading() as db:
        rows = await db.stream_scalars(select(Tenant.id).execution_options(yield_per=10))
        async for _ in rows:
            break
        await rows.close()
        assert "_fetch" not in steps
        assert (await db.execute(text("SELECT 1"))).scalar_one() == 1


async def test_an_error_is_the_databases_and_the_connection_goes_on(database: Database) -> None:
    with pytest.raises(OperationalError, match="no such table: nowhere"):
        async with database.reading() as db:
            await db.execute(text("SELECT * FROM nowhere"))
    await add_tenants(database, 1)
    with pytest.raises(IntegrityError) as caught:
        await add_tenants(database, 1)
    assert isinstance(caught.value.orig, sqlite3.IntegrityError)
    async with database.reading() as db:
        assert len((await db.scalars(select(Tenant))).all()) == 1


async def test_what_is_not_committed_is_gone(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as db:
            await db.execute(insert(Tenant), [{"id": "tn_1", "name": "one", "hosts": [], "rate": 1}])
            raise RuntimeError
    async with database.reading() as db:
        assert (await db.scalars(select(Tenant))).all() == []


def test_no_endpoint_waits_for_a_thread_of_fastapi() -> None:
    """A plain function that an endpoint depends on is called in a thread, and only looks something up."""
    routes = [route for router in PAGE_ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert len(routes) > 50
    plain = {
        f"{route.path}: {call.__qualname__}"
        for route in routes
        for call in _calls(route.dependant)
        if not (inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call))
    }
    assert plain == set()


def _calls(dependant: Dependant) -> Iterator[Any]:
    if dependant.call is not None:
        yield dependant.call
    for each in dependant.dependencies:
        yield from _calls(each)
