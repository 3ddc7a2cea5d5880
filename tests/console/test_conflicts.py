"""Two people edit one object: the second is told who was first, and nothing is lost."""

import html
import re
from typing import Any

import httpx
import pytest
from tests.console.conftest import Console, fill, make_account
from tests.console.modules import marking_module
from tests.console.test_access import signed_in

NOUNS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "route": ("/api/routes/all", {"order": 1}, {"order": 2}),
    "service": ("/api/services/web", {"description": "a"}, {"description": "b"}),
    "tenant": ("/api/tenants/t", {"rate": 1}, {"rate": 2}),
    "attachment": ("/api/attachments/{attachment}", {"order": 1}, {"order": 2}),
}


async def prepare(console: Console) -> str:
    """One object of each kind; gives the attachment's id."""
    await fill(console)
    await console.ok("POST", "/api/tenants", json={"name": "t"})
    files = {"module": ("m.wasm", marking_module("1"))}
    await console.ok("POST", "/api/filters/mark/versions", files=files)
    made = await console.ok("POST", "/api/attachments", json={"filter": "mark", "route": "all"})
    return str(made["id"])


@pytest.mark.parametrize("noun", NOUNS)
async def test_the_second_of_two_changes_is_refused(console: Console, noun: str) -> None:
    attachment = await prepare(console)
    path, first, second = NOUNS[noun]
    path = path.format(attachment=attachment)
    seen = {"if-match": (await console.ok("GET", path))["updated_at"]}
    changed = await console.ok("PATCH", path, json=first, headers=seen)
    refused = await console.client.patch(path, json=second, headers=seen)
    assert refused.status_code == 409
    assert refused.json()["title"] == "Changed meanwhile"
    assert "by operator" in refused.json()["detail"]
    field = next(iter(first))
    assert (await console.ok("GET", path))[field] == first[field]
    await console.ok("PATCH", path, json=second, headers={"if-match": changed["updated_at"]})
    await console.ok("PATCH", path, json=first)
    await console.ok("PATCH", path, json=second, headers={"if-match": "*"})


@pytest.mark.parametrize(
    "value", ["yesterday", '"W/"', "1", "2026-13-01T00:00:00Z", "é".encode().decode("latin-1")]
)
async def test_what_is_no_moment_is_refused(sqlite_console: Console, value: str) -> None:
    await prepare(sqlite_console)
    response = await sqlite_console.client.patch(
        "/api/routes/all", json={"order": 1}, headers={b"if-match": value.encode("latin-1")}
    )
    assert response.status_code in (400, 409)


def fields_of(page: str) -> dict[str, str]:
    """The form of a service as a browser would send it."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page.split('id="service-form"')[1]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found[name[1]] = html.unescape(value[1])
    area = re.search(r'<textarea[^>]*name="endpoints"[^>]*>\n?([^<]*)<', page)
    choices = re.findall(r'<select[^>]*name="([^"]+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    return {**found, **dict(choices), **({"endpoints": html.unescape(area[1])} if area else {})}


async def test_a_page_tells_who_was_first_and_keeps_what_was_typed(sqlite_console: Console) -> None:
    console = sqlite_console
    await make_account(console)
    await prepare(console)
    client, csrf = await signed_in(console)
    async with client:
        typed = {**fields_of((await client.get("/services/web")).text), "csrf": csrf}
        await console.ok("PATCH", "/api/services/web", json={"description": "theirs"})
        refused = await _send(client, {**typed, "description": "mine"})
        assert refused.status_code == 409
        assert "Changed meanwhile" in refused.text
        assert "by operator at" in refused.text
        assert (await console.ok("GET", "/api/services/web"))["description"] == "theirs"
        again = fields_of(refused.text)
        assert again["description"] == "mine"
        assert again["seen"] != typed["seen"]
        assert (await _send(client, {**again, "csrf": csrf})).status_code == 303
    assert (await console.ok("GET", "/api/services/web"))["description"] == "mine"


async def test_a_refused_field_does_not_hide_a_conflict(sqlite_console: Console) -> None:
    """A form that comes back for a wrong field still carries what its first page saw."""
    console = sqlite_console
    await make_account(console)
    await prepare(console)
    client, csrf = await signed_in(console)
    async with client:
        typed = {**fields_of((await client.get("/services/web")).text), "csrf": csrf}
        wrong = await _send(client, {**typed, "name": "NO NAME"})
        assert wrong.status_code == 422
        await console.ok("PATCH", "/api/services/web", json={"description": "theirs"})
        corrected = {**fields_of(wrong.text), "csrf": csrf, "name": "web"}
        assert corrected["seen"] == typed["seen"]
        assert (await _send(client, corrected)).status_code == 409


async def _send(client: httpx.AsyncClient, form: dict[str, Any]) -> httpx.Response:
    return await client.post("/services/web", data=form)


async def test_every_editor_carries_the_moment(sqlite_console: Console) -> None:
    console = sqlite_console
    await prepare(console)
    route = await console.ok("GET", "/api/routes/all")
    for address, count in (
        (f"/routes/{route['id']}", 1),
        ("/services/web", 1),
        ("/tenants/t", 1),
        ("/filters/mark", 1),
        (f"/filters/mark?attach={route['gateway_id']}", 0),
        ("/routes/new", 0),
        ("/services/new", 0),
        ("/tenants/new", 0),
    ):
        page = await console.client.get(address)
        assert page.status_code == 200, page.text
        assert page.text.count('name="seen"') == count, address
