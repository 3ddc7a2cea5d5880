"""People and what they may: links, roles on every endpoint, scopes, sessions, lock-out without denial."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from tests.console.conftest import PASSWORD, Console, make_account
from tests.console.test_access import HOUR, VISITOR, all_operations, signed_in

from sluice_console.core import clock
from sluice_console.core.auth.identity import Role
from sluice_console.core.auth.secret import csrf_token
from sluice_console.core.errors import Invalid, LockedOut, NotFound, NotSignedIn
from sluice_console.features.access import FOR_EVERYBODY, FORM_COOKIE, PUBLIC, SAFE_METHODS
from sluice_console.features.users import passwords, service
from sluice_console.features.users.sessions import DEVICE_COOKIE

NEW_PASSWORD = "four heavy anvils at noon"


@asynccontextmanager
async def admin_of(console: Console) -> AsyncIterator[httpx.AsyncClient]:
    async with console.anonymous() as client:
        client.headers["authorization"] = f"Bearer {await console.token(role='admin')}"
        yield client


async def made(console: Console, admin: httpx.AsyncClient, login: str, role: str = "viewer") -> str:
    """An account that has not used its link; gives the link's token."""
    answer = await admin.post("/api/users", json={"login": login, "role": role})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["link"]).partition("token=")[2]


async def test_a_person_sets_the_password_with_the_link_once(console: Console) -> None:
    await make_account(console)
    async with admin_of(console) as admin:
        token = await made(console, admin, "Grace", "operator")
        with pytest.raises(NotSignedIn):
            await service.sign_in(console.database, "grace", "", VISITOR, HOUR)
        assert await passwords.find_login(console.database, token) == "grace"
        with pytest.raises(Invalid):
            await passwords.use_link(console.database, token, "short", VISITOR, HOUR)
        await passwords.use_link(console.database, token, NEW_PASSWORD, VISITOR, HOUR)
        with pytest.raises(NotFound):
            await passwords.use_link(console.database, token, NEW_PASSWORD, VISITOR, HOUR)
        await service.sign_in(console.database, "grace", NEW_PASSWORD, VISITOR, HOUR)
        listed = (await admin.get("/api/users/grace")).json()
    assert (listed["role"], listed["has_password"], listed["sessions"]) == ("operator", True, 2)


async def test_links_grow_old_and_replace_each_other(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_account(console)
    async with admin_of(console) as admin:
        first = await made(console, admin, "grace")
        answer = await admin.post("/api/users/grace/link")
        second = answer.json()["link"].partition("token=")[2]
        with pytest.raises(NotFound):
            await passwords.find_login(console.database, first)
        await passwords.find_login(console.database, second)
        later = clock.now() + timedelta(hours=24, seconds=1)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: later)
            with pytest.raises(NotFound):
                await passwords.find_login(console.database, second)
        await admin.patch("/api/users/grace", json={"disabled": True})
        with pytest.raises(NotFound):
            await passwords.find_login(console.database, second)
        assert (await admin.post("/api/users/grace/link")).status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"login": "ada"}, 409),
        ({"login": "ADA "}, 409),
        ({"login": "a b"}, 422),
        ({"login": "../x"}, 422),
        ({"login": ""}, 422),
        ({"login": "x" * 101}, 422),
        ({"login": "eve", "role": "root"}, 422),
        ({"login": "eve", "password_hash": "x"}, 422),
        ({"login": "eve\0"}, 422),
    ],
)
async def test_accounts_that_cannot_be(sqlite_console: Console, body: dict[str, Any], status: int) -> None:
    await make_account(sqlite_console)
    async with admin_of(sqlite_console) as admin:
        assert (await admin.post("/api/users", json=body)).status_code == status
        assert (await admin.get("/api/users")).json()["total"] == 1


async def test_the_last_admin_stays(console: Console) -> None:
    await make_account(console)
    async with admin_of(console) as admin:
        token = await made(console, admin, "grace", "admin")
        for change in ({"role": "viewer"}, {"disabled": True}):
            answer = await admin.patch("/api/users/ada", json=change)
            assert answer.status_code == 409, change
            assert "last admin" in answer.json()["detail"]
        await passwords.use_link(console.database, token, NEW_PASSWORD, VISITOR, HOUR)
        assert (await admin.patch("/api/users/ada", json={"role": "viewer"})).status_code == 200
        assert (await admin.patch("/api/users/grace", json={"disabled": True})).status_code == 409


async def test_whoever_is_disabled_is_out_at_once(console: Console) -> None:
    await make_account(console)
    async with admin_of(console) as admin:
        token = await made(console, admin, "grace", "operator")
        session = await passwords.use_link(console.database, token, PASSWORD, VISITOR, HOUR)
        person, csrf = await signed_in(console, "grace")
        async with person:
            headers = {"x-csrf-token": csrf}
            own = await person.post("/api/tokens", json={"name": "mine"}, headers=headers)
            bearer = {"authorization": f"Bearer {own.json()['token']}"}
            assert (await console.client.get("/api/routes", headers=bearer)).status_code == 200
            await admin.patch("/api/users/grace", json={"disabled": True})
            assert (await person.get("/api/routes")).status_code == 401
            assert (await console.client.get("/api/routes", headers=bearer)).status_code == 401
            with pytest.raises(NotSignedIn):
                await service.sign_in(console.database, "grace", PASSWORD, VISITOR, HOUR)
            await admin.patch("/api/users/grace", json={"disabled": False})
            assert (await person.get("/api/routes")).status_code == 401
        assert session.user.login == "grace"
        await service.sign_in(console.database, "grace", PASSWORD, VISITOR, HOUR)


async def test_a_token_is_never_more_than_its_owner(console: Console) -> None:
    await make_account(console)
    async with admin_of(console) as admin:
        await passwords.use_link(
            console.database, await made(console, admin, "grace", "operator"), PASSWORD, VISITOR, HOUR
        )
        person, csrf = await signed_in(console, "grace")
        async with person:
            own = await person.post("/api/tokens", json={"name": "mine"}, headers={"x-csrf-token": csrf})
        bearer = {"authorization": f"Bearer {own.json()['token']}"}
        await admin.patch("/api/users/grace", json={"role": "viewer"})
        body = {"name": "edge", "listen_port": 8080}
        assert (await console.client.post("/api/gateways", json=body, headers=bearer)).status_code == 403
        assert (await console.client.get("/api/gateways", headers=bearer)).status_code == 200


async def test_sessions_are_seen_and_ended(console: Console) -> None:
    await make_account(console)
    mine, csrf = await signed_in(console)
    other, _ = await signed_in(console)
    async with mine, other:
        listed = (await mine.get("/api/sessions")).json()["items"]
        assert [item["is_this"] for item in listed].count(True) == 1
        strange = next(item for item in listed if not item["is_this"] and item["address"] == VISITOR.address)
        headers = {"x-csrf-token": csrf}
        for item in listed:
            if not item["is_this"]:
                answer = await mine.delete(f"/api/sessions/{item['id']}", headers=headers)
                assert answer.status_code == 204
        assert (await other.get("/api/routes")).status_code == 401
        assert (await mine.get("/api/routes")).status_code == 200
        assert (await mine.delete(f"/api/sessions/{strange['id']}", headers=headers)).status_code == 404


async def test_a_new_password_ends_the_other_sessions(console: Console) -> None:
    await make_account(console)
    mine, csrf = await signed_in(console)
    other, _ = await signed_in(console)
    form = {"old": "wrong wrong wrong", "password": NEW_PASSWORD, "again": NEW_PASSWORD, "csrf": csrf}
    async with mine, other:
        refused = await mine.post("/account/password", data=form)
        assert refused.status_code == 422
        assert "is not your password" in refused.text
        form["old"] = PASSWORD
        assert (await mine.post("/account/password", data={**form, "again": "x"})).status_code == 422
        assert (await mine.post("/account/password", data=form)).status_code == 303
        assert (await mine.get("/api/routes")).status_code == 200
        assert (await other.get("/api/routes")).status_code == 401
    await service.sign_in(console.database, "ada", NEW_PASSWORD, VISITOR, HOUR)


async def test_the_old_password_cannot_be_guessed_from_within(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    mine, csrf = await signed_in(sqlite_console)
    form = {"old": "wrong wrong wrong", "password": NEW_PASSWORD, "again": NEW_PASSWORD, "csrf": csrf}
    async with mine:
        for _ in range(service.LOCK_OUT_TRIES):
            assert (await mine.post("/account/password", data=form)).status_code == 422
        assert (await mine.post("/account/password", data={**form, "old": PASSWORD})).status_code == 429


async def test_strangers_who_guess_lock_nobody_out(console: Console) -> None:
    """A browser that was there before signs in while the account is under attack."""
    await make_account(console)
    known = await service.sign_in(console.database, "ada", PASSWORD, VISITOR, HOUR)
    for number in range(service.LOCK_OUT_TRIES):
        with pytest.raises(NotSignedIn):
            stranger = service.Visitor(f"198.51.100.{number}")
            await service.sign_in(console.database, "ada", "wrong password", stranger, HOUR)
    with pytest.raises(LockedOut):
        await service.sign_in(console.database, "ada", PASSWORD, service.Visitor("203.0.113.1"), HOUR)
    at_home = service.Visitor("198.51.100.3", device=known.device)
    again = await service.sign_in(console.database, "ada", PASSWORD, at_home, HOUR)
    assert again.device == known.device


async def test_a_known_browser_has_ten_tries_too(console: Console) -> None:
    await make_account(console)
    known = await service.sign_in(console.database, "ada", PASSWORD, VISITOR, HOUR)
    stolen = service.Visitor("198.51.100.9", device=known.device)
    for _ in range(service.LOCK_OUT_TRIES):
        with pytest.raises(NotSignedIn):
            await service.sign_in(console.database, "ada", "wrong password", stolen, HOUR)
    with pytest.raises(LockedOut):
        await service.sign_in(console.database, "ada", PASSWORD, stolen, HOUR)
    await service.sign_in(console.database, "ada", PASSWORD, VISITOR, HOUR)


async def test_a_device_is_known_to_its_own_account_only(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    known = await service.sign_in(sqlite_console.database, "ada", PASSWORD, VISITOR, HOUR)
    elsewhere = service.Visitor("198.51.100.9", device=known.device)
    for _ in range(service.LOCK_OUT_TRIES):
        with pytest.raises(NotSignedIn):
            await service.sign_in(sqlite_console.database, "grace", "wrong password", elsewhere, HOUR)
    with pytest.raises(LockedOut):
        await service.sign_in(
            sqlite_console.database, "grace", "wrong password", service.Visitor("203.0.113.1"), HOUR
        )


async def test_the_cookie_of_a_device_goes_to_the_sign_in_page_only(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    async with sqlite_console.anonymous() as client:
        page = await client.get("/sign-in")
        form_cookie = SimpleCookie(page.headers["set-cookie"])[FORM_COOKIE].value
        form = {"login": "ada", "password": PASSWORD, "csrf": csrf_token(form_cookie)}
        answer = await client.post("/sign-in", data=form)
    cookie = SimpleCookie("\n".join(answer.headers.get_list("set-cookie")))[DEVICE_COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/sign-in", "strict", True)


ADMINS_ONLY = (
    *("/api/users", "/users", "/api/webhooks", "/settings/webhooks"),
    *("/api/sign-in-provider", "/settings/sign-in"),
)
CHANGED_BY_ADMINS = ("/api/signing-keys",)


async def test_every_endpoint_keeps_its_role(sqlite_console: Console) -> None:
    """Generated from the routers: a viewer changes nothing, an operator has nothing to do with accounts."""
    viewer = await sqlite_console.token(role="viewer")
    operator = await sqlite_console.token(role="operator")
    async with sqlite_console.anonymous() as client:
        for method, path in all_operations():
            if path in PUBLIC:
                continue
            changes = method not in SAFE_METHODS and not path.startswith(FOR_EVERYBODY)
            for token, role in ((viewer, Role.VIEWER), (operator, Role.OPERATOR)):
                forbidden = path.startswith(ADMINS_ONLY) or (changes and role is Role.VIEWER)
                forbidden = forbidden or (changes and path.startswith(CHANGED_BY_ADMINS))
                if not forbidden and path.startswith("/api/events"):
                    continue  # a stream without an end
                body: dict[str, str] | None = (
                    {} if path.startswith("/api/") and "versions" not in path and changes else None
                )
                headers = {"authorization": f"Bearer {token}"}
                response = await client.request(method, path, headers=headers, json=body)
                assert (response.status_code == 403) == forbidden, f"{role} {method} {path}: {response.text}"


async def test_a_scoped_token_changes_what_it_names(console: Console) -> None:
    wanted = {"name": "ci", "role": "operator", "scopes": ["gateways", "tokens"]}
    scoped = await console.ok("POST", "/api/tokens", json=wanted)
    assert scoped["scopes"] == ["gateways", "tokens"]
    async with console.anonymous() as client:
        client.headers["authorization"] = f"Bearer {scoped['token']}"
        body = {"name": "edge", "listen_port": 8080}
        assert (await client.post("/api/gateways", json=body)).status_code == 201
        refused = await client.post("/api/services", json={"name": "web", "endpoints": []})
        assert refused.status_code == 403
        assert "gateways, tokens" in refused.json()["detail"]
        assert (await client.post("/services/new", data={"name": "web"})).status_code == 403
        assert (await client.get("/api/services")).status_code == 200
        for scopes, status in ((["gateways"], 201), (["services"], 403), ([], 403)):
            more = await client.post("/api/tokens", json={"name": "x", "scopes": scopes})
            assert more.status_code == status, scopes


@pytest.mark.parametrize(
    "values",
    [
        {"scopes": ["everything"]},
        {"scopes": "filters"},
        {"scopes": ["filters"] * 21},
        {"role": "viewer", "scopes": ["filters"]},
    ],
)
async def test_scopes_that_cannot_be(sqlite_console: Console, values: dict[str, Any]) -> None:
    response = await sqlite_console.client.post("/api/tokens", json={"name": "x", **values})
    assert response.status_code == 422


async def test_forms_from_elsewhere_are_refused(sqlite_console: Console) -> None:
    """Every page that changes something: without a token, with one of another session, with none of ours."""
    await make_account(sqlite_console)
    client, _ = await signed_in(sqlite_console)
    _, foreign = await signed_in(sqlite_console)
    tried = 0
    async with client:
        for method, path in all_operations():
            if method in SAFE_METHODS or path in PUBLIC:
                continue
            for csrf in ("", foreign, "0" * 64):
                response = await client.request(method, path, data={"csrf": csrf})
                assert response.status_code == 403, f"{method} {path}: {response.status_code}"
                tried += 1
    assert tried > 100
