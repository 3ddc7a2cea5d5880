"""Nothing is open: signing in, the set-up link, lock-out, CSRF, roles, tokens."""

import asyncio
import re
from datetime import timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select, text
from tests.console.conftest import PASSWORD, Console, fill, make_account, run_console

from sluice_console.core import clock
from sluice_console.core.auth import passwords
from sluice_console.core.auth.identity import Role
from sluice_console.core.auth.secret import csrf_matches, csrf_token, digest_of
from sluice_console.core.errors import Invalid, LockedOut, NotFound, NotSignedIn
from sluice_console.core.settings import Settings
from sluice_console.features.access import FORM_COOKIE, PUBLIC, SESSION_COOKIE
from sluice_console.features.api import API_ROUTERS
from sluice_console.features.routers import PAGE_ROUTERS
from sluice_console.features.tokens.authentication import NodeTokens
from sluice_console.features.users import service
from sluice_console.models import ApiToken, User, UserSession
from sluice_console.xds.claims import Claim

PRODUCT_HASHER, PRODUCT_NOBODY = passwords._hasher, passwords._NOBODY
VISITOR = service.Visitor("192.0.2.7")
HOUR = timedelta(hours=1)


async def signed_in(console: Console, login: str = "ada") -> tuple[httpx.AsyncClient, str]:
    """A browser with a session, and its CSRF token."""
    session = await service.sign_in(console.database, login, PASSWORD, VISITOR, HOUR)
    client = console.anonymous()
    client.cookies.set(SESSION_COOKIE, session.cookie)
    return client, csrf_token(session.cookie)


def all_operations() -> list[tuple[str, str]]:
    """Every method and path of the application but static files; pages too."""
    found = []
    for router in (*API_ROUTERS, *PAGE_ROUTERS):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            path = re.sub(r"\{[^}]+\}", "x", route.path)
            found += [(method, path) for method in route.methods or ()]
    assert len(found) > 60
    return found


async def test_nothing_is_open(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    async with sqlite_console.anonymous() as client:
        for method, path in all_operations():
            response = await client.request(method, path)
            if path in PUBLIC:
                continue
            assert response.status_code in (401, 303, 307), f"{method} {path}: {response.status_code}"


async def test_openapi_is_not_open(sqlite_console: Console) -> None:
    async with sqlite_console.anonymous() as client:
        assert (await client.get("/api/openapi.json")).status_code == 401
    assert (await sqlite_console.client.get("/api/openapi.json")).status_code == 200


@pytest.mark.parametrize("value", ["Bearer", "Bearer x", "Basic YTpi", "bearer slu_", "Bearer " + "x" * 5000])
async def test_a_wrong_token_opens_nothing(sqlite_console: Console, value: str) -> None:
    async with sqlite_console.anonymous() as client:
        response = await client.get("/api/gateways", headers={"authorization": value})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


async def test_the_set_up_link_works_once(console: Console) -> None:
    secret = await service.new_setup_link(console.database)
    assert secret is not None
    await service.check_setup_token(console.database, secret)
    await service.set_up(console.database, secret, "Ada", PASSWORD, VISITOR, HOUR)
    with pytest.raises(NotFound):
        await service.set_up(console.database, secret, "eve", PASSWORD, VISITOR, HOUR)
    assert await service.new_setup_link(console.database) is None
    async with console.database.reading() as db:
        rows = (await db.execute(text("SELECT login, role FROM users"))).all()
    assert [tuple(row) for row in rows] == [("ada", "admin")]


async def test_a_second_start_replaces_the_link(console: Console) -> None:
    first = await service.new_setup_link(console.database)
    second = await service.new_setup_link(console.database)
    assert first is not None
    assert second is not None
    with pytest.raises(NotFound):
        await service.check_setup_token(console.database, first)
    await service.check_setup_token(console.database, second)


@pytest.mark.parametrize("password", ["short", "a" * 11, "x" * 257, "aaaaaaaaaaaaaaaa", "ada@example.com"])
async def test_weak_passwords_are_refused(sqlite_console: Console, password: str) -> None:
    secret = await service.new_setup_link(sqlite_console.database)
    assert secret is not None
    with pytest.raises(Invalid) as refused:
        await service.set_up(sqlite_console.database, secret, "ada@example.com", password, VISITOR, HOUR)
    assert refused.value.fields[0].path == "password"
    await service.check_setup_token(sqlite_console.database, secret)


async def test_passwords_and_secrets_are_stored_as_digests(console: Console) -> None:
    await make_account(console)
    session = await service.sign_in(console.database, "ada", PASSWORD, VISITOR, HOUR)
    token = await console.token(role="admin")
    async with console.database.reading() as db:
        password_hash = await db.scalar(text("SELECT password_hash FROM users"))
        digests = set(await db.scalars(select(ApiToken.digest)))
        sessions = set(await db.scalars(select(UserSession.id)))
    assert password_hash.startswith("$argon2id$")
    assert digest_of(token) in digests
    assert token not in digests
    assert digest_of(session.cookie) in sessions
    assert session.cookie not in sessions
    if console.database.is_sqlite:
        stored = b"".join(path.read_bytes() for path in console.settings.data.glob("console.db*"))
        for secret in (token, session.cookie, PASSWORD):
            assert secret.encode() not in stored


def test_the_parameters_of_argon2() -> None:
    """RFC 9106's second choice: 64 MiB, 3 passes."""
    assert PRODUCT_HASHER.memory_cost >= 64 * 1024
    assert PRODUCT_HASHER.time_cost >= 3
    assert PRODUCT_HASHER.type.name == "ID"
    assert not PRODUCT_HASHER.check_needs_rehash(PRODUCT_NOBODY)  # what nobody has is checked as slowly


async def test_a_wrong_password_and_an_unknown_login_look_alike(console: Console) -> None:
    await make_account(console)
    messages = set()
    for login, password in (("ada", "not the password"), ("nobody", "not the password")):
        with pytest.raises(NotSignedIn) as refused:
            await service.sign_in(console.database, login, password, VISITOR, HOUR)
        messages.add(refused.value.detail)
    assert len(messages) == 1


async def test_an_account_is_locked_after_ten_tries(console: Console) -> None:
    await make_account(console)
    for number in range(service.LOCK_OUT_TRIES):
        with pytest.raises(NotSignedIn):
            visitor = service.Visitor(f"198.51.100.{number}")
            await service.sign_in(console.database, "ADA ", "wrong password", visitor, HOUR)
    with pytest.raises(LockedOut) as locked:
        await service.sign_in(console.database, "ada", PASSWORD, service.Visitor("203.0.113.1"), HOUR)
    assert locked.value.retry_after is not None
    assert 0 < locked.value.retry_after <= 301


async def test_an_address_is_locked_after_ten_tries(console: Console) -> None:
    await make_account(console)
    for number in range(service.LOCK_OUT_TRIES):
        with pytest.raises(NotSignedIn):
            await service.sign_in(console.database, f"user{number}", "wrong password", VISITOR, HOUR)
    with pytest.raises(LockedOut):
        await service.sign_in(console.database, "ada", PASSWORD, VISITOR, HOUR)
    await service.sign_in(console.database, "ada", PASSWORD, service.Visitor("203.0.113.1"), HOUR)


async def test_tries_at_once_do_not_slip_through(console: Console) -> None:
    await make_account(console)

    async def attempt() -> type[Exception]:
        try:
            await service.sign_in(console.database, "ada", "wrong password", VISITOR, HOUR)
        except (NotSignedIn, LockedOut) as error:
            return type(error)
        raise AssertionError("it went through")

    outcomes = await asyncio.gather(*(attempt() for _ in range(16)))
    assert outcomes.count(NotSignedIn) <= service.LOCK_OUT_TRIES


async def test_the_lock_opens_by_itself(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    await make_account(console)
    for _ in range(service.LOCK_OUT_TRIES):
        with pytest.raises(NotSignedIn):
            await service.sign_in(console.database, "ada", "wrong password", VISITOR, HOUR)
    later = clock.now() + service.LOCK_OUT_WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    await service.sign_in(console.database, "ada", PASSWORD, VISITOR, HOUR)


async def test_a_session_ends(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    await make_account(console)
    client, csrf = await signed_in(console)
    async with client:
        assert (await client.get("/api/gateways")).status_code == 200
        answer = await client.post("/sign-out", headers={"x-csrf-token": csrf})
        assert answer.status_code in (302, 303)
        assert (await client.get("/api/gateways")).status_code == 401
    client, _ = await signed_in(console)
    async with client:
        later = clock.now() + HOUR + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert (await client.get("/api/gateways")).status_code == 401


async def test_a_cookie_needs_a_csrf_token(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    client, csrf = await signed_in(sqlite_console)
    body = {"name": "edge", "listen_port": 8080}
    async with client:
        for token in (None, b"", b"0" * 64, "é".encode()):
            headers = {b"x-csrf-token": token} if token is not None else {}
            response = await client.post("/api/gateways", json=body, headers=headers)
            assert response.status_code == 403, headers
        assert (await client.get("/api/gateways")).json()["total"] == 0
        response = await client.post("/api/gateways", json=body, headers={"x-csrf-token": csrf})
        assert response.status_code == 201


async def test_another_sessions_csrf_token_is_refused(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    client, _ = await signed_in(sqlite_console)
    _, other = await signed_in(sqlite_console)
    async with client:
        response = await client.post(
            "/api/gateways", json={"name": "e", "listen_port": 1}, headers={"x-csrf-token": other}
        )
    assert response.status_code == 403


def test_a_csrf_token_is_another_each_time_and_good_all_the_same() -> None:
    one, other = csrf_token("cookie"), csrf_token("cookie")
    assert one != other
    assert csrf_matches("cookie", one) and csrf_matches("cookie", other)
    assert not csrf_matches("another", one)
    for nonsense in ("", "00", one[:-2], one + "00", "x" * len(one), one[:64] + "0" * 64, "ä" * 128):
        assert not csrf_matches("cookie", nonsense), nonsense


async def test_the_sign_in_form_needs_its_own_csrf_token(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    async with sqlite_console.anonymous() as client:
        form = {"login": "ada", "password": PASSWORD}
        assert (await client.post("/sign-in", data=form)).status_code == 403
        page = await client.get("/sign-in")
        cookie = SimpleCookie(page.headers["set-cookie"])[FORM_COOKIE]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        form["csrf"] = csrf_token(cookie.value)
        answer = await client.post("/sign-in", data=form)
        assert answer.status_code == 303
        session = SimpleCookie("; ".join(answer.headers.get_list("set-cookie")))[SESSION_COOKIE]
        assert session["httponly"]
        assert session["samesite"].lower() == "lax"


async def test_cookies_are_secure_behind_https(sqlite_settings: Settings) -> None:
    settings = sqlite_settings.model_copy(update={"public_url": "https://sluice.example.com"})
    async with run_console(settings) as console:
        await make_account(console)
        async with console.anonymous() as client:
            page = await client.get("/sign-in")
            assert "Secure" in page.headers["set-cookie"]


async def test_a_viewer_reads_and_changes_nothing(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    token = await sqlite_console.token(role="viewer")
    headers = {"authorization": f"Bearer {token}"}
    async with sqlite_console.anonymous() as client:
        assert (await client.get("/api/routes/all", headers=headers)).status_code == 200
        for method, path in (
            ("POST", "/api/gateways"),
            ("PATCH", "/api/routes/all"),
            ("DELETE", "/api/routes/all"),
            ("POST", "/api/filters/x/versions"),
            ("POST", "/api/releases/edge@1/rollback"),
            ("POST", "/api/tokens"),
        ):
            response = await client.request(method, path, headers=headers, json={})
            assert response.status_code in (403, 422), f"{method} {path}: {response.status_code}"
    assert (await sqlite_console.ok("GET", "/api/releases"))["total"] == 3


async def test_a_viewer_may_sign_out(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    await make_account(sqlite_console, role=Role.VIEWER)
    client, csrf = await signed_in(sqlite_console)
    async with client:
        body = {"name": "edge", "listen_port": 8080}
        answer = await client.post("/api/gateways", json=body, headers={"x-csrf-token": csrf})
        assert answer.status_code == 403
        answer = await client.post("/sign-out", headers={"x-csrf-token": csrf})
        assert answer.status_code in (302, 303)


async def test_nobody_makes_a_token_that_may_more(sqlite_console: Console) -> None:
    response = await sqlite_console.client.post("/api/tokens", json={"name": "x", "role": "admin"})
    assert response.status_code == 403


async def test_tokens_expire_and_are_revoked(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await console.ok("POST", "/api/tokens", json={"name": "ci", "expires_in_days": 1})
    assert made["token"].startswith("slu_")
    headers = {"authorization": f"Bearer {made['token']}"}
    async with console.anonymous() as client:
        assert (await client.get("/api/gateways", headers=headers)).status_code == 200
        listed = (await console.ok("GET", "/api/tokens"))["items"]
        mine = next(item for item in listed if item["id"] == made["id"])
        assert mine["last_used_at"] is not None
        assert "token" not in mine
        later = clock.now() + timedelta(days=1, seconds=1)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda: later)
            assert (await client.get("/api/gateways", headers=headers)).status_code == 401
        await console.ok("DELETE", f"/api/tokens/{made['id']}")
        assert (await client.get("/api/gateways", headers=headers)).status_code == 401
    assert (await console.client.delete(f"/api/tokens/{made['id']}")).status_code == 404


async def test_a_token_that_a_token_made_ends_with_its_owner(console: Console) -> None:
    """However long the chain: whoever leaves takes all of it along."""
    secret = await console.token(role="operator")
    async with console.database.transaction() as db:
        user = User(id="us_mallory", login="mallory", role="operator", password_hash="-")
        db.add(user)
        await db.flush()
        token = (await db.scalars(select(ApiToken).where(ApiToken.digest == digest_of(secret)))).one()
        token.user_id = user.id
    async with console.anonymous() as client:
        for name in ("second", "third"):
            headers = {"authorization": f"Bearer {secret}"}
            made = (await client.post("/api/tokens", json={"name": name}, headers=headers)).json()
            assert made["owner"] == "mallory"
            secret = made["token"]
        headers = {"authorization": f"Bearer {secret}"}
        assert (await client.get("/api/gateways", headers=headers)).status_code == 200
        async with console.database.transaction() as db:
            (await db.get_one(User, "us_mallory")).disabled_at = clock.now()
        assert (await client.get("/api/gateways", headers=headers)).status_code == 401


async def test_a_nodes_token_opens_the_xds_stream_of_its_gateway_only(console: Console) -> None:
    route = await fill(console)
    await console.ok("POST", "/api/gateways", json={"name": "inner", "listen_port": 8081})
    made = await console.ok("POST", "/api/tokens", json={"name": "n1", "role": "node", "gateway": "edge"})
    secret = made["token"]
    assert await NodeTokens(console.database).authenticate(Claim(secret, "n1", "edge")) == route["gateway_id"]
    assert await NodeTokens(console.database).authenticate(Claim(secret, "n1", "inner")) is None
    operator = await console.token()
    assert await NodeTokens(console.database).authenticate(Claim(operator, "n1", "edge")) is None
    async with console.anonymous() as client:
        response = await client.get("/api/gateways", headers={"authorization": f"Bearer {secret}"})
    assert response.status_code == 401


async def test_every_answer_has_the_security_headers(sqlite_console: Console) -> None:
    async with sqlite_console.anonymous() as client:
        for path in ("/", "/sign-in", "/api/gateways", "/nothing", "/healthz"):
            headers = (await client.get(path)).headers
            assert "default-src 'none'" in headers["content-security-policy"], path
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"


async def test_forms_with_characters_that_cannot_be_stored(console: Console) -> None:
    await make_account(console)
    async with console.anonymous() as client:
        page = await client.get("/sign-in")
        cookie = SimpleCookie(page.headers["set-cookie"])[FORM_COOKIE]
        form = {"login": "a\0da", "password": PASSWORD, "csrf": csrf_token(cookie.value)}
        assert (await client.post("/sign-in", data=form)).status_code == 400


async def test_a_reader_does_not_wait_for_who_writes(sqlite_console: Console) -> None:
    """The use of a token is noted where nobody else writes, and with the next request otherwise."""
    token = await sqlite_console.token(name="reader", role="viewer")
    reader = sqlite_console.anonymous()
    reader.headers["authorization"] = f"Bearer {token}"

    async def noted() -> bool:
        async with sqlite_console.database.reading() as db:
            statement = select(ApiToken.last_used_at).where(ApiToken.name == "reader")
            return await db.scalar(statement) is not None

    async with sqlite_console.database.transaction() as writing:
        await writing.execute(text("UPDATE audit_head SET number = number"))
        answer = await asyncio.wait_for(reader.get("/api/gateways"), 5)
        assert answer.status_code == 200
    assert not await noted()
    assert (await reader.get("/api/gateways")).status_code == 200
    assert await noted()
    assert not list(sqlite_console.app.state.meter.database_errors.collect()[0].samples)
    await reader.aclose()
