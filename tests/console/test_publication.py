"""Every change is one transaction: rows, audit row, release; then the nodes' snapshot."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.console.conftest import ADA, Console, fill, run_console
from tests.console.modules import marking_module

from sluice_console.envoy.resources import Resource, Snapshot
from sluice_console.features.audit import service as audit
from sluice_console.features.releases import publication
from sluice_console.features.routes import service as routes
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.models import AuditRow, Release, ResourceBlob, Route
from sluice_console.xds.cache import SnapshotCache


async def upload(console: Console, name: str, text: str, version: str) -> dict[str, Any]:
    files = {"module": ("m.wasm", marking_module(text))}
    return dict(
        await console.ok("POST", f"/api/filters/{name}/versions", files=files, data={"version": version})
    )


async def count(console: Console, table: Any) -> int:
    async with console.database.reading() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def test_who_pushes_what_is_being_pushed_waits_until_nodes_are_given_it() -> None:
    """A request and the replica's watch over releases may meet; neither may say done too early."""
    reading, cache = asyncio.Event(), SnapshotCache()

    async def read_secrets(_gateway: str, _shown: Collection[str]) -> Sequence[Resource]:
        await reading.wait()
        return ()

    publisher = publication.Publisher(cache, read_secrets)
    published = publication.Published(Release(gateway_id="gw_1", number=1), Snapshot.of(()))
    first, second = (asyncio.create_task(publisher.push(published)) for _ in range(2))
    done, _ = await asyncio.wait((first, second), timeout=0.05)
    assert not done and cache.find_snapshot("gw_1") is None
    reading.set()
    await second
    assert cache.find_snapshot("gw_1") == Snapshot.of(())
    await first


async def test_each_change_is_one_release_and_one_audit_row(console: Console) -> None:
    await fill(console)
    releases = (await console.ok("GET", "/api/releases?gateway=edge"))["items"]
    assert [item["number"] for item in releases] == [3, 2, 1]
    assert [item["reason"] for item in releases] == [
        "route create all",
        "service create web",
        "gateway create edge",
    ]
    rows = await console.ok("GET", "/api/audit")
    assert [row["action"] for row in rows][:3] == ["route.create", "service.create", "gateway.create"]
    assert rows[0]["detail"]["releases"] == {releases[0]["gateway_id"]: 3}


async def test_nodes_get_what_was_stored(console: Console) -> None:
    route = await fill(console)
    snapshot = console.app.state.cache.find_snapshot(route["gateway_id"])
    release = await console.ok("GET", "/api/releases/edge@3")
    assert {(item["type_url"], item["name"], item["version"]) for item in release["resources"]} == {
        (item.type_url, item.name, item.version) for item in snapshot.resources()
    }


async def test_a_description_makes_no_release(console: Console) -> None:
    await fill(console)
    answer = await console.ok("PATCH", "/api/routes/all", json={"description": "the front door"})
    assert answer["releases"] == []
    assert answer["description"] == "the front door"
    assert (await console.ok("GET", "/api/audit"))[0]["action"] == "route.update"


async def test_a_restart_serves_the_stored_bytes(settings: Any) -> None:
    async with run_console(settings) as first:
        route = await fill(first)
        await upload(first, "mark", "one", "1")
        await first.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
        before = list(first.app.state.cache.find_snapshot(route["gateway_id"]).resources())
    async with run_console(settings) as second:
        after = list(second.app.state.cache.find_snapshot(route["gateway_id"]).resources())
    assert after == before
    assert any(b"x-filter" in item.body for item in after)


async def test_a_change_that_breaks_another_object_publishes_nothing(console: Console) -> None:
    await fill(console)
    action = {"kind": "forward", "destinations": [{"service": "web", "version": "v2"}]}
    await console.ok("PATCH", "/api/routes/all", json={"action": action})
    rows, releases = await count(console, AuditRow), await count(console, Release)
    only_v1 = {"endpoints": [{"host": "127.0.0.1", "port": 9001, "version": "v1"}]}
    response = await console.client.patch("/api/services/web", json=only_v1)
    assert response.status_code == 422
    assert "v2" in response.json()["detail"]
    assert await count(console, AuditRow) == rows
    assert await count(console, Release) == releases
    service = await console.ok("GET", "/api/services/web")
    assert [item["version"] for item in service["endpoints"]] == ["v1", "v2"]


@pytest.mark.parametrize("stage", ["store", "audit", "commit"])
async def test_a_failure_at_any_stage_leaves_nothing(
    console: Console, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    route = await fill(console)
    tables = (Route, Release, AuditRow, ResourceBlob)
    before = [await count(console, table) for table in tables]
    served = list(console.app.state.cache.find_snapshot(route["gateway_id"]).resources())

    async def fail(*_arguments: Any, **_options: Any) -> None:
        raise OSError("no space left on device")

    if stage == "store":
        monkeypatch.setattr(publication, "_store_blobs", fail)
    elif stage == "audit":
        monkeypatch.setattr(audit, "append", fail)
    action = {"kind": "respond", "status": 200}
    values = RouteIn.model_validate({"gateway": "edge", "name": "second", "action": action})
    with pytest.raises(OSError, match="no space"):
        async with console.changes.begin(ADA) as change:
            await routes.create_route(change, values)
            if stage == "commit":
                await change.complete()
                await fail()
    monkeypatch.undo()
    assert [await count(console, table) for table in tables] == before
    assert list(console.app.state.cache.find_snapshot(route["gateway_id"]).resources()) == served
    answer = await console.ok("PATCH", "/api/routes/all", json={"order": 7})
    assert answer["releases"][0]["number"] == 4, "the number of the release that failed is not lost"


async def test_changes_at_once_give_numbers_without_a_gap(console: Console) -> None:
    await fill(console)

    async def add(number: int) -> Any:
        action = {"kind": "respond", "status": 200, "body": str(number)}
        body = {"gateway": "edge", "name": f"r{number}", "action": action}
        return await console.ok("POST", "/api/routes", json=body)

    answers = await asyncio.gather(*(add(number) for number in range(12)))
    numbers = sorted(release["number"] for answer in answers for release in answer["releases"])
    assert numbers == list(range(4, 16))
    release = await console.ok("GET", "/api/releases/edge@15")
    assert len(release["document"]["routes"]) == 13
    assert (await console.ok("GET", "/api/audit/verification"))["broken_at"] is None


async def test_unchanged_resources_are_stored_once(console: Console) -> None:
    await fill(console)
    await upload(console, "mark", "one", "1")
    await console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
    before = await count(console, ResourceBlob)
    for order in range(5):
        await console.ok("PATCH", "/api/routes/all", json={"order": order})
    assert await count(console, ResourceBlob) <= before + 5


async def test_a_deleted_gateway_is_forgotten(console: Console) -> None:
    route = await fill(console)
    await console.ok("DELETE", "/api/gateways/edge")
    assert console.app.state.cache.find_snapshot(route["gateway_id"]) is None
    assert await count(console, Route) == 0
    assert (await console.client.get("/api/routes/all")).status_code == 404


async def test_two_gateways_are_numbered_apart(console: Console) -> None:
    await fill(console)
    await console.ok("POST", "/api/gateways", json={"name": "inner", "listen_port": 8081})
    answer = await console.ok("POST", "/api/services", json={"name": "other"})
    numbers = {item["gateway"]: item["number"] for item in answer["releases"]}
    assert numbers == {"edge": 4, "inner": 2}
