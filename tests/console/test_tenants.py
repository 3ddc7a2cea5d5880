"""Tenants and their keys: shown once, digests only, rotated with overlap, revoked within a second."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.console.conftest import Console, fill, run_console, wait_for
from tests.console.modules import marking_module, with_section
from tests.console.test_live import upstream
from tests.support.envoy import find_free_port, run_envoy

from sluice.toolchain.build import build_file
from sluice_console.core import clock
from sluice_console.core.auth.secret import digest_of
from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.features.tenants.standing import asks_for_tenants, for_people
from sluice_console.xds.statistics import Sample

ROOT = Path(__file__).resolve().parents[2]
TENANTS = {"type": "object", "properties": {"digests": {"type": "object"}}}
SCHEMA = {"type": "object", "properties": {"tenants": TENANTS, "key_header": {"type": "string"}}}


async def attach(console: Console, schema: dict[str, Any] = SCHEMA) -> None:
    """At the gateway `edge`, a filter whose configuration has a place for tenants."""
    module = with_section(marking_module("v1"), "sluice.config_schema", json.dumps(schema).encode())
    await console.ok("POST", "/api/filters/keys/versions", files={"module": ("m.wasm", module)})
    body = {"filter": "keys", "gateway": "edge", "configuration": {"key_header": "x-key"}}
    await console.ok("POST", "/api/attachments", json=body)


async def told(console: Console) -> dict[str, Any]:
    """What the filter of the newest release of `edge` is told."""
    release = (await console.ok("GET", "/api/releases?gateway=edge"))["items"][0]
    full = await console.ok("GET", f"/api/releases/{release['id']}")
    configuration = json.loads(full["document"]["attachments"][0]["configuration"])
    assert configuration["key_header"] == "x-key"
    return dict(configuration["tenants"])


async def test_a_key_is_shown_once_and_kept_as_a_digest(console: Console) -> None:
    await fill(console)
    await attach(console)
    body = {"name": "harbor-pay", "hosts": ["API.harbor-pay.example"], "rate": 50}
    tenant = await console.ok("POST", "/api/tenants", json=body)
    assert tenant["hosts"] == ["api.harbor-pay.example"]
    made = await console.ok("POST", "/api/tenants/harbor-pay/keys", json={"name": "web"})
    assert made["key"].startswith("slk_")
    assert made["key"].startswith(made["hint"])
    digest = digest_of(made["key"])
    assert await told(console) == {
        "digests": {digest: f"harbor-pay/{made['id']}"},
        "expires": {},
        "hosts": {"harbor-pay": ["api.harbor-pay.example"]},
        "rates": {"harbor-pay": 50.0},
    }
    listed = await console.client.get("/api/tenants/harbor-pay/keys")
    assert made["key"] not in listed.text
    for path in ("/api/audit", "/api/releases", "/api/audit/export"):
        assert made["key"] not in (await console.client.get(path)).text
    if console.database.is_sqlite:
        stored = b"".join(path.read_bytes() for path in console.settings.data.glob("console.db*"))
        assert made["key"].encode() not in stored


async def test_a_rotated_key_works_on_for_the_overlap(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(console)
    await attach(console)
    await console.ok("POST", "/api/tenants", json={"name": "harbor-pay"})
    old = await console.ok("POST", "/api/tenants/harbor-pay/keys", json={"name": "web"})
    path = f"/api/tenants/harbor-pay/keys/{old['id']}/rotate"
    new = await console.ok("POST", path, json={"overlap_hours": 2})
    assert (new["name"], new["replaces_id"], new["expires_at"]) == ("web", old["id"], None)
    standing = await told(console)
    assert set(standing["digests"]) == {digest_of(old["key"]), digest_of(new["key"])}
    end = standing["expires"][digest_of(old["key"])]
    assert abs(end - time.time() - 7200) < 60
    later = clock.now() + timedelta(hours=2, seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert (await console.client.post(path, json={})).status_code == 409
        await console.ok("PATCH", "/api/tenants/harbor-pay", json={"rate": 5})
        assert set((await told(console))["digests"]) == {digest_of(new["key"])}
    last = await console.ok(
        "POST", f"/api/tenants/harbor-pay/keys/{new['id']}/rotate", json={"overlap_hours": 0}
    )
    assert digest_of(new["key"]) not in (await told(console))["digests"]
    assert digest_of(last["key"]) in (await told(console))["digests"]


async def test_a_rotated_key_keeps_its_lifetime(sqlite_console: Console) -> None:
    await sqlite_console.ok("POST", "/api/tenants", json={"name": "t"})
    body = {"name": "web", "expires_in_days": 30}
    old = await sqlite_console.ok("POST", "/api/tenants/t/keys", json=body)
    new = await sqlite_console.ok("POST", f"/api/tenants/t/keys/{old['id']}/rotate", json={})
    assert new["expires_at"][:10] == old["expires_at"][:10]
    listed = (await sqlite_console.ok("GET", "/api/tenants/t/keys"))["items"]
    kept = next(item for item in listed if item["id"] == old["id"])
    assert kept["expires_at"] < old["expires_at"]


async def test_a_revoked_key_does_not_come_back_with_an_old_release(console: Console) -> None:
    await fill(console)
    await attach(console)
    await console.ok("POST", "/api/tenants", json={"name": "harbor-pay"})
    made = await console.ok("POST", "/api/tenants/harbor-pay/keys", json={"name": "web"})
    with_key = (await console.ok("GET", "/api/releases?gateway=edge"))["items"][0]
    await console.ok("PATCH", "/api/routes/all", json={"order": 7})
    await console.ok("DELETE", f"/api/tenants/harbor-pay/keys/{made['id']}")
    await console.ok("POST", f"/api/releases/{with_key['id']}/rollback", json={})
    assert (await told(console))["digests"] == {}
    assert (await console.ok("GET", "/api/routes/all"))["order"] != 7
    attachment = (await console.ok("GET", "/api/attachments"))["items"][0]
    assert attachment["configuration"] == {"key_header": "x-key"}
    snapshot = console.app.state.cache.find_snapshot(attachment["gateway_id"])
    sent = b"".join(resource.body for resource in snapshot.resources())
    assert digest_of(made["key"]).encode() not in sent


async def test_keys_publish_only_where_a_filter_asks(console: Console) -> None:
    await fill(console)
    await console.ok("POST", "/api/tenants", json={"name": "t"})
    assert (await console.ok("POST", "/api/tenants/t/keys", json={"name": "a"}))["releases"] == []
    await attach(console)
    made = await console.ok("POST", "/api/tenants/t/keys", json={"name": "b"})
    assert [item["gateway"] for item in made["releases"]] == ["edge"]
    gone = await console.ok("DELETE", "/api/tenants/t")
    assert [item["gateway"] for item in gone["releases"]] == ["edge"]
    assert (await told(console))["digests"] == {}


async def test_nobody_types_what_the_console_fills_in(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await attach(sqlite_console)
    attachment = (await sqlite_console.ok("GET", "/api/attachments"))["items"][0]
    body = {"configuration": {"tenants": {"digests": {"0" * 64: "eve/ak_1"}}}}
    refused = await sqlite_console.client.patch(f"/api/attachments/{attachment['id']}", json=body)
    assert refused.status_code == 422
    assert refused.json()["fields"][0]["path"] == "configuration.tenants"
    assert list((for_people(SCHEMA) or {})["properties"]) == ["key_header"]


@pytest.mark.parametrize(
    ("schema", "asks"),
    [
        (None, False),
        ({}, False),
        ({"properties": []}, False),
        (SCHEMA, True),
        ({"properties": {"tenants": {"type": "array"}}}, False),
        ({"properties": {"tenants": {"$ref": "#/$defs/T"}}, "$defs": {"T": TENANTS}}, True),
        ({"properties": {"tenants": {"$ref": "#/$defs/T"}}, "$defs": {"T": {"$ref": "#/$defs/T"}}}, False),
        ({"properties": {"tenants": {"$ref": "#/$defs/missing"}}}, False),
    ],
)
def test_which_filters_ask(schema: dict[str, Any] | None, asks: bool) -> None:
    assert asks_for_tenants(schema) is asks


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/tenants", {"name": "t"}, 409),
        ("/api/tenants", {"name": "a b"}, 422),
        ("/api/tenants", {"name": "x", "hosts": ["*"]}, 422),
        ("/api/tenants", {"name": "x", "hosts": ["example.com:80"]}, 422),
        ("/api/tenants", {"name": "x", "hosts": ["http://example.com"]}, 422),
        ("/api/tenants", {"name": "x", "rate": 0}, 422),
        ("/api/tenants", {"name": "x", "rate": 1.5}, 422),
        ("/api/tenants", {"name": "x", "id": "tn_1"}, 422),
        ("/api/tenants/t/keys", {"name": ""}, 422),
        ("/api/tenants/t/keys", {"name": "x", "expires_in_days": 0}, 422),
        ("/api/tenants/t/keys", {"name": "x", "digest": "0" * 64}, 422),
        ("/api/tenants/nobody/keys", {"name": "x"}, 404),
        ("/api/tenants/t/keys/ak_nothing/rotate", {}, 404),
        ("/api/tenants/t/keys/{other}/rotate", {}, 404),
        ("/api/tenants/t/keys/{own}/rotate", {"overlap_hours": -1}, 422),
        ("/api/tenants/t/keys/{own}/rotate", {"overlap_hours": 99999}, 422),
    ],
)
async def test_what_is_refused(sqlite_console: Console, path: str, body: dict[str, Any], status: int) -> None:
    ids = {}
    for tenant, name in (("t", "own"), ("u", "other")):
        await sqlite_console.ok("POST", "/api/tenants", json={"name": tenant})
        made = await sqlite_console.ok("POST", f"/api/tenants/{tenant}/keys", json={"name": name})
        ids[name] = made["id"]
    response = await sqlite_console.client.post(path.format(**ids), json=body)
    assert response.status_code == status, response.text


async def test_use_is_written_down_by_key_and_day(console: Console) -> None:
    route = await fill(console)
    await console.ok("POST", "/api/tenants", json={"name": "t"})
    key = await console.ok("POST", "/api/tenants/t/keys", json={"name": "web"})
    statistics, usage = console.app.state.statistics, console.app.state.usage
    for total in (3, 10, 2):  # the last after a restart of the node
        samples = [Sample("keys", key["id"], total), Sample("keys", "ak_stranger", 5)]
        statistics.record(route["gateway_id"], "n1", samples, uptime=0.0)
        await usage.write()
    assert await usage.write() == 0
    used = (await console.ok("GET", "/api/tenants/t/usage"))["items"]
    assert [(item["key_id"], item["requests"]) for item in used] == [(key["id"], 12)]
    listed = (await console.ok("GET", "/api/tenants/t/keys"))["items"][0]
    assert listed["last_used_at"] is not None
    async with console.database.reading() as db:
        assert await db.scalar(text("SELECT count(*) FROM key_uses")) == 1


@asynccontextmanager
async def guarded(settings: Settings, folder: Path) -> AsyncIterator[tuple[Console, str]]:
    """A console and an Envoy whose gateway runs the ready-made `tenant_key`; gives its address."""
    module = build_file(ROOT / "filters" / "tenant_key.py", release=True).wasm
    async with run_console(settings) as console, upstream() as behind:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        port = find_free_port()
        listen = {"name": "edge", "listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("POST", "/api/gateways", json=listen)
        endpoints = [{"host": "127.0.0.1", "port": behind}]
        await console.ok("POST", "/api/services", json={"name": "web", "endpoints": endpoints})
        action = {"kind": "forward", "destinations": [{"service": "web"}]}
        await console.ok("POST", "/api/routes", json={"gateway": "edge", "name": "all", "action": action})
        await console.ok("POST", "/api/filters/tenant_key/versions", files={"module": ("m.wasm", module)})
        await console.ok("POST", "/api/attachments", json={"filter": "tenant_key", "gateway": "edge"})
        made = await console.ok("POST", "/api/tokens", json={"name": "n", "role": "node", "gateway": "edge"})
        bootstrap = to_bootstrap("n", "edge", [("127.0.0.1", xds)], find_free_port(), made["token"])
        async with run_envoy(folder / "envoy", bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            yield console, f"http://127.0.0.1:{port}/"


@pytest.mark.envoy
async def test_a_key_opens_envoy_and_its_revocation_closes_it(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    async with (
        guarded(sqlite_settings, tmp_path) as (console, url),
        httpx.AsyncClient(trust_env=False) as client,
    ):

        async def status(key: str = "") -> int:
            try:
                return (await client.get(url, headers={"x-api-key": key} if key else {})).status_code
            except httpx.TransportError:
                return 0

        async def until(key: str, wanted: int) -> float:
            """Seconds until Envoy answers so."""
            began = time.monotonic()

            async def is_so() -> bool:
                return await status(key) == wanted

            await wait_for(is_so, 20)
            return time.monotonic() - began

        await until("", 401)
        await console.ok("POST", "/api/tenants", json={"name": "harbor-pay"})
        old = await console.ok("POST", "/api/tenants/harbor-pay/keys", json={"name": "web"})
        assert await until(old["key"], 200) < 5
        path = f"/api/tenants/harbor-pay/keys/{old['id']}"
        new = await console.ok("POST", f"{path}/rotate", json={"overlap_hours": 1})
        await until(new["key"], 200)
        assert await status(old["key"]) == 200
        await console.ok("DELETE", path)
        closed = await until(old["key"], 401)
        assert closed < 1.0, f"the revoked key was good for {closed:.2f} s"
        assert await status(new["key"]) == 200

        async def is_counted() -> bool:
            used = (await console.ok("GET", "/api/tenants/harbor-pay/usage"))["items"]
            return {item["key_id"] for item in used} == {old["id"], new["id"]}

        await wait_for(is_counted, 20)
