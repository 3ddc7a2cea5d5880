"""When a change was live at all nodes: in the audit log, and at the release."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import Console, fill, run_console, there_and_back
from tests.support.envoy import eventually, find_free_port, run_envoy

from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.features.releases.live_times import find_live_times
from sluice_console.models import Delivery, Gateway, Release


async def newest(console: Console, action: str) -> dict[str, Any]:
    """The newest row of the log with this action."""
    rows: list[dict[str, Any]] = await console.ok("GET", "/api/audit?limit=20")
    return next(row for row in rows if row["action"] == action)


@pytest.mark.envoy
async def test_a_change_says_when_it_was_live(settings: Settings, tmp_path: Path) -> None:
    async with run_console(settings) as console:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await fill(console)
        place = {"listen_address": "127.0.0.1", "listen_port": find_free_port()}
        await console.ok("PATCH", "/api/gateways/edge", json=place)
        assert (await newest(console, "gateway.update"))["live"] == []
        token = await console.token(role="node", gateway="edge")
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], find_free_port(), token)
        async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            route = await console.ok("PATCH", "/api/routes/all", json={"order": 7, "hosts": ["a.test"]})

            async def is_live() -> bool:
                return bool((await newest(console, "route.update"))["live"])

            assert await eventually(is_live, 20)
            (live,) = (await newest(console, "route.update"))["live"]
            assert live["outcome"] == "taken" and live["nodes"] == 1 and 0 <= live["seconds"] < 20
            assert live["release_id"] == route["releases"][0]["id"]

            with socket.socket() as other:
                other.bind(("127.0.0.1", 0))
                other.listen()
                taken = {"port": other.getsockname()[1], "reuse_port": False, "address": "127.0.0.1"}
                await console.ok("POST", "/api/listeners", json={"gateway": "edge", "name": "more", **taken})

                async def is_refused() -> bool:
                    live = (await newest(console, "listener.create"))["live"]
                    return bool(live) and live[0]["outcome"] == "refused"

                assert await eventually(is_refused, 30)
        exported = (await console.client.get("/api/audit/export")).text
        assert '"live"' not in exported
        assert (await console.ok("GET", "/api/audit/verification"))["broken_at"] is None
        await console.ok("DELETE", "/api/routes/all")
        await console.ok("DELETE", "/api/gateways/edge")
        assert (await newest(console, "route.update"))["live"] == []


async def test_the_nodes_of_two_consoles_are_taken_together(sqlite_console: Console) -> None:
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    await fill(sqlite_console)
    async with sqlite_console.database.transaction() as db:
        gateway = await db.get_one(Gateway, (await sqlite_console.ok("GET", "/api/gateways/edge"))["id"])
        for number, outcomes in (
            (901, ("taken", "taken")),
            (902, ("late", "taken")),
            (903, ("late", "refused")),
        ):
            values = {"author": "a", "reason": "", "document": {}, "document_digest": "", "resources": []}
            db.add(
                Release(
                    id=f"re_{number}", gateway=gateway, number=number, left_out=[], created_at=at, **values
                )
            )
            await db.flush()
            for nodes, outcome in enumerate(outcomes, 1):
                moment = at + timedelta(seconds=nodes / 2)
                row = {"release_id": f"re_{number}", "console": f"c{nodes}", "outcome": outcome}
                db.add(Delivery(nodes=nodes, at=moment, **row))
        keys = [(gateway.id, number) for number in (901, 902, 903, 904)]
    async with sqlite_console.database.reading() as db:
        found = await find_live_times(db, keys)
    assert [(found[key].outcome, found[key].nodes, found[key].seconds) for key in keys[:3]] == [
        ("taken", 3, 1.0),
        ("late", 3, 1.0),
        ("refused", 3, 1.0),
    ]
    assert keys[3] not in found


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await fill(console)
    await there_and_back(settings, "0028_replay_stage")
    async with run_console(settings) as console:
        assert (await newest(console, "route.create"))["live"] == []
