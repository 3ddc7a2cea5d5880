"""What a gateway and its routes compress: over REST, into every listener, in the forms, and rolled back."""

from __future__ import annotations

from typing import Any

import pytest
from tests.console.conftest import Console, fill, run_console, there_and_back
from tests.console.test_resilience import latest, latest_number

from sluice_console.core.settings import Settings
from sluice_console.envoy import ir
from sluice_console.features.forms import Refusal
from sluice_console.features.gateways.forms import GatewayForm, place
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.routes.forms import from_output, to_input
from sluice_console.features.routes.schemas import RouteIn

SETTINGS = {"everywhere": False, "algorithms": ["gzip"], "minimum_bytes": 500, "types": ["text/html"]}
FORWARD = {"kind": "forward", "destinations": [{"service": "web"}]}


async def make(console: Console) -> dict[str, Any]:
    await fill(console)
    listener = {"gateway": "edge", "name": "more", "port": 8081}
    await console.ok("POST", "/api/listeners", json=listener)
    return dict(await console.ok("PATCH", "/api/gateways/edge", json={"compression": SETTINGS}))


async def test_every_listener_of_the_gateway_has_it(console: Console) -> None:
    assert (await make(console))["compression"] == SETTINGS
    assert [item["compression"] for item in (await latest(console))["listeners"]] == [SETTINGS, SETTINGS]
    await console.ok("PATCH", "/api/gateways/edge", json={"description": "the front"})
    assert (await console.ok("GET", "/api/gateways/edge"))["compression"] == SETTINGS
    changed = await console.ok("PATCH", "/api/gateways/edge", json={"compression": {}})
    assert changed["compression"]["algorithms"] == list(ir.ALGORITHMS)
    assert changed["compression"]["everywhere"] is True
    assert (await console.ok("PATCH", "/api/gateways/edge", json={"compression": None}))[
        "compression"
    ] is None
    assert [item["compression"] for item in (await latest(console))["listeners"]] == [None, None]


async def test_a_route_says_yes_no_or_nothing(console: Console) -> None:
    await make(console)
    for value in (True, False, None):
        action = {**FORWARD, "compress": value}
        stored = await console.ok("PATCH", "/api/routes/all", json={"action": action})
        assert stored["action"]["compress"] is value
        assert (await latest(console))["routes"][0]["action"]["compress"] is value
        assert RouteIn.model_validate({"gateway": "edge", **to_input(from_output(stored))}).action == (
            RouteIn.model_validate({"gateway": "edge", "name": "x", "action": action}).action
        )


async def test_a_roll_back_brings_it_back(console: Console) -> None:
    await make(console)
    number = (await latest_number(console))["number"]
    await console.ok("PATCH", "/api/gateways/edge", json={"compression": None})
    await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert (await console.ok("GET", "/api/gateways/edge"))["compression"] == SETTINGS


@pytest.mark.parametrize(
    ("settings", "path", "words"),
    [
        ({"algorithms": []}, "algorithms", "at least 1 item"),
        ({"algorithms": ["gzip", "gzip"]}, "algorithms", "there twice"),
        ({"algorithms": ["deflate"]}, "algorithms.0", "'brotli', 'zstd' or 'gzip'"),
        ({"minimum_bytes": 5}, "minimum_bytes", "greater than or equal to 30"),
        ({"types": []}, "types", "at least 1 item"),
        ({"types": ["text/html; charset=utf-8"]}, "types", "without parameters"),
        ({"level": 9}, "level", "Extra inputs"),
    ],
)
async def test_what_makes_no_sense(
    sqlite_console: Console, settings: dict[str, Any], path: str, words: str
) -> None:
    before = await make(sqlite_console)
    body = {"compression": {**SETTINGS, **settings}}
    problem = (await sqlite_console.client.patch("/api/gateways/edge", json=body)).json()
    assert problem["status"] == 422
    assert [item["path"] for item in problem["fields"]] == [f"compression.{path}"], problem
    assert words in problem["fields"][0]["message"]
    after = await sqlite_console.ok("GET", "/api/gateways/edge")
    assert after["compression"] == before["compression"]


async def test_the_form_gives_back_what_is_stored(sqlite_console: Console) -> None:
    before = await make(sqlite_console)
    async with sqlite_console.database.reading() as db:
        form = GatewayForm.of(await find_gateway(db, "edge"))
    assert (form.compress, form.algorithms, form.types) == ("routes", "gzip", "text/html")
    after = await sqlite_console.ok("PATCH", "/api/gateways/edge", json=form.values())
    assert after["compression"] == before["compression"]
    refusal = Refusal({"compression.types.1": "x", "listen_port": "y"})
    assert place(refusal).errors == {"types": "x", "listen_port": "y"}


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    """Gateways keep their routes and listeners, and compress nothing."""
    async with run_console(settings) as console:
        await make(console)
    await there_and_back(settings, "0008_upstream_tls")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/gateways/edge"))["compression"] is None
        assert (await console.ok("GET", "/api/listeners/edge/more"))["port"] == 8081
        await console.ok("PATCH", "/api/gateways/edge", json={"compression": SETTINGS})
