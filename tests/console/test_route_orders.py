"""The orders in which a gateway's routes are listed, without sorting a large one anew for each page."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.console.conftest import Console

from sluice_console.features.gateways.queries import find_gateway, list_gateways
from sluice_console.features.routes import queries

LONG = [f"{'a' * 60}.{'b' * 60}.{number}.test" for number in range(50)]


async def make(console: Console, name: str, hosts: list[str], **values: Any) -> None:
    body = {"gateway": "edge", "name": name, "hosts": hosts, "action": {"kind": "respond", "status": 200}}
    await console.ok("POST", "/api/routes", json={**body, **values})


@pytest.fixture
async def filled(console: Console) -> Console:
    await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 10_001})
    await make(console, "any", ["*"])
    await make(console, "long", LONG)
    await make(console, "later", ["b.test"], order=200)
    await make(console, "sooner", ["b.test"])
    await make(console, "first", ["0.test"], match={"path": {"value": "/50%"}})
    return console


async def names(console: Console, **asked: Any) -> tuple[list[str], int]:
    async with console.database.reading() as db:
        gateway = await find_gateway(db, "edge")
        found, total = await queries.list_by_host(db, gateway.id, **asked)
        return [route.name for route in found], total


async def test_by_host_and_any_host_last(filled: Console) -> None:
    every = ["first", "long", "sooner", "later", "any"]
    assert await names(filled) == (every, 5)
    assert await names(filled, search="test") == (every[:-1], 4)


@pytest.mark.parametrize(
    ("offset", "limit", "wanted"),
    [(0, 2, ["first", "long"]), (2, 2, ["sooner", "later"]), (4, 2, ["any"]), (3, 2, ["later", "any"])],
)
async def test_pages_know_how_many_there_are(
    filled: Console, offset: int, limit: int, wanted: list[str]
) -> None:
    assert await names(filled, offset=offset, limit=limit) == (wanted, 5)


async def test_a_page_that_is_not_there(filled: Console) -> None:
    assert await names(filled, offset=50) == ([], 5)
    assert await names(filled, search="nowhere") == ([], 0)


@pytest.mark.parametrize(("search", "wanted"), [("50%", ["first"]), ("5_%", []), ("%", ["first"])])
async def test_signs_of_a_pattern_are_looked_for(filled: Console, search: str, wanted: list[str]) -> None:
    assert await names(filled, search=search) == (wanted, len(wanted))


async def test_choices_go_through_the_gateways(filled: Console) -> None:
    await filled.ok("POST", "/api/gateways", json={"name": "after", "listen_port": 10_002})
    await make(filled, "other", ["*"], gateway="after")
    async with filled.database.reading() as db:
        gateways, _ = await list_gateways(db)
        found = await queries.list_names(db, gateways, limit=3)
    assert [row[1] for row in found] == ["other", "any", "first"]


@pytest.mark.parametrize("offset", [0, 9_950])
async def test_the_index_gives_the_order(filled: Console, offset: int) -> None:
    if not filled.database.is_sqlite:
        pytest.skip("PostgreSQL sorts so few rows rather than to read an index")
    async with filled.database.reading() as db:
        gateway = await find_gateway(db, "edge")
        statement = queries.by_host(gateway.id).offset(offset).limit(50)
        compiled = statement.compile(filled.database.engine, compile_kwargs={"literal_binds": True})
        plan = (await db.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))).all()
    assert ["ix_routes_by_host" in row[3] for row in plan] == [True], plan
