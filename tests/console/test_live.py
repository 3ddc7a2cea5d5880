"""The whole way with a real Envoy: REST in, answers out, under steady traffic without one failed request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import Console, run_console, wait_for
from tests.console.modules import marking_module
from tests.support.envoy import Envoy, find_free_port, run_envoy
from tests.support.traffic import Connection, Tally, send_requests, steady_traffic

from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.stickiness import find_bucket

pytestmark = pytest.mark.envoy


@dataclass(frozen=True, slots=True)
class Stand:
    """A console, an Envoy of its gateway `edge`, and an upstream behind the route `all`."""

    console: Console
    envoy: Envoy
    port: int
    route: dict[str, Any]

    async def upload(self, text: str, version: str) -> None:
        files = {"module": ("m.wasm", marking_module(text))}
        form = {"version": version}
        await self.console.ok("POST", "/api/filters/mark/versions", files=files, data=form)

    async def everybody_gets(self, mark: str) -> None:
        """Until ten requests in a row carry the mark; a node needs a moment to build a filter."""

        async def is_so() -> bool:
            tally = await send_requests(self.port, count=10, connections=1)
            return tally.marks == {mark: 10}

        await wait_for(is_so, 20)

    async def node(self) -> dict[str, Any]:
        return dict((await self.console.ok("GET", "/api/nodes"))["items"][0])


@asynccontextmanager
async def upstream() -> AsyncIterator[int]:
    """Answers every request 200; gives its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def stand(sqlite_settings: Settings, tmp_path: Path) -> AsyncIterator[Stand]:
    async with run_stand(sqlite_settings, tmp_path / "envoy") as stand:
        yield stand


@asynccontextmanager
async def run_stand(settings: Settings, folder: Path) -> AsyncIterator[Stand]:
    async with run_console(settings) as console, upstream() as upstream_port:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        port, admin = find_free_port(), find_free_port()
        listen = {"name": "edge", "listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("POST", "/api/gateways", json=listen)
        endpoints = [{"host": "127.0.0.1", "port": upstream_port}]
        await console.ok("POST", "/api/services", json={"name": "web", "endpoints": endpoints})
        action = {"kind": "forward", "destinations": [{"service": "web"}]}
        body = {"gateway": "edge", "name": "all", "action": action}
        route = await console.ok("POST", "/api/routes", json=body)
        made = await console.ok("POST", "/api/tokens", json={"name": "n1", "role": "node", "gateway": "edge"})
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], admin, made["token"])
        async with run_envoy(folder, bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            stand = Stand(console, envoy, port, route)
            await stand.everybody_gets("")
            yield stand


async def test_swaps_and_a_roll_back_without_a_failed_request(stand: Stand) -> None:
    for version in ("1", "2", "3"):
        await stand.upload(f"mark {version}", version)
    attachment = await stand.console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
    await stand.everybody_gets("mark 1")
    async with steady_traffic(stand.port, connections=2) as tally:
        for version in ("2", "3", "1", "2", "3"):
            change = {"filter": f"mark@{version}"}
            await stand.console.ok("PATCH", f"/api/attachments/{attachment['id']}", json=change)
            await stand.everybody_gets(f"mark {version}")
        await stand.console.ok("POST", "/api/releases/edge@4/rollback", json={"reason": "back"})
        await stand.everybody_gets("mark 1")
    assert_all_passed(tally)
    assert set(tally.marks) == {"mark 1", "mark 2", "mark 3"}
    assert (await stand.node())["current"]


async def test_a_node_confirms_with_its_own_counters_what_it_has_acknowledged(stand: Stand) -> None:
    async def is_confirmed() -> bool:
        types = (await stand.node())["types"]
        return all(types[short]["current"] and types[short]["confirmed"] for short in ("CDS", "LDS", "RDS"))

    await wait_for(is_confirmed, 20)
    for number in range(3):
        await stand.console.ok("PATCH", "/api/routes/all", json={"description": f"{number}"})
        action = {"kind": "respond", "status": 200, "body": f"{number}"}
        await stand.console.ok("PATCH", "/api/routes/all", json={"action": action})
        await wait_for(is_confirmed, 20)


async def test_a_rollout_by_share_and_by_header(stand: Stand) -> None:
    await stand.upload("old", "1")
    await stand.upload("new", "2")
    attachment = await stand.console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
    await stand.everybody_gets("old")
    stage = {"percent": 10, "headers": [{"name": "x-canary"}], "automatic": False}
    body = {"attachment": attachment["id"], "filter": "mark@2", "stages": [stage]}
    async with steady_traffic(stand.port, connections=1) as steady:
        rollout = (await stand.console.ok("POST", "/api/rollouts", json=body))["id"]
        await wait_for_stage(stand, rollout, 0)
        tally = await send_requests(stand.port, count=2000, connections=2)
        assert 0.06 < tally.share("new") < 0.14, tally.marks
        chosen = await send_requests(stand.port, count=50, headers={"x-canary": "yes"})
        assert chosen.marks == {"new": 50}

        async def is_measured() -> bool:
            measured = (await stand.console.ok("GET", f"/api/rollouts/{rollout}"))["measured"]
            return bool(measured["candidate"]["requests"] + measured["current"]["requests"] >= 2050)

        await wait_for(is_measured, 20)
        await stand.console.ok("POST", f"/api/rollouts/{rollout}/promote")
        await stand.everybody_gets("new")
        body = {**body, "filter": "mark@1"}
        back = (await stand.console.ok("POST", "/api/rollouts", json=body))["id"]
        await wait_for_stage(stand, back, 0)
        await stand.console.ok("POST", f"/api/rollouts/{back}/abort")
        await stand.everybody_gets("new")
    assert_all_passed(tally)
    assert_all_passed(steady)


async def test_users_keep_their_version_as_the_share_grows_and_over_a_pause(stand: Stand) -> None:
    await stand.upload("old", "1")
    await stand.upload("new", "2")
    attachment = await stand.console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
    await stand.everybody_gets("old")
    stages = [{"percent": percent, "automatic": False} for percent in (10, 50, 100)]
    body = {"attachment": attachment["id"], "filter": "mark@2", "stages": stages, "sticky_by": "X-User"}
    made = await stand.console.ok("POST", "/api/rollouts", json=body)
    assert made["sticky_by"] == "x-user"
    rollout, users, seen = made["id"], [f"user-{number}" for number in range(150)], [set[str]()]
    for stage, share in enumerate((1_000, 5_000, 10_000)):
        await wait_for_stage(stand, rollout, stage)
        wanted = {user for user in users if find_bucket(user, rollout) < share}

        async def have_it(wanted: set[str] = wanted) -> bool:
            return await find_marked(stand, users, "new") == wanted

        await wait_for(have_it, 20)
        assert seen[-1] < wanted
        seen.append(wanted)
        for verb in ("pause", "resume"):
            await stand.console.ok("POST", f"/api/rollouts/{rollout}/{verb}")
            for _ in range(2):
                assert await find_marked(stand, users, "new") == wanted
        await stand.console.ok("POST", f"/api/rollouts/{rollout}/next")
    await stand.everybody_gets("new")


async def find_marked(stand: Stand, users: list[str], mark: str) -> set[str]:
    """The users whose answer carries the mark."""
    connection, found = Connection(stand.port), set()
    for user in users:
        status, headers, _ = await connection.get("/", {"host": "test", "x-user": user})
        assert status == 200
        if headers.get("x-filter") == mark:
            found.add(user)
    connection.close()
    return found


async def test_a_module_that_envoy_refuses_ends_the_rollout(stand: Stand) -> None:
    """It passes the trial, which has no configuration to give, and says no to the one it gets in Envoy."""
    await stand.upload("old", "1")
    files = {"module": ("m.wasm", says_no_to_a_configuration())}
    await stand.console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": "2"})
    attachment = await stand.console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
    await stand.everybody_gets("old")
    body = {"attachment": attachment["id"], "filter": "mark@2", "stages": [{"percent": 50}]}
    async with steady_traffic(stand.port, connections=1) as tally:
        rollout = (await stand.console.ok("POST", "/api/rollouts", json=body))["id"]

        async def has_failed() -> bool:
            return bool((await stand.console.ok("GET", f"/api/rollouts/{rollout}"))["state"] == "failed")

        await wait_for(has_failed, 20)
        await stand.everybody_gets("old")
    assert_all_passed(tally)
    assert set(tally.marks) == {"old"}
    event = (await stand.console.ok("GET", f"/api/rollouts/{rollout}"))["events"][-1]
    assert "n1" in event["text"]


async def test_a_restart_of_the_console_is_not_noticed(stand: Stand) -> None:
    await stand.upload("old", "1")
    await stand.console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
    await stand.everybody_gets("old")
    xds = stand.console.app.state.xds
    async with steady_traffic(stand.port, connections=1) as tally:
        await xds.stop(0)
        await asyncio.sleep(0.5)
        assert not (await stand.node())["connected"]
    assert_all_passed(tally)
    assert set(tally.marks) == {"old"}


def says_no_to_a_configuration() -> bytes:
    """`proxy_on_configure` gives whether its configuration is empty, which Envoy's never is."""
    return marking_module("new", configure="(i32.eqz (local.get 1))")


async def wait_for_stage(stand: Stand, rollout: str, stage: int) -> None:
    async def is_there() -> bool:
        found = await stand.console.ok("GET", f"/api/rollouts/{rollout}")
        return bool((found["state"], found["stage"]) == ("running", stage))

    await wait_for(is_there, 20)


def assert_all_passed(tally: Tally) -> None:
    assert tally.total > 20  # of a busy machine one cannot ask for more
    assert not tally.failures
    assert set(tally.statuses) == {200}
