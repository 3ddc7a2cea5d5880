"""A rollout that begins with a replay: it goes on, ends with the reason, or waits for somebody's approval."""

from typing import Any

from tests.console.conftest import PASSWORD, Console, make_account, run_console, there_and_back, wait_for
from tests.console.test_access import HOUR, VISITOR, signed_in
from tests.console.test_accounts import admin_of, made
from tests.console.test_replays import upload
from tests.console.test_rollouts import Node, begin, prepare, show

from sluice_console.core.settings import Settings
from sluice_console.features.users import passwords

LINES: list[dict[str, Any]] = [{"path": f"/{number}"} for number in range(5)]


async def rehearsed(console: Console, attachment: dict[str, Any], **policy: Any) -> str:
    recording = await upload(console, LINES)
    return await begin(console, attachment, replay={"recording": recording["id"], **policy})


async def reaches(console: Console, rollout: str, state: str, stage: int) -> dict[str, Any]:
    """A process is started meanwhile."""

    async def is_there() -> bool:
        found = await show(console, rollout)
        return (found["state"], found["stage"]) == (state, stage)

    await wait_for(is_there, 60)
    return await show(console, rollout)


async def test_what_differs_more_than_it_may_ends_the_rollout(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    rollout = await rehearsed(console, attachment, allowed=4)
    node.load()
    found = await reaches(console, rollout, "failed", -1)
    assert found["replay"]["differing"] == found["replay"]["requests"] == 5
    reason = "the candidate decides 5 of 5 recorded requests differently, 4 are allowed"
    assert reason in found["events"][-1]["text"]
    replay = await console.ok("GET", f"/api/replays/{found['replay']['id']}")
    assert (replay["state"], replay["rollout"]) == ("done", rollout)
    assert [each["kind"] for each in replay["groups"]] == ["response-header-changed"]


async def test_what_differs_less_lets_it_go_on(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    rollout = await rehearsed(console, attachment, allowed=5)
    node.load()
    found = await reaches(console, rollout, "running", 0)
    assert found["replay"]["state"] == "done"


async def test_what_differs_may_wait_for_somebody_elses_approval(sqlite_console: Console) -> None:
    console = sqlite_console
    await make_account(console)
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    async with admin_of(console) as admin:
        link = await made(console, admin, "grace", "operator")
    await passwords.use_link(console.database, link, PASSWORD, VISITOR, HOUR)
    rollout = await rehearsed(console, attachment, waits=True)
    node.load()

    async def waits() -> bool:
        return "waits for 1 approval: the candidate" in str((await show(console, rollout))["waits_for"])

    await wait_for(waits, 20)
    for verb in ("next", "promote", "approve"):
        refused = await console.client.post(f"/api/rollouts/{rollout}/{verb}")
        assert refused.status_code in (403, 409), verb
    grace, csrf = await signed_in(console, "grace")
    async with grace:
        page = (await grace.get(f"/rollouts/{rollout}")).text
        assert f'action="/rollouts/{rollout}/approve"' in page
        assert "5 of 5 recorded requests differ." in page
        answer = await grace.post(f"/api/rollouts/{rollout}/approve", headers={"x-csrf-token": csrf})
        assert answer.status_code == 200, answer.text
    found = await reaches(console, rollout, "running", 0)
    assert [(each["stage"], each["login"]) for each in found["approvals"]] == [(-1, "grace")]


async def test_a_console_that_ended_meanwhile_begins_the_replay_anew(sqlite_settings: Settings) -> None:
    async with run_console(sqlite_settings) as console:
        attachment = await prepare(console)
        Node(console, attachment["gateway_id"])
        rollout = await rehearsed(console, attachment, allowed=0)
    async with run_console(sqlite_settings) as console:
        found = await reaches(console, rollout, "failed", -1)
        assert found["replay"]["differing"] == 5


async def test_nothing_recorded_is_no_start(sqlite_console: Console) -> None:
    attachment = await prepare(sqlite_console)
    body = {
        "attachment": attachment["id"],
        "filter": "mark@2",
        "stages": [{"percent": 10}],
        "replay": {},
    }
    answer = await sqlite_console.client.post("/api/rollouts", json=body)
    assert (answer.status_code, "nothing of edge is recorded" in answer.text) == (409, True)
    gone = await sqlite_console.client.post("/api/rollouts", json={**body, "replay": {"recording": "rc_0"}})
    assert (gone.status_code, "rc_0" in gone.text) == (409, True)


async def test_the_column_there_and_back(settings: Settings) -> None:
    async with run_console(settings):
        pass
    await there_and_back(settings, "0027_sign_in_provider")
