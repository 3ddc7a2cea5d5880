"""A node without Envoy: requests into a delta stream by hand, messages out of it, answered or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sluice_console.core.meter import Meter
from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import SHORT_NAMES, Resource, Snapshot
from sluice_console.xds.delta import DeltaStream
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.session import Session

TYPES = {short: type_url for type_url, short in SHORT_NAMES.items()}


def make_snapshot(**types: dict[str, str]) -> Snapshot:
    """`make_snapshot(CDS={"a": "1"})`: one resource `a` of clusters whose bytes are `1`."""
    return Snapshot.of(
        Resource(TYPES[short], name, body.encode())
        for short, group in types.items()
        for name, body in group.items()
    )


@dataclass(slots=True)
class Node:
    """The other end of a delta stream."""

    stream: DeltaStream
    nodes: NodeRegistry
    nonces: dict[str, list[str]] = field(default_factory=dict)

    def subscribe(self, short: str, *names: str, **initial: str) -> None:
        """A type's request; `initial` is what the node says it has already, name to version."""
        self.stream.receive(
            discovery.DeltaDiscoveryRequest(
                type_url=TYPES[short], resource_names_subscribe=names, initial_resource_versions=initial
            )
        )

    def unsubscribe(self, short: str, *names: str) -> None:
        self.stream.receive(
            discovery.DeltaDiscoveryRequest(type_url=TYPES[short], resource_names_unsubscribe=names)
        )

    def read(self) -> list[tuple[str, dict[str, str], list[str]]]:
        """What the stream sends now: type, name to bytes, removed names. Nothing is answered."""
        found = []
        for data in self.stream.drain():
            message = discovery.DeltaDiscoveryResponse.FromString(data)
            short = SHORT_NAMES[message.type_url]
            self.nonces.setdefault(short, []).append(message.nonce)
            group = {item.name: item.resource.value.decode(errors="replace") for item in message.resources}
            found.append((short, group, list(message.removed_resources)))
        return found

    def acknowledge(self, short: str) -> None:
        """Answer the oldest message of a type."""
        self._answer(short, {})

    def reject(self, short: str, error: str) -> None:
        self._answer(short, {"error_detail": {"code": 13, "message": error}})

    def settle(self) -> list[tuple[str, dict[str, str], list[str]]]:
        """Read and acknowledge until there is no more."""
        found = []
        while True:
            found += self.read()
            unanswered = [short for short, nonces in self.nonces.items() for _ in nonces]
            if not unanswered:
                return found
            for short in unanswered:
                self.acknowledge(short)

    def _answer(self, short: str, extra: dict[str, Any]) -> None:
        nonce = self.nonces[short].pop(0)
        request = discovery.DeltaDiscoveryRequest(type_url=TYPES[short], response_nonce=nonce, **extra)
        self.stream.receive(request)


def connect(snapshot: Snapshot, nodes: NodeRegistry | None = None) -> Node:
    """A node `n1` of `gw_1` that has not asked for anything yet."""
    nodes = nodes or NodeRegistry()
    session = Session(nodes, "gw_1", "n1", Meter())
    session.open("1.40.0")
    return Node(DeltaStream(session, snapshot), nodes)
