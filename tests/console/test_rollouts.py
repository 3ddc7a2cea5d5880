"""Rollouts as the console keeps them: loaded first, stage by stage, promoted, aborted, failed."""

import asyncio
from typing import Any

import pytest
from tests.console.conftest import Console, fill, run_console, wait_for
from tests.console.modules import marking_module

from sluice_console.envoy.resources import EXTENSION, RUNTIME
from sluice_console.features.rollouts.timer import advance_all
from sluice_console.xds.statistics import Sample

BY_HAND = {"percent": 10, "automatic": False}


class Node:
    """Stands for an Envoy: says to the registry what a stream would."""

    def __init__(self, console: Console, gateway_id: str, id_: str = "n1") -> None:
        self._console = console
        self.gateway = gateway_id
        self._id = id_
        self._record = console.app.state.nodes.connect(gateway_id, id_, "1.40.0")
        self.load()
        self.count()

    def load(self) -> None:
        """Acknowledge everything that is published."""
        snapshot = self._snapshot()
        for (type_url, name), version in snapshot.versions().items():
            self._record.note_acknowledged(type_url, {name: version})
            self._record.note_current(type_url, snapshot.version(type_url))

    def reject(self, name: str, error: str) -> None:
        self.refuse(EXTENSION, name, error)

    def refuse(self, type_url: str, name: str, error: str) -> None:
        version = self._snapshot().versions()[type_url, name]
        self._record.note_rejected(type_url, "v", {name: version}, error, {})

    def count(self, route: str = "", current: int = 0, candidate: int = 0, errors: int = 0) -> None:
        """Report totals since the node's start."""
        samples = [
            Sample("requests", route, current, "current"),
            Sample("requests", route, candidate, "candidate"),
            Sample("errors", route, errors, "candidate"),
        ]
        self._console.app.state.statistics.record(self.gateway, self._id, samples, uptime=1.0)

    def _snapshot(self) -> Any:
        return self._console.app.state.cache.find_snapshot(self.gateway)


async def prepare(console: Console) -> dict[str, Any]:
    """A route with version 1 of a filter, and a version 2. Gives the attachment."""
    await fill(console)
    for version in ("1", "2"):
        files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
        await console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": version})
    body = {"filter": "mark@1", "route": "all"}
    return dict(await console.ok("POST", "/api/attachments", json=body))


async def begin(console: Console, attachment: dict[str, Any], *stages: dict[str, Any], **more: Any) -> str:
    body = {"attachment": attachment["id"], "filter": "mark@2", "stages": list(stages) or [BY_HAND], **more}
    return str((await console.ok("POST", "/api/rollouts", json=body))["id"])


async def show(console: Console, rollout: str) -> dict[str, Any]:
    return dict(await console.ok("GET", f"/api/rollouts/{rollout}"))


async def reaches(console: Console, rollout: str, state: str, stage: int) -> dict[str, Any]:
    async def is_there() -> bool:
        found = await show(console, rollout)
        return (found["state"], found["stage"]) == (state, stage)

    await wait_for(is_there)
    return await show(console, rollout)


def resources(console: Console, gateway: str) -> dict[tuple[str, str], bytes]:
    snapshot = console.app.state.cache.find_snapshot(gateway)
    return {(item.type_url, item.name): item.body for item in snapshot.resources()}


async def test_nobody_gets_a_version_that_is_not_loaded(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    rollout = await begin(console, attachment)
    await asyncio.sleep(0.3)
    found = await show(console, rollout)
    assert (found["state"], found["stage"]) == ("running", -1)
    assert found["measured"]["waiting_nodes"] == ["n1"]
    assert "n1" in found["waits_for"]
    candidate = resources(console, attachment["gateway_id"])[EXTENSION, f"{attachment['id']}.candidate"]
    assert b"mark 2" in candidate
    node.load()
    await reaches(console, rollout, "running", 0)


async def test_by_hand_to_the_end(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    rollout = await begin(console, attachment, BY_HAND, {"percent": 50, "automatic": False}, reason="faster")
    node.load()
    await reaches(console, rollout, "running", 0)
    node.count(attachment["route_id"], current=90, candidate=10)
    found = await show(console, rollout)
    assert found["measured"]["percent"] == 10.0
    assert found["measured"]["candidate"] == {"requests": 10, "errors": 0, "slow": 0}
    await console.ok("POST", f"/api/rollouts/{rollout}/next", json={"reason": "looks good"})
    found = await show(console, rollout)
    assert (found["stage"], found["measured"]["percent"]) == (1, None), "a new stage counts from zero"
    node.load()
    await console.ok("POST", f"/api/rollouts/{rollout}/next")
    found = await show(console, rollout)
    assert found["state"] == "promoted"
    assert (await console.ok("GET", f"/api/attachments/{attachment['id']}"))["version"] == "2"
    texts = [(event["kind"], event["actor"]) for event in found["events"]]
    assert texts == [
        ("create", "operator"),
        ("stage", "operator"),
        ("stage", "sluice"),
        ("stage", "operator"),
        ("promote", "operator"),
    ]
    assert all(event["release_id"] for event in found["events"][1:])
    assert found["events"][3]["detail"]["percent"] == 10.0
    assert "looks good" in found["events"][3]["text"]


async def test_stages_end_by_themselves(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    stages = [{"percent": percent, "minimum_seconds": 0} for percent in (1, 10, 100)]
    rollout = await begin(console, attachment, *stages)

    async def is_promoted() -> bool:
        node.load()
        return bool((await show(console, rollout))["state"] == "promoted")

    await wait_for(is_promoted, 20)
    rows = await console.ok("GET", "/api/audit")
    assert [row["actor"] for row in rows if row["action"] == "rollout.promote"] == ["sluice"]


async def test_abort_puts_the_previous_bytes_back(console: Console) -> None:
    attachment = await prepare(console)
    before = resources(console, attachment["gateway_id"])
    node = Node(console, attachment["gateway_id"])
    rollout = await begin(console, attachment)
    node.load()
    await reaches(console, rollout, "running", 0)
    assert resources(console, attachment["gateway_id"]) != before
    await console.ok("POST", f"/api/rollouts/{rollout}/abort", json={"reason": "no good"})
    assert resources(console, attachment["gateway_id"]) == before
    found = await show(console, rollout)
    assert found["state"] == "aborted"
    assert "no good" in found["events"][-1]["text"]


async def test_errors_end_it_at_once(console: Console) -> None:
    attachment = await prepare(console)
    before = resources(console, attachment["gateway_id"])
    node = Node(console, attachment["gateway_id"])
    rollout = await begin(console, attachment, limits={"error_percent": 5})
    node.load()
    await reaches(console, rollout, "running", 0)
    node.count(attachment["route_id"], current=90, candidate=10, errors=1)
    found = await reaches(console, rollout, "failed", 0)
    assert resources(console, attachment["gateway_id"]) == before
    assert "10.0 % of 10 requests" in found["events"][-1]["text"]
    assert found["events"][-1]["detail"]["candidate"] == {"requests": 10, "errors": 1, "slow": 0}


async def test_a_rejection_ends_it_at_once(console: Console) -> None:
    attachment = await prepare(console)
    before = resources(console, attachment["gateway_id"])
    node = Node(console, attachment["gateway_id"])
    rollout = await begin(console, attachment)
    node.reject(f"{attachment['id']}.candidate", "Unable to create Wasm plugin mark@2")
    found = await reaches(console, rollout, "failed", -1)
    assert "Unable to create Wasm plugin" in found["events"][-1]["text"]
    assert resources(console, attachment["gateway_id"]) == before


async def test_a_pause_stops_the_clock_and_a_restart_keeps_it(settings: Any) -> None:
    async with run_console(settings) as console:
        attachment = await prepare(console)
        node = Node(console, attachment["gateway_id"])
        rollout = await begin(console, attachment, {"percent": 10, "minimum_seconds": 3600})
        node.load()
        await reaches(console, rollout, "running", 0)
        await console.ok("POST", f"/api/rollouts/{rollout}/pause", json={"reason": "lunch"})
        paused = await show(console, rollout)
        shares = resources(console, attachment["gateway_id"])[RUNTIME, "console"]
    async with run_console(settings) as console:
        found = await show(console, rollout)
        assert (found["state"], found["stage"]) == ("paused", 0)
        assert found["soaked_seconds"] == paused["soaked_seconds"]
        assert resources(console, attachment["gateway_id"])[RUNTIME, "console"] == shares
        await console.ok("POST", f"/api/rollouts/{rollout}/resume")
        assert (await show(console, rollout))["state"] == "running"


async def test_the_timer_moves_on_once(console: Console) -> None:
    attachment = await prepare(console)
    rollout = await begin(console, attachment)
    state = console.app.state
    await asyncio.gather(*(advance_all(console.changes, state.measures, state.replicas) for _ in range(5)))
    events = (await reaches(console, rollout, "running", 0))["events"]
    assert [event["kind"] for event in events] == ["create", "stage", "stage"]


async def test_what_a_live_rollout_holds_stays(console: Console) -> None:
    attachment = await prepare(console)
    rollout = await begin(console, attachment)
    held: tuple[tuple[str, str, Any], ...] = (
        ("PATCH", f"/api/attachments/{attachment['id']}", {"order": 1}),
        ("DELETE", f"/api/attachments/{attachment['id']}", None),
        ("DELETE", "/api/routes/all", None),
        ("DELETE", "/api/gateways/edge", None),
        ("POST", "/api/releases/edge@1/rollback", {}),
        ("POST", f"/api/rollouts/{rollout}/start", {}),
    )
    for method, path, body in held:
        response = await console.client.request(method, path, json=body)
        assert response.status_code == 409, f"{method} {path}: {response.text}"
    second = {"attachment": attachment["id"], "filter": "mark@2", "stages": [BY_HAND]}
    assert (await console.client.post("/api/rollouts", json=second)).status_code == 409
    assert (await console.ok("GET", "/api/rollouts"))["total"] == 1
    await console.ok("POST", f"/api/rollouts/{rollout}/abort")
    await console.ok("PATCH", f"/api/attachments/{attachment['id']}", json={"order": 1})


async def test_commands_that_do_not_fit(console: Console) -> None:
    attachment = await prepare(console)
    draft = await begin(console, attachment, start=False)
    assert (await show(console, draft))["state"] == "draft"
    for verb in ("pause", "resume", "next", "promote"):
        response = await console.client.post(f"/api/rollouts/{draft}/{verb}")
        assert response.status_code == 409, verb
        assert "draft" in response.json()["detail"]
    await console.ok("POST", f"/api/rollouts/{draft}/abort")
    for verb in ("start", "pause", "resume", "next", "promote", "abort"):
        assert (await console.client.post(f"/api/rollouts/{draft}/{verb}")).status_code == 409
    assert (await console.client.post(f"/api/rollouts/{draft}/dance")).status_code == 422
    assert (await console.client.post("/api/rollouts/ro_nothing/abort")).status_code == 404


async def test_a_draft_that_no_longer_fits(console: Console) -> None:
    attachment = await prepare(console)
    draft = await begin(console, attachment, start=False)
    await console.ok("PATCH", f"/api/attachments/{attachment['id']}", json={"filter": "mark@2"})
    response = await console.client.post(f"/api/rollouts/{draft}/start")
    assert response.status_code == 409
    assert "has changed" in response.json()["detail"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"attachment": "at_nothing"}, "attachment"),
        ({"filter": "mark@9"}, "filter"),
        ({"filter": "mark@1"}, "filter"),
        ({"filter": "other@1"}, "filter"),
        ({"stages": []}, "stages"),
        ({"stages": [{"percent": 0}]}, "stages.0"),
        ({"stages": [{"percent": 0.001}]}, "stages.0"),
        ({"stages": [{"percent": 101}]}, "stages.0.percent"),
        ({"stages": [{"percent": 10, "minimum_seconds": -1}]}, "stages.0.minimum_seconds"),
        ({"stages": [{"percent": 50}, {"percent": 10}]}, "stages"),
        ({"stages": [{"percent": 10, "headers": [{"name": "a b"}]}]}, "stages.0.headers.0.name"),
        ({"limits": {"error_percent": -1}}, "limits.error_percent"),
        ({"limits": {"patience": 1}}, "limits.patience"),
    ],
)
async def test_rollouts_that_cannot_be(sqlite_console: Console, change: dict[str, Any], path: str) -> None:
    attachment = await prepare(sqlite_console)
    files = {"module": ("m.wasm", marking_module("other"))}
    await sqlite_console.ok("POST", "/api/filters/other/versions", files=files, data={"version": "1"})
    body = {"attachment": attachment["id"], "filter": "mark@2", "stages": [BY_HAND], **change}
    response = await sqlite_console.client.post("/api/rollouts", json=body)
    assert response.status_code == 422, response.text
    assert path in [field["path"] for field in response.json()["fields"]], response.text
    assert (await sqlite_console.ok("GET", "/api/rollouts"))["total"] == 0
