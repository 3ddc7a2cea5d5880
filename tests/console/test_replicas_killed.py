"""`kill -9` of either of two consoles on one PostgreSQL while changes are published or a rollout goes on.

Nothing that was acknowledged is lost, the node goes on with the other console, which sends nothing that a
node has and goes on with the rollout, and no request fails.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.control_plane.nodes import Fleet
from tests.console.conftest import empty_database, without_settings
from tests.console.modules import marking_module
from tests.console.test_start import command, read_token, token_file, wait_until_it_listens
from tests.support.envoy import eventually, find_free_port, run_envoy
from tests.support.traffic import Connection, send_requests, steady_traffic

from sluice_console.features.replicas.membership import LIVE_SECONDS, RETURN_SECONDS

PUBLISHES = 200
KILLS = {40: 0, 110: 1, 160: 0}
"""By number of the publish: which of the two is killed. It is back after so many publishes:"""
AWAY = 25
TAKEN_OVER_SECONDS = LIVE_SECONDS + RETURN_SECONDS
"""The lease ends, and the nodes come back to a console that is there."""
UNTOUCHED = "(cluster_manager.cluster|listener_manager.listener)_(added|modified|removed)$"
"""What the test's changes have nothing to do with, as Envoy counts it."""


@dataclass(slots=True)
class Replica:
    """A console as a process of its own, always on the same ports."""

    folder: Path
    environment: dict[str, str]
    http: int = field(default_factory=find_free_port)
    xds: int = field(default_factory=find_free_port)
    process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        data = self.folder / "data"
        arguments = command("serve", "--data", str(data), "--token-file", str(token_file(data)))
        arguments += ["--http", f"127.0.0.1:{self.http}", "--xds", f"127.0.0.1:{self.xds}"]
        with (self.folder / "output").open("a") as output:
            self.process = subprocess.Popen(
                arguments, stdout=output, stderr=output, text=True, env=self.environment
            )

    async def start(self) -> None:
        self.begin()
        assert self.process is not None
        await asyncio.to_thread(wait_until_it_listens, self.process, self.folder / "data")

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"


@contextlib.asynccontextmanager
async def two_replicas(folder: Path, database: str) -> AsyncIterator[tuple[Replica, Replica]]:
    key = base64.b64encode(os.urandom(32)).decode()
    environment = {**without_settings(), "SLUICE_DATABASE_URL": database, "SLUICE_SECRET_KEY": key}
    first, second = (Replica(folder / name, environment) for name in ("first", "second"))
    try:
        await first.start()
        await second.start()
        yield first, second
    finally:
        first.kill()
        second.kill()


@dataclass(slots=True)
class Publisher:
    """Publishes one change after the other, with whichever replica answers.

    `acknowledged` are the bodies that a replica said were published, with the number of their release; of
    `unknown` ones the answer was lost.
    """

    replicas: tuple[Replica, Replica]
    client: httpx.AsyncClient
    acknowledged: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    async def publish(self, number: int) -> None:
        """Raises when neither answers."""
        body = f"{number}\n"
        for replica in (self.replicas[number % 2], self.replicas[1 - number % 2]):
            try:
                answer = await self.client.patch(
                    f"{replica.url}/api/routes/all",
                    json={"action": {"kind": "respond", "status": 200, "body": body}},
                )
            except httpx.ConnectError:
                continue
            except httpx.HTTPError:
                self.unknown.append(body)
                continue
            if answer.status_code == 503:
                continue  # it is only just starting
            assert answer.is_success, answer.text
            if answer.json()["releases"]:
                self.acknowledged[body] = answer.json()["releases"][0]["number"]
            else:
                assert body in self.unknown, "what was new made no release"
                self.acknowledged[body] = 0
            return
        raise AssertionError(f"no console took change {number}")


@pytest.mark.postgres
@pytest.mark.envoy
async def test_kill_either_replica_while_changes_are_published(tmp_path: Path, postgres: str) -> None:
    async with empty_database(postgres) as database, two_replicas(tmp_path, database) as replicas:
        token = read_token(replicas[0].folder / "data")
        client = httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}, trust_env=False, timeout=30)
        async with client:
            port, bootstrap = await set_up(client, replicas)
            publisher = Publisher(replicas, client)
            async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
                await envoy.wait_until_ready()
                await wait_for_body(port, "begin\n")
                before = await envoy.statistics(UNTOUCHED)
                async with steady_traffic(port, connections=2) as tally:
                    await publish_and_kill(publisher)
                    await wait_for_body(port, f"{PUBLISHES - 1}\n")
                assert tally.failures.total() == 0
                assert set(tally.statuses) == {200}
                assert tally.total > PUBLISHES
                assert await envoy.statistics(UNTOUCHED) == before
            await check_that_nothing_is_sent_twice(client, replicas)
            await check_whole(client, replicas, publisher)


async def set_up(client: httpx.AsyncClient, replicas: tuple[Replica, Replica]) -> tuple[int, dict[str, Any]]:
    """A gateway with one route, and the bootstrap of a node that knows both consoles."""
    port = find_free_port()
    url = replicas[0].url
    await ok(client, f"{url}/api/gateways", name="edge", listen_port=port)
    action = {"kind": "respond", "status": 200, "body": "begin\n"}
    await ok(client, f"{url}/api/routes", gateway="edge", name="all", action=action)
    made = await ok(
        client,
        f"{url}/api/nodes/bootstrap",
        gateway="edge",
        node_id="n1",
        console=", ".join(f"127.0.0.1:{each.xds}" for each in replicas),
        admin_port=find_free_port(),
    )
    return port, made["bootstrap"]


async def ok(client: httpx.AsyncClient, url: str, **body: Any) -> Any:
    answer = await client.post(url, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def publish_and_kill(publisher: Publisher) -> None:
    """A replica is killed while a change is on its way to it."""
    back: dict[int, Replica] = {}
    starting: list[asyncio.Task[None]] = []
    for number in range(PUBLISHES):
        if number in back:
            starting.append(asyncio.create_task(back[number].start()))
        if number not in KILLS:
            await publisher.publish(number)
            continue
        if starting:
            await starting[-1]  # never both at once
        killed = publisher.replicas[KILLS[number]]
        publishing = asyncio.create_task(publisher.publish(number))
        await asyncio.sleep(0.01)
        await asyncio.to_thread(killed.kill)
        await publishing
        back[number + AWAY] = killed
    await asyncio.gather(*starting)


async def wait_for_body(port: int, body: str) -> None:
    async def is_served() -> bool:
        connection = Connection(port)
        try:
            return (await connection.get("/", {"host": "test"}))[2] == body.encode()
        except OSError:
            return False
        finally:
            connection.close()

    assert await eventually(is_served, 20.0), f"the node does not serve {body!r}"


async def check_that_nothing_is_sent_twice(
    client: httpx.AsyncClient, replicas: tuple[Replica, Replica]
) -> None:
    """To a node that comes from the other replica with all that it was sent there."""
    token = await ok(client, f"{replicas[0].url}/api/tokens", name="n2", role="node", gateway="edge")
    fleet = Fleet(f"127.0.0.1:{replicas[0].xds}", token["token"], "edge", 1)
    fleet.expect_routes()
    await fleet.connect()
    await fleet.routes_everywhere(20)
    await asyncio.sleep(0.5)
    await fleet.disconnect()
    received = fleet.received
    assert received > 2
    fleet.address = f"127.0.0.1:{replicas[1].xds}"
    await fleet.connect()
    await asyncio.sleep(1.5)
    await fleet.disconnect()
    assert fleet.received == received


async def check_whole(
    client: httpx.AsyncClient, replicas: tuple[Replica, Replica], publisher: Publisher
) -> None:
    """Both tell the same: every acknowledged change in its release, none missing, none twice."""
    assert len(publisher.acknowledged) == PUBLISHES
    for replica in replicas:
        releases = (await client.get(f"{replica.url}/api/releases?limit=1000")).json()["items"]
        assert [each["number"] for each in releases] == list(range(len(releases), 0, -1))
        ids = {each["number"]: each["id"] for each in releases}
        for body, number in list(publisher.acknowledged.items())[::20]:
            if number:
                release = (await client.get(f"{replica.url}/api/releases/{ids[number]}")).json()
                assert [each["action"]["body"] for each in release["document"]["routes"]] == [body]
        made = {number for number in publisher.acknowledged.values() if number}
        assert made <= set(ids)
        assert len(releases) - 2 - len(made) <= len(publisher.unknown)
        verdict = (await client.get(f"{replica.url}/api/audit/verification")).json()
        assert verdict["broken_at"] is None


@pytest.mark.postgres
@pytest.mark.envoy
async def test_kill_whoever_leads_a_rollout(tmp_path: Path, postgres: str) -> None:
    """Once while the nodes load the new version, once in the middle of a stage."""
    async with empty_database(postgres) as database, two_replicas(tmp_path, database) as replicas:
        first, second = replicas
        token = read_token(first.folder / "data")
        client = httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}, trust_env=False, timeout=30)
        async with client:
            port, bootstrap = await set_up(client, replicas)
            for version in ("1", "2"):
                path = f"{first.url}/api/filters/mark/versions"
                files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
                answer = await client.post(path, files=files, data={"version": version})
                assert answer.is_success, answer.text
            made = await ok(client, f"{first.url}/api/attachments", filter="mark@1", route="all")
            async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
                await envoy.wait_until_ready()
                await wait_for_mark(port, "mark 1")
                async with steady_traffic(port, connections=2) as tally:
                    rollout = await begin_rollout(client, second, made["id"], "mark@2")
                    first.kill()
                    events = await wait_until_promoted(client, second, rollout)
                    check_rollout(events)
                    await first.start()
                    rollout = await begin_rollout(client, first, made["id"], "mark@1")
                    before = await wait_for_event(client, first, rollout, "stage 1 of 2")
                    second.kill()
                    killed = datetime.now(UTC)
                    events = await wait_until_promoted(client, first, rollout)
                    check_rollout(events)
                    assert events[: len(before)] == before
                    went_on = datetime.fromisoformat(events[len(before)]["at"])
                    assert (went_on - killed).total_seconds() < TAKEN_OVER_SECONDS
                    await wait_for_mark(port, "mark 1")
                assert tally.failures.total() == 0
                assert set(tally.statuses) == {200}
                assert set(tally.marks) == {"mark 1", "mark 2"}


async def begin_rollout(client: httpx.AsyncClient, replica: Replica, attachment: str, version: str) -> str:
    stages = [{"percent": percent, "minimum_seconds": 2} for percent in (10, 50)]
    body = {"attachment": attachment, "filter": version, "stages": stages}
    return str((await ok(client, f"{replica.url}/api/rollouts", **body))["id"])


async def wait_for_event(
    client: httpx.AsyncClient, replica: Replica, rollout: str, text: str
) -> list[dict[str, Any]]:
    """The events up to one with `text`, asked at one console alone."""
    events: list[dict[str, Any]] = []

    async def is_there() -> bool:
        answer = await client.get(f"{replica.url}/api/rollouts/{rollout}")
        events[:] = answer.json()["events"]
        return text in events[-1]["text"] or text == events[-1]["kind"]

    assert await eventually(is_there, 40.0), events
    return list(events)


async def wait_until_promoted(
    client: httpx.AsyncClient, replica: Replica, rollout: str
) -> list[dict[str, Any]]:
    return await wait_for_event(client, replica, rollout, "promote")


def check_rollout(events: list[dict[str, Any]]) -> None:
    """Each step once, each stage for its time, and by what the nodes have counted."""
    assert [event["kind"] for event in events] == ["create", "stage", "stage", "stage", "promote"]
    times = [datetime.fromisoformat(event["at"]) for event in events]
    assert all((later - at).total_seconds() >= 2 for at, later in pairwise(times[2:]))
    assert "loaded by all connected nodes (1)" in events[2]["text"]
    assert all(event["detail"]["current"]["requests"] > 0 for event in events[3:])
    assert all(event["detail"]["candidate"]["requests"] > 0 for event in events[3:])


async def wait_for_mark(port: int, mark: str) -> None:
    async def is_served() -> bool:
        tally = await send_requests(port, count=5, connections=1)
        return tally.marks == {mark: 5}

    assert await eventually(is_served, 20.0), f"the node does not serve {mark!r}"
