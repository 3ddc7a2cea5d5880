"""When a gateway's nodes have enough: over REST, in the bootstrap and the form, and back by roll back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import Console, fill, run_console, there_and_back, wait_for
from tests.console.test_resilience import latest_number
from tests.support.envoy import find_free_port, run_envoy

from sluice_console.core.errors import Invalid
from sluice_console.core.settings import Settings
from sluice_console.envoy.overload import HEAP, OVERLOAD
from sluice_console.features.forms import Refusal
from sluice_console.features.gateways.forms import GatewayForm, place
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.nodes.forms import ConnectForm

SOME = {"heap_megabytes": 512, "connections": 1000}
WANTED = {"gateway": "edge", "node_id": "n1", "console": "127.0.0.1:18000"}


async def make(console: Console) -> dict[str, Any]:
    await fill(console)
    return dict(await console.ok("PATCH", "/api/gateways/edge", json={"overload": SOME}))


async def test_it_is_kept_and_stands_in_the_bootstrap(console: Console) -> None:
    assert (await make(console))["overload"] == SOME
    changed = await console.ok("PATCH", "/api/gateways/edge", json={"description": "the front"})
    assert changed["overload"] == SOME
    made = await console.ok("POST", "/api/nodes/bootstrap", json=WANTED)
    manager = made["bootstrap"]["overload_manager"]
    assert manager["resource_monitors"][0]["typed_config"]["max_heap_size_bytes"] == 512 * 1024 * 1024
    assert "--drain-strategy" in made["options"]
    names = [item["id"] for item in (await console.ok("GET", "/api/tokens"))["items"]]
    assert made["token_id"] in names
    assert (await console.ok("PATCH", "/api/gateways/edge", json={"overload": None}))["overload"] is None
    made = await console.ok("POST", "/api/nodes/bootstrap", json=WANTED)
    assert "overload_manager" not in made["bootstrap"]


async def test_a_roll_back_brings_it_back_and_the_diff_shows_it(console: Console) -> None:
    await fill(console)
    before = (await latest_number(console))["number"]
    await console.ok("PATCH", "/api/gateways/edge", json={"overload": SOME})
    with_it = (await latest_number(console))["number"]
    diff = await console.ok("GET", f"/api/releases/edge@{with_it}/diff")
    assert [(item["kind"], item["name"]) for item in diff["objects"]] == [("gateway", "edge")]
    for number, overload in ((before, None), (with_it, SOME)):
        await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
        assert (await console.ok("GET", "/api/gateways/edge"))["overload"] == overload


@pytest.mark.parametrize("name", OVERLOAD)
async def test_limits_that_make_no_sense(sqlite_console: Console, name: str) -> None:
    before = await make(sqlite_console)
    low, high = OVERLOAD[name]
    for wrong in (str(low - 1), str(high + 1), "-1", "1.5", '"many"', "[]", "1e999", "true"):
        text = f'{{"overload": {{"{name}": {wrong}}}}}'
        json_type = {"content-type": "application/json"}
        answer = await sqlite_console.client.patch("/api/gateways/edge", content=text, headers=json_type)
        assert answer.status_code == 422, (wrong, answer.text)
        assert [item["path"] for item in answer.json()["fields"]] == [f"overload.{name}"]
    misspelt = await sqlite_console.client.patch("/api/gateways/edge", json={"overload": {"heap": 512}})
    assert [item["path"] for item in misspelt.json()["fields"]] == ["overload.heap"]
    assert (await sqlite_console.ok("GET", "/api/gateways/edge"))["overload"] == before["overload"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"gateway": "nowhere"}, "gateway"),
        ({"node_id": "a b"}, "node_id"),
        ({"node_id": ""}, "node_id"),
        ({"node_id": "n" * 201}, "node_id"),
        ({"node_id": "n\n"}, "node_id"),
        ({"console": "nonsense"}, "console"),
        ({"console": "host:99999"}, "console"),
        ({"admin_port": 0}, "admin_port"),
        ({"relay_port": 0}, "relay_port"),
        ({"relay_port": 65536}, "relay_port"),
        ({"relay_port": "any"}, "relay_port"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"token": "mine"}, "token"),
    ],
)
async def test_bootstraps_that_make_no_sense(
    sqlite_console: Console, wrong: dict[str, Any], field: str
) -> None:
    """No token is left behind."""
    await fill(sqlite_console)
    before = await sqlite_console.ok("GET", "/api/tokens")
    answer = await sqlite_console.client.post("/api/nodes/bootstrap", json={**WANTED, **wrong})
    assert answer.status_code == 422
    assert [item["path"] for item in answer.json()["fields"]] == [field]
    assert (await sqlite_console.ok("GET", "/api/tokens"))["total"] == before["total"]


async def test_a_node_with_a_relay_talks_to_that(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    wanted = {**WANTED, "console": "sluice.test:18000", "relay_port": 18001}
    made = await sqlite_console.ok("POST", "/api/nodes/bootstrap", json=wanted)
    cluster = made["bootstrap"]["static_resources"]["clusters"][0]
    endpoint = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]
    assert endpoint["address"]["socket_address"] == {"address": "127.0.0.1", "port_value": 18001}
    assert " ".join(made["relay"]).endswith("relay --console sluice.test:18000 --listen 127.0.0.1:18001")
    form = ConnectForm("n1", "sluice.test:18000", "9901", "18001")
    assert form.check() == ([("127.0.0.1", 18001)], 9901)
    assert form.relay == " ".join(made["relay"])
    assert ConnectForm("n1", "sluice.test:18000", "9901").relay == ""
    with pytest.raises(Invalid, match="fields need a look") as two:
        ConnectForm("n1", "a.test:18000,b.test:18000", "9901", "18001").check()
    assert [each.path for each in two.value.fields] == ["console"]
    with pytest.raises(Invalid) as wrong:
        ConnectForm("n1", "sluice.test:18000", "9901", "many").check()
    assert [item.path for item in wrong.value.fields] == ["relay_port"]


async def test_a_viewer_gets_no_bootstrap(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    viewer = await sqlite_console.token(role="viewer")
    headers = {"authorization": f"Bearer {viewer}"}
    answer = await sqlite_console.client.post("/api/nodes/bootstrap", json=WANTED, headers=headers)
    assert answer.status_code == 403


async def test_the_form_gives_back_what_is_stored(sqlite_console: Console) -> None:
    before = await make(sqlite_console)
    async with sqlite_console.database.reading() as db:
        form = GatewayForm.of(await find_gateway(db, "edge"))
    assert form.overload == {"heap_megabytes": "512", "connections": "1000"}
    after = await sqlite_console.ok("PATCH", "/api/gateways/edge", json=form.values())
    assert after["overload"] == before["overload"]
    assert place(Refusal({"overload.connections": "x"})).errors == {"overload_connections": "x"}


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await make(console)
    await there_and_back(settings, "0011_root_ids")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/gateways/edge"))["overload"] is None
        await console.ok("PATCH", "/api/gateways/edge", json={"overload": SOME})


@pytest.mark.envoy
async def test_an_envoy_starts_with_what_the_console_made(sqlite_settings: Settings, tmp_path: Path) -> None:
    """And knows its limits: a third of the least heap is in use from the start, or less."""
    async with run_console(sqlite_settings) as console:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await fill(console)
        overload = {"heap_megabytes": OVERLOAD["heap_megabytes"][0]}
        listen = {"listen_address": "127.0.0.1", "listen_port": find_free_port()}
        await console.ok("PATCH", "/api/gateways/edge", json={"overload": overload, **listen})
        wanted = {**WANTED, "console": f"127.0.0.1:{xds}", "admin_port": find_free_port()}
        made = await console.ok("POST", "/api/nodes/bootstrap", json=wanted)
        async with run_envoy(tmp_path / "envoy", made["bootstrap"], concurrency=1) as envoy:
            await envoy.wait_until_ready()
            pressure = f"overload.{HEAP}.pressure"

            async def is_measured() -> bool:
                return 0 < int((await envoy.statistics(pressure))[pressure]) < 34

            await wait_for(is_measured, 20)
