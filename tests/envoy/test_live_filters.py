"""A real Envoy runs filters where the gateway says, and swaps, splits and refuses them without a failed
request.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.c_filter import compile_filter
from tests.support.edge import NODE, Edge, make_bootstrap, run_edge
from tests.support.envoy import eventually, find_free_port, run_envoy
from tests.support.gateways import make_filter_version, make_gateway
from tests.support.traffic import Connection, send_requests, steady_traffic
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir
from sluice_console.envoy.resources import EXTENSION
from sluice_console.envoy.stickiness import find_bucket

pytestmark = pytest.mark.envoy

V1 = make_filter_version("v1", compile_filter("v1"))
V2 = make_filter_version("v2", compile_filter("v2"))
OTHER = make_filter_version("other", compile_filter("other"), name="other")
GARBAGE = make_filter_version("garbage", b"\0asm but no module")
TRAPS = make_filter_version("traps", compile_filter("traps", traps_at_start=True))
FILTERS = (V1, V2, OTHER, GARBAGE, TRAPS)
TWO_ROUTES = {"/": "hello\n", "/plain": "plain\n"}


def make(port: int, **parts: Any) -> ir.Gateway:
    """Two routes, `rt_1` for everything and `rt_2` for /plain; v1 is attached to `rt_1`."""
    attached = (ir.Attachment("at_1", V1.id, "{}", "rt_1"),)
    return make_gateway(port, TWO_ROUTES, **({"filters": FILTERS, "attachments": attached} | parts))


def make_rollout(gateway: ir.Gateway, stage: ir.Stage, attachment_id: str = "at_1") -> ir.Gateway:
    return replace(
        gateway, rollouts=(ir.Rollout("ro_1", ir.FilterChange(attachment_id, V2.id, "{}"), stage),)
    )


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path, make(port), port) as started:
        yield started


async def test_a_filter_runs_on_its_route_only(edge: Edge) -> None:
    assert (await edge.get("/")).headers["x-filter"] == "v1"
    assert "x-filter" not in (await edge.get("/plain")).headers
    denied = await edge.get("/", x_provoke="deny")
    assert (denied.status_code, denied.text) == (403, "denied by the filter\n")


async def test_a_filter_of_the_gateway_runs_everywhere(edge: Edge) -> None:
    """Also where no route answers: a log must not miss a 404."""
    await edge.publish(make(edge.port, attachments=(ir.Attachment("at_1", V1.id),)))
    gateway = make(edge.port, attachments=(ir.Attachment("at_1", V1.id),))
    await edge.publish(replace(gateway, routes=gateway.routes[1:]))
    assert (await edge.get("/plain")).headers["x-filter"] == "v1"
    nowhere = await edge.get("/nowhere")
    assert (nowhere.status_code, nowhere.headers["x-filter"]) == (404, "v1")


async def test_filters_run_in_their_order(edge: Edge) -> None:
    async with run_upstream("echo") as port:
        service = ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", port),))
        route = ir.Route("rt_1", "r", ir.Forward((ir.Destination("sv_1"),)))
        for first, second, wanted in ((10, 20, "v1,other"), (20, 10, "other,v1")):
            attached = (
                ir.Attachment("at_1", V1.id, "{}", "rt_1", first),
                ir.Attachment("at_2", OTHER.id, "{}", None, second),
            )
            await edge.publish(make(edge.port, services=(service,), routes=(route,), attachments=attached))
            assert (await edge.get("/")).json()["headers"]["x-seen-by"].split(", ")[-1] in wanted
            seen = (await edge.get("/")).headers.get_list("x-filter", split_commas=True)
            assert ",".join(reversed(seen)) == wanted


async def test_hot_swap_under_load_fails_no_request(edge: Edge) -> None:
    attached = ir.Attachment("at_1", V1.id, "{}", "rt_1")
    async with steady_traffic(edge.port) as tally:
        for number in range(20):
            version = (V2, V1)[number % 2]
            changed = replace(attached, filter_version_id=version.id, configuration=f'{{"n":{number}}}')
            await edge.publish(make(edge.port, attachments=(changed,)))
            await asyncio.sleep(0.05)
    assert tally.failures.total() == 0
    assert set(tally.statuses) == {200}
    assert set(tally.marks) == {"v1", "v2"}
    assert tally.total > 1_000
    assert (await edge.get("/")).headers["x-filter"] == "v1"


async def test_stages_by_share_and_header_then_promotion(edge: Edge) -> None:
    """The whole life of a rollout, under load; nobody passes without a filter at any moment."""
    start = make(edge.port)
    ten_percent = ir.Stage(1_000, (ir.HeaderMatch("x-beta"), ir.HeaderMatch("user", ir.TextMatch("jason"))))
    listener_updates = "listener_manager.listener_(modified|added|in_place_updated)"
    before = await edge.envoy.statistics(listener_updates)
    async with steady_traffic(edge.port) as background:
        await edge.publish(make_rollout(start, ir.Stage(0)))
        assert (await send_requests(edge.port, count=500)).marks == {"v1": 500}

        await edge.publish(make_rollout(start, ten_percent))
        split = await send_requests(edge.port, count=8_000)
        assert split.share("v2") == pytest.approx(0.10, abs=0.017)  # five standard deviations
        for headers in ({"x-beta": "1"}, {"user": "jason"}):
            assert (await send_requests(edge.port, count=50, headers=headers)).marks == {"v2": 50}
        assert "x-filter" not in (await edge.get("/plain", x_beta="1")).headers

        await edge.publish(make_rollout(start, ir.Stage(10_000)))
        assert (await send_requests(edge.port, count=200)).marks == {"v2": 200}

        await edge.publish(make(edge.port, attachments=(ir.Attachment("at_1", V2.id, "{}", "rt_1"),)))
        assert (await send_requests(edge.port, count=200)).marks == {"v2": 200}
    assert background.failures.total() == 0
    assert set(background.statuses) == {200}
    assert set(background.marks) == {"v1", "v2"}
    assert await edge.envoy.statistics(listener_updates) == before


async def test_a_header_stage_chooses_by_header_alone(edge: Edge) -> None:
    await edge.publish(
        make_rollout(make(edge.port), ir.Stage(0, (ir.HeaderMatch("x-beta", ir.TextMatch("on")),)))
    )
    assert (await send_requests(edge.port, count=300)).marks == {"v1": 300}
    assert (await edge.get("/", x_beta="on")).headers["x-filter"] == "v2"
    assert (await edge.get("/", x_beta="off")).headers["x-filter"] == "v1"


@pytest.mark.parametrize(
    ("key", "header", "written"),
    [
        (ir.StickyKey("X-User"), "x-user", "{}"),
        (ir.StickyKey("s.id", "cookie"), "cookie", "sxid=1; theme=dark; s.id={}; s.id=9"),
    ],
)
async def test_a_sticky_share_holds_the_same_users_as_it_grows(
    edge: Edge, key: ir.StickyKey, header: str, written: str
) -> None:
    users = [f"user-{number}" for number in range(300)]
    before: set[str] = set()
    connection = Connection(edge.port)
    for share in (1_000, 3_000, 10_000):
        rollout = ir.Rollout("ro_1", ir.FilterChange("at_1", V2.id, "{}"), ir.Stage(share), sticky_by=key)
        await edge.publish(make(edge.port, rollouts=(rollout,)))
        chosen: set[str] = set()
        for user in users * 2:
            _, headers, _ = await connection.get("/", {"host": "test", header: written.format(user)})
            if headers["x-filter"] == "v2":
                chosen.add(user)
            else:
                assert user not in chosen, "a user changed sides within a stage"
        assert chosen == {user for user in users if find_bucket(user, "ro_1") < share}
        assert before <= chosen
        assert len(chosen) / len(users) == pytest.approx(share / 10_000, abs=0.08)
        before = chosen
        for others in ({}, {"cookie": "theme=dark; sxid=1"}):
            strangers = await send_requests(edge.port, count=1_000, headers=others)
            assert strangers.share("v2") == pytest.approx(share / 10_000, abs=0.08)
    connection.close()


async def test_abort_puts_everybody_back_at_once(edge: Edge) -> None:
    start = make(edge.port)
    await edge.publish(make_rollout(start, ir.Stage(5_000)))
    assert (await send_requests(edge.port, count=400)).marks["v2"] > 100
    async with steady_traffic(edge.port) as background:
        begun = asyncio.get_running_loop().time()
        await edge.publish(start)
        assert asyncio.get_running_loop().time() - begun < 1.0
        assert (await send_requests(edge.port, count=400)).marks == {"v1": 400}
    assert background.failures.total() == 0
    assert set(background.statuses) == {200}


async def test_a_rollout_for_the_whole_gateway(edge: Edge) -> None:
    gateway = make(edge.port, attachments=(ir.Attachment("at_1", V1.id),))
    await edge.publish(gateway)
    await edge.publish(make_rollout(gateway, ir.Stage(5_000)))
    for path in ("/", "/plain"):
        tally = await send_requests(edge.port, path, count=2_000)
        assert set(tally.marks) == {"v1", "v2"}
        assert tally.share("v2") == pytest.approx(0.5, abs=0.06)
    await edge.publish(make_rollout(gateway, ir.Stage(10_000)))
    assert (await send_requests(edge.port, "/plain", count=200)).marks == {"v2": 200}


async def test_stages_only_touch_the_runtime(edge: Edge) -> None:
    await edge.publish(make_rollout(make(edge.port), ir.Stage(100)))
    pattern = "(http.ls_1.rds.gw_1-[0-9a-f]*.config_reload|listener_manager.lds.update_success)$"
    before = await edge.envoy.statistics(pattern)
    assert len(before) == 2
    await edge.publish(make_rollout(make(edge.port), ir.Stage(9_000)))
    assert (await send_requests(edge.port, count=500)).share("v2") > 0.8
    assert await edge.envoy.statistics(pattern) == before


@pytest.mark.parametrize("bad", [GARBAGE, TRAPS], ids=["garbage", "traps at start"])
async def test_a_rejected_module_leaves_the_last_good_one(edge: Edge, bad: ir.FilterVersion) -> None:
    attached = ir.Attachment("at_1", bad.id, "{}", "rt_1")
    async with steady_traffic(edge.port) as background:
        report = await edge.control.publish(make(edge.port, attachments=(attached,)))
        assert NODE in report.rejected
        await asyncio.sleep(0.2)
    assert (background.failures.total(), set(background.marks)) == (0, {"v1"})
    node = edge.control.nodes.list_nodes()[0]
    assert {item.name for item in node.rejections} <= {"at_1", "at_1.candidate"}
    assert node.types[EXTENSION].error
    assert node.types[EXTENSION].acknowledged != node.types[EXTENSION].sent

    await edge.publish(make(edge.port))

    async def is_in_order() -> bool:
        status = edge.control.nodes.list_nodes()[0]
        return not status.rejections and not status.types[EXTENSION].error

    assert await eventually(is_in_order)
    node = edge.control.nodes.list_nodes()[0]
    assert node.types[EXTENSION].acknowledged == node.types[EXTENSION].sent


async def test_pushing_again_what_was_rejected_is_answered_truthfully(edge: Edge) -> None:
    """Envoy acknowledges bytes that it rejected before; in other bytes it rejects them again."""
    bad = (ir.Attachment("at_1", TRAPS.id, "{}", "rt_1"),)
    assert NODE in (await edge.control.publish(make(edge.port, attachments=bad))).rejected
    again = edge.control.cache.push_again("gw_1", {"at_1", "at_1.candidate"})
    assert again is not None
    report = await edge.control.nodes.wait_until_loaded("gw_1", again.versions(), 5.0)
    assert NODE in report.rejected
    assert (await edge.get("/")).headers["x-filter"] == "v1"


async def test_a_refused_configuration_is_a_rejection(edge: Edge) -> None:
    attached = ir.Attachment("at_1", V1.id, "refuse this", "rt_1")
    report = await edge.control.publish(make(edge.port, attachments=(attached,)))
    assert NODE in report.rejected
    assert (await edge.get("/")).headers["x-filter"] == "v1"


async def test_a_rejected_candidate_gets_no_request(edge: Edge) -> None:
    """Its share would go to routes that enable it: they are not sent after a rejection."""
    rollout = ir.Rollout("ro_1", ir.FilterChange("at_1", TRAPS.id, "{}"), ir.Stage(5_000))
    report = await edge.control.publish(make(edge.port, rollouts=(rollout,)))
    assert NODE in report.rejected
    assert (await send_requests(edge.port, count=500)).marks == {"v1": 500}


@pytest.mark.parametrize("route_id", ["rt_1", None], ids=["at a route", "at the gateway"])
async def test_a_rejected_new_attachment_changes_nothing(edge: Edge, route_id: str | None) -> None:
    bad = ir.Attachment("at_2", TRAPS.id, "{}", route_id)
    good = ir.Attachment("at_1", V1.id, "{}", "rt_1")
    async with steady_traffic(edge.port) as background:
        report = await edge.control.publish(make(edge.port, attachments=(good, bad)), 3.0)
        assert report.loaded == ()
        await asyncio.sleep(1.0)
    assert (background.failures.total(), set(background.statuses)) == (0, {200})
    assert set(background.marks) == {"v1"}
    assert (await edge.get("/plain")).status_code == 200


async def test_an_envoy_that_starts_after_a_rejection_has_the_last_good(edge: Edge, tmp_path: Path) -> None:
    """A restart must not turn a rejected push into an outage."""
    bad = ir.Attachment("at_2", TRAPS.id, "{}", None)
    good = ir.Attachment("at_1", V1.id, "{}", "rt_1")
    await edge.control.publish(make(edge.port, attachments=(good, bad)), 2.0)
    await asyncio.to_thread(edge.envoy.stop)
    async with run_envoy(tmp_path / "again", make_bootstrap(edge.control.port, "n2")) as again:
        await again.wait_until_ready()

        async def is_rejected() -> bool:
            node = edge.control.nodes.find_node("gw_1", "n2")
            return node is not None and bool(node.rejections)

        assert await eventually(is_rejected)
        assert (await send_requests(edge.port, count=200)).marks == {"v1": 200}


async def test_what_is_rejected_does_not_hold_up_other_changes(edge: Edge) -> None:
    attached = (ir.Attachment("at_1", TRAPS.id, "{}", "rt_1"),)
    await edge.control.publish(make(edge.port, attachments=attached))
    gateway = make(edge.port, attachments=attached)
    changed = replace(gateway.routes[1], action=ir.DirectResponse(200, "changed\n"))
    await edge.control.publish(replace(gateway, routes=(gateway.routes[0], changed)))

    async def is_changed() -> bool:
        return (await edge.get("/plain")).text == "changed\n"

    assert await eventually(is_changed)
    assert (await edge.get("/")).headers["x-filter"] == "v1"


async def test_a_trap_is_survived_by_reloading(edge: Edge) -> None:
    trapped = await edge.get("/", x_provoke="trap")
    assert trapped.status_code in (500, 503)

    async def are_all_workers_back() -> bool:
        tally = await send_requests(edge.port, count=64, connections=16)
        return set(tally.statuses) == {200} and tally.marks == {"v1": 64}

    assert await eventually(are_all_workers_back)


async def test_exchanging_a_filter_for_another_leaves_no_gap(edge: Edge) -> None:
    """The old filter goes and a new one comes in one publish: one of the two runs at every moment."""
    async with steady_traffic(edge.port) as background:
        for number in range(5):
            attachment = ir.Attachment(f"at_x{number}", (V2, V1)[number % 2].id, "{}", "rt_1")
            await edge.publish(make(edge.port, attachments=(attachment,)))
            await asyncio.sleep(0.1)
    assert background.failures.total() == 0
    assert set(background.statuses) == {200}
    assert "" not in background.marks
