"""A real Envoy and the console: reconnecting, the console being away, tokens, counters, both forms of xDS."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import pytest
from tests.support.c_filter import compile_filter
from tests.support.edge import NODE, TOKEN, Control, authenticate, make_bootstrap, run_control, run_edge
from tests.support.envoy import eventually, find_free_port, run_envoy
from tests.support.gateways import make_filter_version, make_gateway
from tests.support.traffic import Connection, send_requests, steady_traffic
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import CLUSTER, LISTENER, SECRET, Snapshot
from sluice_console.envoy.secrets import to_generic_secret
from sluice_console.envoy.snapshot import build_snapshot
from sluice_console.xds.admission import Admission
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.server import DISCOVERY_SERVICE, XdsServer
from sluice_console.xds.status import NodeEvent

V1 = make_filter_version("v1", compile_filter("v1"))
V2 = make_filter_version("v2", compile_filter("v2"))
BETA = ir.HeaderMatch("x-beta")


def make(port: int, body: str = "hello\n", **parts: Any) -> ir.Gateway:
    attached = (ir.Attachment("at_1", V1.id, "{}", "rt_1"),)
    return make_gateway(port, {"/": body}, **({"filters": (V1, V2), "attachments": attached} | parts))


async def collect_events(nodes: NodeRegistry, into: list[NodeEvent]) -> None:
    async for event in nodes.events():
        into.append(event)


async def wait_until_current(control: Control, snapshot: Snapshot) -> None:
    """Until the node is connected and has all that `snapshot` holds."""

    async def is_current() -> bool:
        status = control.nodes.find_node("gw_1", NODE)
        return (
            status is not None
            and status.connected
            and len(status.types) >= 5
            and all(item.acknowledged == snapshot.version(url) for url, item in status.types.items())
        )

    assert await eventually(is_current, 15.0), control.nodes.list_nodes()


@pytest.mark.envoy
async def test_a_new_console_sends_nothing_to_a_node_that_has_everything(tmp_path: Path) -> None:
    port = find_free_port()
    snapshot = build_snapshot(make(port))
    async with run_control() as first:
        first.cache.set_snapshot("gw_1", snapshot)
        async with run_envoy(tmp_path, make_bootstrap(first.port)) as envoy:
            await envoy.wait_until_ready()
            await wait_until_current(first, snapshot)
            await first.server.stop(0)
            before = await envoy.statistics("(cds|lds|rds|config_reload).*update_success")

            events: list[NodeEvent] = []
            async with run_control(first.port) as second:
                task = asyncio.create_task(collect_events(second.nodes, events))
                second.cache.set_snapshot("gw_1", snapshot)
                await wait_until_current(second, snapshot)
                task.cancel()
                sent = [event.type_url for event in events if event.kind == "sent"]
                assert set(sent) <= {CLUSTER, LISTENER}, "only the empty answers that wildcards always get"
                assert second.nodes.report("gw_1", snapshot.versions()).complete
            assert before


@pytest.mark.envoy
async def test_the_console_may_be_away(tmp_path: Path) -> None:
    """Requests go on; what was changed meanwhile arrives soon after it is back."""
    port = find_free_port()
    async with run_control() as first:
        first.cache.set_snapshot("gw_1", build_snapshot(make(port)))
        async with run_envoy(tmp_path, make_bootstrap(first.port)) as envoy:
            await envoy.wait_until_ready()
            await wait_until_current(first, build_snapshot(make(port)))
            async with steady_traffic(port) as tally:
                await first.server.stop(0)
                await asyncio.sleep(2.0)
                changed = build_snapshot(make(port, "changed\n"))
                async with run_control(first.port) as second:
                    second.cache.set_snapshot("gw_1", changed)
                    begun = asyncio.get_running_loop().time()
                    await wait_until_current(second, changed)
                    assert asyncio.get_running_loop().time() - begun < 10.0
            assert tally.failures.total() == 0
            assert set(tally.statuses) == {200}
            assert tally.total > 500


@pytest.mark.envoy
async def test_the_measured_share_of_each_arm(tmp_path: Path) -> None:
    port = find_free_port()
    async with run_upstream("v1") as upstream, run_upstream("broken", status=500) as broken:
        services = (
            ir.Service("sv_1", "good", (ir.Endpoint("127.0.0.1", upstream),)),
            ir.Service("sv_2", "broken", (ir.Endpoint("127.0.0.1", broken),)),
        )
        routes = (
            ir.Route("rt_1", "good", ir.Forward((ir.Destination("sv_1"),))),
            ir.Route(
                "rt_2",
                "broken",
                ir.Forward((ir.Destination("sv_2"),)),
                match=ir.RouteMatch(ir.PathMatch(value="/broken")),
            ),
        )
        gateway = make(port, services=services, routes=routes)
        rollout = ir.Rollout("ro_1", ir.FilterChange("at_1", V2.id, "{}"), ir.Stage(2_000))
        async with run_edge(tmp_path, gateway, port) as edge:
            statistics = edge.control.server.statistics
            await edge.publish(replace(gateway, rollouts=(rollout,)))
            seen = await send_requests(port, count=2_000)
            await send_requests(port, "/broken", count=30)

            async def is_counted() -> bool:
                totals = statistics.totals("gw_1")
                return totals.current.requests + totals.candidate.requests == 2_030

            assert await eventually(is_counted, 5.0), statistics.totals("gw_1")
            split = statistics.totals("gw_1", {"rt_1"})
            assert split.candidate.requests == seen.marks["v2"]
            assert split.candidate_share == seen.share("v2")
            assert statistics.totals("gw_1", {"rt_2"}).current.errors == 30
            assert statistics.recent("gw_1", 60, {"rt_1"}) == split


@pytest.mark.envoy
async def test_answers_of_filters_are_counted_too(tmp_path: Path) -> None:
    """Envoy's own counters of a route miss them: a candidate that refuses everybody would look idle."""
    port = find_free_port()
    gateway = make(
        port, rollouts=(ir.Rollout("ro_1", ir.FilterChange("at_1", V2.id, "{}"), ir.Stage(5_000, (BETA,))),)
    )
    async with run_edge(tmp_path, gateway, port) as edge:
        await send_requests(port, count=100, headers={"x-provoke": "deny", "x-beta": "1"})
        seen = await send_requests(port, count=200)
        statistics = edge.control.server.statistics

        async def is_counted() -> bool:
            totals = statistics.totals("gw_1", {"rt_1"})
            return totals.current.requests + totals.candidate.requests == 300

        assert await eventually(is_counted), statistics.totals("gw_1")
        totals = statistics.totals("gw_1", {"rt_1"})
        assert (totals.candidate.denials, totals.current.denials) == (100, 0)
        assert totals.candidate.requests == 100 + seen.marks["v2"]


@pytest.mark.envoy
async def test_exceptions_and_traps_are_counted_by_filter_version(tmp_path: Path) -> None:
    port = find_free_port()
    gateway = make(
        port, rollouts=(ir.Rollout("ro_1", ir.FilterChange("at_1", V2.id, "{}"), ir.Stage(0, (BETA,))),)
    )
    async with run_edge(tmp_path, gateway, port) as edge:
        statistics = edge.control.server.statistics
        await send_requests(port, count=3, headers={"x-provoke": "fail", "x-beta": "1"})

        async def are_exceptions_counted() -> bool:
            return statistics.exceptions("gw_1", "marker@v2") == 3

        assert await eventually(are_exceptions_counted)
        assert statistics.exceptions("gw_1", "marker@v1") == 0

        await edge.get("/", x_provoke="trap")
        await send_requests(port, count=50, connections=8)

        async def are_traps_counted() -> bool:
            return statistics.exceptions("gw_1", "marker@v1") > 0

        assert await eventually(are_traps_counted)
        assert statistics.exceptions("gw_1", "marker@v2") == 3


@pytest.mark.envoy
async def test_a_gateway_that_serves_nothing_yet(tmp_path: Path) -> None:
    """Envoy is ready at once, and takes the first publish when it comes."""
    port = find_free_port()
    async with run_control() as control, run_envoy(tmp_path, make_bootstrap(control.port)) as envoy:
        await envoy.wait_until_ready(5.0)
        report = await control.publish(make(port))
        assert report.loaded == (NODE,)
        assert (await send_requests(port, count=5)).marks == {"v1": 5}


@pytest.mark.envoy
async def test_state_of_the_world(tmp_path: Path) -> None:
    port = find_free_port()
    bootstrap: Any = make_bootstrap(0)
    async with run_control() as control:
        bootstrap = make_bootstrap(control.port)
        bootstrap["dynamic_resources"]["ads_config"]["api_type"] = "GRPC"
        control.cache.set_snapshot("gw_1", build_snapshot(make(port)))
        async with run_envoy(tmp_path, bootstrap) as envoy:
            await envoy.wait_until_ready()
            await control.publish(make(port))
            assert (await send_requests(port, count=5)).marks == {"v1": 5}
            async with steady_traffic(port) as tally:
                for version in (V2, V1, V2):
                    attached = (ir.Attachment("at_1", version.id, "{}", "rt_1"),)
                    assert (await control.publish(make(port, attachments=attached))).loaded == (NODE,)
                rollout = ir.Rollout("ro_1", ir.FilterChange("at_1", V1.id, "{}"), ir.Stage(5_000))
                split = make(port, attachments=attached, rollouts=(rollout,))
                assert (await control.publish(split)).loaded == (NODE,)
            assert tally.failures.total() == 0
            assert set(tally.statuses) == {200}
            share = (await send_requests(port, count=1_000)).share("v1")
            assert share == pytest.approx(0.5, abs=0.08)


@pytest.mark.envoy
async def test_an_envoy_with_a_wrong_token_gets_nothing(tmp_path: Path) -> None:
    port = find_free_port()
    async with run_control() as control:
        control.cache.set_snapshot("gw_1", build_snapshot(make(port)))
        async with run_envoy(tmp_path, make_bootstrap(control.port, token="wr0ng")) as envoy:

            async def is_refused() -> bool:
                return "does not belong to a node of this gateway" in envoy.log_tail(100)

            assert await eventually(is_refused, 10.0)
            assert control.nodes.list_nodes() == ()
            assert "wr0ng" not in envoy.log_path.read_text()


# --- without Envoy


async def call(
    port: int, request: discovery.DeltaDiscoveryRequest | None, token: str | None = TOKEN
) -> discovery.DeltaDiscoveryResponse:
    """The first answer on a new stream."""
    metadata = (("authorization", f"Bearer {token}"),) if token else ()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        method = channel.stream_stream(
            f"/{DISCOVERY_SERVICE}/DeltaAggregatedResources",
            request_serializer=discovery.DeltaDiscoveryRequest.SerializeToString,
            response_deserializer=discovery.DeltaDiscoveryResponse.FromString,
        )
        stream: Any = method(metadata=metadata)  # type: ignore[call-arg]  # the stubs want an iterator
        if request is not None:
            await stream.write(request)
        else:
            await stream.done_writing()
        answer = await stream.read()
        if not isinstance(answer, discovery.DeltaDiscoveryResponse):
            nothing = grpc.aio.Metadata()
            raise grpc.aio.AioRpcError(await stream.code(), nothing, nothing, await stream.details(), None)
        stream.cancel()
        return answer


def make_request(cluster: str = "edge") -> discovery.DeltaDiscoveryRequest:
    return discovery.DeltaDiscoveryRequest(type_url=CLUSTER, node={"id": NODE, "cluster": cluster})


@pytest.mark.parametrize(
    ("request_", "token", "status", "text"),
    [
        (make_request(), None, grpc.StatusCode.UNAUTHENTICATED, "sent no bearer token"),
        (make_request(), "wrong", grpc.StatusCode.UNAUTHENTICATED, "does not belong"),
        (make_request("other"), TOKEN, grpc.StatusCode.UNAUTHENTICATED, "does not belong"),
        (None, TOKEN, grpc.StatusCode.INVALID_ARGUMENT, "began without a request"),
    ],
    ids=["no token", "wrong token", "another gateway's name", "nothing asked"],
)
async def test_refused_streams(
    request_: discovery.DeltaDiscoveryRequest | None, token: str | None, status: Any, text: str
) -> None:
    async with run_control() as control:
        with pytest.raises(grpc.aio.AioRpcError, match=text) as caught:
            await call(control.port, request_, token)
        assert caught.value.code() is status
        assert control.nodes.list_nodes() == ()


async def test_too_many_streams_are_turned_away() -> None:
    cache = SnapshotCache()
    nodes = NodeRegistry()
    server = XdsServer(cache, authenticate, nodes, admission=Admission(authenticate, maximum_streams=0))
    port = await server.start("127.0.0.1", 0)
    try:
        with pytest.raises(grpc.aio.AioRpcError, match="add a replica") as caught:
            await call(port, make_request())
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    finally:
        await server.stop(0)


async def test_a_storm_of_streams_is_served_in_turns() -> None:
    """More nodes at once than may start at once: all of them get their answer."""
    cache = SnapshotCache()
    cache.set_snapshot("gw_1", build_snapshot(make(1234)))
    server = XdsServer(
        cache, authenticate, NodeRegistry(), admission=Admission(authenticate, starting_at_once=3)
    )
    port = await server.start("127.0.0.1", 0)
    try:
        async with asyncio.timeout(20):
            answers = await asyncio.gather(*(call(port, make_request()) for _ in range(40)))
        assert {answer.type_url for answer in answers} == {CLUSTER}
    finally:
        await server.stop(0)


async def test_a_busy_port_is_one_clear_error() -> None:
    async with run_control() as control:
        server = XdsServer(SnapshotCache(), authenticate, NodeRegistry())
        with pytest.raises(OSError, match=f"cannot listen for nodes on 127.0.0.1:{control.port}"):
            await server.start("127.0.0.1", control.port)


@pytest.mark.envoy
async def test_a_filter_that_calls_the_console_gets_no_secrets(tmp_path: Path) -> None:
    """A filter may call every cluster of its proxy; the node's own token is not for it."""
    port = find_free_port()
    asked = discovery.DeltaDiscoveryRequest(type_url=SECRET, resource_names_subscribe=["lg_1.token"])
    asked.node.id, asked.node.cluster = "n9", "edge"
    raw = asked.SerializeToString()
    framed = b"\0" + len(raw).to_bytes(4, "big") + raw
    async with run_control() as control:
        secret = to_generic_secret("lg_1.token", b"THE-CLIENT-SECRET")
        control.cache.set_snapshot("gw_1", build_snapshot(make(port)).with_secrets((secret,)))
        bootstrap = make_bootstrap(control.port)
        bootstrap["static_resources"]["listeners"] = [_calling_listener(port, framed)]
        async with run_envoy(tmp_path, bootstrap) as envoy:
            await envoy.wait_until_ready()
            async with asyncio.timeout(20):
                _, headers, body = await Connection(port).get("/", {"host": "test"})
    assert headers["x-answered"] == "16", "UNAUTHENTICATED"
    assert b"SECRET" not in body


def _calling_listener(port: int, body: bytes) -> dict[str, Any]:
    """Sends what the console says to a call without a token of its own."""
    method = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources"
    lua = """function envoy_on_request(handle)
      local headers, body = handle:httpCall("sluice-console", {[":method"] = "POST", [":path"] = "METHOD",
        [":authority"] = "console", ["content-type"] = "application/grpc", ["te"] = "trailers"}, "BODY", 3000)
      handle:respond({[":status"] = "200", ["x-answered"] = headers["grpc-status"] or "?"}, body or "")
    end"""
    lua = lua.replace("METHOD", method).replace("BODY", "".join(f"\\{byte:03d}" for byte in body))
    types = "type.googleapis.com/envoy.extensions.filters."
    script = {"@type": types + "http.lua.v3.Lua", "default_source_code": {"inline_string": lua}}
    direct = {"match": {"prefix": "/"}, "direct_response": {"status": 204}}
    manager = {
        "@type": types + "network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "probe",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [direct]}]},
        "http_filters": [
            {"name": "lua", "typed_config": script},
            {"name": "router", "typed_config": {"@type": types + "http.router.v3.Router"}},
        ],
    }
    return {
        "name": "probe",
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }
