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

import grpc
import grpc.aio

from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import CLUSTER, ENDPOINTS, LISTENER, ROUTES, RUNTIME

METHOD = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources"
_ROUTES_NAME = re.compile(rb"gw_[0-9a-z]+-[0-9a-f]{8}")
_OPTIONS = (("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1))


class Node:
    """One node: what it has, and when its routes came last (on `time.perf_counter`)."""

    def __init__(self, number: int, fleet: Fleet) -> None:
        self.number = number
        self.known: dict[str, dict[str, str]] = {}
        self.received = 0
        self.routes_at = 0.0
        self._fleet = fleet
        self._channel: Any = None
        self._stream: Any = None
        self._reader: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Open the stream and say what is there already."""
        fleet = self._fleet
        self._channel = grpc.aio.insecure_channel(fleet.address, options=_OPTIONS)
        call = self._channel.stream_stream(METHOD)
        self._stream = call(metadata=(("authorization", f"Bearer {fleet.token}"),))
        await self._ask(CLUSTER, node={"id": f"node-{self.number}", "cluster": fleet.gateway})
        await self._ask(LISTENER)
        await self._ask(RUNTIME, "console", "faults")
        for type_url in (ENDPOINTS, ROUTES):
            if names := self.known.get(type_url):
                await self._ask(type_url, *names)
        self._reader = asyncio.create_task(self._read())

    async def disconnect(self) -> None:
        self._stream.cancel()
        if self._reader is not None:
            await asyncio.gather(self._reader, return_exceptions=True)
        await self._channel.close()

    async def _ask(self, type_url: str, *names: str, **more: Any) -> None:
        request = discovery.DeltaDiscoveryRequest(
            type_url=type_url,
            resource_names_subscribe=names,
            initial_resource_versions=self.known.get(type_url, {}),
            **more,
        )
        await self._stream.write(request.SerializeToString())

    async def _read(self) -> None:
        """Until the stream ends: `read` then gives what is no bytes."""
        while isinstance(data := await self._stream.read(), bytes):
            arrived = time.perf_counter()
            message = discovery.DeltaDiscoveryResponse.FromString(data)
            await self._take(message, arrived)

    async def _take(self, message: Any, arrived: float) -> None:
        known = self.known.setdefault(message.type_url, {})
        for item in message.resources:
            known[item.name] = item.version
        for name in message.removed_resources:
            known.pop(name, None)
        self.received += len(message.resources)
        answer = discovery.DeltaDiscoveryRequest(type_url=message.type_url, response_nonce=message.nonce)
        await self._stream.write(answer.SerializeToString())
        match message.type_url:
            case _ if message.type_url == CLUSTER and message.resources:
                await self._ask_new(ENDPOINTS, [item.name for item in message.resources])
            case _ if message.type_url == LISTENER and message.resources:
                body = message.resources[0].resource.value
                await self._ask_new(ROUTES, [name.decode() for name in _ROUTES_NAME.findall(body)[:1]])
            case _ if message.type_url == ROUTES and message.resources:
                self.routes_at = arrived
                self._fleet.note_routes(self)

    async def _ask_new(self, type_url: str, names: list[str]) -> None:
        new = [name for name in names if name not in self.known.get(type_url, {})]
        if new:
            await self._ask(type_url, *new)


class Fleet:
    """All nodes of one gateway."""

    def __init__(self, address: str, token: str, gateway: str, count: int) -> None:
        self.address, self.token, self.gateway = address, token, gateway
        self.nodes = [Node(number, self) for number in range(count)]
        self._waiting: set[int] = set()
        self._all_have_routes = asyncio.Event()

    async def connect(self) -> None:
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

    async def routes_everywhere(self, seconds: float = 120.0) -> list[float]:
        """When each node got them, sorted."""
        await asyncio.wait_for(self._all_have_routes.wait(), seconds)
        return sorted(node.routes_at for node in self.nodes)

    @property
    def received(self) -> int:
        """Resources over all nodes since the start."""
        return sum(node.received for node in self.nodes)
