"""Set-up, sign-in and sign-out; and what a page's answer says about itself."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser
from tests.pages.browser import Theme, find_chromium, find_violations, open_context, sideways, watch
from tests.pages.english import find_english
from tests.pages.site import LOGIN, PASSWORD, Site, csrf_of, run_site
from tests.pages.story import Story

from sluice_console.core.language import COOKIE

PAGES_WITH_HELP = {
    "/": "New gateway",
    "/routes": "New gateway",
    "/services": "New service",
    "/gateways": "New gateway",
    "/filters": "Upload a module",
    "/tenants": "New tenant",
    "/releases": "New gateway",
    "/nodes": "New gateway",
}


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_sign_in_page(browser: Browser, empty_site: Site, width: int, theme: Theme) -> None:
    context = open_context(browser, empty_site.url, width=width, theme=theme)
    page = context.new_page()
    complaints = watch(page)
    page.goto("/routes")
    assert page.url.endswith("/sign-in?next=/routes")
    page.fill("#login", LOGIN)
    page.fill("#password", "not the password")
    page.click("text=Sign in >> nth=-1")
    assert page.locator("#password-note").is_visible()
    assert page.input_value("#login") == LOGIN
    assert find_violations(page) == []
    assert sideways(page) == 0
    page.fill("#password", PASSWORD)
    page.click("button.btn-main")
    page.wait_for_url("**/routes")
    assert complaints == []
    context.close()


@pytest.mark.browser
@pytest.mark.thorough
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_doors_in_chinese(browser: Browser, empty_site: Site, width: int, theme: Theme) -> None:
    """Pages for those who are not signed in; the last two say that their link is used."""
    context = open_context(browser, empty_site.url, width=width, theme=theme)
    context.add_cookies([{"name": COOKIE, "value": "zh-Hans", "url": empty_site.url}])
    page = context.new_page()
    complaints = watch(page)
    for address in ("/sign-in", "/setup?token=used", "/password?token=used"):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        assert find_english(page) == [], address
        assert find_violations(page) == [], address
        assert sideways(page) == 0, address
    assert complaints == []
    context.close()


@pytest.mark.browser
def test_set_up_makes_the_first_account_once(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with run_site(tmp_path_factory.mktemp("new")) as site:
        context = open_context(browser, site.url)
        page = context.new_page()
        page.goto("/")
        assert "/setup" in page.url
        assert "The link is missing or was used" in page.inner_text("h1")
        assert find_violations(page) == []
        page.goto(site.setup_link)
        page.fill("#login", "ada")
        page.fill("#password", "three small boats at dawn")
        page.fill("#again", "three small boats at dusk")
        page.click("button.btn-main")
        assert "is not the same password" in page.inner_text("#again-note")
        assert page.input_value("#login") == "ada"
        assert find_violations(page) == []
        page.fill("#password", "three small boats at dawn")
        page.fill("#again", "three small boats at dawn")
        page.click("button.btn-main")
        page.wait_for_url(f"{site.url}/")
        assert "Welcome, ada" in page.inner_text("#toasts")
        page.click("[aria-label='Sign out']")
        page.wait_for_url("**/sign-in")
        page.goto(site.setup_link)
        assert "/sign-in" in page.url
        context.close()


def test_nobody_gets_in_without_the_link(empty_site: Site) -> None:
    with empty_site.browser() as visitor:
        page = visitor.get("/sign-in")
        values = {"token": "guessed", "login": "eve", "password": PASSWORD, "again": PASSWORD}
        answer = visitor.post("/setup", data={"csrf": csrf_of(page.text), **values})
        assert "/setup" in str(answer.url)
        assert "The link is missing or was used" in answer.text
        assert visitor.get("/routes").url.path == "/sign-in"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_sign_in_leads_nowhere_else(empty_site: Site, target: str) -> None:
    with empty_site.browser() as visitor:
        page = visitor.get("/sign-in", params={"next": target})
        assert "evil" not in re.findall(r'name="next" value="([^"]*)"', page.text)[0]
        values = {"csrf": csrf_of(page.text), "login": LOGIN, "password": PASSWORD, "next": target}
        answer = visitor.post("/sign-in", data=values, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_a_form_without_its_token_is_refused(empty_site: Site) -> None:
    with signed_in(empty_site) as visitor:
        answer = visitor.post("/services/new", data={"name": "forged"})
        assert answer.status_code == 403
        assert "Reload the page" in answer.text
        assert "forged" not in visitor.get("/services").text


def test_pages_say_how_they_may_be_used(empty_site: Site) -> None:
    with signed_in(empty_site) as visitor:
        page = visitor.get("/gateways")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["vary"] == "HX-Request, Accept-Language, Cookie, Accept-Encoding"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<style" not in page.text
    assert not re.search(r"<script(?! src| type=\"application/json\")", page.text)
    assert not re.search(r"\s(on\w+|style)=", page.text)


def test_the_same_address_gives_the_page_or_its_part(empty_site: Site) -> None:
    with signed_in(empty_site) as visitor:
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#services"}
        part = visitor.get("/services", headers=headers)
        whole = visitor.get("/services", headers={**headers, "HX-Request-Type": "full"})
        restored = visitor.get("/services", headers={**headers, "HX-History-Restore-Request": "true"})
    assert "<html" not in part.text
    assert "No service yet" in part.text
    assert "<html" in whole.text
    assert "<html" in restored.text


def test_htmx_is_sent_to_the_sign_in_page_when_the_session_is_over(empty_site: Site) -> None:
    with empty_site.browser() as visitor:
        answer = visitor.get("/nodes", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=/nodes"


def test_static_files_are_kept_for_ever(empty_site: Site) -> None:
    with empty_site.browser() as visitor:
        page = visitor.get("/sign-in").text
        sheet = re.findall(r'href="(/static/sluice.css\?v=\w+)"', page)[0]
        assert "immutable" in visitor.get(sheet).headers["cache-control"]
        assert visitor.get("/static/sluice.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("address", PAGES_WITH_HELP)
def test_an_empty_page_says_what_to_do_next(empty_site: Site, address: str) -> None:
    with signed_in(empty_site) as visitor:
        page = visitor.get(address).text
    empty = page[page.index('class="empty') :]
    assert PAGES_WITH_HELP[address] in empty
    assert "<code" in empty


def test_the_commands_of_empty_pages_do_what_they_say(tmp_path_factory: pytest.TempPathFactory) -> None:
    with run_site(tmp_path_factory.mktemp("commands")) as site:
        site.set_up()
        with signed_in(site) as visitor:
            for address in ("/gateways", "/services", "/routes"):
                page = visitor.get(address).text
                command = html.unescape(re.findall(r"<code[^>]*>(curl .*?)</code>", page, re.DOTALL)[0])
                body, url = re.findall(r"--json '(.*)' (http\S+)", command)[0]
                answer = site.api.post(url, json=json.loads(body))
                assert answer.status_code == 201, f"{command}: {answer.text}"


@pytest.mark.envoy
def test_first_page_is_small(story: Story) -> None:
    """Everything that a first visit to the heaviest page loads, as it is sent."""
    with signed_in(story.site) as visitor:
        page = visitor.get("/?gateway=edge-eu")
        assert page.headers["content-encoding"] == "gzip"
        loaded = [page, visitor.get("/static/fonts/geist-mono.woff2")]
        loaded += [visitor.get(each) for each in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)]
    assert len(loaded) >= 9
    assert sum(answer.num_bytes_downloaded for answer in loaded) < 120_000


def test_a_missing_browser_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("SLUICE_CHROMIUM", raising=False)
    with pytest.raises(AssertionError, match="apt-get install chromium"):
        find_chromium()
    monkeypatch.setenv("SLUICE_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(AssertionError, match="SLUICE_CHROMIUM"):
        find_chromium()


@contextmanager
def signed_in(site: Site) -> Iterator[httpx.Client]:
    with site.browser() as visitor:
        values = {"login": LOGIN, "password": PASSWORD, "next": "/services"}
        answer = visitor.post("/sign-in", data={"csrf": csrf_of(visitor.get("/sign-in").text), **values})
        assert answer.url.path == "/services", answer.text[:500]
        yield visitor
