"""The chain of audit rows: what was changed, taken out or cut off is found."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from tests.console.conftest import Console, fill

from sluice.cli.audit import follow
from sluice.cli.main import main
from sluice_console.features.audit import service


async def tamper(console: Console, *statements: str) -> None:
    """As somebody would who holds the database: without the triggers."""
    async with console.database.transaction() as db:
        if console.database.is_sqlite:
            await db.execute(text("DROP TRIGGER audit_is_immutable"))
            await db.execute(text("DROP TRIGGER audit_is_kept"))
        else:
            await db.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        for statement in statements:
            await db.execute(text(statement))


async def test_the_chain_holds(console: Console) -> None:
    await fill(console)
    verdict = await console.ok("GET", "/api/audit/verification")
    assert verdict == {"rows": 4, "broken_at": None, "reason": ""}
    rows = await console.ok("GET", "/api/audit")
    assert [row["number"] for row in rows] == [4, 3, 2, 1]
    assert rows[0]["previous_hash"] == rows[1]["hash"]
    assert rows[-1]["previous_hash"] == service.GENESIS


@pytest.mark.parametrize(
    ("statement", "broken_at", "reason"),
    [
        ("UPDATE audit SET actor = 'eve' WHERE number = 2", 2, "row 2 was changed"),
        ("UPDATE audit SET detail = '{}' WHERE number = 3", 3, "row 3 was changed"),
        ("UPDATE audit SET object_name = 'x', hash = previous_hash WHERE number = 2", 2, "row 2 was changed"),
        ("DELETE FROM audit WHERE number = 2", 2, "row 2 is missing"),
        ("DELETE FROM audit WHERE number = 4", 4, "rows were cut off the end"),
    ],
)
async def test_tampering_is_found(console: Console, statement: str, broken_at: int, reason: str) -> None:
    await fill(console)
    await tamper(console, statement)
    verdict = await console.ok("GET", "/api/audit/verification")
    assert (verdict["broken_at"], verdict["reason"]) == (broken_at, reason)


async def test_a_lost_head_stops_every_change(console: Console) -> None:
    await fill(console)
    await tamper(console, "DELETE FROM audit_head")
    response = await console.client.patch("/api/routes/all", json={"order": 1})
    assert response.status_code == 503
    assert "audit" in response.json()["detail"]
    assert (await console.ok("GET", "/api/releases"))["total"] == 3


async def test_rows_of_one_object(console: Console) -> None:
    route = await fill(console)
    await console.ok("PATCH", "/api/routes/all", json={"order": 1})
    rows = await console.ok("GET", f"/api/audit?object_id={route['id']}")
    assert [row["action"] for row in rows] == ["route.update", "route.create"]
    older = await console.ok("GET", f"/api/audit?before={rows[0]['number']}&limit=2")
    assert [row["number"] for row in older] == [rows[0]["number"] - 1, rows[0]["number"] - 2]


async def test_an_export_is_verified_by_the_command_line(console: Console, tmp_path: Path) -> None:
    """Two programs that share no code come to the same hashes."""
    await fill(console)
    await console.ok("PATCH", "/api/routes/all", json={"description": "für Zoë ☃", "order": 1})
    exported = await console.client.get("/api/audit/export")
    assert exported.headers["content-type"].startswith("application/x-ndjson")
    lines = exported.text.splitlines()
    whole = follow(lines)
    assert (whole.rows, whole.fault) == (5, "")
    assert whole.end == json.loads(lines[-1])["hash"]
    file = tmp_path / "audit.jsonl"
    file.write_text("\n".join(lines[:3]))
    short = CliRunner().invoke(main, ["audit", "verify", str(file), "--end", whole.end])
    assert short.exit_code == 1
    assert "rows were cut off" in short.output
    good = CliRunner().invoke(main, ["audit", "verify", str(file), "--json"])
    assert json.loads(good.output)["rows"] == 3


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (
            lambda lines: [lines[0], lines[1].replace("gateway", "getaway", 1), *lines[2:]],
            "row 2 was changed",
        ),
        (lambda lines: [lines[0], *lines[2:]], "row 2 is missing"),
        (lambda lines: [lines[0], "[]", *lines[2:]], "row 2 is no row of an audit log"),
        (lambda lines: [lines[0], "{", *lines[2:]], "row 2 is no row of an audit log"),
        (lambda lines: [lines[0], '{"number": 2}'], "row 2 is no row of an audit log"),
    ],
)
async def test_a_spoilt_export_is_found(
    sqlite_console: Console, spoil: Callable[[list[str]], list[str]], fault: str
) -> None:
    await fill(sqlite_console)
    lines = (await sqlite_console.client.get("/api/audit/export")).text.splitlines()
    chain = follow(spoil(lines))
    assert (chain.rows, chain.fault) == (1, fault)
