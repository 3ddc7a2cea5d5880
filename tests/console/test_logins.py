"""Logins: over REST and in forms, and people who log in at a real provider through a real Envoy."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text
from tests.console.conftest import (
    PASSWORD,
    Console,
    fill,
    make_account,
    run_console,
    there_and_back,
    wait_for,
)
from tests.console.test_resilience import latest, latest_number
from tests.console.test_shared_limits import node, send
from tests.support.envoy import find_free_port
from tests.support.provider import Provider, run_provider
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings
from sluice_console.features.logins.queries import read_login_secrets

SETTINGS = {
    "authorization_url": "https://login.test/authorize",
    "token_url": "https://login.test/token",
    "client_id": "edge",
}
WANTED = {
    "gateway": "edge",
    "name": "staff",
    "settings": SETTINGS,
    "service": "web",
    "client_secret": "hush!",
}
PAGE = {"accept": "text/html,application/xhtml+xml"}


async def make(console: Console, **values: Any) -> dict[str, Any]:
    """The login `staff` on the route `all`."""
    made = dict(await console.ok("POST", "/api/logins", json={**WANTED, **values}))
    await console.ok("PATCH", "/api/routes/edge/all", json={"login": "staff"})
    return made


@dataclass(slots=True)
class Visitor:
    """A browser without script that keeps cookies by itself, Secure ones over plain HTTP, too."""

    origin: str
    client: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str = "/", **headers: str) -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**PAGE, **headers, **({"cookie": cookie} if cookie else {})}
        answer = await self.client.get(f"{self.origin}{path}", headers=sent)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if "01 Jan 1970" not in line:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        self.client.cookies.clear()
        return answer

    async def log_in(self, path: str = "/", who: str = "ada") -> httpx.Response:
        """To the provider, back to the callback, and where that leads: the answer that is no redirect."""
        away = await self.get(path)
        assert away.status_code == 302, away.text
        agreed = await self.client.post(away.headers["location"], data={"sub": who})
        assert agreed.status_code == 302, agreed.text
        back = await self.get(path_of(agreed.headers["location"]))
        if back.status_code != 302:
            return back
        return await self.get(path_of(back.headers["location"]))


def path_of(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@dataclass(frozen=True, slots=True)
class Stand:
    """A console, an Envoy, a provider; the route `all` leads to an upstream that answers what it received."""

    console: Console
    provider: Provider
    visitor: Visitor
    login: dict[str, Any]

    async def until_applied(self) -> None:
        async def is_current() -> bool:
            items = (await self.console.ok("GET", "/api/nodes"))["items"]
            return bool(items) and all(item["current"] for item in items)

        await wait_for(is_current, 15)


@pytest.fixture
async def stand(sqlite_settings: Settings, tmp_path: Path) -> AsyncIterator[Stand]:
    port = find_free_port()
    origin = f"http://127.0.0.1:{port}"
    async with (
        run_console(sqlite_settings) as console,
        run_provider() as provider,
        run_upstream("v1") as upstream,
        httpx.AsyncClient(trust_env=False, timeout=20) as client,
    ):
        registered = await provider.register(f"{origin}/oauth2/callback")
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await fill(console)
        address = {"listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("PATCH", "/api/gateways/edge", json=address)
        web = {"endpoints": [{"host": "127.0.0.1", "port": upstream}]}
        await console.ok("PATCH", "/api/services/web", json=web)
        there = [{"host": "127.0.0.1", "port": provider.port}]
        await console.ok("POST", "/api/services", json={"name": "provider", "endpoints": there})
        settings = {
            "authorization_url": provider.addresses["authorization_endpoint"],
            "token_url": provider.addresses["token_endpoint"],
            "client_id": registered.id,
            "scopes": ["openid", "profile"],
        }
        login = await make(console, settings=settings, service="provider", client_secret=registered.secret)
        async with node(console, tmp_path, "n1", xds):
            made = Stand(console, provider, Visitor(origin, client), login)
            await made.until_applied()
            yield made


@pytest.mark.envoy
async def test_a_visitor_logs_in_and_is_let_in_until_they_sign_out(stand: Stand) -> None:
    visitor = stand.visitor
    away = await visitor.get("/orders?open=1")
    assert away.status_code == 302
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    assert away.headers["location"].startswith(stand.provider.addresses["authorization_endpoint"])
    assert asked["code_challenge_method"] == ["S256"] and asked["scope"] == ["openid profile"]
    answer = await visitor.log_in("/orders?open=1")
    assert answer.status_code == 200, (answer.status_code, answer.text)
    seen = answer.json()
    assert seen["path"] == "/orders?open=1"
    assert "authorization" not in seen["headers"]
    assert (await visitor.get("/again")).status_code == 200
    out = await visitor.get("/oauth2/signout")
    assert out.status_code == 302 and not any(name.startswith("OauthHMAC") for name in visitor.cookies)
    assert (await visitor.get("/again")).status_code == 302


@pytest.mark.envoy
async def test_who_is_not_logged_in_gets_nothing(stand: Stand) -> None:
    """Programs get 401; made-up cookies, codes and states lead nowhere; a stolen cookie is no use changed."""
    visitor = stand.visitor
    assert (await visitor.get("/", accept="application/json")).status_code == 401
    assert (await visitor.get("/", accept="")).status_code == 401
    assert (await visitor.get("/oauth2/callback?code=x&state=y")).status_code == 401
    assert (await visitor.get("/oauth2/callback")).status_code == 401
    assert (await visitor.log_in()).status_code == 200
    good = dict(visitor.cookies)
    for name in [name for name in good if name.startswith(("OauthHMAC", "OauthExpires"))]:
        visitor.cookies = {
            **good,
            name: "9" + good[name][1:] if good[name][0] != "9" else "8" + good[name][1:],
        }
        assert (await visitor.get("/")).status_code == 302, name
    made_up = {"OauthExpires": "99999999999", "OauthHMAC": "AAAA", "BearerToken": "mine"}
    visitor.cookies = {name: made_up.get(name.partition("-")[0], value) for name, value in good.items()}
    assert (await visitor.get("/")).status_code == 302
    visitor.cookies = {}
    away = (await visitor.get("/")).headers["location"]
    stranger = Visitor(visitor.origin, visitor.client)
    agreed = await visitor.client.post(away, data={"sub": "eve"})
    assert (await stranger.get(path_of(agreed.headers["location"]))).status_code == 401


@pytest.mark.envoy
async def test_changes_reach_the_node_without_a_restart(stand: Stand) -> None:
    """The token goes on where it should; a wrong secret lets nobody in; without a login all are let in."""
    console, visitor = stand.console, stand.visitor
    forwarding = {**stand.login["settings"], "forward_token": True}
    await console.ok("PATCH", f"/api/logins/{stand.login['id']}", json={"settings": forwarding})
    await stand.until_applied()
    answer = await visitor.log_in()
    assert answer.status_code == 200
    assert answer.json()["headers"]["authorization"].startswith("Bearer ")
    visitor.cookies = {}
    await console.ok("PATCH", "/api/logins/edge/staff", json={"client_secret": "another"})
    await stand.until_applied()
    assert (await visitor.log_in()).status_code == 401
    visitor.cookies = {}
    await console.ok("PATCH", "/api/routes/edge/all", json={"login": ""})
    await stand.until_applied()

    async def is_open() -> bool:
        return (await visitor.get("/", accept="*/*")).status_code == 200

    await wait_for(is_open, 10)


# --- REST, releases, documents, pages


async def test_it_is_made_changed_shown_and_deleted(console: Console) -> None:
    await fill(console)
    made = await make(console)
    assert made["settings"]["callback_path"] == "/oauth2/callback" and made["service"] == "web"
    document = await latest(console)
    assert document["logins"][0]["client_id"] == "edge" and document["routes"][0]["login_id"] == made["id"]
    changed = {**SETTINGS, "scopes": ["openid", "email"]}
    await console.ok("PATCH", "/api/logins/edge/staff", json={"settings": changed})
    number = (await latest_number(console))["number"]
    diff = await console.ok("GET", f"/api/releases/edge@{number}/diff")
    assert [(item["kind"], item["name"]) for item in diff["objects"]] == [("login", "staff")]
    assert (await console.ok("GET", "/api/logins?gateway=edge&q=sta"))["total"] == 1
    for path in ("/api/logins/edge/staff", "/api/services/web"):
        refused = await console.client.delete(path)
        assert refused.status_code == 409, path
    await console.ok("PATCH", "/api/routes/edge/all", json={"login": ""})
    await console.ok("DELETE", "/api/logins/edge/staff")
    assert (await console.ok("GET", "/api/logins"))["total"] == 0
    back = await console.client.post(f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert back.status_code == 409 and "login" in back.json()["detail"]


@pytest.mark.parametrize(
    "moved",
    [
        {"service": "other"},
        {"settings": {**SETTINGS, "token_url": "https://evil.test/token"}},
        {"settings": {**SETTINGS, "token_url": "https://login.test:8443/token"}},
        {"settings": {**SETTINGS, "token_url": "http://login.test/token"}},
        {"settings": {**SETTINGS, "token_url": "https://evil.test?@login.test/token"}},
    ],
)
async def test_the_secret_goes_nowhere_else_unless_it_is_given_again(
    sqlite_console: Console, moved: dict[str, Any]
) -> None:
    await fill(sqlite_console)
    made = await make(sqlite_console)
    await sqlite_console.ok("POST", "/api/services", json={"name": "other"})
    refused = await sqlite_console.client.patch("/api/logins/edge/staff", json=moved)
    assert refused.status_code == 422
    assert [item["path"] for item in refused.json()["fields"]] == ["client_secret"]
    assert (await sqlite_console.ok("GET", "/api/logins/edge/staff"))["settings"] == made["settings"]
    same = {"service": made["service"], "settings": {**SETTINGS, "token_url": "https://LOGIN.test/v2/token"}}
    await sqlite_console.ok("PATCH", "/api/logins/edge/staff", json=same)
    await sqlite_console.ok("PATCH", "/api/logins/edge/staff", json={**moved, "client_secret": "hush!"})


async def test_the_secret_is_in_no_answer_release_audit_row_or_column(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    made = await make(sqlite_console)
    await sqlite_console.ok("PATCH", "/api/logins/edge/staff", json={"client_secret": "hush!2"})
    for path in ("logins", "audit", "configuration", "releases", "routes", f"logins/{made['id']}"):
        assert "hush!" not in (await sqlite_console.client.get(f"/api/{path}")).text, path
    assert "hush!" not in str(await latest(sqlite_console))
    async with sqlite_console.database.engine.connect() as connection:
        stored = (await connection.execute(text("SELECT sealed_secret FROM logins"))).scalar_one()
    assert b"hush!" not in stored
    state = sqlite_console.app.state
    found = await read_login_secrets(sqlite_console.database, state.vault, made["gateway_id"])
    bodies = {item.name: item.body for item in found}
    assert b"hush!2" in bodies[f"{made['id']}.token"] and f"{made['id']}.cookies" in bodies


async def test_a_secret_that_cannot_be_opened_stops_nothing_else(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    made = await make(sqlite_console)
    async with sqlite_console.database.transaction() as db:
        await db.execute(text("UPDATE logins SET sealed_secret = X'00112233'"))
    state = sqlite_console.app.state
    found = await read_login_secrets(sqlite_console.database, state.vault, made["gateway_id"])
    assert [item.name for item in found] == [f"{made['id']}.token", f"{made['id']}.cookies"]


async def test_a_document_has_logins_by_name(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await make(sqlite_console)
    exported = await sqlite_console.ok("GET", "/api/configuration")
    assert exported["routes"][0]["login"] == "staff"
    assert (await sqlite_console.ok("POST", "/api/configuration", json=exported))["changes"] == []


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"settings": {**SETTINGS, "authorization_url": "nonsense"}}, "settings.authorization_url"),
        (
            {"settings": {**SETTINGS, "authorization_url": "javascript:x"}},
            "settings.authorization_url",
        ),
        ({"settings": {**SETTINGS, "authorization_url": "https://[broken"}}, "settings.authorization_url"),
        ({"settings": {**SETTINGS, "token_url": "ftp://login.test/token"}}, "settings.token_url"),
        ({"settings": {**SETTINGS, "token_url": "https://login.test/a b"}}, "settings.token_url"),
        ({"settings": {**SETTINGS, "end_session_url": "/here"}}, "settings.end_session_url"),
        ({"settings": {**SETTINGS, "client_id": "two words"}}, "settings.client_id"),
        ({"settings": {**SETTINGS, "scopes": ["open id"]}}, "settings.scopes"),
        ({"settings": {**SETTINGS, "scopes": ['"']}}, "settings.scopes"),
        ({"settings": {**SETTINGS, "callback_path": "callback"}}, "settings.callback_path"),
        ({"settings": {**SETTINGS, "callback_path": "/a?b=c"}}, "settings.callback_path"),
        ({"settings": {**SETTINGS, "callback_path": "/%REQ(x)%"}}, "settings.callback_path"),
        ({"settings": {**SETTINGS, "signout_path": "/oauth2/callback"}}, "settings.signout_path"),
        ({"settings": {**SETTINGS, "secret": "x"}}, "settings.secret"),
        ({"settings": {"client_id": "edge"}}, "settings.authorization_url"),
        ({"client_secret": ""}, "client_secret"),
        ({"client_secret": None}, "client_secret"),
        ({"service": "nowhere"}, "service"),
        ({"gateway": "nowhere"}, "gateway"),
        ({"name": "Staff"}, "name"),
    ],
)
async def test_what_makes_no_sense(sqlite_console: Console, wrong: dict[str, Any], path: str) -> None:
    await fill(sqlite_console)
    answer = await sqlite_console.client.post("/api/logins", json={**WANTED, **wrong})
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["path"] == path, answer.text
    assert (await sqlite_console.ok("GET", "/api/logins"))["total"] == 0


async def test_a_route_has_a_login_of_its_gateway(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await make(sqlite_console)
    assert (await sqlite_console.client.post("/api/logins", json=WANTED)).status_code == 409
    await sqlite_console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 8081})
    foreign = await sqlite_console.ok("POST", "/api/logins", json={**WANTED, "gateway": "other"})
    for wrong in (foreign["id"], "nothing", "x" * 101, None, 7):
        answer = await sqlite_console.client.patch("/api/routes/edge/all", json={"login": wrong})
        if wrong is None:
            assert answer.json()["login"], "null leaves it as it is"
            continue
        assert answer.status_code == 422
        assert [item["path"] for item in answer.json()["fields"]] == ["login"]


async def test_the_forms_of_a_login_and_of_a_route(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await make_account(sqlite_console)
    async with sqlite_console.anonymous() as visitor:
        await send(visitor, "/sign-in", login="ada", password=PASSWORD)
        typed = {**SETTINGS, "name": "staff", "service": "web", "scopes": "openid email"}
        paths = {"callback_path": "/back", "signout_path": "/out"}
        wrong = await send(
            visitor, "/logins/new", **{**typed, **paths, "token_url": "no"}, client_secret="hush!"
        )
        assert wrong.status_code == 422
        assert "must be an address" in wrong.text and "hush!" not in wrong.text
        made = await send(visitor, "/logins/new", **typed, **paths, client_secret="hush!", forward_token="on")
        assert made.status_code == 303
        login = (await sqlite_console.ok("GET", "/api/logins"))["items"][0]
        assert login["settings"]["scopes"] == ["openid", "email"] and login["settings"]["forward_token"]
        changed = await send(visitor, f"/logins/{login['id']}", **{**typed, "scopes": "openid"}, **paths)
        assert changed.status_code == 303, "the secret stays where none is typed"
        moved = {**typed, **paths, "token_url": "https://evil.test/token"}
        refused = await send(visitor, f"/logins/{login['id']}", **moved)
        assert refused.status_code == 422 and "is needed again" in refused.text
        await sqlite_console.ok("PATCH", "/api/routes/edge/all", json={"login": "staff"})
        route = await sqlite_console.ok("GET", "/api/routes/edge/all")
        page = (await visitor.get(f"/routes/{route['id']}")).text
        assert re.search(rf'value="{login["id"]}" selected', page), "the form forgets the login"
        refused = await send(visitor, f"/logins/{login['id']}/delete", at=f"/logins/{login['id']}")
        assert refused.status_code == 303 and (await sqlite_console.ok("GET", "/api/logins"))["total"] == 1


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await fill(console)
        await make(console)
    await there_and_back(settings, "0013_shared_limits")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/routes/edge/all"))["login"] == ""
        await make(console)
