"""Two consoles on one PostgreSQL: what one publishes, the other serves."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import text
from tests.console.conftest import Console, empty_database, fill, run_console, wait_for

from sluice_console.core.settings import Settings

pytestmark = pytest.mark.postgres


@pytest.fixture
async def pair(sqlite_settings: Settings, postgres: str) -> AsyncIterator[tuple[Console, Console]]:
    async with empty_database(postgres) as url:
        settings = sqlite_settings.model_copy(update={"database_url": url})
        async with run_console(settings) as first, run_console(settings) as second:
            yield first, second


def served(console: Console, gateway_id: str) -> dict[tuple[str, str], str]:
    snapshot = console.app.state.cache.find_snapshot(gateway_id)
    return {} if snapshot is None else snapshot.versions()


async def wait_until_alike(first: Console, second: Console, gateway_id: str) -> None:
    async def is_alike() -> bool:
        return served(first, gateway_id) == served(second, gateway_id)

    await wait_for(is_alike)


async def test_a_release_of_one_is_served_by_the_other(pair: tuple[Console, Console]) -> None:
    first, second = pair
    gateway = (await fill(first))["gateway_id"]
    await wait_until_alike(first, second, gateway)
    assert served(second, gateway)
    await second.ok("PATCH", "/api/routes/all", json={"hosts": ["b.example"]})
    await wait_until_alike(second, first, gateway)
    numbers = [item["number"] for item in (await first.ok("GET", "/api/releases"))["items"]]
    assert numbers == [4, 3, 2, 1]


async def test_a_deleted_gateway_is_forgotten_by_both(pair: tuple[Console, Console]) -> None:
    first, second = pair
    gateway = (await fill(first))["gateway_id"]
    await wait_until_alike(first, second, gateway)
    await first.ok("DELETE", "/api/gateways/edge")
    await wait_until_alike(first, second, gateway)
    assert served(second, gateway) == {}


async def test_who_lost_the_connection_catches_up(pair: tuple[Console, Console]) -> None:
    first, second = pair
    gateway = (await fill(first))["gateway_id"]
    await wait_until_alike(first, second, gateway)
    url = first.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    )
    await connection.close()
    await first.ok("PATCH", "/api/routes/all", json={"hosts": ["b.example"]})
    await wait_until_alike(first, second, gateway)


async def test_writers_of_both_queue_up(pair: tuple[Console, Console]) -> None:
    await fill(pair[0])

    async def add(number: int) -> None:
        action = {"kind": "respond", "status": 200}
        body = {"gateway": "edge", "name": f"r{number}", "action": action}
        await pair[number % 2].ok("POST", "/api/routes", json=body)

    await asyncio.gather(*(add(number) for number in range(10)))
    releases = (await pair[0].ok("GET", "/api/releases"))["items"]
    assert sorted(item["number"] for item in releases) == list(range(1, 14))
    assert (await pair[1].ok("GET", "/api/audit/verification"))["broken_at"] is None
    async with pair[0].database.reading() as db:
        assert await db.scalar(text("SELECT last_release FROM gateways")) == 13
