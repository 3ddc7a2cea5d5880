"""The topology: what is chosen and added up, where it is drawn, and the page of it."""

import itertools
import json
from typing import Any

import pytest
from tests.console.conftest import Console, make_account
from tests.console.test_access import signed_in

from sluice_console.features.topology import queries, wirings
from sluice_console.features.topology.graph import HOSTS, SERVICES, VERSIONS, Arm, build, wire
from sluice_console.features.topology.layout import THINNEST, WIDEST, cut, lay_out, thickness
from sluice_console.rollouts.states import ArmCounts
from sluice_console.xds.statistics import RECENT_SECONDS, Sample, Statistics

ANY, SHOP = '["*"]', '["shop.test"]'


def arm(route: str, hosts: str = SHOP, service: str = "cart", version: str = "", **more: Any) -> Arm:
    return Arm(route, hosts, f"sv_{service}" if service else "", service, version, **more)


def test_a_split_is_shared_out_by_its_weights() -> None:
    arms = [arm("r1", version="v1", weight=90), arm("r1", version="v2", weight=10), arm("r2", ANY, "web")]
    found = build(wire(arms), {"r1": ArmCounts(600, 60), "r2": ArmCounts(60)}, 60)
    edges = {(edge.service.name, edge.version): edge.flow for edge in found.edges}
    assert edges["cart", "v1"].rate == pytest.approx(9)
    assert edges["cart", "v2"].requests == pytest.approx(60)
    assert edges["cart", "v2"].error_share == pytest.approx(0.1)
    assert [edges[key].estimated for key in sorted(edges)] == [True, True, False]
    assert [host.names for host in found.hosts] == [("shop.test",), ("*",)]
    assert [round(host.flow.rate, 6) for host in found.hosts] == [10, 1]
    assert not any(host.flow.estimated for host in found.hosts)
    assert found.total.rate == pytest.approx(11)
    assert found.failing == 2
    assert not found.is_partial


def test_copies_are_shown_and_not_counted() -> None:
    arms = [arm("r1"), arm("r1", service="shadow", weight=500, mirror=True)]
    found = build(wire(arms), {"r1": ArmCounts(60)}, 60)
    flows = {edge.service.name: (edge.mirror, edge.flow.requests) for edge in found.edges}
    assert flows == {"cart": (False, 60), "shadow": (True, 0)}
    assert not found.has_estimates


def test_only_the_busiest_are_shown_and_the_rest_is_counted() -> None:
    arms = [arm(f"r{n}", json.dumps([f"h{n}.test"]), f"s{n:04}") for n in range(1000)]
    arms += [arm(f"v{n}", SHOP, "versions", f"v{n}") for n in range(50)]
    counts = {f"r{n}": ArmCounts(n) for n in (7, 500, 999)} | {"v49": ArmCounts(5)}
    found = build(wire(arms), counts, 60)
    assert len(found.services) <= SERVICES
    assert len(found.hosts) == HOSTS
    assert (found.services_found, found.hosts_found, found.versions_left) == (1001, 1001, 50 - VERSIONS)
    assert {"s0007", "s0500", "s0999", "versions"} <= {node.name for node in found.services}
    assert "v49" in {edge.version for edge in found.edges}
    assert found.is_partial
    assert found.total.requests == 7 + 500 + 999 + 5, "of all, not of those that are shown"


@pytest.mark.parametrize(
    ("search", "names"), [("CART", {"cart"}), ("any.", {"web"}), ("v2", {"cart"}), ("no", set())]
)
def test_search(search: str, names: set[str]) -> None:
    found = build(wire([arm("r1", version="v2"), arm("r2", '["any.test"]', "web")]), {}, 60, search)
    assert {edge.service.name for edge in found.edges} == names


def test_nothing_is_drawn_over_another() -> None:
    arms = [arm(f"r{n}-{s}", f'["h{n}.test"]', f"s{s}", f"v{n % 3}") for n in range(10) for s in range(8)]
    picture = lay_out(build(wire(arms), {item.route_id: ArmCounts(10, 1) for item in arms}, 60), "edge")
    for column in ([item.box for item in picture.hosts], [item.box for item in picture.services]):
        for above, below in itertools.pairwise(column):
            assert above.y + above.height < below.y
        assert column[0].y > 0
        assert column[-1].y + column[-1].height < picture.height
    labels = sorted(curve.label_y for curve in picture.curves if curve.labelled)
    assert len(labels) > 30
    assert all(below - above >= 22 for above, below in itertools.pairwise(labels))
    assert max(labels) < picture.height
    for item in picture.services:
        assert all(item.box.y < line.y < item.box.y + item.box.height for line in item.lines)


def test_widths_and_names() -> None:
    assert thickness(0, 100) == thickness(5, 0) == THINNEST
    assert THINNEST < thickness(1, 100) < thickness(50, 100) < thickness(100, 100) == WIDEST
    assert cut("short", 10) == "short"
    assert cut("a-very-long-name.example", 11) == "a-ver…ample"


def test_lay_out_without_anything() -> None:
    picture = lay_out(build(wire([]), {}, 60), "edge")
    assert (picture.hosts, picture.services, picture.curves) == ((), (), ())
    assert picture.height > picture.gateway.height


def test_counts_by_route_are_of_both_arms_and_of_late() -> None:
    now = [0.0]
    statistics = Statistics(lambda: now[0])
    for at, total in ((0.0, 0), (1.0, 5), (100.0, 9)):
        now[0] = at
        samples = [Sample("requests", "r1", total, part) for part in ("current", "candidate")]
        statistics.record("gw", "node", [*samples, Sample("errors", "r1", total // 3)], uptime=at)
    assert statistics.by_route("gw", 60) == {"r1": ArmCounts(8, 2)}
    assert statistics.by_route("gw", RECENT_SECONDS) == {"r1": ArmCounts(18, 3)}
    assert statistics.by_route("other", 60) == {}


async def test_page(console: Console) -> None:
    await make_account(console)
    client, _ = await signed_in(console)
    async with client:
        assert "No gateway yet" in (await client.get("/topology")).text
        await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
        assert "Nothing leads anywhere yet" in (await client.get("/topology")).text
        await console.ok("POST", "/api/services", json={"name": "cart", "endpoints": []})
        action = {"kind": "forward", "destinations": [{"service": "cart"}]}
        route = {"gateway": "edge", "name": "shop", "hosts": ["shop.test", "*.shop.test"], "action": action}
        made = await console.ok("POST", "/api/routes", json=route)
        statistics = console.app.state.statistics
        statistics.record(made["gateway_id"], "node", [Sample("requests", made["id"], 0)], uptime=0.0)
        counted = [Sample("requests", made["id"], 120), Sample("errors", made["id"], 30)]
        statistics.record(made["gateway_id"], "node", counted, uptime=1.0)
        text = (await client.get("/topology")).text
        assert "shop.test +1" in text
        assert "25\u00a0% failed" in text
        assert "1 path with errors" in text
        assert "style=" not in text.partition("<main")[2]
        part = (await client.get("/topology?q=nowhere", headers={"HX-Request": "true"})).text
        assert "Nothing found" in part
        assert "<html" not in part


async def test_a_change_is_seen_at_once_and_nothing_is_read_without(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    web = {"version": "v7", "host": "10.0.0.1", "port": 80}

    async def list_arms(db: Any, gateway_id: str) -> Any:
        reads.append(gateway_id)
        return await queries.list_arms(db, gateway_id)

    monkeypatch.setattr(wirings, "list_arms", list_arms)
    await make_account(console)
    client, _ = await signed_in(console)

    async def seen() -> str:
        return (await client.get("/topology?gateway=edge")).text.partition("<main")[2]

    async with client:
        await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
        await console.ok("POST", "/api/services", json={"name": "cart", "endpoints": []})
        await console.ok("POST", "/api/services", json={"name": "web", "endpoints": [web]})
        route = {"gateway": "edge", "name": "shop", "hosts": ["shop.test"]}
        action = {"kind": "forward", "destinations": [{"service": "cart"}]}
        await console.ok("POST", "/api/routes", json={**route, "action": action})
        for _ in range(3):
            assert "shop.test" in await seen()
        assert len(reads) == 1
        await console.ok("PATCH", "/api/routes/edge/shop", json={"hosts": ["other.test"]})
        assert "other.test" in await seen()
        action = {"kind": "forward", "destinations": [{"service": "web", "version": "v7"}]}
        await console.ok("PATCH", "/api/routes/edge/shop", json={"action": action})
        assert "v7" in (text := await seen())
        assert "cart" not in text
        await console.ok("DELETE", "/api/routes/edge/shop")
        assert "Nothing leads anywhere yet" in await seen()
