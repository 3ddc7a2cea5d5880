"""Virtual hosts as resources of their own: in which order they are sent, and in one piece for others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.delta_node import connect, make_snapshot
from tests.support.gateways import make_gateway

from sluice_console.core.meter import Meter
from sluice_console.envoy import ir
from sluice_console.envoy.http_filters import slots
from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import LISTENER, ROUTES, VIRTUAL_HOST, Snapshot
from sluice_console.envoy.snapshot import build_snapshot
from sluice_console.envoy.virtual_hosts import gather
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.session import Session
from sluice_console.xds.sotw import SotwStream

TWO = {"rc/a": "1", "rc/b": "1"}


def test_hosts_wait_until_their_routes_are_taken() -> None:
    """Envoy drops virtual hosts of routes that it does not know, and never asks for them again."""
    node = connect(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS=TWO))
    node.subscribe("LDS")
    node.settle()
    node.subscribe("RDS", "rc")
    node.subscribe("VHDS")
    assert [short for short, group, _ in node.read() if group] == ["RDS"]
    node.acknowledge("RDS")
    assert [(short, group) for short, group, _ in node.settle() if group] == [("VHDS", TWO)]


def test_a_change_of_a_host_sends_that_host_and_a_lost_one_is_removed() -> None:
    node = connect(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS=TWO))
    for short, names in (("LDS", ()), ("RDS", ("rc",)), ("VHDS", ())):
        node.subscribe(short, *names)
        node.settle()
    node.stream.retarget(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS={"rc/a": "2"}))
    assert node.settle() == [("VHDS", {"rc/a": "2"}, []), ("VHDS", {}, ["rc/b"])]


def test_hosts_of_routes_that_go_stay_with_connections_that_are_drained() -> None:
    node = connect(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS=TWO))
    for short, names in (("LDS", ()), ("RDS", ("rc",)), ("VHDS", ())):
        node.subscribe(short, *names)
        node.settle()
    node.stream.retarget(make_snapshot(LDS={"l": "2"}, RDS={"new": "1"}, VHDS={"new/a": "1"}))
    node.settle()
    node.subscribe("RDS", "new")
    assert node.settle() == [
        ("RDS", {"new": "1"}, []),
        ("VHDS", {"new/a": "1"}, []),
        ("LDS", {"l": "2"}, []),
        ("LDS", {}, ["loading"]),
    ]


def test_claims_on_hosts_of_routes_that_are_asked_for_anew_count_for_nothing() -> None:
    """A node that comes back claims what it has of drained routes, and drops it when it gets them again."""
    node = connect(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS=TWO))
    versions = {name: item.version for name, item in make_snapshot(VHDS=TWO).by_type[VIRTUAL_HOST].items()}
    node.subscribe("LDS")
    node.settle()
    node.subscribe("RDS", "rc")
    node.read()
    node.subscribe("VHDS", **versions)
    node.acknowledge("RDS")
    assert ("VHDS", TWO, []) in node.settle()


def test_one_bad_host_is_told_from_the_others() -> None:
    node = connect(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS=TWO))
    for short, names in (("LDS", ()), ("RDS", ("rc",)), ("VHDS", ())):
        node.subscribe(short, *names)
        node.settle()
    node.stream.retarget(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS={"rc/a": "2", "rc/b": "bad"}))
    node.read()
    node.reject("VHDS", "rc/b is wrong")
    assert [group for _, group, _ in node.read()] == [{"rc/a": "2"}, {"rc/b": "bad"}]
    node.acknowledge("VHDS")
    node.reject("VHDS", "it is wrong")
    assert node.settle() == []
    node.stream.retarget(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS={"rc/a": "2", "rc/b": "3"}))
    assert node.settle() == [("VHDS", {"rc/b": "3"}, [])]
    assert node.nodes.list_nodes()[0].rejections == ()


def test_routes_that_are_asked_for_anew_bring_their_hosts_again() -> None:
    node = connect(make_snapshot(LDS={"l": "1"}, RDS={"rc": "1"}, VHDS=TWO))
    for short, names in (("LDS", ()), ("RDS", ("rc",)), ("VHDS", ())):
        node.subscribe(short, *names)
        node.settle()
    node.unsubscribe("RDS", "rc")
    node.settle()
    node.subscribe("RDS", "rc")
    assert [(short, group) for short, group, _ in node.settle() if group] == [
        ("RDS", {"rc": "1"}),
        ("VHDS", TWO),
    ]


def make_split(monkeypatch: pytest.MonkeyPatch, body: str = "1") -> Snapshot:
    monkeypatch.setattr(slots, "SPLIT_FROM", 2)
    routes = tuple(
        ir.Route(f"rt_{host}", host, ir.DirectResponse(200, body), hosts=(f"{host}.test", "*"))
        for host in ("a", "b")
    )
    return build_snapshot(make_gateway(80, routes=routes))


def test_in_one_piece_they_are_what_they_are_without_a_split(monkeypatch: pytest.MonkeyPatch) -> None:
    split = make_split(monkeypatch)
    assert len(split.by_type[VIRTUAL_HOST]) == 3
    whole, pieces = gather(split)
    assert not whole.by_type[VIRTUAL_HOST]
    (routes,) = whole.by_type[ROUTES].values()
    assert pieces[routes.version] == {
        key: version for key, version in split.versions().items() if key[0] in (ROUTES, VIRTUAL_HOST)
    }
    monkeypatch.undo()
    plain = replace(whole, left_out=())
    assert gather(plain) == (plain, {})


def test_the_other_protocol_gets_one_piece_and_has_all_of_the_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    split, nodes = make_split(monkeypatch), NodeRegistry()
    session = Session(nodes, "gw_1", "n1", Meter())
    session.open("1.40.0")
    stream = SotwStream(session, split)
    (name,) = split.by_type[ROUTES]
    asked = {LISTENER: [], ROUTES: [name]}
    for type_url, names in asked.items():
        stream.receive(discovery.DiscoveryRequest(type_url=type_url, resource_names=names))
    pending = list(stream.drain())
    seen = []
    while pending:
        message = discovery.DiscoveryResponse.FromString(pending.pop(0))
        seen.append(message.type_url)
        stream.receive(
            discovery.DiscoveryRequest(
                type_url=message.type_url,
                resource_names=asked[message.type_url],
                response_nonce=message.nonce,
                version_info=message.version_info,
            )
        )
        pending += stream.drain()
    assert seen == [LISTENER, ROUTES]
    wanted = {key: version for key, version in split.versions().items() if key[0] in (ROUTES, VIRTUAL_HOST)}
    assert nodes.report("gw_1", wanted).loaded == ("n1",)
    stream.retarget(make_split(monkeypatch, "2"))
    assert [discovery.DiscoveryResponse.FromString(data).type_url for data in stream.drain()] == [ROUTES]
