"""Which answers a gateway's nodes keep: over REST, into every listener, in the forms, and rolled back."""

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
from sluice_console.features.routes.unshown import keep_unshown

SETTINGS = {"folder": "/var/cache/edge", "megabytes": 500, "vary": ["accept"]}
FORWARD = {"kind": "forward", "destinations": [{"service": "web"}]}


async def make(console: Console) -> dict[str, Any]:
    await fill(console)
    await console.ok("POST", "/api/listeners", json={"gateway": "edge", "name": "more", "port": 8081})
    return dict(await console.ok("PATCH", "/api/gateways/edge", json={"cache": SETTINGS}))


async def test_every_listener_of_the_gateway_has_it(console: Console) -> None:
    assert (await make(console))["cache"] == SETTINGS
    assert [item["cache"] for item in (await latest(console))["listeners"]] == [SETTINGS, SETTINGS]
    changed = await console.ok("PATCH", "/api/gateways/edge", json={"cache": {}})
    assert changed["cache"]["vary"] == list(ir.CACHED_VARY)
    assert (await console.ok("PATCH", "/api/gateways/edge", json={"cache": None}))["cache"] is None
    assert [item["cache"] for item in (await latest(console))["listeners"]] == [None, None]


async def test_a_route_asks_for_it(console: Console) -> None:
    await make(console)
    for value in ({"shared": False, "queries": False}, {"shared": True, "queries": True}, None):
        action = {**FORWARD, "cache": value}
        stored = await console.ok("PATCH", "/api/routes/all", json={"action": action})
        assert stored["action"]["cache"] == value
        assert (await latest(console))["routes"][0]["action"]["cache"] == value
        sent = keep_unshown(to_input(from_output(stored)), stored["action"])["action"]
        again = await console.ok("PATCH", "/api/routes/all", json={"action": sent})
        assert again["action"]["cache"] == value


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"action": {**FORWARD, "cache": {}, "retry": {"attempts": 2}}}, "`retry` do not go together"),
        ({"action": {**FORWARD, "cache": {}, "rewrite": {"host": "x.test"}}}, "`rewrite` do not go together"),
        ({"action": {**FORWARD, "cache": {}, "mirrors": [{"service": "web"}]}}, "`mirrors` do not go"),
        ({"headers": {"response": {"set": [["x-team", "blue"]]}}}, "changes of headers"),
        ({"match": {"headers": [{"name": "x-beta"}]}}, "conditions on headers"),
        ({"protection": {"security": {"rules": []}}}, "needs `shared`"),
    ],
)
async def test_what_does_not_go_together(sqlite_console: Console, change: dict[str, Any], words: str) -> None:
    await make(sqlite_console)
    body = {"action": {**FORWARD, "cache": {}}} | change
    answer = await sqlite_console.client.patch("/api/routes/all", json=body)
    assert answer.is_client_error and words in answer.text, answer.text
    stored = await sqlite_console.ok("GET", "/api/routes/all")
    assert stored["action"]["cache"] is None


async def test_a_roll_back_brings_it_back(console: Console) -> None:
    await make(console)
    number = (await latest_number(console))["number"]
    await console.ok("PATCH", "/api/gateways/edge", json={"cache": None})
    await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert (await console.ok("GET", "/api/gateways/edge"))["cache"] == SETTINGS


@pytest.mark.parametrize(
    ("settings", "path", "words"),
    [
        ({"folder": "here"}, "folder", "an absolute path"),
        ({"megabytes": 0}, "megabytes", "greater than or equal to 1"),
        ({"vary": ["Accept"]}, "vary", "no header's name in lower case"),
        ({"megabytes": 501}, "folder", "give the new size a new folder"),
        ({"level": 9}, "level", "Extra inputs"),
    ],
)
async def test_what_makes_no_sense(
    sqlite_console: Console, settings: dict[str, Any], path: str, words: str
) -> None:
    before = await make(sqlite_console)
    body = {"cache": {**SETTINGS, **settings}}
    problem = (await sqlite_console.client.patch("/api/gateways/edge", json=body)).json()
    assert problem["status"] == 422
    assert [item["path"] for item in problem["fields"]] == [f"cache.{path}"], problem
    assert words in problem["fields"][0]["message"]
    assert (await sqlite_console.ok("GET", "/api/gateways/edge"))["cache"] == before["cache"]


async def test_the_form_gives_back_what_is_stored(sqlite_console: Console) -> None:
    await make(sqlite_console)
    for stored in (SETTINGS, None):
        await sqlite_console.ok("PATCH", "/api/gateways/edge", json={"cache": stored})
        async with sqlite_console.database.reading() as db:
            form = GatewayForm.of(await find_gateway(db, "edge"))
        after = await sqlite_console.ok("PATCH", "/api/gateways/edge", json=form.values())
        assert after["cache"] == stored
    assert place(Refusal({"cache.vary.0": "x"})).errors == {"cache_vary": "x"}


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await make(console)
    await there_and_back(settings, "0022_stickiness")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/gateways/edge"))["cache"] is None
        await console.ok("PATCH", "/api/gateways/edge", json={"cache": SETTINGS})
