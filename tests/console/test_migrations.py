"""Every migration with data, one after the other, forwards and back, on both databases."""

from __future__ import annotations

from itertools import pairwise

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from tests.console.conftest import Console, fill, make_account, run_console
from tests.console.modules import marking_module

from sluice_console.core.db import Database
from sluice_console.core.migrations import configuration
from sluice_console.core.settings import Settings

Rows = dict[str, list[str]]
FIRST = "0001"
FILLED = (
    *("gateways", "services", "endpoints", "routes", "destinations", "filters", "filter_versions"),
    *("attachments", "rollouts", "rollout_stages", "rollout_events", "releases", "resource_blobs"),
    *("users", "api_tokens", "audit"),
)


async def make_early_objects(console: Console) -> None:
    """What the first version knew: an account, a gateway, services, routes, filters, releases, tokens."""
    await make_account(console)
    route = await fill(console)
    for version in ("1", "2"):
        files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
        await console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": version})
    attached = await console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
    stages = [{"percent": 10}, {"percent": 50}]
    rollout = {"attachment": attached["id"], "filter": "mark@2", "stages": stages, "start": False}
    await console.ok("POST", "/api/rollouts", json=rollout)
    weights = [{"service": "web", "version": version, "weight": 1} for version in ("v1", "v2")]
    action = {"kind": "forward", "destinations": weights}
    await console.ok("PATCH", f"/api/routes/{route['id']}", json={"action": action})


@pytest.mark.thorough
async def test_every_migration_keeps_what_an_early_version_held(settings: Settings) -> None:
    """Down to the first schema, up step by step, back, and up again; then a console goes on where it was."""
    async with run_console(settings) as console:
        await make_early_objects(console)
        before = await told_by(console)
    database = Database(settings.url)
    try:
        async with database.writing_connection() as connection:
            await connection.run_sync(walk)
    finally:
        await database.close()
    async with run_console(settings) as console:
        assert await told_by(console) == before
        changed = await console.ok("PATCH", "/api/routes/all", json={"order": 7})
        newest = max(number for _, number, _ in before["releases"])
        assert [each["number"] for each in changed["releases"]] == [newest + 1]
        assert (await console.ok("GET", "/api/audit/verification"))["broken_at"] is None


def walk(connection: Connection) -> None:
    settings = configuration(connection)
    script = ScriptDirectory.from_config(settings)
    revisions = [each.revision for each in script.walk_revisions()][::-1]
    assert revisions[0] == FIRST and len(revisions) > 20
    command.downgrade(settings, FIRST)
    columns = early_columns(connection)
    held = rows_of(connection, columns)
    assert all(held[table] for table in FILLED)
    for earlier, later in pairwise(revisions):
        command.upgrade(settings, later)
        assert rows_of(connection, columns) == held, f"{earlier} to {later}"
    for later, earlier in pairwise(revisions[::-1]):
        command.downgrade(settings, earlier)
        assert rows_of(connection, columns) == held, f"{later} back to {earlier}"
    assert early_columns(connection) == columns, "something of a later schema is left over"
    command.upgrade(settings, "head")
    assert rows_of(connection, columns) == held


def early_columns(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The columns of each table of the present schema."""
    found = inspect(connection)
    tables = sorted(set(found.get_table_names()) - {"alembic_version"})
    return {table: tuple(sorted(each["name"] for each in found.get_columns(table))) for table in tables}


def rows_of(connection: Connection, columns: dict[str, tuple[str, ...]]) -> Rows:
    """Every row in these columns, as text."""
    found = {}
    for table, names in columns.items():
        wanted = ", ".join(f'"{name}"' for name in names)
        rows = connection.execute(text(f'SELECT {wanted} FROM "{table}"'))
        found[table] = sorted(repr(tuple(row)) for row in rows)
    return found


async def told_by(console: Console) -> dict[str, list[tuple[str, int, str]]]:
    """What a console says of objects and releases, and the versions that nodes are given."""
    gateway = (await console.ok("GET", "/api/gateways/edge"))["id"]
    snapshot = console.app.state.cache.find_snapshot(gateway)
    releases = (await console.ok("GET", "/api/releases?limit=100"))["items"]
    shown = [str(await console.ok("GET", f"/api/{noun}")) for noun in ("services", "routes", "attachments")]
    return {
        "releases": [(each["id"], each["number"], each["created_at"]) for each in releases],
        "resources": [(name, 0, version) for (_, name), version in sorted(snapshot.versions().items())],
        "objects": [(each, 0, "") for each in shown],
    }
