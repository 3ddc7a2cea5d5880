"""Whom x-forwarded-for is believed, and whose x-request-id it is: over REST, in forms, in a real Envoy."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import PASSWORD, Console, fill, make_account, run_console, there_and_back
from tests.console.stands import Stand, operated
from tests.console.test_shared_limits import send
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings
from sluice_console.features.forms import Refusal
from sluice_console.features.gateways.forms import GatewayForm, place
from sluice_console.features.gateways.queries import find_gateway

SOME = {"trusted_hops": 1, "request_id": "keep", "answer_request_id": True}
FRIEND = "198.51.100.7"
STRANGER = "203.0.113.9"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
async def stand(sqlite_settings: Settings, tmp_path: Path) -> AsyncIterator[Stand]:
    """`/` answers with what the upstream saw; `/friends` is for one address, and each has three requests."""
    async with operated(sqlite_settings, tmp_path) as running, run_upstream("v1") as port:
        await running.service("web", port)
        await running.route("all", {"service": "web"})
        rules = [{"subjects": [{"kind": "address", "value": FRIEND}]}]
        path = {"path": {"kind": "prefix", "value": "/friends"}}
        await running.route(
            "friends", {"service": "web"}, match=path, protection={"security": {"rules": rules}}
        )
        path = {"path": {"kind": "prefix", "value": "/counted"}}
        limits = [{"requests": 3, "seconds": 600, "by": "address"}]
        await running.route("counted", {"service": "web"}, match=path, protection={"limits": limits})
        await running.until_applied()
        yield running


async def believe(stand: Stand, **settings: Any) -> None:
    await stand.rest("PATCH", "gateways/edge", client_headers=settings)
    await stand.until_applied()


async def seen(stand: Stand, **headers: str) -> dict[str, str]:
    """By the upstream."""
    return dict((await stand.ask(**headers)).json()["headers"])


@pytest.mark.envoy
async def test_without_proxies_nobody_is_believed(stand: Stand) -> None:
    forged = {"x_forwarded_for": FRIEND}
    assert await stand.status("/friends", **forged) == 403
    found = [await stand.status("/counted", x_forwarded_for=f"192.0.2.{last}") for last in range(5)]
    assert found == [200, 200, 200, 429, 429], "five addresses were believed, and there is one client"
    told = await seen(stand, **forged)
    assert told["x-forwarded-for"].split(",")[-1].strip() not in ("", FRIEND), (
        "the node adds who has asked it"
    )


@pytest.mark.envoy
async def test_behind_one_proxy_its_word_counts_and_not_what_stands_before(stand: Stand) -> None:
    await believe(stand, trusted_hops=1)
    assert await stand.status("/friends", x_forwarded_for=FRIEND) == 200
    assert await stand.status("/friends", x_forwarded_for=f"{STRANGER}, {FRIEND}") == 200
    assert await stand.status("/friends", x_forwarded_for=f"{FRIEND}, {STRANGER}") == 403
    assert await stand.status("/friends") == 403
    by_proxy = [
        await stand.status("/counted", x_forwarded_for=f"192.0.2.{last}, {FRIEND}") for last in range(5)
    ]
    assert by_proxy == [200, 200, 200, 429, 429]
    assert await stand.status("/counted", x_forwarded_for=f"{FRIEND}, {STRANGER}") == 200
    told = await seen(stand, x_forwarded_for=f"{FRIEND}, {STRANGER}")
    *kept, added = told["x-forwarded-for"].replace(" ", "").split(",")
    assert kept == [FRIEND, STRANGER] and added not in kept
    await stand.rest("PATCH", "gateways/edge", client_headers=None)
    await stand.until_applied()
    assert await stand.status("/friends", x_forwarded_for=FRIEND) == 403


@pytest.mark.envoy
async def test_an_id_that_is_the_nodes_own_kept_echoed_or_none(stand: Stand) -> None:
    outside = {"x_forwarded_for": STRANGER, "x_request_id": "mine"}
    await believe(stand, trusted_hops=1)
    own = (await seen(stand, **outside))["x-request-id"]
    assert UUID.fullmatch(own) and own != (await seen(stand, **outside))["x-request-id"]
    assert "x-request-id" not in (await stand.ask(**outside)).headers

    await believe(stand, trusted_hops=1, answer_request_id=True)
    answer = await stand.ask(**outside)
    assert answer.headers["x-request-id"] == answer.json()["headers"]["x-request-id"] != "mine"

    await believe(stand, **SOME)
    answer = await stand.ask(**outside)
    assert answer.headers["x-request-id"] == answer.json()["headers"]["x-request-id"] == "mine"
    answer = await stand.ask(x_forwarded_for=STRANGER)
    assert UUID.fullmatch(answer.headers["x-request-id"])

    await believe(stand, request_id="none")
    assert "x-request-id" not in await seen(stand)
    assert (await seen(stand, **outside))["x-request-id"] == "mine"


@pytest.mark.envoy
async def test_a_client_beside_the_node_cannot_choose_its_id_either(stand: Stand) -> None:
    """Envoy takes private addresses for its own network by default, and would keep theirs."""
    assert UUID.fullmatch((await seen(stand, x_request_id="mine"))["x-request-id"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"trusted_hops": -1}, "client_headers.trusted_hops"),
        ({"trusted_hops": 21}, "client_headers.trusted_hops"),
        ({"request_id": "perhaps"}, "client_headers.request_id"),
        ({"request_id": "none", "answer_request_id": True}, "client_headers"),
        ({"hops": 1}, "client_headers.hops"),
    ],
)
async def test_what_makes_no_sense(sqlite_console: Console, wrong: dict[str, Any], field: str) -> None:
    await fill(sqlite_console)
    answer = await sqlite_console.client.patch("/api/gateways/edge", json={"client_headers": wrong})
    assert answer.status_code == 422
    assert [item["path"] for item in answer.json()["fields"]] == [field]


async def test_a_roll_back_brings_them_back(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    plain = (await sqlite_console.ok("GET", "/api/releases?gateway=edge"))["items"][0]
    await sqlite_console.ok("PATCH", "/api/gateways/edge", json={"client_headers": SOME})
    believing = (await sqlite_console.ok("GET", "/api/releases?gateway=edge"))["items"][0]
    await sqlite_console.ok("POST", f"/api/releases/{plain['id']}/rollback", json={})
    assert (await sqlite_console.ok("GET", "/api/gateways/edge"))["client_headers"] is None
    await sqlite_console.ok("POST", f"/api/releases/{believing['id']}/rollback", json={})
    assert (await sqlite_console.ok("GET", "/api/gateways/edge"))["client_headers"] == SOME
    document = await sqlite_console.ok("GET", "/api/configuration")
    assert document["gateways"][0]["client_headers"] == SOME


async def test_the_form_gives_back_what_is_stored(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await make_account(sqlite_console)
    for stored in (SOME, None):
        await sqlite_console.ok("PATCH", "/api/gateways/edge", json={"client_headers": stored})
        async with sqlite_console.database.reading() as db:
            gateway = await find_gateway(db, "edge")
            form = GatewayForm.of(gateway)
        after = await sqlite_console.ok("PATCH", "/api/gateways/edge", json=form.values())
        assert after["client_headers"] == stored
    assert place(Refusal({"client_headers.trusted_hops": "x"})).errors == {"trusted_hops": "x"}
    typed = {"name": "edge", "listen_address": "0.0.0.0", "listen_port": "8080", "trusted_hops": "2"}
    async with sqlite_console.anonymous() as visitor:
        await send(visitor, "/sign-in", login="ada", password=PASSWORD)
        page = f"/gateways/{gateway.id}"
        taken = await send(visitor, page, **typed, request_id="keep", answer_request_id="on")
        assert taken.status_code == 303, taken.text
        after = await sqlite_console.ok("GET", "/api/gateways/edge")
        assert after["client_headers"] == {**SOME, "trusted_hops": 2}
        refused = await send(visitor, page, **typed, request_id="none", answer_request_id="on")
        assert refused.status_code == 422 and "needs a request_id" in refused.text


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await fill(console)
        await console.ok("PATCH", "/api/gateways/edge", json={"client_headers": SOME})
    await there_and_back(settings, "0015_quotas")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/gateways/edge"))["client_headers"] is None
        await console.ok("PATCH", "/api/gateways/edge", json={"client_headers": SOME})
