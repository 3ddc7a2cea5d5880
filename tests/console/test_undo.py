"""What was changed or deleted is put back as it was, unless somebody has changed it since."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.console.conftest import Console, fill, make_account
from tests.console.isolation.stand import close, make_party
from tests.console.modules import marking_module
from tests.console.test_access import signed_in

from sluice_console.core.auth.identity import Role
from sluice_console.core.language import COOKIE
from sluice_console.pages import TOAST_COOKIE, _unpack

CHINESE = "zh-Hans"
LEFT_OUT = ("created_at", "updated_at", "releases")


@dataclass(frozen=True, slots=True)
class Case:
    """An object, a change of it, and whether it can be deleted and put back."""

    path: str
    made: dict[str, Any]
    patch: dict[str, Any]


CASES = {
    "route": Case(
        "/api/routes",
        {
            **{"gateway": "edge", "name": "shop", "hosts": ["shop.test"], "tenant": "harbor", "order": 7},
            "action": {"kind": "forward", "destinations": [{"service": "web", "version": "v1", "weight": 3}]},
            "headers": {"request": {"set": [["x-shop", "yes"]]}},
        },
        {"hosts": ["other.test"], "order": 9, "action": {"kind": "respond", "status": 204}, "tenant": ""},
    ),
    "service": Case(
        "/api/services",
        {"name": "api", "tenant": "harbor", "endpoints": [{"host": "10.0.0.1", "port": 80, "weight": 2}]},
        {"endpoints": [{"host": "10.0.0.2", "port": 81}], "description": "another one"},
    ),
    "tenant": Case(
        "/api/tenants",
        {"name": "zeppelin", "hosts": ["zeppelin.test"], "rate": 5},
        {"hosts": ["other.test"], "rate": 0, "name": "airship"},
    ),
    "limit": Case(
        "/api/limits",
        {"gateway": "edge", "name": "ten", "requests": 10, "seconds": 60, "by": "address"},
        {"requests": 20},
    ),
    "listener": Case("/api/listeners", {"gateway": "edge", "name": "extra", "port": 9443}, {"port": 9444}),
    "issuer": Case(
        "/api/issuers",
        {
            **{"name": "lighthouse", "service": "web"},
            "settings": {"issuer": "https://light.test", "jwks_url": "http://web/keys"},
        },
        {"settings": {"issuer": "https://dark.test", "jwks_url": "http://web/other"}},
    ),
    "attachment": Case(
        "/api/attachments", {"filter": "mark", "route": "all", "order": 5}, {"order": 6, "filter": "mark@2"}
    ),
}


@dataclass(frozen=True, slots=True)
class Stand:
    console: Console
    browser: httpx.AsyncClient
    csrf: str

    async def last(self, object_id: str) -> dict[str, Any]:
        """The newest row about the object."""
        rows = await self.console.ok("GET", "/api/audit", params={"object_id": object_id})
        return dict(rows[0])

    async def undo(self, object_id: str, **headers: str) -> httpx.Response:
        """Presses the button of the object's newest row."""
        number = (await self.last(object_id))["number"]
        return await self.browser.post(f"/audit/{number}/undo", data={"csrf": self.csrf}, headers=headers)

    async def undone(self, object_id: str) -> httpx.Response:
        answer = await self.undo(object_id)
        assert answer.status_code == 303, answer.text
        toast = _unpack(answer.cookies[TOAST_COOKIE])
        assert toast is not None
        assert toast.tone == "ok", toast
        return answer

    async def refusal(self, object_id: str) -> str:
        toast = _unpack((await self.undo(object_id)).cookies[TOAST_COOKIE])
        assert toast is not None
        assert toast.tone == "bad", toast
        return toast.text


@pytest_asyncio.fixture
async def stand(sqlite_console: Console) -> AsyncIterator[Stand]:
    async with make_stand(sqlite_console) as made:
        yield made


@asynccontextmanager
async def make_stand(console: Console) -> AsyncIterator[Stand]:
    await make_account(console)
    await fill(console)
    await console.ok("POST", "/api/tenants", json={"name": "harbor", "hosts": ["shop.test", "other.test"]})
    for version in ("1", "2"):
        files = {"module": ("m.wasm", marking_module(version))}
        await console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": version})
    browser, csrf = await signed_in(console)
    async with browser:
        yield Stand(console, browser, csrf)


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    """Without the moments, which are new, and the releases."""
    return {name: value for name, value in answer.items() if name not in LEFT_OUT}


@pytest.mark.parametrize("noun", CASES)
async def test_a_change_is_taken_back_and_made_again(stand: Stand, noun: str) -> None:
    console, case = stand.console, CASES[noun]
    made = await console.ok("POST", case.path, json=case.made)
    path = f"{case.path}/{made['id']}"
    before = lasting(await console.ok("GET", path))
    changed = lasting(await console.ok("PATCH", path, json=case.patch))
    assert changed != before
    await stand.undone(made["id"])
    assert lasting(await console.ok("GET", path)) == before
    row = await stand.last(made["id"])
    assert row["action"] == f"{noun}.undo"
    assert row["actor"] == "ada"
    await stand.undone(made["id"])
    assert lasting(await console.ok("GET", path)) == changed


@pytest.mark.parametrize("noun", CASES)
async def test_what_was_deleted_comes_back_as_it_was(stand: Stand, noun: str) -> None:
    console, case = stand.console, CASES[noun]
    made = await console.ok("POST", case.path, json=case.made)
    path = f"{case.path}/{made['id']}"
    before = lasting(await console.ok("GET", path))
    await console.ok("DELETE", path)
    assert (await console.client.get(path)).status_code == 404
    row = await stand.last(made["id"])
    assert row["action"] == f"{noun}.delete"
    await stand.undone(made["id"])
    assert lasting(await console.ok("GET", path)) == before
    again = await stand.browser.post(f"/audit/{row['number']}/undo", data={"csrf": stand.csrf})
    toast = _unpack(again.cookies[TOAST_COOKIE])
    assert toast is not None
    assert "is there again already" in toast.text
    assert (await console.ok("GET", "/api/audit/verification"))["broken_at"] is None


async def test_on_both_databases(console: Console) -> None:
    """A tenant with its route, deleted and put back the other way round."""
    async with make_stand(console) as stand:
        route = await console.ok("POST", "/api/routes", json=CASES["route"].made)
        tenant = await console.ok("GET", "/api/tenants/harbor")
        await console.ok("DELETE", "/api/tenants/harbor")
        await stand.undone(tenant["id"])
        await console.ok("DELETE", f"/api/routes/{route['id']}")
        await stand.undone(route["id"])
        assert lasting(await console.ok("GET", f"/api/routes/{route['id']}")) == lasting(route)


async def test_a_gateway_gets_its_settings_back_but_is_not_brought_back(stand: Stand) -> None:
    console = stand.console
    before = lasting(await console.ok("GET", "/api/gateways/edge"))
    await console.ok("PATCH", "/api/gateways/edge", json={"listen_port": 8081, "limits": {"connections": 5}})
    await stand.undone(before["id"])
    after = lasting(await console.ok("GET", "/api/gateways/edge"))
    assert {**after, "last_release": 0} == {**before, "last_release": 0}
    await console.ok("DELETE", "/api/gateways/edge")
    answer = await stand.undo(before["id"])
    assert answer.status_code == 409
    assert "cannot be undone" in answer.text


async def test_filters_of_a_deleted_route_come_back_with_it(stand: Stand) -> None:
    """With their configuration, which the audit log does not have."""
    console = stand.console
    route = await console.ok("GET", "/api/routes/all")
    values = {"filter": "mark@1", "route": "all", "configuration": {"password": "very secret"}}
    attached = await console.ok("POST", "/api/attachments", json=values)
    await console.ok("DELETE", f"/api/routes/{route['id']}")
    row = await stand.last(route["id"])
    assert "very secret" not in str(row)
    await stand.undone(route["id"])
    back = await console.ok("GET", f"/api/attachments/{attached['id']}")
    assert lasting(back) == lasting(attached)


async def test_a_tenant_has_its_routes_and_services_again_but_not_its_keys(stand: Stand) -> None:
    console = stand.console
    tenant = await console.ok("GET", "/api/tenants/harbor")
    await console.ok("POST", "/api/services", json=CASES["service"].made)
    await console.ok("POST", "/api/routes", json=CASES["route"].made)
    await console.ok("POST", "/api/tenants/harbor/keys", json={"name": "shop"})
    await console.ok("DELETE", "/api/tenants/harbor")
    await console.ok("PATCH", "/api/routes/shop", json={"description": "of nobody now"})
    await stand.undone(tenant["id"])
    for path in ("/api/services/api", "/api/routes/shop"):
        assert (await console.ok("GET", path))["tenant_id"] == tenant["id"]
    assert (await console.ok("GET", "/api/tenants/harbor/keys"))["items"] == []


async def test_what_was_changed_since_is_not_overwritten(stand: Stand) -> None:
    console = stand.console
    route = await console.ok("PATCH", "/api/routes/all", json={"order": 1})
    first = await stand.last(route["id"])
    await console.ok("PATCH", "/api/routes/all", json={"description": "theirs"})
    answer = await stand.browser.post(f"/audit/{first['number']}/undo", data={"csrf": stand.csrf})
    toast = _unpack(answer.cookies[TOAST_COOKIE])
    assert toast is not None
    assert "changed again since, by operator" in toast.text
    now = await console.ok("GET", "/api/routes/all")
    assert (now["order"], now["description"]) == (1, "theirs")
    # One after the other, newest first, both are taken back.
    await stand.undone(route["id"])
    answer = await stand.browser.post(f"/audit/{first['number']}/undo", data={"csrf": stand.csrf})
    assert (await console.ok("GET", "/api/routes/all"))["order"] == 100


async def test_a_roll_back_in_between_is_noticed(stand: Stand) -> None:
    console = stand.console
    route = await console.ok("PATCH", "/api/routes/all", json={"order": 1})
    releases = (await console.ok("GET", "/api/releases?gateway=edge"))["items"]
    await console.ok("POST", f"/api/releases/{releases[1]['id']}/rollback", json={})
    assert "a roll back" in await stand.refusal(route["id"])


async def test_what_stands_in_the_way_is_said(stand: Stand) -> None:
    console = stand.console
    route = await console.ok("GET", "/api/routes/all")
    await console.ok("DELETE", "/api/routes/all")
    await console.ok("DELETE", "/api/services/web")
    assert "there is no service 'web'" in await stand.refusal(route["id"])
    other = {"gateway": "edge", "name": "all", "action": {"kind": "respond", "status": 200}}
    await console.ok("POST", "/api/routes", json=other)
    assert "all" in await stand.refusal(route["id"])
    assert (await stand.last(route["id"]))["action"] == "route.delete"


async def test_what_changed_nothing_or_holds_secrets_is_not_offered(stand: Stand) -> None:
    console = stand.console
    tenant = await console.ok("GET", "/api/tenants/harbor")
    await console.ok("PATCH", "/api/tenants/harbor", json={"hosts": tenant["hosts"]})
    key = await console.ok("POST", "/api/tenants/harbor/keys", json={"name": "shop"})
    await console.ok("DELETE", f"/api/tenants/harbor/keys/{key['id']}")
    for object_id in (tenant["id"], key["id"]):
        assert (await stand.undo(object_id)).status_code == 409
    assert "/undo" not in (await stand.browser.get("/audit?q=harbor")).text


async def test_who_may_and_who_may_not(stand: Stand) -> None:
    console = stand.console
    route = await console.ok("PATCH", "/api/routes/all", json={"order": 1})
    number = (await stand.last(route["id"]))["number"]
    path = f"/audit/{number}/undo"
    assert (await stand.browser.post(path)).status_code == 403
    assert (await stand.browser.post("/audit/99999/undo", data={"csrf": stand.csrf})).status_code == 404
    await make_account(console, "bob", Role.VIEWER)
    scoped = await console.ok(
        "POST", "/api/tokens", json={"name": "s", "role": "operator", "scopes": ["routes"]}
    )
    async with console.anonymous() as machine:
        machine.headers["authorization"] = f"Bearer {scoped['token']}"
        assert (await machine.post(path)).status_code == 403
    assert (await console.ok("GET", "/api/routes/all"))["order"] == 1


async def test_with_htmx_and_in_chinese(stand: Stand) -> None:
    console = stand.console
    route = await console.ok("PATCH", "/api/routes/all", json={"order": 1})
    stand.browser.cookies.set(COOKIE, CHINESE)
    page = await stand.browser.get("/audit")
    assert f'action="/audit/{(await stand.last(route["id"]))["number"]}/undo"' in page.text
    assert "撤销" in page.text
    answer = await stand.undo(route["id"], **{"hx-request": "true"})
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == f"/routes/{route['id']}"
    page = await stand.browser.get(answer.headers["hx-redirect"])
    assert "已撤销" in page.text


async def test_the_message_offers_it(stand: Stand) -> None:
    route = await stand.console.ok("GET", "/api/routes/all")
    form = {"csrf": stand.csrf}
    gone = await stand.browser.post(f"/routes/{route['id']}/delete", data=form, follow_redirects=True)
    number = (await stand.last(route["id"]))["number"]
    assert "Route all is gone" in gone.text
    assert f'action="/audit/{number}/undo"' in gone.text.partition('class="topbar"')[0]
    await stand.browser.post(f"/audit/{number}/undo", data=form)
    assert (await stand.console.ok("GET", "/api/routes/all"))["id"] == route["id"]


async def test_people_of_a_tenant_undo_changes_of_their_routes(stand: Stand) -> None:
    """But not where a filter went with it, which they could not attach."""
    console = stand.console
    console.client.headers["authorization"] = f"Bearer {await console.token(role='admin')}"
    pier = await make_party(console, "pier")
    person = pier.people["operator"]
    await console.ok("PATCH", f"/api/routes/{pier.route}", json={"order": 3})
    change = await stand.last(pier.route)
    path, form = f"/audit/{change['number']}/undo", {"csrf": person.csrf}
    assert path in (await person.browser.get("/audit")).text
    assert (await person.browser.post(path, data=form)).status_code == 303
    assert (await console.ok("GET", f"/api/routes/{pier.route}"))["order"] == 100
    viewer = pier.people["viewer"]
    assert "/undo" not in (await viewer.browser.get("/audit")).text
    assert (await viewer.browser.post(path, data={"csrf": viewer.csrf})).status_code == 403
    await console.ok("POST", "/api/attachments", json={"filter": "mark", "route": pier.route})
    await person.browser.post(f"/routes/{pier.route}/delete", data=form)
    row = await stand.last(pier.route)
    refused = await person.browser.post(f"/audit/{row['number']}/undo", data=form)
    assert refused.status_code == 403
    await stand.undone(pier.route)
    await close(pier)
