"""The database goes away and comes back: clear 503s, nodes keep what they have, then all is well."""

from sqlalchemy import text
from tests.console.conftest import Console, fill
from tests.support.envoy import find_free_port

from sluice_console.core.db import Database
from sluice_console.core.settings import Settings
from sluice_console.features.releases.publication import latest_release


async def test_a_postgres_that_is_gone(sqlite_console: Console) -> None:
    """Another database under a running console: the one that it was started with does not listen any more."""
    route = await fill(sqlite_console)
    state = sqlite_console.app.state
    url = f"postgresql://ada@127.0.0.1:{find_free_port()}/sluice"
    own, gone = state.database, Database(Settings(database_url=url).url)
    state.database = state.changes.database = gone
    try:
        for method, path in (("GET", "/api/routes"), ("GET", "/readyz"), ("POST", "/api/gateways")):
            response = await sqlite_console.client.request(method, path, json={})
            assert response.status_code == 503, f"{method} {path}: {response.status_code}"
            assert response.headers["content-type"] == "application/problem+json"
        assert (await sqlite_console.client.get("/healthz")).status_code == 200
        assert state.cache.find_snapshot(route["gateway_id"]) is not None
    finally:
        state.database = state.changes.database = own
        await gone.close()
    await sqlite_console.ok("PATCH", "/api/routes/all", json={"order": 1})


async def test_a_connection_that_is_cut(console: Console) -> None:
    """Idle connections die with a fail-over; the next request opens another one."""
    await fill(console)
    if console.database.is_sqlite:
        await console.database.engine.dispose()
    else:
        async with console.database.engine.connect() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
    await console.ok("PATCH", "/api/routes/all", json={"order": 1})


async def test_a_full_disk_changes_nothing(sqlite_console: Console) -> None:
    """SQLite may take no page more: the change is refused, what was there stays, later it goes on."""
    await fill(sqlite_console)
    database = sqlite_console.database
    async with database.engine.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    body = {"name": "big", "description": "x" * 500, "endpoints": []}
    statuses = set()
    for number in range(60):
        response = await sqlite_console.client.post("/api/services", json={**body, "name": f"s{number}"})
        statuses.add(response.status_code)
        if response.status_code != 201:
            break
    assert statuses <= {201, 503}
    assert 503 in statuses, "the disk was never full"
    found = await sqlite_console.ok("GET", "/api/services?limit=1000")
    async with database.reading() as db:
        gateway = (await sqlite_console.ok("GET", "/api/gateways/edge"))["id"]
        release = await latest_release(db, gateway, with_contents=True)
        assert release is not None
        assert len(release.document["services"]) == found["total"]
    assert (await sqlite_console.ok("GET", "/api/audit/verification"))["broken_at"] is None
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")
    await sqlite_console.ok("POST", "/api/services", json={"name": "after"})
