"""What clients may take of a gateway: over REST, into every listener, in the form, and back by roll back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import Console, fill, run_console, there_and_back, wait_for
from tests.console.test_resilience import latest, latest_number
from tests.support.envoy import find_free_port, run_envoy

from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.listener_fields import LIMITS
from sluice_console.features.forms import Refusal
from sluice_console.features.gateways.forms import GatewayForm, place
from sluice_console.features.gateways.queries import find_gateway

SOME = {"connections": 10_000, "idle_timeout": 60.5, "headers": 50}
STORED = {**dict.fromkeys(LIMITS), **SOME}


async def make(console: Console) -> dict[str, Any]:
    await fill(console)
    await console.ok("POST", "/api/listeners", json={"gateway": "edge", "name": "more", "port": 8081})
    return dict(await console.ok("PATCH", "/api/gateways/edge", json={"limits": SOME}))


async def test_every_listener_of_the_gateway_has_them(console: Console) -> None:
    assert (await make(console))["limits"] == STORED
    assert [item["limits"] for item in (await latest(console))["listeners"]] == [STORED, STORED]
    changed = await console.ok("PATCH", "/api/gateways/edge", json={"description": "the front"})
    assert changed["limits"] == STORED
    changed = await console.ok("PATCH", "/api/gateways/edge", json={"limits": {"streams": 50}})
    assert changed["limits"] == {**dict.fromkeys(LIMITS), "streams": 50}
    assert (await console.ok("PATCH", "/api/gateways/edge", json={"limits": None}))["limits"] is None


async def test_a_roll_back_brings_them_back_and_takes_them_away(console: Console) -> None:
    await fill(console)
    before = (await latest_number(console))["number"]
    await console.ok("PATCH", "/api/gateways/edge", json={"limits": SOME})
    with_them = (await latest_number(console))["number"]
    for number, limits in ((before, None), (with_them, STORED)):
        await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
        assert (await console.ok("GET", "/api/gateways/edge"))["limits"] == limits


@pytest.mark.parametrize("name", LIMITS)
async def test_what_makes_no_sense(sqlite_console: Console, name: str) -> None:
    """Each limit is refused below its least and above its highest value, and a misspelt one at all."""
    before = await make(sqlite_console)
    low, high = LIMITS[name]
    for wrong, field in (
        ({name: low / 2}, name),
        ({name: high + 1}, name),
        ({f"{name}s_": low}, f"{name}s_"),
    ):
        answer = await sqlite_console.client.patch("/api/gateways/edge", json={"limits": wrong})
        problem = answer.json()
        assert problem["status"] == 422
        assert [item["path"] for item in problem["fields"]] == [f"limits.{field}"], problem
    for right in (low, high):
        await sqlite_console.ok("PATCH", "/api/gateways/edge", json={"limits": {**SOME, name: right}})
    assert before["limits"] == STORED


async def test_the_form_gives_back_what_is_stored(sqlite_console: Console) -> None:
    before = await make(sqlite_console)
    async with sqlite_console.database.reading() as db:
        form = GatewayForm.of(await find_gateway(db, "edge"))
    assert form.limits == {"connections": "10000", "idle_timeout": "60.5", "headers": "50"}
    after = await sqlite_console.ok("PATCH", "/api/gateways/edge", json=form.values())
    assert after["limits"] == before["limits"]
    assert place(Refusal({"limits.headers": "x"})).errors == {"limit_headers": "x"}


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await make(console)
    await there_and_back(settings, "0009_compression")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/gateways/edge"))["limits"] is None
        await console.ok("PATCH", "/api/gateways/edge", json={"limits": SOME})


@pytest.mark.envoy
async def test_a_live_node_obeys_as_soon_as_they_are_set(sqlite_settings: Settings, tmp_path: Path) -> None:
    port = find_free_port()
    async with run_console(sqlite_settings) as console:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await fill(console)
        address = {"listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("PATCH", "/api/gateways/edge", json=address)
        await console.ok("PATCH", "/api/routes/all", json={"action": {"kind": "respond", "status": 204}})
        token = await console.token(role="node", gateway="edge")
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], find_free_port(), token)
        async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            assert await status_with(port, headers=40) == "204"
            await console.ok("PATCH", "/api/gateways/edge", json={"limits": {"headers": 20}})

            async def is_refused() -> bool:
                return await status_with(port, headers=40) == "431"

            await wait_for(is_refused)
            assert await status_with(port, headers=10) == "204"


async def status_with(port: int, headers: int) -> str:
    """Of a request with so many headers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = ["GET / HTTP/1.1", "host: test", *(f"x-{number}: 1" for number in range(headers))]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    status = (await reader.readline()).decode().split(" ")[1]
    writer.close()
    return status
