"""gRPC's own xDS client (an `xds:///` target of grpcio) against our server: it resolves, keeps, survives."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
from tests.support.edge import Control, authenticate
from tests.support.envoy import eventually

from sluice_console.envoy.config_sources import ADS
from sluice_console.envoy.endpoints import to_address
from sluice_console.envoy.protobufs import (
    cluster,
    endpoint,
    endpoint_parts,
    http,
    listener,
    pack,
    route,
    route_parts,
    router,
)
from sluice_console.envoy.resources import CLUSTER, ENDPOINTS, LISTENER, ROUTES, Resource, Snapshot
from sluice_console.xds.admission import Admission
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.claims import Claim
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.server import XdsServer

CLIENT = Path(__file__).parent / "xds_client.py"


def to_snapshot(port: int, *, routes_to: str = "echo") -> Snapshot:
    """What a client without a proxy wants: an API listener, its routes, a cluster and endpoints."""
    filter = http.HttpFilter(name="router", typed_config=pack(router.Router()))
    manager = http.HttpConnectionManager(
        rds=http.Rds(config_source=ADS, route_config_name="routes"), http_filters=[filter]
    )
    api = listener.Listener(name="echo.test")
    api.api_listener.api_listener.CopyFrom(pack(manager))
    everything = route_parts.Route(
        match=route_parts.RouteMatch(prefix=""), route=route_parts.RouteAction(cluster=routes_to)
    )
    host = route_parts.VirtualHost(name="all", domains=["*"], routes=[everything])
    group = cluster.Cluster(name="echo", type=cluster.Cluster.EDS)
    group.eds_cluster_config.eds_config.CopyFrom(ADS)
    place = endpoint_parts.LocalityLbEndpoints(
        lb_endpoints=[
            endpoint_parts.LbEndpoint(endpoint=endpoint_parts.Endpoint(address=to_address("127.0.0.1", port)))
        ]
    )
    place.load_balancing_weight.value = 1
    place.locality.region = "here"
    return Snapshot.of(
        [
            Resource.of(LISTENER, "echo.test", api),
            Resource.of(ROUTES, "routes", route.RouteConfiguration(name="routes", virtual_hosts=[host])),
            Resource.of(CLUSTER, "echo", group),
            Resource.of(
                ENDPOINTS, "echo", endpoint.ClusterLoadAssignment(cluster_name="echo", endpoints=[place])
            ),
        ]
    )


@asynccontextmanager
async def named_upstream(name: bytes) -> AsyncIterator[int]:
    async def answer(_request: bytes, _context: Any) -> bytes:
        return name

    server = grpc.aio.server()
    handlers = {"Name": grpc.unary_unary_rpc_method_handler(answer)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Echo", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield port
    finally:
        await server.stop(0)


class Client:
    """The client in a process of its own: its bootstrap comes from the environment, once."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def call(self) -> str:
        """The upstream's name, or the status of a call that failed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(b"call\n")
        return (await asyncio.wait_for(self._process.stdout.readline(), 60)).decode().strip()

    async def until(self, wanted: str) -> None:
        async def is_so() -> bool:
            return await self.call() == wanted

        assert await eventually(is_so, 60)


@asynccontextmanager
async def run_client(folder: Path, xds_port: int) -> AsyncIterator[Client]:
    bootstrap = {
        "xds_servers": [
            {
                "server_uri": f"127.0.0.1:{xds_port}",
                "channel_creds": [{"type": "insecure"}],
                "server_features": ["xds_v3"],
            }
        ],
        "node": {"id": "n1", "cluster": "edge"},
    }
    file = folder / "bootstrap.json"
    file.write_text(json.dumps(bootstrap))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(CLIENT),
        "xds:///echo.test",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "GRPC_XDS_BOOTSTRAP": str(file)},
    )
    try:
        yield Client(process)
    finally:
        process.kill()
        await process.wait()


class OpenAdmission(Admission):
    """gRPC's client sends no token over a connection in clear text; here everybody is a node of `gw_1`."""

    async def identify(self, claim: Claim) -> str:
        return "gw_1"


@asynccontextmanager
async def run_open_control() -> AsyncIterator[Control]:
    cache, nodes = SnapshotCache(), NodeRegistry()
    server = XdsServer(cache, authenticate, nodes, admission=OpenAdmission(authenticate))
    port = await server.start("127.0.0.1", 0)
    try:
        yield Control(cache, nodes, server, port)
    finally:
        await server.stop(0)


async def test_it_resolves_follows_keeps_the_last_good_and_survives_a_restart(tmp_path: Path) -> None:
    async with named_upstream(b"one") as one, named_upstream(b"two") as two, run_open_control() as control:
        control.cache.set_snapshot("gw_1", to_snapshot(one))
        async with run_client(tmp_path, control.port) as client:
            await client.until("one")
            control.cache.set_snapshot("gw_1", to_snapshot(two))
            await client.until("two")
            await check_a_bad_push(control, client, two)
            await control.server.stop(0)
            assert await client.call() == "two"
            await control.server.start("127.0.0.1", control.port)
            control.cache.set_snapshot("gw_1", to_snapshot(one))
            await client.until("one")


async def check_a_bad_push(control: Control, client: Client, port: int) -> None:
    """A cluster that the client refuses, since its load balancing is unknown there: it keeps what it had."""
    good = to_snapshot(port)
    broken = cluster.Cluster(name="echo", type=cluster.Cluster.LOGICAL_DNS)
    replaced = [item for item in good.resources() if item.type_url != CLUSTER]
    control.cache.set_snapshot("gw_1", Snapshot.of([*replaced, Resource.of(CLUSTER, "echo", broken)]))

    async def is_told() -> bool:
        return bool(control.nodes.list_nodes()[0].rejections)

    assert await eventually(is_told, 30)
    assert await client.call() == "two"
    assert [item.name for item in control.nodes.list_nodes()[0].rejections] == ["echo"]
