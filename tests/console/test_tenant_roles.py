"""What the people of a tenant may do with what is theirs, and that no change of theirs reaches further."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.requests import Request
from tests.console.conftest import Console, make_account
from tests.console.test_access import signed_in

from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.errors import NotFound
from sluice_console.features.access import _find_identity
from sluice_console.features.events.api import FOR_MEMBERS, _stream
from sluice_console.features.events.feed import Feed
from sluice_console.features.logs import api as log_api
from sluice_console.features.logs.lines import BLANK
from sluice_console.features.logs.reading import find_wanted
from sluice_console.features.users.forms import read_tenants, to_lines

RESPOND = {"kind": "respond", "status": 200}
TO_PAYROLL = {"kind": "forward", "destinations": [{"service": "payroll"}]}


async def make_tenants(console: Console) -> None:
    """Gateway `edge`; `harbor` with hosts and a service, `airport` with a host below those of harbor."""
    console.client.headers["authorization"] = f"Bearer {await console.token(role='admin')}"
    await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    hosts = ["harbor.test", "*.harbor.test"]
    await console.ok("POST", "/api/tenants", json={"name": "harbor", "hosts": hosts})
    await console.ok("POST", "/api/tenants", json={"name": "airport", "hosts": ["air.harbor.test"]})
    endpoints = [{"host": "127.0.0.1", "port": 9001}]
    for name, tenant in (("web", "harbor"), ("payroll", "")):
        body = {"name": name, "endpoints": endpoints, "tenant": tenant}
        await console.ok("POST", "/api/services", json=body)


@asynccontextmanager
async def machine(
    console: Console, role: str = "operator", *tenants: str
) -> AsyncIterator[httpx.AsyncClient]:
    """With a token for these tenants; `harbor` where none is named."""
    values = {"name": "ci", "role": role, "tenants": list(tenants or ("harbor",))}
    made = await console.ok("POST", "/api/tokens", json=values)
    async with console.anonymous() as client:
        client.headers["authorization"] = f"Bearer {made['token']}"
        yield client


def route(**values: Any) -> dict[str, Any]:
    return {"gateway": "edge", "name": "mine", "hosts": ["harbor.test"], "action": RESPOND, **values}


async def test_routes_are_made_within_the_borders(console: Console) -> None:
    await make_tenants(console)
    async with machine(console) as ours:
        made = await ours.post("/api/routes", json=route())
        assert made.status_code == 201, made.text
        harbor = (await console.ok("GET", "/api/tenants/harbor"))["id"]
        assert made.json()["tenant_id"] == harbor
        leads = {"kind": "forward", "destinations": [{"service": "web"}]}
        changed = await ours.patch("/api/routes/mine", json={"action": leads, "hosts": ["a.harbor.test"]})
        assert changed.status_code == 200, changed.text
        listed = (await ours.get("/api/audit")).json()
        assert [row["action"] for row in listed[:2]] == ["route.update", "route.create"]
        assert (await ours.delete("/api/routes/mine")).status_code == 200


@pytest.mark.parametrize(
    ("values", "status", "place"),
    [
        ({"hosts": ["*"]}, 422, "hosts.0"),
        ({"hosts": ["harbor.test", "other.test"]}, 422, "hosts.1"),
        ({"hosts": ["air.harbor.test"]}, 422, "hosts.0"),
        ({"hosts": ["air.harbor.test:8080"]}, 422, "hosts.0"),
        ({"hosts": ["xharbor.test"]}, 422, "hosts.0"),
        ({"tenant": "airport"}, 422, "tenant"),
        (
            {"action": {"kind": "forward", "destinations": [{"service": "payroll"}]}},
            422,
            "action.destinations.0",
        ),
        ({"protection": {"max_body": 1}}, 403, ""),
        ({"shared_limits": ["x"]}, 403, ""),
        ({"login": "x"}, 403, ""),
    ],
)
async def test_nobody_reaches_over_the_border(
    sqlite_console: Console, values: dict[str, Any], status: int, place: str
) -> None:
    await make_tenants(sqlite_console)
    async with machine(sqlite_console) as ours:
        await ours.post("/api/routes", json=route(name="there"))
        for answer in (
            await ours.post("/api/routes", json=route(**values)),
            await ours.patch("/api/routes/there", json=values),
        ):
            assert answer.status_code == status, answer.text
            assert not place or answer.json()["fields"][0]["path"].startswith(place), answer.text
    assert (await sqlite_console.ok("GET", "/api/routes"))["total"] == 1


async def test_what_the_platform_set_stays(sqlite_console: Console) -> None:
    """Of a route to a foreign service, with a limit, the people may change the rest and send both back."""
    console = sqlite_console
    await make_tenants(console)
    leads = {"kind": "forward", "destinations": [{"service": "payroll"}]}
    await console.ok(
        "POST", "/api/routes", json=route(tenant="harbor", action=leads, protection={"max_body": 9})
    )
    async with machine(console) as ours:
        shown = (await ours.get("/api/routes/mine")).json()
        same = {"action": TO_PAYROLL, "protection": shown["protection"], "shared_limits": [], "login": ""}
        changed = await ours.patch("/api/routes/mine", json={**same, "description": "ours"})
        assert changed.status_code == 200, changed.text
        assert changed.json()["protection"]["max_body"] == 9
        assert (await ours.patch("/api/routes/mine", json={"protection": {}})).status_code == 403
        assert (await ours.get("/api/services/payroll")).status_code == 404
        await console.ok("POST", "/api/limits", json={"gateway": "edge", "name": "few", "requests": 5})
        await console.ok("PATCH", "/api/routes/mine", json={"shared_limits": ["few"]})
        ids = (await ours.get("/api/routes/mine")).json()["shared_limits"]
        assert len(ids) == 1
        assert (await ours.patch("/api/routes/mine", json={"shared_limits": []})).status_code == 403
        assert (await ours.patch("/api/routes/mine", json={"shared_limits": ids})).status_code == 200


async def test_a_tenants_people_set_no_quotas(sqlite_console: Console) -> None:
    await make_tenants(sqlite_console)
    quotas = [{"requests": 1_000_000, "seconds": 1}]
    async with machine(sqlite_console, "admin") as ours:
        assert (
            await ours.post("/api/tenants/harbor/keys", json={"name": "k", "quotas": quotas})
        ).status_code == 403
        made = await ours.post("/api/tenants/harbor/keys", json={"name": "k"})
        assert made.status_code == 201
        patched = await ours.patch(f"/api/tenants/harbor/keys/{made.json()['id']}", json={"quotas": quotas})
        assert patched.status_code == 403
        strict, key = [{"requests": 5, "seconds": 1}], f"/api/tenants/harbor/keys/{made.json()['id']}"
        await sqlite_console.ok("PATCH", key, json={"quotas": strict})
        assert (await ours.patch(key, json={"quotas": []})).status_code == 403
        assert (await ours.patch(key, json={"quotas": strict})).status_code == 200
        for change in ({"hosts": ["*.test"]}, {"rate": 0}):
            assert (await ours.patch("/api/tenants/harbor", json=change)).status_code == 404
        revoked = await ours.delete(f"/api/tenants/harbor/keys/{made.json()['id']}")
        assert revoked.status_code == 200


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"role": "operator"}, 403),
        ({"role": "viewer"}, 403),
        ({"role": "admin", "tenants": ["harbor"]}, 403),
        ({"role": "viewer", "tenants": ["harbor", "airport"]}, 422),
        ({"role": "viewer", "tenants": []}, 422),
        ({"role": "node", "gateway": "edge"}, 403),
        ({"role": "node", "gateway": "edge", "tenants": ["harbor"]}, 422),
        ({"role": "operator", "tenants": ["harbor"]}, 201),
        ({"role": "viewer", "tenants": ["harbor"]}, 201),
    ],
)
async def test_no_token_reaches_further_than_its_maker(
    sqlite_console: Console, values: dict[str, Any], status: int
) -> None:
    await make_tenants(sqlite_console)
    async with machine(sqlite_console) as ours:
        answer = await ours.post("/api/tokens", json={"name": "more", **values})
        assert answer.status_code == status, answer.text


async def test_no_token_outlives_the_one_that_made_it(console: Console) -> None:
    """Those of nodes do: a pipeline that is over stops no Envoy."""
    await make_tenants(console)
    short = {"name": "short", "role": "operator", "expires_in_days": 7}
    made = await console.ok("POST", "/api/tokens", json=short)
    async with console.anonymous() as client:
        client.headers["authorization"] = f"Bearer {made['token']}"
        long = {"name": "long", "role": "viewer", "expires_in_days": 8}
        refused = await client.post("/api/tokens", json=long)
        assert refused.status_code == 422, refused.text
        assert refused.json()["fields"][0]["path"] == "expires_in_days"
        same = await client.post("/api/tokens", json={"name": "same", "role": "viewer"})
        assert (same.status_code, same.json()["expires_at"]) == (201, made["expires_at"])
        for body in (
            {"name": "shorter", "role": "viewer", "expires_in_days": 6},
            {"name": "node", "role": "node", "gateway": "edge"},
        ):
            assert (await client.post("/api/tokens", json=body)).status_code == 201


async def test_a_token_is_never_more_than_its_owner_is_now(console: Console) -> None:
    await make_tenants(console)
    await make_account(console, "ada")
    body = {"login": "mei", "role": "member", "tenants": {"harbor": "operator"}}
    await console.ok("POST", "/api/users", json=body)
    async with console.database.transaction() as db:
        await db.execute(
            text("UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE login = 'ada')")
        )
    person, csrf = await signed_in(console, "mei")
    async with person, console.anonymous() as client:
        headers = {"x-csrf-token": csrf}
        values = {"name": "ci", "role": "operator", "tenants": ["harbor"]}
        made = await person.post("/api/tokens", json=values, headers=headers)
        client.headers["authorization"] = f"Bearer {made.json()['token']}"
        assert (await client.post("/api/routes", json=route())).status_code == 201
        await console.ok("PATCH", "/api/users/mei", json={"tenants": {"harbor": "viewer"}})
        assert (await client.get("/api/routes/mine")).status_code == 200
        assert (await client.patch("/api/routes/mine", json={"order": 1})).status_code == 403
        await console.ok("PATCH", "/api/users/mei", json={"tenants": {"airport": "admin"}})
        assert (await client.get("/api/routes/mine")).status_code == 404
        assert (await client.get("/api/routes")).json()["total"] == 0


async def test_who_looks_at_everything_may_change_what_is_of_a_tenant(console: Console) -> None:
    await make_tenants(console)
    await console.ok("POST", "/api/routes", json=route(tenant="harbor"))
    await console.ok(
        "POST", "/api/routes", json=route(name="theirs", hosts=["air.harbor.test"], tenant="airport")
    )
    await make_account(console, "ada")
    await console.ok("PATCH", "/api/users/ada", json={"tenants": {"harbor": "operator"}})
    async with console.database.transaction() as db:
        await db.execute(text("UPDATE users SET role = 'viewer'"))
    person, csrf = await signed_in(console)
    async with person:
        person.headers["x-csrf-token"] = csrf
        assert (await person.get("/api/gateways")).status_code == 200
        assert (await person.patch("/api/routes/mine", json={"order": 1})).status_code == 200
        assert (await person.patch("/api/routes/mine", json={"hosts": ["*"]})).status_code == 422
        for method, address in (
            ("PATCH", "/api/routes/theirs"),
            ("DELETE", "/api/routes/theirs"),
            ("POST", "/api/gateways"),
            ("POST", "/api/tenants/airport/keys"),
        ):
            answer = await person.request(method, address, json={"name": "x"})
            assert answer.status_code == 403, f"{method} {address}: {answer.text}"
        for values in ({"role": "node", "gateway": "edge"}, {"role": "viewer"}, {"role": "operator"}):
            made = await console.ok("POST", "/api/tokens", json={"name": "others", **values})
            answer = await person.delete(f"/api/tokens/{made['id']}")
            assert answer.status_code == 403, f"{values}: {answer.text}"
        own = await person.post("/api/tokens", json={"name": "own", "role": "viewer"})
        assert (await person.delete(f"/api/tokens/{own.json()['id']}")).status_code == 204


async def test_a_tenant_that_goes_takes_no_route_along(console: Console) -> None:
    await make_tenants(console)
    await console.ok("POST", "/api/routes", json=route(tenant="harbor"))
    async with machine(console, "admin") as ours:
        assert (await ours.get("/api/routes/mine")).status_code == 200
        await console.ok("DELETE", "/api/tenants/harbor")
        assert (await console.ok("GET", "/api/routes/mine"))["tenant_id"] is None
        assert (await ours.get("/api/routes/mine")).status_code == 404
        await console.ok("POST", "/api/tenants", json={"name": "harbor"})
        assert (await ours.get("/api/routes/mine")).status_code == 404, "another tenant of that name"


async def test_a_file_says_whose_routes_are(console: Console) -> None:
    await make_tenants(console)
    await console.ok("POST", "/api/routes", json=route(tenant="harbor"))
    document = (await console.client.get("/api/configuration")).json()
    assert [item["tenant"] for item in document["routes"]] == ["harbor"]
    assert {item["name"]: item["tenant"] for item in document["services"]} == {"web": "harbor", "payroll": ""}
    document["routes"][0]["tenant"] = "airport"
    applied = await console.ok("POST", "/api/configuration", json=document)
    assert [item["name"] for item in applied["changes"]] == ["edge/mine"]
    airport = (await console.ok("GET", "/api/tenants/airport"))["id"]
    assert (await console.ok("GET", "/api/routes/mine"))["tenant_id"] == airport


async def test_what_a_roll_back_brings_back_is_whose_it_was(console: Console) -> None:
    await make_tenants(console)
    await console.ok("POST", "/api/routes", json=route(tenant="harbor"))
    before = (await console.ok("GET", "/api/releases"))["items"][0]["id"]
    await console.ok("DELETE", "/api/routes/mine")
    async with machine(console, "viewer") as ours:
        found = (await ours.get(f"/api/releases/{before}/diff")).json()
        assert [item["name"] for item in found["objects"]] == ["mine"]
        await console.ok("POST", f"/api/releases/{before}/rollback")
        assert (await ours.get("/api/routes/mine")).status_code == 200


async def test_people_of_a_tenant_are_told_only_that_there_is_a_release() -> None:
    feed = Feed()
    feed.tell("change", {"noun": "route", "name": "zeppelin"})
    stream = _stream(feed, f"{feed.start}-0", FOR_MEMBERS, True, _always)
    assert "open" in await anext(stream)
    feed.tell("node", {"node_id": "zeppelin"})
    feed.tell("release", {"id": "re_1", "gateway": "zeppelin", "number": 4})
    async with asyncio.timeout(5):
        told = await anext(stream)
    assert "event: release" in told
    assert json.loads(told.rpartition("data: ")[2]) == {}


async def test_the_log_of_ones_own_routes(sqlite_console: Console) -> None:
    """Of the lines of a gateway those that one's routes took, without who called."""
    console = sqlite_console
    await make_tenants(console)
    mine = await console.ok("POST", "/api/routes", json=route(tenant="harbor"))
    theirs = await console.ok("POST", "/api/routes", json=route(name="theirs", hosts=["air.harbor.test"]))
    lines = [
        replace(BLANK, number=number, route_id=id_, tenant="zeppelin", host=f"{id_}.test")
        for number, id_ in enumerate((mine["id"], theirs["id"], ""), start=1)
    ]
    member = Identity("us_1", "mei", Role.MEMBER, tenants={mine["tenant_id"]: Role.VIEWER})
    nothing = {"route": "", "tenant": "", "status": "", "path": "", "text": ""}
    _, wanted = await find_wanted(console.database, member, "edge", **nothing)
    assert [(line.number, line.tenant) for line in wanted.choose(lines)] == [(1, "")]
    _, wanted = await find_wanted(console.database, member, "edge", **{**nothing, "tenant": "zeppelin"})
    assert wanted.choose(lines) == []
    with pytest.raises(NotFound):
        await find_wanted(console.database, member, "edge", **{**nothing, "route": "theirs"})
    viewer = Identity("us_2", "ada", Role.VIEWER)
    _, wanted = await find_wanted(console.database, viewer, "edge", **nothing)
    assert wanted.choose(lines) == lines
    async with machine(console, "viewer") as ours:
        assert (await ours.get("/api/logs?gateway=edge")).json()["items"] == []
        assert (await ours.get("/api/logs?gateway=edge&route=theirs")).status_code == 404


async def test_a_log_that_is_followed_is_of_ones_own_routes_all_the_time(
    sqlite_console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_api, "RECHECK_SECONDS", 0.0)
    console = sqlite_console
    await make_tenants(console)
    mine = await console.ok("POST", "/api/routes", json=route(hosts=["air.harbor.test"], tenant="harbor"))
    values = {"name": "ci", "role": "viewer", "tenants": ["harbor"]}
    token = (await console.ok("POST", "/api/tokens", json=values))["token"]
    headers = [(b"authorization", f"Bearer {token}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "app": console.app}
    request = Request({**scope, "query_string": b""})
    request.state.identity = member = await _find_identity(console.database, token, "")
    assert member is not None
    log, asked = console.app.state.live_log, await log_api._read_question(request, member, "edge")
    line = replace(BLANK, route_id=mine["id"])
    stream = log_api._stream(request, asked, 0)
    async with asyncio.timeout(10):
        log.watch(asked.gateway.id)
        log.add(asked.gateway.id, [line], 0)
        while "event: lines" not in await anext(stream):
            pass
    await console.ok("PATCH", "/api/routes/mine", json={"tenant": "airport"})
    log.add(asked.gateway.id, [line], 1)
    told = ""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2.5):
            async for text_ in stream:
                told += text_
    assert "event: state" in told
    assert "event: lines" not in told


async def _always() -> bool:
    return True


def test_roles_are_ordered() -> None:
    mixed = Identity("us_1", "mei", Role.VIEWER, tenants={"tn_1": Role.ADMIN})
    assert mixed.role_for("tn_1") == Role.ADMIN
    assert mixed.role_for("tn_2") == mixed.role_for(None) == Role.VIEWER
    assert not mixed.is_member
    assert mixed.may_change_something


def test_tenants_as_a_person_types_them() -> None:
    typed = " harbor : Viewer\n\nairport, pier:admin "
    assert read_tenants(typed) == {"harbor": "viewer", "airport": "operator", "pier": "admin"}
    lines = to_lines(
        {"tn_1": "viewer", "tn_2": "admin", "tn_gone": "admin"}, {"tn_2": "air", "tn_1": "harbor"}
    )
    assert lines == "air: admin\nharbor: viewer"
