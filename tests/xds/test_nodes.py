"""The registry: who has what, waiting for it, and events for the pages."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from tests.support.delta_node import connect, make_snapshot

from sluice_console.envoy.resources import CLUSTER
from sluice_console.xds.nodes import COLLECT_SECONDS, NodeRegistry
from sluice_console.xds.session import Session
from sluice_console.xds.status import NodeEvent

ONE = make_snapshot(CDS={"a": "1"})
TWO = make_snapshot(CDS={"a": "2"})


async def test_waiting_ends_when_all_nodes_have_it() -> None:
    nodes = NodeRegistry()
    first = connect(ONE, nodes)
    first.subscribe("CDS")
    first.settle()
    report = await nodes.wait_until_loaded("gw_1", ONE.versions(), 1.0)
    assert (report.loaded, report.complete) == (("n1",), True)

    waiting = asyncio.create_task(nodes.wait_until_loaded("gw_1", TWO.versions(), 5.0))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    first.stream.retarget(TWO)
    first.settle()
    assert (await waiting).loaded == ("n1",)


async def test_waiting_ends_with_a_rejection_or_with_time() -> None:
    nodes = NodeRegistry()
    node = connect(ONE, nodes)
    node.subscribe("CDS")
    node.settle()
    assert (await nodes.wait_until_loaded("gw_1", TWO.versions(), 0.01)).waiting == ("n1",)
    node.stream.retarget(TWO)
    node.read()
    node.reject("CDS", "no such thing")
    report = await nodes.wait_until_loaded("gw_1", TWO.versions(), 5.0)
    assert dict(report.rejected) == {"n1": "no such thing"}
    assert not report.complete


async def test_what_a_node_refused_before_does_not_end_the_wait_for_a_release_that_mends_it() -> None:
    nodes = NodeRegistry()
    node = connect(ONE, nodes)
    node.subscribe("CDS")
    node.settle()
    node.stream.retarget(TWO)
    node.read()
    node.reject("CDS", "no such thing")
    assert await nodes.wait_until_taken("gw_1", lambda: TWO, 5.0) == "refused"
    three = make_snapshot(CDS={"a": "3"})
    waiting = asyncio.create_task(nodes.wait_until_taken("gw_1", lambda: three, 5.0))
    await asyncio.sleep(0.01)
    node.stream.retarget(three)
    node.settle()
    assert await waiting == "taken"


async def test_a_node_that_is_away_is_not_waited_for() -> None:
    nodes = NodeRegistry()
    session = Session(nodes, "gw_1", "n1")
    session.open("1.40.0")
    session.close()
    assert nodes.list_nodes()[0].connected is False
    assert (await nodes.wait_until_loaded("gw_1", ONE.versions(), 1.0)).complete


async def test_a_newer_stream_is_not_ended_by_an_older_one() -> None:
    nodes = NodeRegistry()
    old, new = Session(nodes, "gw_1", "n1"), Session(nodes, "gw_1", "n1")
    old.open("1.40.0")
    new.open("1.40.0")
    old.close()
    assert nodes.list_nodes()[0].connected
    new.close()
    assert not nodes.list_nodes()[0].connected


async def test_events_tell_what_happens() -> None:
    nodes = NodeRegistry()
    events: list[NodeEvent] = []

    async def read() -> None:
        async for event in nodes.events():
            events.append(event)

    task = asyncio.create_task(read())
    await asyncio.sleep(0)
    node = connect(ONE, nodes)
    node.subscribe("CDS")
    node.settle()
    node.stream.retarget(TWO)
    node.read()
    node.reject("CDS", "no")
    await asyncio.sleep(2 * COLLECT_SECONDS)
    task.cancel()
    kinds = [event.kind for event in events]
    assert kinds == ["connected", "sent", "rejected"], kinds  # of the progress the last
    assert (events[-1].kind, events[-1].error, events[-1].type_url) == ("rejected", "no", CLUSTER)


async def test_lag_is_from_push_to_answer() -> None:
    times = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number) for number in range(100))
    nodes = NodeRegistry(lambda: next(times))
    node = connect(ONE, nodes)
    node.subscribe("CDS")
    node.read()
    assert nodes.list_nodes()[0].types[CLUSTER].lag_seconds is None
    node.acknowledge("CDS")
    lag = nodes.list_nodes()[0].types[CLUSTER].lag_seconds
    assert lag is not None
    assert 0.001 <= lag <= 0.01


async def test_nodes_of_one_gateway_and_one_node() -> None:
    nodes = NodeRegistry()
    for gateway_id, node_id in (("gw_1", "a"), ("gw_2", "b"), ("gw_1", "c")):
        Session(nodes, gateway_id, node_id).open("1.40.0")
    assert [status.id for status in nodes.list_nodes("gw_1")] == ["a", "c"]
    assert len(nodes.list_nodes()) == 3
    assert nodes.find_node("gw_2", "b") is not None
    assert nodes.find_node("gw_1", "b") is None


async def test_a_rejection_keeps_its_date_at_another_console() -> None:
    """A node that moves refuses there what it has refused here: since when is what matters."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    here, there = NodeRegistry(lambda: at), NodeRegistry()
    here.connect("gw_1", "n1", "1.40.0").note_rejected(CLUSTER, "2", {"a": "2"}, "no", {})
    there.set_others(here.list_nodes())
    record = there.connect("gw_1", "n1", "1.40.0")
    record.note_rejected(CLUSTER, "2", {"a": "2"}, "no", {})
    assert [item.at for _, item in there.list_rejections("gw_1")] == [at]
    record.note_rejected(CLUSTER, "3", {"a": "3"}, "no", {})
    assert [item.at > at for _, item in there.list_rejections("gw_1")] == [True]
