"""Nodes without an Envoy: each a connection of its own and one delta stream, acknowledging whatever comes.

fleet = Fleet("127.0.0.1:18000", token, "edge", 1000)
await fleet.connect()
seconds = await fleet.wait_for(version)
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

from bench.control_plane.wire import Stream, open_stream
from sluice_console.envoy.protobufs import discovery, route
from sluice_console.envoy.resources import CLUSTER, ENDPOINTS, LISTENER, ROUTES, RUNTIME, VIRTUAL_HOST

METHOD = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources"
WILDCARDS = frozenset({CLUSTER, LISTENER})
"""Types whose first request is answered, whatever the node has already."""
_ROUTES_NAME = re.compile(rb"gw_[0-9a-z]+-[0-9a-f]{8}")


class Node:
    """One node: what it has, and when its routes came last (on `time.perf_counter`)."""

    def __init__(self, number: int, fleet: Fleet) -> None:
        self.number = number
        self.known: dict[str, dict[str, str]] = {}
        self.received = 0
        self.routes_at = 0.0
        self._answered: set[str] = set()
        self._fleet = fleet
        self._stream: Stream | None = None
        self._ended = asyncio.Event()

    async def connect(self) -> None:
        """Open the stream and say what is there already."""
        fleet = self._fleet
        host, _, port = fleet.address.rpartition(":")
        self._ended.clear()
        self._answered.clear()
        self._stream = await open_stream(host, int(port), METHOD, fleet.token, self._take, self._ended.set)
        self._ask(CLUSTER, node={"id": f"node-{self.number}", "cluster": fleet.gateway})
        self._ask(LISTENER)
        self._ask(RUNTIME, "console", "faults")
        for type_url in (ENDPOINTS, ROUTES):
            if names := self.known.get(type_url):
                self._ask(type_url, *names)

    async def disconnect(self) -> None:
        if self._stream is not None:
            self._stream.close()
            await self._ended.wait()

    def _ask(self, type_url: str, *names: str, **more: Any) -> None:
        request = discovery.DeltaDiscoveryRequest(
            type_url=type_url,
            resource_names_subscribe=names,
            initial_resource_versions=self.known.get(type_url, {}),
            **more,
        )
        self._send(request)

    def _send(self, request: Any) -> None:
        assert self._stream is not None
        self._stream.send(request.SerializeToString())

    def _take(self, data: bytes) -> None:
        arrived = time.perf_counter()
        message = discovery.DeltaDiscoveryResponse.FromString(data)
        known = self.known.setdefault(message.type_url, {})
        for item in message.resources:
            known[item.name] = item.version
        for name in message.removed_resources:
            known.pop(name, None)
        self.received += len(message.resources)
        self._answered.add(message.type_url)
        if self._answered >= WILDCARDS:
            self._fleet.note_answered(self)
        self._send(discovery.DeltaDiscoveryRequest(type_url=message.type_url, response_nonce=message.nonce))
        match message.type_url:
            case _ if message.type_url == CLUSTER and message.resources:
                self._ask_new(ENDPOINTS, [item.name for item in message.resources])
            case _ if message.type_url == LISTENER and message.resources:
                body = message.resources[0].resource.value
                self._ask_new(ROUTES, [name.decode() for name in _ROUTES_NAME.findall(body)[:1]])
            case _ if message.type_url == ROUTES and message.resources:
                if VIRTUAL_HOST not in self.known and _has_hosts_apart(message.resources[0].resource.value):
                    self.known[VIRTUAL_HOST] = {}
                    self._ask(VIRTUAL_HOST)
                self._note_routes(arrived)
            case _ if message.type_url == VIRTUAL_HOST and message.resources:
                self._note_routes(arrived)

    def _note_routes(self, arrived: float) -> None:
        self.routes_at = arrived
        self._fleet.note_routes(self)

    def _ask_new(self, type_url: str, names: list[str]) -> None:
        new = [name for name in names if name not in self.known.get(type_url, {})]
        if new:
            self._ask(type_url, *new)


def _has_hosts_apart(routes: bytes) -> bool:
    """Whether a node that takes these routes asks for their virtual hosts by themselves."""
    return bool(route.RouteConfiguration.FromString(routes).HasField("vhds"))


class Fleet:
    """All nodes of one gateway."""

    def __init__(self, address: str, token: str, gateway: str, count: int) -> None:
        self.address, self.token, self.gateway = address, token, gateway
        self.nodes = [Node(number, self) for number in range(count)]
        self._waiting: set[int] = set()
        self._unanswered: set[int] = set()
        self._all_have_routes = asyncio.Event()
        self._all_answered = asyncio.Event()

    async def connect(self) -> None:
        self._unanswered = {node.number for node in self.nodes}
        self._all_answered.clear()
        await asyncio.gather(*(node.connect() for node in self.nodes))

    async def disconnect(self) -> None:
        await asyncio.gather(*(node.disconnect() for node in self.nodes))

    def expect_routes(self) -> None:
        """From now on `routes_everywhere` waits until every node has been sent routes."""
        self._waiting = {node.number for node in self.nodes}
        self._all_have_routes.clear()

    def note_routes(self, node: Node) -> None:
        self._waiting.discard(node.number)
        if not self._waiting:
            self._all_have_routes.set()

    def note_answered(self, node: Node) -> None:
        self._unanswered.discard(node.number)
        if not self._unanswered:
            self._all_answered.set()

    async def answered_everywhere(self, seconds: float = 60.0) -> None:
        """Until every node has been told all that it lacks, be it nothing."""
        await asyncio.wait_for(self._all_answered.wait(), seconds)

    async def routes_everywhere(self, seconds: float = 120.0) -> list[float]:
        """When each node got them, sorted."""
        await asyncio.wait_for(self._all_have_routes.wait(), seconds)
        return sorted(node.routes_at for node in self.nodes)

    @property
    def received(self) -> int:
        """Resources over all nodes since the start."""
        return sum(node.received for node in self.nodes)
