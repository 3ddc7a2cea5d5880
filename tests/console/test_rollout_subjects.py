"""Rollouts of a route's change and of a service's version."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.console.conftest import Console, fill
from tests.console.test_rollouts import BY_HAND, Node, prepare, reaches, resources, show

from sluice_console.envoy.protobufs import route
from sluice_console.envoy.resources import ROUTES

TO_V2 = {"kind": "forward", "destinations": [{"service": "web", "version": "v2"}], "timeout": 3}
CHANGE = {"action": TO_V2, "headers": {"request": {"set": [["x-side", "candidate"]]}}}
OF_ROUTE = {"route": "edge/all", "change": CHANGE, "stages": [BY_HAND]}
OF_SERVICE = {"service": "web", "gateway": "edge", "version": "v2", "stages": [BY_HAND]}


async def begin(console: Console, body: dict[str, Any], **more: Any) -> str:
    return str((await console.ok("POST", "/api/rollouts", json={**body, **more}))["id"])


async def refuse(console: Console, status: int, method: str, path: str, **options: Any) -> dict[str, Any]:
    answer = await console.client.request(method, path, **options)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def entries(console: Console) -> dict[str, str]:
    gateway = (await console.ok("GET", "/api/gateways/edge"))["id"]
    bodies = [body for (type_url, _), body in resources(console, gateway).items() if type_url == ROUTES]
    hosts = route.RouteConfiguration.FromString(bodies[0]).virtual_hosts
    return {entry.name: entry.route.cluster for host in hosts for entry in host.routes}


async def lead_to_v1(console: Console, name: str = "all") -> dict[str, Any]:
    action = {"kind": "forward", "destinations": [{"service": "web", "version": "v1"}]}
    return dict(await console.ok("PATCH", f"/api/routes/{name}", json={"action": action}))


async def test_a_route_changes_stage_by_stage(console: Console) -> None:
    made = await fill(console)
    node = Node(console, made["gateway_id"])
    rollout = await begin(console, OF_ROUTE, reason="v2 is faster")
    found = await show(console, rollout)
    assert (found["subject"], found["title"]) == ("route", "route all, changed")
    assert (found["route"], found["filter"], found["service"]) == ("all", None, None)
    assert found["old_configuration"]["action"]["timeout"] == 15
    assert found["new_configuration"]["action"]["destinations"][0]["version"] == "v2"
    assert found["measured"]["waiting_nodes"] == ["n1"], "it has not got the entries yet"
    assert await entries(console) == {f"{made['id']}-candidate": "web@v2", made["id"]: "web"}
    node.load()
    await reaches(console, rollout, "running", 0)
    node.count(made["id"], current=90, candidate=10)
    assert (await show(console, rollout))["measured"]["percent"] == 10.0
    await console.ok("POST", f"/api/rollouts/{rollout}/promote")
    after = await console.ok("GET", "/api/routes/all")
    assert after["action"]["destinations"][0]["version"] == "v2"
    assert after["headers"]["request"]["set"] == [["x-side", "candidate"]]
    assert await entries(console) == {made["id"]: "web@v2"}
    rows = await console.ok("GET", f"/api/audit?object_id={made['id']}")
    assert rows[0]["action"] == "route.update"


async def test_abort_leaves_the_route_as_it_was(sqlite_console: Console) -> None:
    console = sqlite_console
    made = await fill(console)
    before = resources(console, made["gateway_id"])
    node = Node(console, made["gateway_id"])
    rollout = await begin(console, OF_ROUTE)
    node.load()
    await reaches(console, rollout, "running", 0)
    await console.ok("POST", f"/api/rollouts/{rollout}/abort")
    assert resources(console, made["gateway_id"]) == before
    after = await console.ok("GET", "/api/routes/all")
    assert after["action"] == made["action"]


async def test_errors_of_the_changed_route_end_it(sqlite_console: Console) -> None:
    console = sqlite_console
    made = await fill(console)
    node = Node(console, made["gateway_id"])
    rollout = await begin(console, OF_ROUTE)
    node.load()
    await reaches(console, rollout, "running", 0)
    node.count(made["id"], current=900, candidate=100, errors=50)
    await reaches(console, rollout, "failed", 0)
    assert await entries(console) == {made["id"]: "web"}


async def test_a_node_that_rejects_the_entries_ends_it(sqlite_console: Console) -> None:
    console = sqlite_console
    made = await fill(console)
    node = Node(console, made["gateway_id"])
    rollout = await begin(console, OF_ROUTE)
    gateway = made["gateway_id"]
    name = next(name for type_url, name in resources(console, gateway) if type_url == ROUTES)
    node.refuse(ROUTES, name, "no such cluster")
    found = await reaches(console, rollout, "failed", -1)
    assert "no such cluster" in found["events"][-1]["text"]


async def test_a_version_of_a_service_takes_over(console: Console) -> None:
    made = await lead_to_v1(console, (await fill(console))["name"])
    other = {"gateway": "edge", "name": "other", "hosts": ["other.io"], "action": made["action"]}
    weights = [("v1", 9), ("v2", 1)]
    destinations = [{"service": "web", "version": version, "weight": weight} for version, weight in weights]
    other["action"] = {"kind": "forward", "destinations": destinations}
    second = await console.ok("POST", "/api/routes", json=other)
    node = Node(console, made["gateway_id"])
    rollout = await begin(console, OF_SERVICE, from_version="v1")
    found = await show(console, rollout)
    assert (found["subject"], found["title"]) == ("service", "web v1 → v2")
    assert (found["service"], found["old_version"], found["new_version"]) == ("web", "v1", "v2")
    node.load()
    await reaches(console, rollout, "running", 0)
    assert (await entries(console))[f"{made['id']}-candidate"] == "web@v2"
    node.count(made["id"], current=50, candidate=5)
    node.count(second["id"], current=40, candidate=5)
    node.count("rt_of_something_else", current=1000)
    assert (await show(console, rollout))["measured"]["percent"] == 10.0
    await console.ok("POST", f"/api/rollouts/{rollout}/promote")
    for name in ("all", "other"):
        after = await console.ok("GET", f"/api/routes/{name}")
        assert {item["version"] for item in after["action"]["destinations"]} == {"v2"}


async def test_what_a_rollout_needs_stays(sqlite_console: Console) -> None:
    console = sqlite_console
    made = await lead_to_v1(console, (await fill(console))["name"])
    rollout = await begin(console, OF_SERVICE)
    endpoints = [{"host": "127.0.0.1", "port": 9001, "version": "v1"}]
    await refuse(console, 409, "PATCH", "/api/services/web", json={"endpoints": endpoints})
    await refuse(console, 409, "DELETE", "/api/services/web")
    await refuse(console, 409, "POST", "/api/rollouts", json=OF_ROUTE)
    await console.ok("POST", f"/api/rollouts/{rollout}/abort")
    rollout = await begin(console, OF_ROUTE)
    await refuse(console, 409, "PATCH", "/api/routes/all", json={"order": 3})
    await refuse(console, 409, "DELETE", "/api/routes/all")
    await refuse(console, 409, "POST", "/api/rollouts", json=OF_SERVICE)
    await console.ok("POST", f"/api/rollouts/{rollout}/abort")
    assert (await console.ok("PATCH", "/api/routes/all", json={"order": 3}))["id"] == made["id"]


async def test_of_two_rollouts_of_the_same_requests_the_second_waits(sqlite_console: Console) -> None:
    console = sqlite_console
    attachment = await prepare(console)
    body = {"attachment": attachment["id"], "filter": "mark@2", "stages": [BY_HAND]}
    await begin(console, body)
    said = await refuse(console, 409, "POST", "/api/rollouts", json=OF_ROUTE)
    assert "promote or abort it first" in said["detail"]


async def test_drafts_that_no_longer_fit(sqlite_console: Console) -> None:
    console = sqlite_console
    await lead_to_v1(console, (await fill(console))["name"])
    of_route = await begin(console, OF_ROUTE, start=False)
    of_service = await begin(console, OF_SERVICE, start=False)
    action = {"kind": "forward", "destinations": [{"service": "web"}], "timeout": 4}
    await console.ok("PATCH", "/api/routes/all", json={"action": action})
    said = await refuse(console, 409, "POST", f"/api/rollouts/{of_route}/start")
    assert "has changed" in said["detail"]
    said = await refuse(console, 409, "POST", f"/api/rollouts/{of_service}/start")
    assert "No route leads" in said["detail"]


async def test_a_stage_is_for_the_hosts_of_a_tenant(sqlite_console: Console) -> None:
    console = sqlite_console
    made = await fill(console)
    await console.ok("POST", "/api/tenants", json={"name": "acme", "hosts": ["*.acme.io", "acme.io"]})
    await console.ok("POST", "/api/tenants", json={"name": "keys-only"})
    stage = {"percent": 0, "tenants": ["acme"], "automatic": False}
    for tenant, fault in (("keys-only", "has no hosts"), ("nobody", "there is no tenant")):
        body = {**OF_ROUTE, "stages": [{**stage, "tenants": [tenant]}]}
        said = await refuse(console, 422, "POST", "/api/rollouts", json=body)
        assert said["fields"][0]["path"] == "stages.0.tenants.0" and fault in said["fields"][0]["message"]
    node = Node(console, made["gateway_id"])
    rollout = await begin(console, {**OF_ROUTE, "stages": [stage, BY_HAND]})
    node.load()
    found = await reaches(console, rollout, "running", 0)
    assert [item["name"] for item in found["stages"][0]["tenants"]] == ["acme"]
    assert "by tenant" in found["events"][-1]["text"]
    names = {f"{made['id']}-candidate-{host}" for host in ("*.acme.io", "acme.io")}
    assert names < (await entries(console)).keys()
    await console.ok("POST", f"/api/rollouts/{rollout}/next")
    assert not names & (await entries(console)).keys()


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({**OF_ROUTE, "attachment": "at_1", "filter": "mark@2"}, "body"),
        ({"stages": [BY_HAND]}, "body"),
        ({**OF_ROUTE, "change": None}, "body"),
        ({**OF_ROUTE, "route": "nowhere"}, "route"),
        ({**OF_ROUTE, "change": {}}, "change"),
        ({**OF_ROUTE, "change": {"hosts": ["a.io"]}}, "change.hosts"),
        ({**OF_ROUTE, "change": {"action": {**TO_V2, "destinations": [{"service": "gone"}]}}}, None),
        ({**OF_ROUTE, "change": {"action": {**TO_V2, "fault": {"abort": {"status": 503}}}}}, None),
        ({**OF_ROUTE, "replay": {}}, "body"),
        ({**OF_SERVICE, "service": "gone"}, "service"),
        ({**OF_SERVICE, "gateway": "gone"}, "gateway"),
        ({**OF_SERVICE, "version": "v9"}, "version"),
        ({**OF_SERVICE, "version": None}, "body"),
        ({**OF_SERVICE, "version": ""}, "version"),
        ({**OF_SERVICE, "from_version": "v1"}, "from_version"),
    ],
)
async def test_subjects_that_cannot_be(
    sqlite_console: Console, body: dict[str, Any], path: str | None
) -> None:
    await fill(sqlite_console)
    said = await refuse(sqlite_console, 422, "POST", "/api/rollouts", json=body)
    paths = [field["path"] for field in said["fields"]]
    assert paths, said
    if path is not None:
        assert paths == [path]
    else:
        assert paths[0].startswith("change.action.")
    assert (await sqlite_console.ok("GET", "/api/rollouts"))["total"] == 0


async def test_a_draft_whose_shared_limit_is_gone(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    for name in ("used", "gone"):
        limit = {"gateway": "edge", "name": name, "requests": 5, "seconds": 60}
        await sqlite_console.ok("POST", "/api/limits", json=limit)
    await sqlite_console.ok("PATCH", "/api/routes/all", json={"shared_limits": ["used"]})
    rollout = await begin(sqlite_console, {**OF_ROUTE, "change": {"shared_limits": ["gone"]}}, start=False)
    await sqlite_console.ok("DELETE", "/api/limits/edge/gone")
    said = await refuse(sqlite_console, 422, "POST", f"/api/rollouts/{rollout}/start")
    assert said["fields"][0]["path"] == "shared_limits.0"


async def test_a_token_for_rollouts_changes_no_route(sqlite_console: Console) -> None:
    """It could take a route's protection away, which needs the scope `routes`."""
    await lead_to_v1(sqlite_console, (await fill(sqlite_console))["name"])
    secret = await sqlite_console.token(role="operator", scopes=["rollouts"])
    headers = {"authorization": f"Bearer {secret}"}
    body = {**OF_ROUTE, "change": {"protection": {}, "headers": {}, "action": TO_V2}}
    said = await refuse(sqlite_console, 403, "POST", "/api/rollouts", json=body, headers=headers)
    assert said["detail"] == "This token may change rollouts, not routes."
    await sqlite_console.ok("POST", "/api/rollouts", json=OF_SERVICE, headers=headers)


async def test_a_rollout_that_cannot_go_on_does_not_keep_the_others(sqlite_console: Console) -> None:
    """Its release is refused: the service is not there that the changed route leads to. It says so and waits
    for a person, and goes on when it is resumed after what was wrong is mended.
    """
    await fill(sqlite_console)
    await sqlite_console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 10099})
    action = {"kind": "forward", "destinations": [{"service": "web"}]}
    route = {"gateway": "other", "name": "second", "action": action}
    await sqlite_console.ok("POST", "/api/routes", json=route)
    stages = [BY_HAND, {"percent": 20, "automatic": False}]
    bodies = ({**OF_ROUTE, "stages": stages}, {**OF_ROUTE, "route": "other/second", "stages": stages})
    first, second = sorted([await begin(sqlite_console, body) for body in bodies])
    for rollout in (first, second):
        await reaches(sqlite_console, rollout, "running", 0)
    async with sqlite_console.database.transaction() as db:
        broken = "UPDATE rollouts SET candidate = replace(candidate, 'sv_', 'sx_') WHERE id = :id"
        await db.execute(text(broken), {"id": first})
        await db.execute(text("UPDATE rollout_stages SET automatic = true WHERE position = 0"))
    await reaches(sqlite_console, second, "running", 1)
    held = await reaches(sqlite_console, first, "paused", 0)
    assert held["events"][-1]["kind"] == "pause"
    said = held["events"][-1]["text"]
    assert said.startswith("stage 1 of 2 (10 %): the next step is refused: "), said
    assert "sx_" in said
    async with sqlite_console.database.transaction() as db:
        mended = "UPDATE rollouts SET candidate = replace(candidate, 'sx_', 'sv_') WHERE id = :id"
        await db.execute(text(mended), {"id": first})
    await sqlite_console.ok("POST", f"/api/rollouts/{first}/resume")
    await reaches(sqlite_console, first, "running", 1)


async def test_a_changed_route_compresses_where_the_chain_can(sqlite_console: Console) -> None:
    """Without compressors in the chain the new side would send plain answers, and be judged by these."""
    await fill(sqlite_console)
    body = {**OF_ROUTE, "change": {"action": {**TO_V2, "compress": True}}}
    said = await refuse(sqlite_console, 422, "POST", "/api/rollouts", json=body)
    assert [field["path"] for field in said["fields"]] == ["change"]
    action = {"kind": "forward", "destinations": [{"service": "web"}], "compress": True}
    other = {"gateway": "edge", "name": "other", "hosts": ["other.io"], "action": action}
    await sqlite_console.ok("POST", "/api/routes", json=other)
    await begin(sqlite_console, body)
