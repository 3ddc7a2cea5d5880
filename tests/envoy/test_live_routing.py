"""A real Envoy routes as the gateway says: every kind of match and action."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests.support.edge import NODE, Edge, run_edge
from tests.support.envoy import eventually, find_free_port
from tests.support.gateways import make_gateway, read_gateway
from tests.support.traffic import Connection
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir

pytestmark = pytest.mark.envoy

CASES = Path(__file__).parent / "cases"


def load_case(name: str, port: int) -> ir.Gateway:
    listener = ir.Listener("ls_1", "http", port, "127.0.0.1")
    return replace(read_gateway((CASES / f"{name}.in.yaml").read_text()), listeners=(listener,))


def name_the_route(gateway: ir.Gateway) -> ir.Gateway:
    """Let each route answer with its own id."""
    routes = (replace(item, action=ir.DirectResponse(200, item.id)) for item in gateway.routes)
    return replace(gateway, routes=tuple(routes))


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path, make_gateway(port), port) as started:
        yield started


CONDITIONS = {"user": "jason", "x-region": "BEIJING", "x-id": "42", "cookie": "a=1; session=a.b; c=2"}

REQUESTS = [
    ("GET", "/health", {}, "rt_exact"),
    ("POST", "/health", {}, None),
    ("GET", "/health/", {}, None),
    ("GET", "/api", {}, "rt_prefix"),
    ("PUT", "/api/x?y=1", {}, "rt_prefix"),
    ("OPTIONS", "/api", {}, "rt_prefix"),
    ("POST", "/api", {}, None),
    ("GET", "/apix", {}, None),
    ("GET", "/files/a", {}, "rt_slash"),
    ("GET", "/files", {}, None),
    ("GET", "/v12/x?q=1", {}, "rt_regex"),
    ("GET", "/vx/x", {}, None),
    ("GET", "/users/7/orders/1", {}, "rt_template"),
    ("GET", "/users", {}, None),
    ("GET", "/api?version=2&flag", CONDITIONS, "rt_conditions"),
    ("GET", "/api?version=2&flag", CONDITIONS | {"user": "Jason"}, "rt_prefix"),
    ("GET", "/api?version=2&flag", CONDITIONS | {"x-region": "shanghai"}, "rt_prefix"),
    ("GET", "/api?version=2&flag", CONDITIONS | {"x-id": "42a"}, "rt_prefix"),
    ("GET", "/api?version=2&flag", CONDITIONS | {"x-debug": "1"}, "rt_prefix"),
    ("GET", "/api?version=2&flag", CONDITIONS | {"cookie": "xsession=a.b"}, "rt_prefix"),
    ("GET", "/api?version=2&flag", CONDITIONS | {"cookie": "session=axb"}, "rt_prefix"),
    ("GET", "/api?version=3&flag", CONDITIONS, "rt_prefix"),
    ("GET", "/api?version=2", CONDITIONS, "rt_prefix"),
]


async def test_matches(edge: Edge) -> None:
    await edge.publish(name_the_route(load_case("matches", edge.port)))
    wrong = []
    for method, path, headers, wanted in REQUESTS:
        response = await edge.get(path, method, **headers)
        found = response.text if response.status_code == 200 else None
        if found != wanted or response.status_code not in (200, 404):
            wrong.append((method, path, headers, wanted, response.status_code, found))
    assert not wrong


@pytest.mark.parametrize("path", ["/files/../api", "//api", "/./api", "/x/%2e%2e/api", "/api//"])
async def test_no_spelling_of_a_path_gets_round_a_route(edge: Edge, path: str) -> None:
    await edge.publish(name_the_route(load_case("matches", edge.port)))
    connection = Connection(edge.port)
    status, _, body = await connection.get(path, {"host": "test"})
    connection.close()
    assert (status, body) == (200, b"rt_prefix")


@pytest.mark.parametrize(
    ("host", "path", "wanted"),
    [
        ("nobody.test", "/", "rt_any"),
        ("a.example.com", "/", "rt_suffix"),
        ("example.com", "/", "rt_any"),
        ("shop.example.com", "/", "rt_own"),
        ("shop.example.com:8080", "/", "rt_own"),
        ("SHOP.example.com", "/", "rt_own"),
        ("other.org", "/x", "rt_own"),
        ("shop.example.com", "/a", "rt_first"),
        ("shop.example.com", "/abc", "rt_longer"),
    ],
)
async def test_hosts(edge: Edge, host: str, path: str, wanted: str) -> None:
    await edge.publish(name_the_route(load_case("hosts", edge.port)))
    assert (await edge.get(path, host=host)).text == wanted


async def test_a_host_without_a_fitting_route_asks_the_wider_ones(edge: Edge) -> None:
    exact = ir.RouteMatch(ir.PathMatch("exact", "/x"))
    own = ir.Route("rt_own", "own", ir.DirectResponse(200, "own"), ("own.test",), exact)
    wide = ir.Route("rt_wide", "wide", ir.DirectResponse(200, "wide"))
    await edge.publish(make_gateway(edge.port, routes=(own, wide)))
    assert (await edge.get("/x", host="own.test")).text == "own"
    assert (await edge.get("/y", host="own.test")).text == "wide"


async def test_actions(edge: Edge) -> None:
    async with run_upstream("v1") as one, run_upstream("v2") as two:
        gateway = load_case("actions", edge.port)
        endpoints = (ir.Endpoint("127.0.0.1", one, "v1"), ir.Endpoint("127.0.0.1", two, "v2"))
        services = (replace(gateway.services[0], endpoints=endpoints),)
        await edge.publish(replace(gateway, services=services))

        strip = (await edge.get("/api/x/y?q=1")).json()
        assert (strip["path"], strip["headers"]["host"]) == ("/x/y?q=1", "inner.test")
        assert (await edge.get("/api")).json()["path"] == "/"
        assert (await edge.get("/old/x")).json()["path"] == "/new/x"
        assert (await edge.get("/once?q=1")).json()["path"] == "/a\\1b?q=1"

        moved = await edge.get("/moved/x?q=1")
        assert (moved.status_code, moved.headers["location"]) == (308, "https://new.test:8443/here/x")
        assert (await edge.get("/gone")).headers["location"].endswith("/there")

        teapot = await edge.get("/headers")
        assert (teapot.status_code, teapot.text) == (418, "short and stout")
        assert (teapot.headers["content-type"], teapot.headers["x-d"]) == ("text/html", "four")

        names = [(await edge.get("/weights")).json()["upstream"] for _ in range(300)]
        assert 0.03 < names.count("v2") / 300 < 0.2


async def test_request_headers_reach_the_upstream_changed(edge: Edge) -> None:
    edit = ir.HeaderEdit(set=(("x-a", "100%"),), add=(("x-b", "two"),), remove=("x-c",))
    async with run_upstream("v1") as port:
        service = ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", port),))
        route = ir.Route("rt_1", "r", ir.Forward((ir.Destination("sv_1"),)), request_headers=edit)
        await edge.publish(make_gateway(edge.port, services=(service,), routes=(route,)))
        headers = (await edge.get("/", x_a="1", x_c="3")).json()["headers"]
    assert (headers["x-a"], headers["x-b"]) == ("100%", "two")
    assert "x-c" not in headers


async def test_services_by_name_and_without_endpoints(edge: Edge) -> None:
    """A DNS name is resolved by Envoy; a service without endpoints answers 503 and holds up nothing."""
    async with run_upstream("named") as port:
        named = ir.Service("sv_1", "named", (ir.Endpoint("localhost", port),))
        empty = ir.Service("sv_2", "empty")
        routes = (
            ir.Route("rt_1", "named", ir.Forward((ir.Destination("sv_1"),))),
            ir.Route(
                "rt_2",
                "empty",
                ir.Forward((ir.Destination("sv_2"),)),
                match=ir.RouteMatch(ir.PathMatch(value="/empty")),
            ),
        )
        await edge.publish(make_gateway(edge.port, services=(named, empty), routes=routes))
        assert (await edge.get("/")).json()["upstream"] == "named"
        assert (await edge.get("/empty")).status_code == 503


async def test_a_busy_port_is_a_rejection_with_its_reason(edge: Edge) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = ir.Listener("ls_2", "taken", other.getsockname()[1], "127.0.0.1")
        gateway = make_gateway(edge.port)
        report = await edge.control.publish(replace(gateway, listeners=(*gateway.listeners, taken)))
        assert "Address already in use" in report.rejected[NODE]
        node = edge.control.nodes.list_nodes()[0]
        assert [item.name for item in node.rejections] == ["ls_2"]
        assert (await edge.get("/")).text == "hello\n"


async def test_listeners_come_and_go(edge: Edge) -> None:
    gateway = make_gateway(edge.port)
    second = ir.Listener("ls_2", "second", find_free_port(), "127.0.0.1")
    await edge.publish(replace(gateway, listeners=(*gateway.listeners, second)))
    assert (await replace(edge, port=second.port).get("/")).text == "hello\n"
    await edge.publish(gateway)

    async def is_gone() -> bool:
        try:
            await replace(edge, port=second.port).get("/")
        except httpx.ConnectError:
            return True
        return False

    assert await eventually(is_gone)
    assert (await edge.get("/")).text == "hello\n"


async def test_a_changed_cluster_is_in_use_at_once(edge: Edge) -> None:
    """A cluster that is warmed anew waits for its endpoints: they have to be sent again."""
    async with run_upstream("v1") as port:
        service = ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", port),))
        route = ir.Route("rt_1", "r", ir.Forward((ir.Destination("sv_1"),)))
        gateway = make_gateway(edge.port, services=(service,), routes=(route,))
        await edge.publish(gateway)
        assert (await edge.get("/")).status_code == 200
        await edge.publish(replace(gateway, services=(replace(service, connect_timeout=2.5),)))
        dump = json.dumps(await edge.envoy.config_dump())
        assert '"connect_timeout": "2.500s"' in dump
        assert "dynamic_warming_clusters" not in dump
        assert (await edge.get("/")).json()["upstream"] == "v1"
