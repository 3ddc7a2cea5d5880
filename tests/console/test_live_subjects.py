"""A route's change and a service's version, rolled out at a real Envoy under load."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import wait_for
from tests.console.test_live import Stand, run_stand
from tests.console.test_live_rollouts import Traffic, ends, traffic_at
from tests.support.traffic import Connection

from sluice_console.core.settings import Settings

pytestmark = pytest.mark.envoy
STAGES = [{"percent": 10, "minimum_seconds": 4}, {"percent": 100, "minimum_seconds": 2}]
LONG = [{"percent": 10, "minimum_seconds": 600}, {"percent": 100}]


@asynccontextmanager
async def marking_upstream(mark: str, fails_every: int = 0) -> AsyncIterator[int]:
    """Says who it is in `x-filter`; every so many requests end with 500. Gives its port."""
    seen = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                seen += 1
                status = "500 Oh" if fails_every and seen % fails_every == 0 else "200 OK"
                writer.write(
                    f"HTTP/1.1 {status}\r\nx-filter: {mark}\r\ncontent-length: 3\r\n\r\nok\n".encode()
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def stand(sqlite_settings: Settings, tmp_path: Path) -> AsyncIterator[Stand]:
    """`web` runs as v1, v2 and bad; the route `all` leads to v1."""
    async with (
        run_stand(sqlite_settings, tmp_path / "envoy") as stand,
        marking_upstream("v1") as one,
        marking_upstream("v2") as two,
        marking_upstream("bad", fails_every=20) as bad,
    ):
        versions = {"v1": one, "v2": two, "bad": bad}
        endpoints = [{"host": "127.0.0.1", "port": port, "version": name} for name, port in versions.items()]
        await stand.console.ok("PATCH", "/api/services/web", json={"endpoints": endpoints})
        action = {"kind": "forward", "destinations": [{"service": "web", "version": "v1"}]}
        await stand.console.ok("PATCH", "/api/routes/all", json={"action": action})
        await stand.everybody_gets("v1")
        yield stand


async def begin(stand: Stand, stages: list[dict[str, Any]], **subject: Any) -> str:
    body = {**subject, "stages": stages}
    return str((await stand.console.ok("POST", "/api/rollouts", json=body))["id"])


def statuses(traffic: Traffic, mark: str) -> set[int]:
    return {status for _, found, status in traffic.answers if found == mark}


@pytest.mark.thorough
async def test_a_good_version_of_a_service_goes_to_the_end_by_itself(stand: Stand) -> None:
    async with traffic_at(stand.port) as traffic:
        rollout = await begin(stand, STAGES, service="web", gateway="edge", version="v2")
        await ends(stand, rollout, "promoted", 60)
        await stand.everybody_gets("v2")
    assert {status for _, _, status in traffic.answers} == {200}
    route = await stand.console.ok("GET", "/api/routes/all")
    assert [item["version"] for item in route["action"]["destinations"]] == ["v2"]


@pytest.mark.thorough
async def test_a_bad_version_of_a_service_goes_back_soon(stand: Stand) -> None:
    async with traffic_at(stand.port) as traffic:
        rollout = await begin(stand, LONG, service="web", gateway="edge", version="bad")
        found = await ends(stand, rollout, "failed", 60)
        await asyncio.sleep(1)
    assert "answered 5xx" in found["events"][-1]["text"]
    assert statuses(traffic, "v1") == {200}
    first, last = traffic.first("bad"), traffic.last("bad")
    marks = traffic.marks(first, last)
    share, requests = marks["bad"] / marks.total(), marks.total()
    print(f"back after {last - first:.1f} s, {requests} requests, {100 * share:.1f} % to the bad version")
    assert last - first < 30
    assert share <= 0.11 + 2 * (0.09 / requests) ** 0.5, (share, requests)


async def test_a_change_of_a_route_for_some_users_first(stand: Stand) -> None:
    """Users stay on their side while the share grows, and over a pause; then everybody has it."""
    action = {"kind": "forward", "destinations": [{"service": "web", "version": "v2"}]}
    change = {"action": action, "headers": {"response": {"set": [["x-changed", "yes"]]}}}
    by_hand = [{"percent": percent, "automatic": False} for percent in (10, 50)]
    rollout = await begin(stand, by_hand, route="edge/all", change=change, sticky_by="x-user")
    first = await chosen(stand, rollout, 0, set())
    assert 5 <= len(first) <= 40, "of 200 users"
    await stand.console.ok("POST", f"/api/rollouts/{rollout}/pause")
    assert await ask_all(stand) == first
    await stand.console.ok("POST", f"/api/rollouts/{rollout}/resume")
    await stand.console.ok("POST", f"/api/rollouts/{rollout}/next")
    second = await chosen(stand, rollout, 1, first)
    assert first < second and 70 <= len(second) <= 130
    await stand.console.ok("POST", f"/api/rollouts/{rollout}/next")
    await stand.everybody_gets("v2")
    assert len(await ask_all(stand)) == 200


@pytest.mark.thorough
async def test_a_change_of_a_route_for_one_tenant(stand: Stand) -> None:
    await stand.console.ok("POST", "/api/tenants", json={"name": "acme", "hosts": ["*.acme.io", "acme.io"]})
    action = {"kind": "forward", "destinations": [{"service": "web", "version": "v2"}]}
    stages = [{"percent": 0, "tenants": ["acme"], "automatic": False}]
    await begin(stand, stages, route="edge/all", change={"action": action})
    connection = Connection(stand.port)

    async def answers(host: str) -> str:
        _, headers, _ = await connection.get("/", {"host": host})
        return headers["x-filter"]

    async def is_in_force() -> bool:
        return await answers("acme.io") == "v2"

    await wait_for(is_in_force, 30)
    for host in ("shop.acme.io", "SHOP.acme.io", "a.b.acme.io:8443", "acme.io:80"):
        assert await answers(host) == "v2", host
    for host in ("acme.io.evil.test", "notacme.io", "test", "acme.iox"):
        assert await answers(host) == "v1", host
    connection.close()


async def chosen(stand: Stand, rollout: str, stage: int, before: set[int]) -> set[int]:
    """The users on the changed side, as soon as the stage is in force at the node and there are more."""

    async def is_in_force() -> bool:
        shown = await stand.console.ok("GET", f"/api/rollouts/{rollout}")
        assert shown["state"] == "running", shown["events"]
        if shown["stage"] != stage or not (await stand.node())["current"]:
            return False
        return await ask_all(stand) > before

    await wait_for(is_in_force, 30)
    return await ask_all(stand)  # the stage may have begun while they were asked


async def ask_all(stand: Stand) -> set[int]:
    connection = Connection(stand.port)
    found = set()
    for number in range(200):
        status, headers, _ = await connection.get("/", {"host": "test", "x-user": f"user{number}"})
        assert status == 200
        assert (headers["x-filter"] == "v2") is ("x-changed" in headers)
        if headers["x-filter"] == "v2":
            found.add(number)
    connection.close()
    return found
