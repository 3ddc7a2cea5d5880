"""Two consoles on one PostgreSQL act as one: nodes at one of them, decisions at the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from tests.console.conftest import (
    Console,
    empty_database,
    fill,
    make_account,
    run_console,
    there_and_back,
    wait_for,
)
from tests.console.test_access import signed_in
from tests.console.test_events import read
from tests.console.test_rollouts import BY_HAND, Node, begin, prepare, reaches, show

from sluice_console.core.auth.identity import SYSTEM
from sluice_console.core.settings import Settings
from sluice_console.envoy.resources import EXTENSION, LISTENER
from sluice_console.features.replicas import leases
from sluice_console.features.replicas.membership import LIVE_SECONDS
from sluice_console.features.rollouts.timer import advance_all
from sluice_console.models import Gateway

SEEN_SECONDS = 2.0
"""What the nodes of one console say, the other one shows so soon."""


@pytest.fixture
async def pair(sqlite_settings: Settings, postgres: str) -> AsyncIterator[tuple[Console, Console]]:
    """The first leads."""
    async with AsyncExitStack() as stack:
        settings = sqlite_settings.model_copy(
            update={"database_url": await stack.enter_async_context(empty_database(postgres))}
        )
        first = await stack.enter_async_context(run_console(settings))
        await wait_for(lambda: leads(first))
        second = await stack.enter_async_context(run_console(settings))
        await wait_for(lambda: knows(second, first))
        yield first, second


async def leads(console: Console) -> bool:
    return bool(console.app.state.replicas.leads)


async def knows(console: Console, other: Console) -> bool:
    return bool(console.app.state.replicas.is_live(other.app.state.replicas.id))


async def is_shared(pair: tuple[Console, Console], rollout: str) -> None:
    """Each knows that the other gives its nodes the candidate."""

    async def nobody_waits() -> bool:
        found = [(await show(each, rollout))["measured"]["waiting_nodes"] for each in pair]
        return found == [[], []]

    await wait_for(nobody_waits)


async def turn(console: Console) -> int:
    state = console.app.state
    return await advance_all(console.changes, state.measures, state.replicas)


async def nodes_of(console: Console) -> dict[str, Any]:
    return {item["id"]: item for item in (await console.ok("GET", "/api/nodes"))["items"]}


async def is_served_everywhere(pair: tuple[Console, Console], gateway: str) -> None:
    async def is_alike() -> bool:
        found = [console.app.state.cache.find_snapshot(gateway) for console in pair]
        return None not in found and found[0].versions() == found[1].versions()

    await wait_for(is_alike)


@pytest.mark.postgres
async def test_a_stage_waits_for_the_nodes_of_the_other(pair: tuple[Console, Console]) -> None:
    first, second = pair
    attachment = await prepare(first)
    await is_served_everywhere(pair, attachment["gateway_id"])
    node = Node(second, attachment["gateway_id"])

    async def is_known() -> bool:
        return "n1" in await nodes_of(first)

    await wait_for(is_known, SEEN_SECONDS)
    rollout = await begin(first, attachment)
    await asyncio.sleep(1.5)
    found = await show(first, rollout)
    assert (found["state"], found["stage"]) == ("running", -1)
    assert found["measured"]["waiting_nodes"] == ["n1"]
    node.load()
    found = await reaches(first, rollout, "running", 0)
    assert found["events"][-1]["text"].endswith("loaded by all connected nodes (1)")


@pytest.mark.postgres
async def test_a_rejection_at_one_is_shown_by_the_other(pair: tuple[Console, Console]) -> None:
    first, second = pair
    attachment = await prepare(first)
    gateway = attachment["gateway_id"]
    await is_served_everywhere(pair, gateway)
    node = Node(second, gateway)
    reader = asyncio.create_task(read(first.app.state.feed, 1))

    async def is_connected() -> bool:
        return "n1" in await nodes_of(first)

    await wait_for(is_connected, SEEN_SECONDS)
    assert (await reader)[0].data["node_id"] == "n1"
    shown = (await nodes_of(first))["n1"]
    own = (await nodes_of(second))["n1"]
    assert {**shown, "last_seen": ""} == {**own, "last_seen": ""}
    assert shown["current"] and shown["connected"] and shown["types"]["ECDS"]["acknowledged"]

    node.reject(attachment["id"], "Unable to create Wasm plugin mark@1")

    async def is_told() -> bool:
        return bool((await nodes_of(first))["n1"]["rejections"])

    await wait_for(is_told, SEEN_SECONDS)
    told = (await nodes_of(first))["n1"]["rejections"][0]
    assert (told["error"], told["author"], told["field"]) == (
        "Unable to create Wasm plugin mark@1",
        "operator",
        "module",
    )
    assert [item["kind"] for item in told["objects"]] == ["attachment"]
    await make_account(first)
    browser, _ = await signed_in(first)
    async with browser:
        assert "Unable to create Wasm plugin mark@1" in (await browser.get("/nodes?gateway=edge")).text


@pytest.mark.postgres
async def test_a_rejected_candidate_at_one_ends_it_at_both(pair: tuple[Console, Console]) -> None:
    first, second = pair
    attachment = await prepare(first)
    await is_served_everywhere(pair, attachment["gateway_id"])
    node = Node(second, attachment["gateway_id"])
    rollout = await begin(first, attachment)
    await is_served_everywhere(pair, attachment["gateway_id"])
    node.reject(f"{attachment['id']}.candidate", "Unable to create Wasm plugin mark@2")
    found = await reaches(first, rollout, "failed", -1)
    assert "Unable to create Wasm plugin" in found["events"][-1]["text"]
    assert [event["kind"] for event in found["events"]].count("fail") == 1


@pytest.mark.postgres
async def test_counts_of_both_are_added_up(pair: tuple[Console, Console]) -> None:
    first, second = pair
    attachment = await prepare(first)
    gateway, route = attachment["gateway_id"], attachment["route_id"]
    await is_served_everywhere(pair, gateway)
    nodes = [Node(first, gateway, "n1"), Node(second, gateway, "n2")]
    rollout = await begin(first, attachment, BY_HAND)
    await is_served_everywhere(pair, gateway)
    for node in nodes:
        node.load()
    for console in pair:
        await reaches(console, rollout, "running", 0)
    await asyncio.sleep(0.5)  # both have seen that the stage has begun
    nodes[0].count(route, current=90, candidate=10)
    nodes[1].count(route, current=180, candidate=20, errors=1)
    for console in pair:

        async def is_measured(console: Console = console) -> bool:
            measured = (await show(console, rollout))["measured"]
            return (measured["current"], measured["candidate"]) == (
                {"requests": 270, "errors": 0, "slow": 0},
                {"requests": 30, "errors": 1, "slow": 0},
            )

        await wait_for(is_measured)
    events = (await show(first, rollout))["events"]
    assert [event["kind"] for event in events] == ["create", "stage", "stage"]


@pytest.mark.postgres
async def test_only_one_leads_and_the_other_takes_over(sqlite_settings: Settings, postgres: str) -> None:
    async with empty_database(postgres) as url:
        settings = sqlite_settings.model_copy(update={"database_url": url, "rollout_tick_seconds": 60.0})
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(run_console(settings))
            await wait_for(lambda: leads(first))
            async with run_console(settings) as second:
                await wait_for(lambda: knows(second, first))
                rollout = await begin(second, await prepare(first))
                await is_shared(pair := (first, second), rollout)
                turns = [
                    advance_all(each.changes, each.app.state.measures, each.app.state.replicas)
                    for each in pair
                ]
                assert await asyncio.gather(*turns) == [1, 0]
                assert (await leads(first), await leads(second)) == (True, False)
                await stack.aclose()
                await wait_for(lambda: leads(second), LIVE_SECONDS)
                await second.ok("POST", f"/api/rollouts/{rollout}/next")
                assert (await show(second, rollout))["state"] == "promoted"


@pytest.mark.postgres
async def test_pages_hear_what_is_done_at_the_other(pair: tuple[Console, Console]) -> None:
    first, second = pair
    reader = asyncio.create_task(read(second.app.state.feed, 2))
    await asyncio.sleep(0.05)
    await first.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    events = await reader
    assert [event.kind for event in events] == ["change", "release"]
    assert events[0].data["name"] == "edge"
    reader = asyncio.create_task(read(second.app.state.feed, 1))
    await asyncio.sleep(0.05)
    async with first.changes.begin(SYSTEM) as change:
        for number in range(100):
            change.record("gateway.note", Gateway(id=f"gw_{number}"), "x" * 100)
    assert (await reader)[0].kind == "missed", "more than a notification can hold"


async def test_a_refused_listener_pauses_the_rollout(sqlite_console: Console) -> None:
    """What was refused before somebody resumed it, they knew of."""
    console = sqlite_console
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    rollout = await begin(console, attachment)
    node.load()
    await reaches(console, rollout, "running", 0)
    listener = attachment["gateway_id"].replace("gw_", "ls_", 1)
    node.refuse(LISTENER, listener, "cannot bind '0.0.0.0:8080': Address already in use")
    found = await reaches(console, rollout, "paused", 0)
    assert found["events"][-1]["kind"] == "pause"
    assert f"n1 rejected LDS {listener}: cannot bind" in found["events"][-1]["text"]
    await console.ok("POST", f"/api/rollouts/{rollout}/resume")
    await asyncio.sleep(0.6)
    assert (await show(console, rollout))["state"] == "running"
    node.refuse(LISTENER, listener, "cannot bind '0.0.0.0:8080': Address already in use")
    await asyncio.sleep(0.6)
    assert (await show(console, rollout))["state"] == "running", (
        "the same, sent again to a node that came back"
    )


async def test_a_restart_waits_for_the_nodes_and_keeps_the_counts(settings: Settings) -> None:
    async with run_console(settings) as console:
        attachment = await prepare(console)
        node = Node(console, attachment["gateway_id"])
        waiting = await begin(console, attachment)
        await asyncio.sleep(0.3)
    async with run_console(settings) as console:
        await asyncio.sleep(1.0)
        found = await show(console, waiting)
        assert (found["stage"], found["measured"]["waiting_nodes"]) == (-1, ["n1"])
        node = Node(console, attachment["gateway_id"])
        await reaches(console, waiting, "running", 0)
        node.count(attachment["route_id"], current=90, candidate=10)
        await asyncio.sleep(0.6)
    async with run_console(settings) as console:
        await asyncio.sleep(0.6)
        assert (await show(console, waiting))["measured"]["candidate"]["requests"] == 10
        assert EXTENSION in {key[0] for key in console.app.state.cache.find_snapshot(node.gateway).versions()}


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        Node(console, (await fill(console))["gateway_id"])
    await there_and_back(settings, "0020_node_certificates")
    async with run_console(settings) as console:
        found = (await nodes_of(console))["n1"]
        assert (found["envoy_version"], found["connected"]) == ("1.40.0", False)


async def test_a_lease_has_one_holder(console: Console) -> None:
    span, over = timedelta(seconds=30), timedelta(seconds=-1)
    database = console.database

    async def take(holder: str, span: timedelta = span) -> bool:
        async with database.transaction() as db:
            return await leases.take(db, "test", holder, span)

    assert await take("a") and await take("a")
    assert not await take("b")
    async with database.transaction() as db:
        assert await leases.holds(db, "test", "a") and not await leases.holds(db, "test", "b")
        await leases.give_up(db, "test", "b")
    assert not await take("b")
    async with database.transaction() as db:
        await leases.give_up(db, "test", "a")
    assert await take("b", over)
    async with database.reading() as db:
        assert not await leases.holds(db, "test", "b"), "it is over"
    assert sorted(await asyncio.gather(*(take(name) for name in "cde"))) == [False, False, True]
