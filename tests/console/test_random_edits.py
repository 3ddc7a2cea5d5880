"""Random edits one after the other, under load, at a live Envoy.

No request fails, and after every edit Envoy has exactly what one that starts now would be given. Every now
and then one does start, and what the two show of their configuration is the same.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from google.protobuf import json_format
from tests.console.conftest import Console, run_console
from tests.console.modules import marking_module
from tests.console.test_live import upstream
from tests.support.authority import Authority
from tests.support.envoy import Envoy, eventually, find_free_port, run_envoy
from tests.support.fresh import run_fresh
from tests.support.traffic import steady_traffic

from sluice_console.core.settings import Settings
from sluice_console.envoy.protobufs import listener
from sluice_console.envoy.resources import (
    CLUSTER,
    EXTENSION,
    LISTENER,
    ROUTES,
    SECRET,
    SHORT_NAMES,
    Resource,
    Snapshot,
)

EDITS = int(os.environ.get("EDITS", "60"))
"""`make edits` makes 500."""
FRESH_EVERY = 10 if EDITS > 100 else 30
"""Edits after which a second Envoy is started."""
OVERLAP_EVERY = 7
SEED = int(os.environ.get("EDITS_SEED", "1"))
SHOWN_BY_ENVOY = (CLUSTER, LISTENER, ROUTES, SECRET, EXTENSION)
"""Of endpoints Envoy shows no versions; the node's acknowledgements cover them."""
EXACT = (CLUSTER, LISTENER)
"""Listeners that are being drained keep what they refer to a while longer."""
VERSIONS = ("1", "2", "3")
MOST = 12
AUTHORITY = Authority()


@dataclass(slots=True)
class Stand:
    """A console, one node of its gateway, two upstreams; `names` are the objects there are, by kind."""

    console: Console
    envoy: Envoy
    port: int
    upstreams: tuple[int, int]
    random: Random
    gateway_id: str
    bootstrap: dict[str, Any]
    xds_port: int
    names: dict[str, list[str]] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def new_name(self, kind: str) -> str:
        self.made[kind] += 1
        name = f"{kind}-{self.made[kind]}"
        self.names[kind].append(name)
        return name

    def any_of(self, kind: str) -> str:
        return self.random.choice(self.names[kind])

    async def send(self, method: str, path: str, body: Any = None, *expected: int) -> Any:
        """What is refused as still in use has changed nothing, which is fine."""
        answer = await self.console.client.request(method, path, json=body)
        assert answer.is_success or answer.status_code in expected, f"{method} {path} {body}: {answer.text}"
        self.done["refused" if answer.is_error else "taken"] += 1
        return answer.json() if answer.is_success and answer.content else None

    @property
    def snapshot(self) -> Snapshot:
        found: Snapshot | None = self.console.app.state.cache.find_snapshot(self.gateway_id)
        assert found is not None
        return found

    async def is_like_new(self) -> bool:
        """Whether the node has acknowledged all, and shows what one that starts now would be given."""
        report = self.console.app.state.nodes.report(self.gateway_id, self.snapshot.versions())
        return "n1" in report.loaded and not await self.differences()

    async def differences(self) -> list[str]:
        shown, found = await shown_by(self.envoy), []
        for type_url in SHOWN_BY_ENVOY:
            have, short = shown[type_url], SHORT_NAMES[type_url]
            given = {name: to_shown(each) for name, each in self.snapshot.by_type[type_url].items()}
            found += [f"{short} {name}" for name in given if not is_same(have.get(name), given[name])]
            if type_url in EXACT:
                found += [f"{short} {name} is left over" for name in have.keys() - given.keys()]
        return found

    async def differences_to_fresh(self) -> list[str]:
        """What another Envoy, started now as another node, shows otherwise."""
        bootstrap = {**self.bootstrap, "node": {**self.bootstrap["node"], "id": "fresh"}}
        found: list[str] = []
        async with run_fresh(bootstrap, self.xds_port) as ask:

            async def is_same_as_fresh() -> bool:
                fresh = contents((await ask("/config_dump")).json())
                own = contents((await self.envoy.admin("/config_dump")).json())
                found[:] = compare(own, fresh)
                return all(fresh[each] for each in (LISTENER, CLUSTER, ROUTES, SECRET)) and not found

            same = await eventually(is_same_as_fresh, 20.0)
            assert same or found, "the fresh one was given too little"
        self.done["fresh"] += 1
        return found


def contents(dump: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By type and name, all that Envoy shows of a resource; secrets are redacted."""
    found: dict[str, dict[str, Any]] = {type_url: {} for type_url in SHOWN_BY_ENVOY}
    places = (
        ("dynamic_active_clusters", CLUSTER, "cluster"),
        ("dynamic_route_configs", ROUTES, "route_config"),
        ("dynamic_active_secrets", SECRET, "secret"),
        ("ecds_filters", EXTENSION, "ecds_filter"),
    )
    for each in dump["configs"]:
        for place, type_url, name in places:
            for item in each.get(place, ()):
                found[type_url][item[name]["name"]] = item[name]
        for item in each.get("dynamic_listeners", ()):
            if "active_state" in item:
                found[LISTENER][item["name"]] = item["active_state"]["listener"]
    return found


def compare(own: dict[str, dict[str, Any]], fresh: dict[str, dict[str, Any]]) -> list[str]:
    found = []
    for type_url in SHOWN_BY_ENVOY:
        have, wanted, short = own[type_url], fresh[type_url], SHORT_NAMES[type_url]
        found += [f"{short} {name}" for name in wanted if have.get(name) != wanted[name]]
        if type_url in EXACT:
            found += [f"{short} {name} is left over" for name in have.keys() - wanted.keys()]
    return found


def to_shown(resource: Resource) -> Any:
    """The version; of listeners, which Envoy updates in place without a new version, what is in them."""
    if resource.type_url != LISTENER:
        return resource.version
    message = listener.Listener.FromString(resource.body)
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def is_same(shown: Any, given: Any) -> bool:
    """Envoy does not show secrets."""
    match shown, given:
        case "[redacted]", _:
            return True
        case dict(), dict():
            return shown.keys() == given.keys() and all(is_same(shown[key], given[key]) for key in given)
        case list(), list():
            return len(shown) == len(given) and all(map(is_same, shown, given))
    return bool(shown == given)


async def shown_by(envoy: Envoy) -> dict[str, dict[str, Any]]:
    """What Envoy has, by type and name: versions, and listeners themselves."""
    found: dict[str, dict[str, Any]] = {type_url: {} for type_url in SHOWN_BY_ENVOY}
    for dump in (await envoy.admin("/config_dump")).json()["configs"]:
        for each in dump.get("dynamic_active_clusters", ()):
            found[CLUSTER][each["cluster"]["name"]] = each["version_info"]
        for each in dump.get("dynamic_listeners", ()):
            state = each.get("warming_state") or each.get("active_state")
            if state is not None:  # else it is draining
                found[LISTENER][each["name"]] = {
                    name: value for name, value in state["listener"].items() if name != "@type"
                }
        for each in dump.get("dynamic_route_configs", ()):
            found[ROUTES][each["route_config"]["name"]] = each["version_info"]
        for each in dump.get("dynamic_active_secrets", ()):
            found[SECRET][each["name"]] = each["version_info"]
        for each in dump.get("ecds_filters", ()):
            found[EXTENSION][each["ecds_filter"]["name"]] = each["version_info"]
    return found


async def add_route(stand: Stand) -> None:
    if len(stand.names["route"]) < MOST:
        name = stand.new_name("route")
        match = {"path": {"value": f"/{name}"}}
        body = {"gateway": "edge", "name": name, "match": match, "action": to_action(stand)}
        await stand.send("POST", "/api/routes", body)


async def change_route(stand: Stand) -> None:
    await stand.send("PATCH", f"/api/routes/{stand.any_of('route')}", {"action": to_action(stand)})


async def move_route(stand: Stand) -> None:
    order = {"order": stand.random.randrange(10, 200)}
    await stand.send("PATCH", f"/api/routes/{stand.any_of('route')}", order)


async def delete_route(stand: Stand) -> None:
    if len(stand.names["route"]) > 2:
        name = stand.any_of("route")
        stand.names["route"].remove(name)
        await stand.send("DELETE", f"/api/routes/{name}")
        left = (await stand.console.ok("GET", "/api/attachments"))["items"]
        stand.names["attachment"] = [each["id"] for each in left]


def to_action(stand: Stand) -> dict[str, Any]:
    if stand.random.random() < 0.3:
        return {"kind": "respond", "status": 200, "body": f"{stand.random.random()}\n"}
    services = stand.random.sample(stand.names["service"], k=min(2, len(stand.names["service"])))
    weights = [{"service": each, "weight": stand.random.randrange(1, 10)} for each in services]
    return {"kind": "forward", "destinations": weights, "timeout": stand.random.choice((5, 10, 15))}


async def add_service(stand: Stand) -> None:
    if len(stand.names["service"]) < MOST:
        body = {"name": stand.new_name("service"), "endpoints": to_endpoints(stand)}
        await stand.send("POST", "/api/services", body)


async def change_service(stand: Stand) -> None:
    name = stand.any_of("service")
    await stand.send("PATCH", f"/api/services/{name}", {"endpoints": to_endpoints(stand)})


async def delete_service(stand: Stand) -> None:
    name = stand.any_of("service")
    if len(stand.names["service"]) > 2:
        await stand.send("DELETE", f"/api/services/{name}", None, 409)
        found = (await stand.console.ok("GET", "/api/services?limit=100"))["items"]
        stand.names["service"] = [each["name"] for each in found if each["name"] != "stable"]


def to_endpoints(stand: Stand) -> list[dict[str, Any]]:
    ports = stand.random.choice((stand.upstreams, stand.upstreams[:1], stand.upstreams[1:]))
    return [{"host": "127.0.0.1", "port": port, "weight": stand.random.randrange(1, 5)} for port in ports]


async def attach(stand: Stand) -> None:
    if len(stand.names["attachment"]) < MOST:
        version = stand.random.choice(VERSIONS)
        route = stand.random.choice((*stand.names["route"], "stable"))
        made = await stand.send("POST", "/api/attachments", {"filter": f"mark@{version}", "route": route})
        stand.names["attachment"].append(made["id"])


async def swap(stand: Stand) -> None:
    if stand.names["attachment"]:
        change = {"filter": f"mark@{stand.random.choice(VERSIONS)}"}
        await stand.send("PATCH", f"/api/attachments/{stand.any_of('attachment')}", change)


async def detach(stand: Stand) -> None:
    if stand.names["attachment"]:
        attachment = stand.any_of("attachment")
        stand.names["attachment"].remove(attachment)
        await stand.send("DELETE", f"/api/attachments/{attachment}")


async def add_certificate(stand: Stand) -> None:
    if len(stand.names["certificate"]) < MOST:
        name = stand.new_name("certificate")
        await stand.send("POST", "/api/certificates", {"name": name, **issue(name)})


async def renew_certificate(stand: Stand) -> None:
    name = stand.any_of("certificate")
    await stand.send("PATCH", f"/api/certificates/{name}", issue(name))


async def delete_certificate(stand: Stand) -> None:
    name = stand.any_of("certificate")
    answer = await stand.console.client.delete(f"/api/certificates/{name}")
    assert answer.is_success or answer.status_code == 409, answer.text
    if answer.is_success:
        stand.names["certificate"].remove(name)


async def change_listener(stand: Stand) -> None:
    chosen = stand.random.sample(
        stand.names["certificate"], k=stand.random.randrange(1, min(3, len(stand.names["certificate"])) + 1)
    )
    await stand.send("PATCH", "/api/listeners/edge/secure", {"tls": {"certificates": chosen}})


async def add_listener(stand: Stand) -> None:
    if len(stand.names["listener"]) < 4:
        body = {"gateway": "edge", "name": stand.new_name("listener"), "address": "127.0.0.1"}
        tls = {"tls": {"certificates": [stand.any_of("certificate")]}} if stand.random.random() < 0.5 else {}
        await stand.send("POST", "/api/listeners", {**body, "port": find_free_port(), **tls})


async def delete_listener(stand: Stand) -> None:
    if stand.names["listener"]:
        name = stand.any_of("listener")
        stand.names["listener"].remove(name)
        await stand.send("DELETE", f"/api/listeners/edge/{name}")


def issue(name: str) -> dict[str, str]:
    issued = AUTHORITY.issue(f"{name}.test")
    return {"chain": issued.chain, "key": issued.key}


Edit = Callable[[Stand], Awaitable[None]]
OFTEN: tuple[Edit, ...] = (add_route, change_route, move_route, delete_route, change_service, swap)
SELDOM: tuple[Edit, ...] = (
    *(add_service, delete_service, attach, detach),
    *(add_certificate, renew_certificate, delete_certificate, change_listener),
    *(add_listener, delete_listener),
)


TOGETHER: tuple[tuple[Edit, ...], tuple[Edit, ...]] = (
    (add_route, change_route, move_route, swap),
    (change_service, renew_certificate, add_certificate, add_listener),
)
"""One of each at the same time: neither takes away what the other needs."""


@pytest.mark.envoy
@pytest.mark.thorough
async def test_random_edits_under_load(sqlite_settings: Settings, tmp_path: Path) -> None:
    async with run_stand(sqlite_settings, tmp_path) as stand:
        async with (
            steady_traffic(stand.port, "/stable", connections=2) as stable,
            steady_traffic(stand.port, "/route-1", connections=1) as changing,
        ):
            for number in range(EDITS):
                edits = [stand.random.choice((*OFTEN, *OFTEN, *SELDOM))]
                if number % OVERLAP_EVERY == OVERLAP_EVERY - 1:
                    edits = [stand.random.choice(several) for several in TOGETHER]
                await asyncio.gather(*(edit(stand) for edit in edits))
                settled = await eventually(stand.is_like_new, 20.0)
                told = f"edit {number}, {' and '.join(edit.__name__ for edit in edits)}"
                assert settled, f"{told}: {await stand.differences()}"
                if number % FRESH_EVERY == FRESH_EVERY - 1:
                    assert await stand.differences_to_fresh() == [], told
        assert stable.failures.total() == changing.failures.total() == 0
        assert set(stable.statuses) == {200}
        assert stable.total > EDITS
        assert stand.done["taken"] > EDITS * 0.8, stand.done
        assert stand.done["fresh"] == EDITS // FRESH_EVERY
        print(f"{EDITS} edits, {stable.total + changing.total} requests, 0 failed: {dict(stand.done)}")
        kept = stand.snapshot.versions()
    async with run_console(sqlite_settings) as again:
        found = again.app.state.cache.find_snapshot(stand.gateway_id)
        assert found.versions() == kept


@asynccontextmanager
async def run_stand(settings: Settings, folder: Path) -> AsyncIterator[Stand]:
    async with run_console(settings) as console, upstream() as first, upstream() as second:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        port, secure, admin = find_free_port(), find_free_port(), find_free_port()
        listen = {"name": "edge", "listen_address": "127.0.0.1", "listen_port": port}
        gateway = await console.ok("POST", "/api/gateways", json=listen)
        wanted = {"gateway": "edge", "node_id": "n1", "console": f"127.0.0.1:{xds}", "admin_port": admin}
        made = await console.ok("POST", "/api/nodes/bootstrap", json=wanted)
        async with run_envoy(folder / "envoy", made["bootstrap"], concurrency=1) as envoy:
            given = made["bootstrap"]
            stand = Stand(console, envoy, port, (first, second), Random(SEED), gateway["id"], given, xds)
            kinds = ("route", "service", "attachment", "certificate", "listener")
            stand.names = {kind: [] for kind in kinds}
            await make_first(stand, secure)
            assert await eventually(stand.is_like_new, 30.0), await stand.differences()
            yield stand


async def make_first(stand: Stand, secure: int) -> None:
    """What is never touched, and something of each kind to begin with."""
    for version in VERSIONS:
        files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
        await stand.console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": version})
    endpoints = [{"host": "127.0.0.1", "port": stand.upstreams[0]}]
    await stand.send("POST", "/api/services", {"name": "stable", "endpoints": endpoints})
    for make in (add_service, add_service, add_route, add_route, add_certificate):
        await make(stand)
    stable = {"kind": "forward", "destinations": [{"service": "stable"}]}
    match = {"path": {"kind": "exact", "value": "/stable"}}
    await stand.send(
        "POST",
        "/api/routes",
        {"gateway": "edge", "name": "stable", "order": 1, "match": match, "action": stable},
    )
    listener = {"gateway": "edge", "name": "secure", "address": "127.0.0.1", "port": secure}
    await stand.send(
        "POST", "/api/listeners", {**listener, "tls": {"certificates": stand.names["certificate"]}}
    )
