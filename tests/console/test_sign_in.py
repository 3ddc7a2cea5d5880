"""Signing in at a provider: a real one as a process, and one whose tokens are wrong in every way."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import text
from tests.console.conftest import PASSWORD, Console, make_account, run_console
from tests.support.crooked_issuer import Issuer, run_issuer
from tests.support.envoy import find_free_port
from tests.support.provider import run_provider

from sluice_console.core.auth.identity import Role
from sluice_console.core.auth.secret import csrf_token
from sluice_console.core.settings import Settings
from sluice_console.features.access import FORM_COOKIE, SESSION_COOKIE
from sluice_console.features.sign_in import service
from sluice_console.features.sign_in.asking import ProviderError
from sluice_console.features.sign_in.forms import read_rules, to_lines
from sluice_console.features.sign_in.router import TRIP_COOKIE
from sluice_console.features.sign_in.rules import Given, apply_rules
from sluice_console.features.users.service import LOCK_OUT_TRIES, Visitor

BACK = "http://console/sign-in/callback"
EVERYBODY = [{"claim": "*", "role": "viewer"}]


@pytest.fixture(scope="module")
def one_issuer() -> Iterator[Issuer]:
    with run_issuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(one_issuer: Issuer) -> Issuer:
    one_issuer.fault, one_issuer.claims = "", {"email": "Mei.Lin@harbor.test", "groups": ["harbor"]}
    return one_issuer


@pytest.fixture
async def console(settings: Settings) -> AsyncIterator[Console]:
    """One that may ask what runs on this machine; `ada` has a password."""
    async with run_console(settings.model_copy(update={"webhook_networks": "127.0.0.0/8"})) as running:
        running.client.headers["authorization"] = f"Bearer {await running.token(role='admin')}"
        await make_account(running)
        yield running


@pytest.fixture
async def sqlite(sqlite_settings: Settings) -> AsyncIterator[Console]:
    changed = sqlite_settings.model_copy(update={"webhook_networks": "127.0.0.0/8"})
    async with run_console(changed) as running:
        running.client.headers["authorization"] = f"Bearer {await running.token(role='admin')}"
        await make_account(running)
        yield running


def settings_of(url: str, **values: Any) -> dict[str, Any]:
    client = {"client_id": "sluice", "client_secret": "hush!", "rules": EVERYBODY}
    return {"name": "Harbor", "issuer": url, **client, **values}


async def go_there(browser: httpx.AsyncClient, next_: str = "/") -> str:
    """The address at the provider that the browser is sent to."""
    answer = await browser.get("/sign-in/with", params={"next": next_})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def come_back(browser: httpx.AsyncClient, address: str) -> httpx.Response:
    """The provider signs in whoever comes, and sends the browser back."""
    async with httpx.AsyncClient(trust_env=False) as there:
        answer = await there.get(address)
    assert answer.status_code == 303, answer.text
    return await browser.get(answer.headers["location"])


async def sign_in(browser: httpx.AsyncClient) -> httpx.Response:
    return await come_back(browser, await go_there(browser))


def trouble(answer: httpx.Response) -> str:
    """What the sign-in page says."""
    assert answer.status_code == 403, answer.text
    assert SESSION_COOKIE not in str(answer.headers.get_list("set-cookie"))
    assert 'name="password"' in answer.text, "local sign-in is there all the same"
    return unescape(answer.text.partition('class="notice')[2].partition("</div>")[0])


async def test_a_person_signs_in_at_a_real_provider(console: Console) -> None:
    async with run_provider() as provider, console.anonymous() as browser:
        client = await provider.register(BACK, "client_secret_basic")
        rules = [{"claim": "email", "value": "mei@harbor.test", "role": "operator"}]
        issuer = provider.addresses["issuer"]
        body = settings_of(issuer, client_id=client.id, client_secret=client.secret, rules=rules)
        await console.ok("PUT", "/api/sign-in-provider", json=body)
        page = await browser.get("/sign-in?next=/routes")
        assert "Sign in with Harbor" in page.text
        address = await go_there(browser, "/routes")
        answer = await agree(address, "mei@harbor.test")
        response = await browser.get(answer)
        assert response.status_code == 303, trouble(response)
        assert response.headers["location"] == "/routes"
        assert TRIP_COOKIE not in browser.cookies
        assert (await browser.get("/api/routes")).status_code == 200
        again = await browser.get(answer)
        assert again.status_code == 403, "an answer is good once"
        shown = await console.ok("GET", "/api/users/mei@harbor.test")
        assert (shown["role"], shown["has_password"], shown["sessions"]) == ("operator", False, 1)
        headers = {"x-csrf-token": csrf_token(browser.cookies[SESSION_COOKIE])}
        assert (await browser.post("/sign-out", headers=headers)).status_code == 303
        assert (await browser.get("/api/routes")).status_code == 401
        refused = await browser.get(await agree(await go_there(browser), "eve@elsewhere.test"))
        assert "gives no access here" in trouble(refused)
        state = parse_qs(urlsplit(await go_there(browser)).query)["state"][0]
        denied = await browser.get(f"/sign-in/callback?error=access_denied&state={state}")
        assert "access_denied" in trouble(denied)


async def agree(address: str, subject: str) -> str:
    """Sends the provider's form; gives where the browser is sent."""
    async with httpx.AsyncClient(trust_env=False) as there:
        answer = await there.post(address, data={"sub": subject})
    return str(answer.headers["location"])


async def test_what_is_sent_to_the_provider(sqlite: Console, issuer: Issuer) -> None:
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url, scopes=["openid", "groups"]))
    async with sqlite.anonymous() as browser:
        first, second = await go_there(browser), await go_there(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(first).query).items()}
    assert asked["scope"] == "openid groups"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (asked["client_id"], asked["redirect_uri"]) == ("sluice", BACK)
    fresh = parse_qs(urlsplit(second).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 43
        assert fresh[name] != [asked[name]]


FAULTS = {
    "nonce": "nonce",
    "no nonce": "nonce",
    "audience": "aud",
    "audiences without party": "another client",
    "other party": "another client",
    "issuer": "iss",
    "expired": "expired",
    "no expiry": "exp",
    "not yet": "not yet valid",
    "no subject": "sub",
    "subject is a number": "sub",
    "key": "signature",
    "alg none": "not to be believed",
    "public key as a secret": "not to be believed",
    "cut": "signature",
    "no token": "not to be believed",
    "no keys": "not to be believed",
    "another issuer": "calls itself",
    "no json": "no JSON",
    "too long": "longer than",
    "redirect": "answers 307",
    "answers 500": "answers 500",
    "keys elsewhere": "169.254.169.254",
}


async def test_no_wrong_token_opens_anything(sqlite: Console, issuer: Issuer) -> None:
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    faults = []
    async with sqlite.anonymous() as browser:
        for fault, said in FAULTS.items():
            issuer.fault = ""
            address = await go_there(browser)
            issuer.fault = fault
            answer = await come_back(browser, address)
            if not any(word in trouble(answer).lower() for word in said.lower().split("|")):
                faults.append(f"{fault}: {trouble(answer)}")
            await forget_tries(sqlite)
        issuer.fault = ""
        assert (await sign_in(browser)).status_code == 303
    assert not faults, "\n".join(faults)
    async with sqlite.database.reading() as db:
        assert await db.scalar(text("SELECT count(*) FROM users")) == 2


async def forget_tries(console: Console) -> None:
    async with console.database.transaction() as db:
        await db.execute(text("DELETE FROM sign_in_failures"))


async def test_only_the_browser_that_began_may_finish(sqlite: Console, issuer: Issuer) -> None:
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    async with sqlite.anonymous() as browser, sqlite.anonymous() as victim:
        address = await go_there(browser)
        assert "not begun in this browser" in trouble(await come_back(victim, address))
        await go_there(victim)
        assert "not begun in this browser" in trouble(await come_back(victim, address))
        await go_there(browser)
        assert "not begun in this browser" in trouble(await come_back(browser, address))
        for query in ("", "state=x&code=y", "code=y", "state=&code=y", "state=%00&code=y"):
            answer = await browser.get(f"/sign-in/callback?{query}")
            assert answer.status_code in (400, 403), query
        browser.cookies.set(TRIP_COOKIE, "bm9uc2Vuc2U", domain="console", path="/sign-in/callback")
        assert "not begun" in trouble(await browser.get("/sign-in/callback?state=x&code=y"))


async def test_a_provider_may_want_the_secret_in_the_form(sqlite: Console, issuer: Issuer) -> None:
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    async with sqlite.anonymous() as browser:
        for fault in ("secret in the form", "secret in a header"):
            issuer.fault = fault
            assert (await sign_in(browser)).status_code == 303, fault


async def test_a_stolen_code_is_worth_nothing(sqlite: Console, issuer: Issuer) -> None:
    """Without the verifier, which never leaves the console's sealed cookie."""
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    async with sqlite.anonymous() as browser, sqlite.anonymous() as thief:
        async with httpx.AsyncClient(trust_env=False) as there:
            stolen = (await there.get(await go_there(browser))).headers["location"]
        own = parse_qs(urlsplit(await go_there(thief)).query)["state"][0]
        code = parse_qs(urlsplit(stolen).query)["code"][0]
        answer = await thief.get(f"/sign-in/callback?state={own}&code={code}")
        assert "invalid_grant" in trouble(answer)


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)"]
)
async def test_it_leads_nowhere_else_afterwards(sqlite: Console, issuer: Issuer, target: str) -> None:
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    async with sqlite.anonymous() as browser:
        answer = await come_back(browser, await go_there(browser, target))
        assert answer.headers["location"] == "/"
        page = (await sqlite.anonymous().get("/sign-in", params={"next": target})).text
        form = re.search(r'<form[^>]*action="/sign-in".*?</form>', page, re.DOTALL)
        assert form is not None and "evil" not in form[0] and "javascript" not in form[0]
        again = re.search(r'name="next" value="([^"]*evil[^"]*|[^"]*javascript[^"]*)"', page)
        assert again is None or again[1].startswith("/sign-in?next="), "the language comes back to this page"


async def test_an_issuer_that_is_down_stops_nobody_with_a_password(sqlite: Console) -> None:
    with run_issuer() as issuer:
        await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
        async with sqlite.anonymous() as browser:
            address = await go_there(browser)
    async with sqlite.anonymous() as browser:
        said = trouble(await browser.get("/sign-in/with"))
        assert "cannot be reached" in said
        assert "Accounts with a password get in as before" in said
        page = await browser.get("/sign-in")
        form = {"login": "ada", "password": PASSWORD, "csrf": csrf_token(browser.cookies[FORM_COOKIE])}
        assert page.status_code == 200
        assert (await browser.post("/sign-in", data=form)).status_code == 303
    assert address


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://169.254.169.254", "not an address of the internet"),
        ("http://10.0.0.1:8080", "not an address of the internet"),
        ("http://[::1]", "not an address of the internet"),
        ("http://[::ffff:10.0.0.1]", "not an address of the internet"),
        ("http://0.0.0.0", "not an address of the internet"),
        ("http://2130706434", "not an address|cannot be"),
        ("http://1.1.1.1", "without TLS"),
        ("file:///etc/passwd", "has to begin with"),
        ("gopher://1.1.1.1", "has to begin with"),
        ("https://user:pass@example.com", "holds a user"),
        ("https://no-such-host.invalid", "cannot be found"),
        ("http://127.0.0.1:1", "cannot be reached"),
    ],
)
async def test_issuers_that_are_not_asked(sqlite: Console, url: str, said: str) -> None:
    answer = await sqlite.client.put("/api/sign-in-provider", json=settings_of(url))
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["path"] == "issuer"
    assert any(words in answer.text for words in said.split("|")), answer.text
    assert (await sqlite.client.get("/api/sign-in-provider")).status_code == 404


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"rules": []}, "rules"),
        ({"rules": [{"claim": "*", "value": "x", "role": "viewer"}]}, "rules.0"),
        ({"rules": [{"claim": "groups", "role": "viewer"}]}, "rules.0"),
        ({"rules": [{"claim": "*", "role": "member"}]}, "rules.0.role"),
        ({"rules": [{"claim": "*", "role": "viewer", "tenant": "none"}]}, "rules.0.tenant"),
        ({"scopes": ["email"]}, ""),
        ({"client_secret": None}, "client_secret"),
        ({"client_id": ""}, "client_id"),
        ({"name": ""}, "name"),
        ({"redirect_uri": "https://evil.test"}, "redirect_uri"),
    ],
)
async def test_settings_that_cannot_be(
    sqlite: Console, issuer: Issuer, values: dict[str, Any], place: str
) -> None:
    answer = await sqlite.client.put("/api/sign-in-provider", json=settings_of(issuer.url, **values))
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["path"].startswith(place)


async def test_the_secret_is_sealed_and_goes_nowhere_else(console: Console, issuer: Issuer) -> None:
    made = await console.client.put("/api/sign-in-provider", json=settings_of(issuer.url))
    assert "hush!" not in made.text
    shown = await console.ok("GET", "/api/sign-in-provider")
    assert shown["redirect_uri"] == BACK
    without = settings_of(issuer.url, name="Renamed", client_secret=None)
    assert (await console.ok("PUT", "/api/sign-in-provider", json=without))["name"] == "Renamed"
    for moved in ({"client_id": "another"}, {"issuer": f"{issuer.url}/"}):
        answer = await console.client.put("/api/sign-in-provider", json={**without, **moved})
        assert answer.status_code == 422
    async with console.database.reading() as db:
        sealed = await db.scalar(text("SELECT sealed_secret FROM sign_in_providers"))
        audit = (await db.execute(text("SELECT detail FROM audit"))).all()
    assert b"hush!" not in bytes(sealed)
    assert "hush!" not in str(audit)


async def test_a_name_alone_opens_no_account(console: Console, issuer: Issuer) -> None:
    issuer.claims = {"email": "ADA"}
    await console.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    async with console.anonymous() as browser:
        assert "another account ada" in trouble(await sign_in(browser))
        for login in (None, 7, "", "a b", "x" * 101, "<script>alert(1)</script>"):
            issuer.claims = {"email": login}
            answer = await sign_in(browser)
            assert "is no name for an account" in trouble(answer)
            assert "<script>alert" not in answer.text
            await forget_tries(console)


async def test_rules_are_looked_up_at_every_sign_in(console: Console, issuer: Issuer) -> None:
    await console.ok("POST", "/api/tenants", json={"name": "harbor"})
    rules = [
        {"claim": "groups", "value": "platform", "role": "admin"},
        {"claim": "groups", "value": "harbor", "role": "operator", "tenant": "harbor"},
    ]
    await console.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url, rules=rules))
    async with console.anonymous() as browser:
        assert (await sign_in(browser)).status_code == 303
        assert (await browser.get("/api/tenants/harbor")).status_code == 200
        assert (await browser.get("/api/gateways")).status_code == 404
        issuer.claims["groups"] = ["platform"]
        assert (await sign_in(browser)).status_code == 303
        assert (await browser.get("/api/users")).status_code == 200
        issuer.claims["groups"] = []
        assert "gives no access here" in trouble(await sign_in(browser))
        issuer.claims["groups"] = ["platform"]
        await console.ok("PATCH", "/api/users/mei.lin@harbor.test", json={"disabled": True})
        assert "disabled" in trouble(await sign_in(browser))
        await console.ok("PATCH", "/api/users/mei.lin@harbor.test", json={"disabled": False})
        assert (await sign_in(browser)).status_code == 303
        answer = await console.client.post("/api/users/mei.lin@harbor.test/link")
        assert answer.status_code == 409, "no password beside the provider"
        await console.ok("DELETE", "/api/sign-in-provider")
        assert (await browser.get("/api/users")).status_code == 401
        assert "no sign-in provider" in trouble(await browser.get("/sign-in/with"))


async def test_who_is_out_is_out_everywhere(console: Console, issuer: Issuer) -> None:
    """In other browsers and with tokens too; nodes stay connected."""
    rules = [{"claim": "groups", "value": "harbor", "role": "admin"}]
    await console.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url, rules=rules))
    await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    async with console.anonymous() as browser, console.anonymous() as other, console.anonymous() as machine:
        for each in (browser, other):
            assert (await sign_in(each)).status_code == 303
        headers = {"x-csrf-token": csrf_token(browser.cookies[SESSION_COOKIE])}
        ci = await browser.post("/api/tokens", json={"name": "ci", "role": "admin"}, headers=headers)
        node = {"name": "node", "role": "node", "gateway": "edge"}
        assert (await browser.post("/api/tokens", json=node, headers=headers)).status_code == 201
        machine.headers["authorization"] = f"Bearer {ci.json()['token']}"
        assert (await machine.get("/api/users")).status_code == 200
        issuer.claims["groups"] = []
        assert "gives no access here" in trouble(await sign_in(browser))
        assert (await other.get("/api/users")).status_code == 401
        assert (await machine.get("/api/users")).status_code == 404
        issuer.claims["groups"] = ["harbor"]
        assert (await sign_in(browser)).status_code == 303
        assert (await machine.get("/api/users")).status_code == 200
        await console.ok("DELETE", "/api/sign-in-provider")
        assert (await machine.get("/api/users")).status_code == 401
    left = (await console.ok("GET", "/api/tokens"))["items"]
    assert "node" in [item["name"] for item in left]
    assert "ci" not in [item["name"] for item in left]


async def test_who_is_on_the_way_back_when_the_provider_goes_does_not_get_in(
    console: Console, issuer: Issuer
) -> None:
    claims = {"iss": issuer.url, "sub": "1", "email": "mei@harbor.test"}
    visitor, day = Visitor("127.0.0.1", "test"), timedelta(days=1)
    rules = [{"claim": "email", "value": "mei@harbor.test", "role": "admin"}]
    await console.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url, rules=rules))
    async with console.database.reading() as db:
        provider = await service.require_provider(db)
    await console.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    signed_in = await service.let_in(console.database, provider, claims, visitor, day)
    assert signed_in.user.role == "viewer", "by the rules of this moment"
    await console.ok("DELETE", "/api/sign-in-provider")
    with pytest.raises(ProviderError, match="changed meanwhile"):
        await service.let_in(console.database, provider, claims, visitor, day)


@pytest.mark.parametrize("verified", [False, "false"])
async def test_an_address_that_anybody_may_claim_gives_nothing(
    sqlite: Console, issuer: Issuer, verified: object
) -> None:
    rules = [{"claim": "email", "value": "boss@harbor.test", "role": "admin"}]
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url, rules=rules))
    issuer.claims = {"email": "boss@harbor.test", "email_verified": verified}
    async with sqlite.anonymous() as browser:
        assert "gives no access here" in trouble(await sign_in(browser))
        await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
        assert "is no name for an account" in trouble(await sign_in(browser))
        issuer.claims = {"email": "boss@harbor.test", "email_verified": True}
        assert (await sign_in(browser)).status_code == 303


async def test_guessing_codes_is_locked_and_who_gets_in_is_not(sqlite: Console, issuer: Issuer) -> None:
    await sqlite.ok("PUT", "/api/sign-in-provider", json=settings_of(issuer.url))
    async with sqlite.anonymous() as browser:
        for _ in range(LOCK_OUT_TRIES + 2):
            assert (await sign_in(browser)).status_code == 303
        for number in range(LOCK_OUT_TRIES + 1):
            state = parse_qs(urlsplit(await go_there(browser)).query)["state"][0]
            answer = await browser.get(f"/sign-in/callback?state={state}&code=guess-{number}")
            assert answer.status_code == (429 if number == LOCK_OUT_TRIES else 403)
    async with admin_browser(sqlite) as ada:
        assert (await ada.get("/")).status_code == 200


@asynccontextmanager
async def admin_browser(console: Console) -> AsyncIterator[httpx.AsyncClient]:
    async with console.anonymous() as browser:
        await browser.get("/sign-in")
        form = {"login": "ada", "password": PASSWORD, "csrf": csrf_token(browser.cookies[FORM_COOKIE])}
        assert (await browser.post("/sign-in", data=form)).status_code == 303
        yield browser


async def test_the_settings_page(sqlite: Console, issuer: Issuer) -> None:
    async with admin_browser(sqlite) as browser:
        csrf = csrf_token(browser.cookies[SESSION_COOKIE])
        typed = {"name": "Harbor", "issuer": issuer.url, "client_id": "sluice", "client_secret": "hush!"}
        typed |= {"scopes": "openid", "login_claim": "email", "rules": "nonsense", "csrf": csrf}
        refused = await browser.post("/settings/sign-in", data=typed)
        assert refused.status_code == 422
        assert issuer.url in refused.text
        assert "hush!" not in refused.text
        typed["rules"] = "*: viewer\ngroups = harbor: admin"
        assert (await browser.post("/settings/sign-in", data=typed)).status_code == 303
        page = await browser.get("/settings/sign-in")
        assert "groups = harbor: admin" in page.text
        assert BACK in page.text
        down = {**typed, "issuer": f"http://127.0.0.1:{find_free_port()}"}
        assert "cannot be reached" in (await browser.post("/settings/sign-in", data=down)).text
        assert (await browser.post("/settings/sign-in/delete", data={"csrf": csrf})).status_code == 303
        assert "Sign in with" not in (await sqlite.anonymous().get("/sign-in")).text


def test_rules_as_text() -> None:
    lines = "*: viewer\ngroups = harbor team: operator of harbor\nemail = a@b.test: admin"
    assert to_lines(read_rules(lines)) == lines


def test_the_most_that_any_rule_gives() -> None:
    rules: list[dict[str, Any]] = [
        {"claim": "*", "value": "", "role": "viewer", "tenant": None},
        {"claim": "ok", "value": "true", "role": "operator", "tenant": "tn_1"},
        {"claim": "ok", "value": "true", "role": "viewer", "tenant": "tn_1"},
        {"claim": "level", "value": "3", "role": "admin", "tenant": None},
    ]
    assert apply_rules(rules, {"ok": True, "level": 3}) == Given(Role.VIEWER, {"tn_1": Role.OPERATOR})
    assert apply_rules(rules[1:], {"ok": ["True", 1], "level": ["33"]}) is None
