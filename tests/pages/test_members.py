"""The pages of people of a tenant, and signing in at a provider, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.pages.browser import Theme, find_violations, open_context, sideways, watch
from tests.pages.english import find_english
from tests.pages.site import LOGIN, PASSWORD, Site, run_site
from tests.pages.test_every_page import OF_THE_LOOK, WITHOUT_TRANSITIONS
from tests.support.crooked_issuer import Issuer, run_issuer

from sluice_console.core.language import COOKIE

pytestmark = pytest.mark.browser

LOOKS: tuple[tuple[int, Theme], ...] = ((1280, "light"), (390, "dark"))
PAGES = {
    "tenants": "/tenants",
    "tenant": "/tenants/harbor",
    "tenant-revoke": "/tenants/harbor?key={key}&dialog=revoke",
    "routes": "/routes",
    "routes-asked": "/routes?method=GET&url=http://harbor.test/",
    "route": "/routes/{route}",
    "route-new": "/routes/new",
    "topology": "/topology",
    "releases": "/releases",
    "release": "/releases/{release}",
    "audit": "/audit",
    "search": "/search?q=harbor",
    "settings": "/settings",
    "account": "/account",
}
RULES = [
    {"claim": "groups", "value": "harbor", "role": "operator", "tenant": "harbor"},
    {"claim": "groups", "value": "lookers", "role": "viewer", "tenant": "harbor"},
]


@dataclass(frozen=True, slots=True)
class Port:
    """A console with two tenants, one of which people from `issuer` look after."""

    site: Site
    issuer: Issuer
    ids: dict[str, str]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    with pytest.MonkeyPatch.context() as patch, run_issuer() as issuer:
        patch.setenv("SLUICE_WEBHOOK_NETWORKS", "127.0.0.0/8")
        with run_site(tmp_path_factory.mktemp("port"), envoy="off") as site:
            site.set_up()
            yield Port(site, issuer, fill(site, issuer))


def fill(site: Site, issuer: Issuer) -> dict[str, str]:
    site.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    ids = {}
    for word in ("zeppelin", "harbor"):
        site.ok("POST", "/api/tenants", json={"name": word, "hosts": [f"{word}.test", f"*.{word}.test"]})
        endpoints = [{"host": "127.0.0.1", "port": 9001, "version": "v1"}]
        site.ok("POST", "/api/services", json={"name": f"{word}-web", "tenant": word, "endpoints": endpoints})
        action = {"kind": "forward", "destinations": [{"service": f"{word}-web", "version": "v1"}]}
        body = {"gateway": "edge", "name": f"{word}-shop", "tenant": word, "hosts": [f"{word}.test"]}
        ids["route"] = site.ok("POST", "/api/routes", json={**body, "action": action})["id"]
        ids["key"] = site.ok("POST", f"/api/tenants/{word}/keys", json={"name": "web shop"})["id"]
    ids["release"] = site.ok("GET", "/api/releases")["items"][0]["id"]
    provider = {
        "name": "Harbor account",
        "issuer": issuer.url,
        "client_id": "sluice",
        "client_secret": "hush!",
    }
    site.ok("PUT", "/api/sign-in-provider", json={**provider, "rules": RULES})
    return ids


def enter(page: Page, port: Port, group: str) -> None:
    """Over the provider, as a person does."""
    port.issuer.claims = {"email": f"{group}@harbor.test", "groups": [group], "sub": group}
    page.goto("/sign-in?next=/tenants")
    page.get_by_role("link", name="Sign in with Harbor account").click()
    page.wait_for_url("**/tenants")


@pytest.mark.parametrize("language", ["en", pytest.param("zh-Hans", marks=pytest.mark.thorough)])
def test_pages_of_a_tenants_people(browser: Browser, port: Port, screens: Path | None, language: str) -> None:
    """Open to everybody, never off the side, without a dead end or a word of the other tenant."""
    context = open_context(browser, port.site.url)
    page = context.new_page()
    complaints = watch(page)
    enter(page, port, "harbor")
    context.add_cookies([{"name": COOKIE, "value": language, "url": port.site.url}])
    followed = set[str]()
    for name, address in PAGES.items():
        response = page.goto(address.format(**port.ids))
        assert response is not None and response.status == 200, f"{name}: {page.inner_text('body')[:300]}"
        assert "zeppelin" not in page.content(), name
        assert language == "en" or find_english(page) == [], name
        page.evaluate(WITHOUT_TRANSITIONS)
        for width, theme in LOOKS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 860})
            if screens is not None:
                page.screenshot(
                    path=screens / f"member-{name}-{language}-{width}-{theme}.png", full_page=True
                )
            rules = None if theme == "light" else OF_THE_LOOK
            assert find_violations(page, rules) == [], (name, width, theme)
            assert sideways(page) == 0, (name, width)
        page.set_viewport_size({"width": 1280, "height": 860})
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        followed |= {link.partition("#")[0] for link in links}
    for link in sorted(followed):
        answer = context.request.get(link)
        assert answer.status == 200, f"{link}: {answer.status}"
    assert complaints == []
    context.close()


def test_an_operator_of_a_tenant_works(browser: Browser, port: Port) -> None:
    """A key, a route, a token: with the forms, as far as they go and no further."""
    context = open_context(browser, port.site.url)
    page = context.new_page()
    enter(page, port, "harbor")
    page.goto("/tenants/harbor")
    page.locator("#key-name").fill("night shift")
    page.get_by_role("button", name="Make the key").click()
    assert page.locator("#secret").inner_text().startswith("slk_")
    page.goto("/routes/new")
    page.locator("#name").fill("pier")
    page.locator("#value-0").fill("elsewhere.test")
    page.locator("#service-0").select_option("harbor-web")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("is no host of harbor").first.wait_for()
    page.locator("#value-0").fill("pier.harbor.test")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Route pier was published").wait_for()
    page.locator("#description").fill("the pier")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("was published").or_(page.get_by_text("is unchanged")).first.wait_for()
    page.goto("/settings")
    page.locator("#name").fill("ci")
    page.get_by_role("button", name="Make the token").click()
    assert page.locator("#secret").inner_text().startswith("slu_")
    made = port.site.ok("GET", "/api/tokens")["items"]
    harbor = port.site.ok("GET", "/api/tenants/harbor")["id"]
    assert next(item for item in made if item["name"] == "ci")["tenant_ids"] == [harbor]
    context.close()


def test_a_viewer_of_a_tenant_is_offered_no_change(browser: Browser, port: Port) -> None:
    context = open_context(browser, port.site.url)
    page = context.new_page()
    enter(page, port, "lookers")
    places = {"Make the key": "/tenants/harbor", "Make the token": "/settings"}
    for name, address in {**places, "Publish": f"/routes/{port.ids['route']}"}.items():
        page.goto(address)
        assert not page.get_by_role("button", name=name).is_visible(), address
        assert page.locator("h1").is_visible()
    context.close()


def test_the_pages_around_the_provider(browser: Browser, port: Port, screens: Path | None) -> None:
    """The sign-in page with its button and with a trouble, and the settings of an admin."""
    context = open_context(browser, port.site.url)
    page = context.new_page()
    complaints = watch(page)

    def look(name: str) -> None:
        page.evaluate(WITHOUT_TRANSITIONS)
        for width, theme in LOOKS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 860})
            if screens is not None:
                page.screenshot(path=screens / f"{name}-{width}-{theme}.png", full_page=True)
            assert find_violations(page, None if theme == "light" else OF_THE_LOOK) == [], (name, width)
            assert sideways(page) == 0, (name, width)
        page.set_viewport_size({"width": 1280, "height": 860})

    page.goto("/sign-in?next=/settings/sign-in")
    look("sign-in")
    port.issuer.claims = {"email": "eve@elsewhere.test", "groups": [], "sub": "eve"}
    page.get_by_role("link", name="Sign in with Harbor account").click()
    page.get_by_text("gives no access here").wait_for()
    look("sign-in-refused")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/settings/sign-in")
    look("provider")
    page.locator("#rules").fill("nonsense")
    page.get_by_role("button", name="Save").click()
    page.locator("#rules[aria-invalid=true]").wait_for()
    look("provider-refused")
    page.goto("/users")
    look("users")
    page.goto("/users/harbor@harbor.test")
    look("user-of-a-tenant")
    assert complaints == []
    context.close()
