"""A whole edge for tests: snapshot cache, xDS server, and a real Envoy that is connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.support.envoy import Envoy, find_free_port, run_envoy

from sluice_console.envoy import ir
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.resources import Resource, Snapshot
from sluice_console.envoy.snapshot import build_snapshot
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.claims import Claim
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.server import XdsServer
from sluice_console.xds.status import LoadReport

TOKEN = "a-node's-token"
NODE = "n1"


async def authenticate(claim: Claim) -> str | None:
    """Every node of `edge` with the right token belongs to `gw_1`."""
    return "gw_1" if (claim.token, claim.cluster) == (TOKEN, "edge") else None


@dataclass(slots=True)
class Control:
    """The console's side. `publish` waits for the nodes."""

    cache: SnapshotCache
    nodes: NodeRegistry
    server: XdsServer
    port: int

    async def publish(
        self, gateway: ir.Gateway, timeout_seconds: float = 10.0, secrets: Iterable[Resource] = ()
    ) -> LoadReport:
        snapshot = build_snapshot(gateway).with_secrets(secrets)
        assert snapshot.left_out == ()
        return await self.push(snapshot, timeout_seconds)

    async def push(self, snapshot: Snapshot, timeout_seconds: float = 10.0) -> LoadReport:
        self.cache.set_snapshot("gw_1", snapshot)
        return await self.nodes.wait_until_loaded("gw_1", snapshot.versions(), timeout_seconds)


@asynccontextmanager
async def run_control(port: int = 0, cache: SnapshotCache | None = None) -> AsyncIterator[Control]:
    """A server with a registry of its own; `cache` may be that of a server that has ended."""
    cache = cache or SnapshotCache()
    nodes = NodeRegistry()
    server = XdsServer(cache, authenticate, nodes)
    bound = await server.start("127.0.0.1", port)
    try:
        yield Control(cache, nodes, server, bound)
    finally:
        await server.stop(0)


@dataclass(slots=True)
class Edge:
    """Console and Envoy. `port` is where `make_gateway(port)` makes Envoy listen."""

    control: Control
    envoy: Envoy
    port: int

    async def publish(
        self, gateway: ir.Gateway, timeout_seconds: float = 10.0, secrets: Iterable[Resource] = ()
    ) -> LoadReport:
        """Publish and wait; fails when a node did not take it."""
        report = await self.control.publish(gateway, timeout_seconds, secrets)
        assert report.loaded == (NODE,), (report, self.control.nodes.list_nodes(), self.envoy.log_tail())
        return report

    async def get(self, path: str = "/", method: str = "GET", **headers: str) -> httpx.Response:
        """One request over a connection of its own; `x_beta="1"` is the header `x-beta`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            return await client.request(method, f"http://127.0.0.1:{self.port}{path}", headers=named)


def make_bootstrap(
    xds_port: int, node_id: str = NODE, token: str = TOKEN, overload: ir.Overload | None = None
) -> dict[str, Any]:
    admin = find_free_port()
    return to_bootstrap(node_id, "edge", [("127.0.0.1", xds_port)], admin, token, overload or ir.Overload())


@asynccontextmanager
async def run_edge(folder: Path, gateway: ir.Gateway, port: int) -> AsyncIterator[Edge]:
    """Start both, with `gateway` published before Envoy comes."""
    async with run_control() as control:
        control.cache.set_snapshot("gw_1", build_snapshot(gateway))
        async with run_envoy(folder, make_bootstrap(control.port, overload=gateway.overload)) as envoy:
            await envoy.wait_until_ready()
            edge = Edge(control, envoy, port)
            await edge.publish(gateway)
            yield edge
