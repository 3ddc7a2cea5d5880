"""Releases: what differs between them, and putting one back byte for byte."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.console.conftest import Console, fill
from tests.console.modules import marking_module


async def fill_with_filter(console: Console) -> dict[str, Any]:
    """Release 3: a route; release 4: with filter version 1. Gives the attachment."""
    await fill(console)
    for version in ("1", "2"):
        files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
        await console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": version})
    body = {"filter": "mark@1", "route": "all"}
    return dict(await console.ok("POST", "/api/attachments", json=body))


def pushed(console: Console, gateway_id: str) -> dict[tuple[str, str], bytes]:
    snapshot = console.app.state.cache.find_snapshot(gateway_id)
    return {(item.type_url, item.name): item.body for item in snapshot.resources()}


async def test_roll_back_puts_the_bytes_and_the_objects_back(console: Console) -> None:
    attachment = await fill_with_filter(console)
    gateway = attachment["gateway_id"]
    before = pushed(console, gateway)
    await console.ok("PATCH", f"/api/attachments/{attachment['id']}", json={"filter": "mark@2", "order": 5})
    action = {"kind": "respond", "status": 503}
    await console.ok("PATCH", "/api/routes/all", json={"action": action, "hosts": ["a.example"], "order": 3})
    body = {"gateway": "edge", "name": "later", "action": action}
    await console.ok("POST", "/api/routes", json=body)
    await console.ok("PATCH", "/api/gateways/edge", json={"listen_port": 9999})
    assert pushed(console, gateway) != before

    answer = await console.ok("POST", "/api/releases/edge@4/rollback", json={"reason": "503s"})
    assert (answer["number"], answer["reason"], answer["notes"]) == (9, "503s", [])
    assert pushed(console, gateway) == before
    routes = (await console.ok("GET", "/api/routes"))["items"]
    assert [(item["name"], item["hosts"], item["order"]) for item in routes] == [("all", ["*"], 100)]
    assert routes[0]["action"]["destinations"][0]["service"] == "web"
    restored = await console.ok("GET", f"/api/attachments/{attachment['id']}")
    assert (restored["version"], restored["order"]) == ("1", 100)
    assert (await console.ok("GET", "/api/gateways/edge"))["listen_port"] == 8080
    same = await console.ok("GET", f"/api/releases/{answer['id']}/diff?against=edge@4")
    assert same["objects"] == []


async def test_the_next_change_starts_from_what_was_put_back(console: Console) -> None:
    attachment = await fill_with_filter(console)
    before = pushed(console, attachment["gateway_id"])
    await console.ok("DELETE", "/api/routes/all")
    await console.ok("POST", "/api/releases/edge@4/rollback")
    await console.ok("PATCH", "/api/routes/all", json={"description": "still here"})
    assert pushed(console, attachment["gateway_id"]) == before
    assert (await console.ok("GET", "/api/releases?gateway=edge"))["total"] == 6
    found = await console.ok("GET", "/api/attachments?route=all")
    assert found["items"][0]["id"] == attachment["id"]


async def test_a_deleted_service_comes_back(console: Console) -> None:
    await fill(console)
    action = {"kind": "respond", "status": 200}
    await console.ok("PATCH", "/api/routes/all", json={"action": action})
    await console.ok("DELETE", "/api/services/web")
    await console.ok("POST", "/api/releases/edge@3/rollback")
    service = await console.ok("GET", "/api/services/web")
    assert [item["version"] for item in service["endpoints"]] == ["v1", "v2"]


async def test_services_that_differ_are_named(console: Console) -> None:
    await fill(console)
    endpoints = [{"host": "127.0.0.1", "port": 9009}]
    await console.ok("PATCH", "/api/services/web", json={"endpoints": endpoints})
    answer = await console.ok("POST", "/api/releases/edge@3/rollback")
    assert answer["notes"] == [
        "service web differs from this release; the next change publishes it as it is today"
    ]


async def test_what_cannot_be_put_back(console: Console) -> None:
    await fill(console)
    live = await console.client.post("/api/releases/edge@3/rollback")
    assert live.status_code == 409
    assert "live" in live.json()["detail"]
    for unknown in ("edge@99", "re_nothing", "nowhere@1", "edge@x", "@", "edge@-1"):
        assert (await console.client.post(f"/api/releases/{unknown}/rollback")).status_code == 404
    assert (await console.ok("GET", "/api/releases"))["total"] == 3


async def test_diff_shows_objects_and_lines(console: Console) -> None:
    await fill(console)
    await console.ok("PATCH", "/api/routes/all", json={"hosts": ["shop.example"]})
    diff = await console.ok("GET", "/api/releases/edge@4/diff")
    assert [(item["kind"], item["name"], item["change"]) for item in diff["objects"]] == [
        ("route", "all", "changed")
    ]
    assert '-    "*"' in diff["objects"][0]["lines"]
    assert '+    "shop.example"' in diff["objects"][0]["lines"]
    first = await console.ok("GET", "/api/releases/edge@1/diff")
    assert first["base"] is None
    assert [(item["kind"], item["change"]) for item in first["objects"]] == [("listener", "added")]
    removed = await console.ok("GET", "/api/releases/edge@1/diff?against=edge@4")
    assert ("route", "removed") in [(item["kind"], item["change"]) for item in removed["objects"]]


@pytest.mark.parametrize("table", ["releases", "resource_blobs", "filter_versions", "audit"])
async def test_the_database_itself_refuses_to_change_what_is_immutable(console: Console, table: str) -> None:
    await fill_with_filter(console)
    column = {
        "releases": "reason",
        "resource_blobs": "digest",
        "filter_versions": "version",
        "audit": "actor",
    }
    with pytest.raises(DBAPIError, match="never changed"):
        async with console.database.transaction() as db:
            await db.execute(text(f"UPDATE {table} SET {column[table]} = 'x'"))


async def test_the_database_itself_refuses_to_delete_audit_rows(console: Console) -> None:
    await fill(console)
    with pytest.raises(DBAPIError, match="never"):
        async with console.database.transaction() as db:
            await db.execute(text("DELETE FROM audit WHERE number = 1"))
