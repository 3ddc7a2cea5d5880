"""Who may let a rollout go on, when it may move, and what its page draws."""

from itertools import pairwise
from typing import Any

import pytest
from tests.console.conftest import PASSWORD, Console, make_account
from tests.console.test_access import HOUR, VISITOR, signed_in
from tests.console.test_accounts import admin_of, made
from tests.console.test_rollouts import Node, begin, prepare, reaches, show

from sluice_console.features.rollouts.measures import MOST_MOMENTS, History
from sluice_console.features.users import passwords
from sluice_console.rollouts.states import ArmCounts
from sluice_console.xds.statistics import ArmTotals

APPROVED = {"percent": 10, "approvals": 1}
EVERYBODY = {"percent": 100, "automatic": False}


async def test_a_stage_waits_until_somebody_else_agrees(console: Console) -> None:
    await make_account(console)
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    async with admin_of(console) as admin:
        link = await made(console, admin, "grace", "operator")
    await passwords.use_link(console.database, link, PASSWORD, VISITOR, HOUR)
    ada, csrf = await signed_in(console)
    grace, her_csrf = await signed_in(console, "grace")
    async with ada, grace:
        body = {"attachment": attachment["id"], "filter": "mark@2", "stages": [APPROVED, EVERYBODY]}
        headers = {"x-csrf-token": csrf}
        rollout = (await ada.post("/api/rollouts", json=body, headers=headers)).json()["id"]
        node.load()
        await reaches(console, rollout, "running", 0)
        assert (await show(console, rollout))["waits_for"] == "waits for 1 approval"
        approve = f"/api/rollouts/{rollout}/approve"
        own = await ada.post(approve, headers=headers)
        assert (own.status_code, "does not approve" in own.json()["detail"]) == (403, True)
        assert (await console.client.post(approve)).status_code == 403
        assert (await console.client.post(f"/api/rollouts/{rollout}/next")).status_code == 409
        assert (await console.client.post(f"/api/rollouts/{rollout}/promote")).status_code == 409
        assert "Approve" not in (await ada.get(f"/rollouts/{rollout}")).text
        assert f'action="/rollouts/{rollout}/approve"' in (await grace.get(f"/rollouts/{rollout}")).text
        answer = await grace.post(approve, headers={"x-csrf-token": her_csrf})
        assert answer.status_code == 200, answer.text
        found = await reaches(console, rollout, "running", 1)
        assert [(item["stage"], item["login"]) for item in found["approvals"]] == [(0, "grace")]
        again = await grace.post(approve, headers={"x-csrf-token": her_csrf})
        assert again.status_code == 409


async def test_a_rollout_outside_its_hours_waits(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    never = {"days": [0], "opens": "03:00", "closes": "03:01"}
    rollout = await begin(console, attachment, {"percent": 10}, EVERYBODY, window=never)
    node.load()
    found = await reaches(console, rollout, "running", 0)
    assert found["window"] == never
    assert found["waits_for"] == "waits for the hours in which it may move"
    await console.ok("POST", f"/api/rollouts/{rollout}/next")
    await reaches(console, rollout, "running", 1)


async def test_a_rollout_that_must_prove_itself_waits_for_requests(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    limits = {"must_rule_out": True, "error_percent": 100}
    rollout = await begin(console, attachment, {"percent": 10}, EVERYBODY, limits=limits)
    node.load()
    found = await reaches(console, rollout, "running", 0)
    assert found["waits_for"] == "“twice as bad” is not ruled out yet"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"window": {"days": []}}, "window.days"),
        ({"window": {"days": [7]}}, "window.days.0"),
        ({"window": {"days": [0], "opens": "24:00"}}, "window.opens"),
        ({"window": {"days": [0], "closes": "9:00"}}, "window.closes"),
        ({"window": {"opens": "09:00"}}, "window.days"),
        ({"stages": [{"percent": 10, "approvals": -1}]}, "stages.0.approvals"),
        ({"stages": [{"percent": 10, "approvals": 21}]}, "stages.0.approvals"),
        ({"limits": {"silence_seconds": -1}}, "limits.silence_seconds"),
        ({"stages": [{"percent": 10, "headers": [{"name": "X-Tenant"}]}]}, "stages.0.headers"),
        ({"sticky_by": "x user"}, "sticky_by"),
        ({"sticky_by": "cookie:"}, "sticky_by"),
        ({"sticky_by": ":path"}, "sticky_by"),
        ({"sticky_by": "X-Tenant"}, "sticky_by"),
        ({"sticky_by": "Cookie"}, "sticky_by"),
        ({"limits": {"slo_milliseconds": 300}}, "limits.slo_milliseconds"),
        ({"limits": {"must_rule_out": "perhaps"}}, "limits.must_rule_out"),
    ],
)
async def test_gates_that_cannot_be(sqlite_console: Console, change: dict[str, Any], path: str) -> None:
    attachment = await prepare(sqlite_console)
    body = {"attachment": attachment["id"], "filter": "mark@2", "stages": [EVERYBODY], **change}
    response = await sqlite_console.client.post("/api/rollouts", json=body)
    assert response.status_code == 422
    assert [field["path"] for field in response.json()["fields"]] == [path]


async def test_the_page_draws_the_gate(sqlite_console: Console) -> None:
    console = sqlite_console
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    rollout = await begin(console, attachment, {"percent": 10, "minimum_seconds": 600}, EVERYBODY)
    node.load()
    await reaches(console, rollout, "running", 0)
    history = console.app.state.measures._histories[rollout]
    seen = ArmTotals(current=ArmCounts(90_000, 450, slow=900), candidate=ArmCounts(10_000, 50, slow=400))
    history.add(history.moments[-1].at + 60, 0, seen)
    page = (await console.client.get(f"/rollouts/{rollout}")).text
    assert "“twice as bad” is ruled out" in page
    assert "5xx, 2 minus 1" in page
    assert "Over 500 ms, 2 minus 1" in page
    assert "More over 500 ms" in page
    assert page.count('"label": "twice as bad, +0.455"') == 1


def test_a_long_stage_keeps_few_moments() -> None:
    history = History()
    for second in range(0, 86_400, 1):
        history.add(1_000.0 + second, 0, ArmTotals(ArmCounts(second), ArmCounts(second)))
    moments = history.moments
    assert MOST_MOMENTS / 2 <= len(moments) <= MOST_MOMENTS
    assert {later.at - earlier.at for earlier, later in pairwise(moments)} == {history.step}
    assert moments[0].at == 1_000
    history.add(90_000.0, 1, ArmTotals(ArmCounts(), ArmCounts()))
    assert [moment.at for moment in history.moments] == [90_000]
