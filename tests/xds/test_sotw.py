"""The state-of-the-world protocol: whole lists of clusters and listeners, answers by nonce."""

from __future__ import annotations

from typing import Any

from tests.support.delta_node import TYPES, make_snapshot

from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import RUNTIME, SHORT_NAMES, Resource, Snapshot
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.session import Session
from sluice_console.xds.sotw import SotwStream


class Node:
    """The other end of a state-of-the-world stream; each request repeats what it subscribes to."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.nodes = NodeRegistry()
        session = Session(self.nodes, "gw_1", "n1")
        session.open("1.40.0")
        self.stream = SotwStream(session, snapshot)
        self.names: dict[str, tuple[str, ...]] = {}
        self.nonces: dict[str, str] = {}

    def ask(self, short: str, *names: str, **extra: Any) -> None:
        self.names[short] = names
        request = discovery.DiscoveryRequest(type_url=TYPES[short], resource_names=names, **extra)
        self.stream.receive(request)

    def read(self) -> list[tuple[str, list[str]]]:
        found = []
        for data in self.stream.drain():
            message = discovery.DiscoveryResponse.FromString(data)
            short = SHORT_NAMES[message.type_url]
            self.nonces[short] = message.nonce
            found.append((short, sorted(item.value.decode() for item in message.resources)))
        return found

    def acknowledge(self, short: str, *names: str) -> None:
        self.ask(short, *(names or self.names[short]), response_nonce=self.nonces[short])

    def reject(self, short: str, error: str) -> None:
        detail = {"code": 13, "message": error}
        self.ask(short, *self.names[short], response_nonce=self.nonces[short], error_detail=detail)


def test_clusters_come_whole_and_endpoints_as_asked() -> None:
    node = Node(make_snapshot(CDS={"a": "a1", "b": "b1"}, EDS={"a": "ea1", "b": "eb1"}))
    node.ask("CDS")
    assert node.read() == [("CDS", ["a1", "b1"])]
    node.acknowledge("CDS")
    node.ask("EDS", "a")
    assert node.read() == [("EDS", ["ea1"])]
    node.acknowledge("EDS", "a", "b")
    assert node.read() == [("EDS", ["eb1"])]


def test_an_empty_list_of_clusters_is_answered() -> None:
    node = Node(make_snapshot())
    node.ask("CDS")
    assert node.read() == [("CDS", [])]
    node.acknowledge("CDS")
    assert node.read() == []


def test_changes_come_in_phases_and_removals_last() -> None:
    node = Node(make_snapshot(CDS={"a": "a1"}, RDS={"r": "r1"}))
    node.ask("CDS")
    node.ask("RDS", "r")
    node.read()
    node.acknowledge("CDS")
    node.acknowledge("RDS")
    node.stream.retarget(make_snapshot(CDS={"b": "b1"}, RDS={"r": "r2"}))
    assert node.read() == [("CDS", ["a1", "b1"])]
    node.acknowledge("CDS")
    assert node.read() == [("RDS", ["r2"])]
    node.acknowledge("RDS")
    assert node.read() == [("CDS", ["b1"])]


def test_a_rejection_keeps_the_last_good_one_in_later_lists() -> None:
    node = Node(make_snapshot(CDS={"a": "a1", "b": "b1"}))
    node.ask("CDS")
    node.read()
    node.acknowledge("CDS")
    node.stream.retarget(make_snapshot(CDS={"a": "bad", "b": "b1"}))
    assert node.read() == [("CDS", ["b1", "bad"])]
    node.reject("CDS", "cluster a is bad")
    assert [item.name for item in node.nodes.list_nodes()[0].rejections] == ["a"]
    node.stream.retarget(make_snapshot(CDS={"a": "bad", "b": "b2"}))
    assert node.read() == [("CDS", ["a1", "b2"])]


def test_an_outdated_answer_is_ignored() -> None:
    node = Node(make_snapshot(CDS={"a": "a1"}))
    node.ask("CDS")
    node.read()
    node.ask("CDS", response_nonce="old", error_detail={"code": 13, "message": "no"})
    assert node.nodes.list_nodes()[0].rejections == ()
    assert not node.stream.is_settled()


def test_what_has_a_life_comes_wrapped_and_again() -> None:
    node = Node(Snapshot.of([Resource(RUNTIME, "faults", b"x", life_seconds=9.0)]))
    node.ask("RTDS", "faults")
    first = list(node.stream.drain())
    node.nonces["RTDS"] = discovery.DiscoveryResponse.FromString(first[0]).nonce
    node.acknowledge("RTDS")
    node.stream.renew()
    again = [discovery.DiscoveryResponse.FromString(data) for data in node.stream.drain()]
    wrapped = discovery.Resource.FromString(again[0].resources[0].value)
    assert (wrapped.name, wrapped.ttl.seconds, wrapped.resource.value) == ("faults", 9, b"x")
