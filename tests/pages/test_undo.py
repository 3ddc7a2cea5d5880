"""Undo in a real browser: with script and without, and by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.pages.browser import find_violations, open_context
from tests.pages.conftest import sign_in, signed_in
from tests.pages.site import Site, run_site

pytestmark = pytest.mark.browser

CHINESE = "zh-Hans"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with run_site(tmp_path_factory.mktemp("undo"), envoy="off") as site:
        site.set_up()
        site.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
        site.ok("POST", "/api/services", json={"name": "cart", "endpoints": [{"host": "::1", "port": 9000}]})
        yield site


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    with signed_in(browser, site.url, script=request.param) as opened:
        yield opened


@pytest.fixture
def route(site: Site) -> Iterator[str]:
    """The id of a route `shop`."""
    action = {"kind": "forward", "destinations": [{"service": "cart"}]}
    made = site.ok("POST", "/api/routes", json={"gateway": "edge", "name": "shop", "action": action})
    yield made["id"]
    site.api.delete(f"/api/routes/{made['id']}")


def test_a_deleted_route_is_put_back(page: Page, site: Site, route: str) -> None:
    page.goto(f"/routes/{route}?dialog=delete")
    page.get_by_role("button", name="Delete shop").click()
    page.wait_for_url("**/routes")
    expect(page.locator("#toasts")).to_contain_text("Route shop is gone")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/routes/{route}")
    expect(page.locator("#toasts")).to_contain_text("Undone: Route deleted, shop")
    assert site.ok("GET", "/api/routes/shop")["id"] == route


def test_a_changed_service_is_put_back_from_the_audit_log(page: Page, site: Site) -> None:
    before = site.ok("GET", "/api/services/cart")["endpoints"]
    page.goto("/services/cart")
    page.fill("#endpoints", "10.0.0.9:80")
    page.click("button.btn-main")
    expect(page.locator("#toasts").get_by_role("button", name="Undo")).to_be_visible()
    page.goto("/audit?noun=service")
    page.locator("tbody tr").first.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/services/sv_*")
    assert site.ok("GET", "/api/services/cart")["endpoints"] == before


def test_what_was_changed_since_is_said(page: Page, site: Site, route: str) -> None:
    page.goto(f"/routes/{route}")
    page.fill("#description", "mine")
    page.get_by_role("button", name="Publish").click()
    undo = page.locator("#toasts").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    site.ok("PATCH", f"/api/routes/{route}", json={"description": "theirs"})
    undo.click()
    page.wait_for_url("**/audit?q=shop")
    expect(page.locator("#toasts")).to_contain_text("shop was changed again since, by mei.lin/tests at")
    assert site.ok("GET", "/api/routes/shop")["description"] == "theirs"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_by_the_keyboard_in_chinese_on_a_phone(browser: Browser, site: Site, route: str, theme: str) -> None:
    """The button is the second stop of the page, after the link that skips the navigation."""
    context = open_context(browser, site.url, width=390, theme="dark" if theme == "dark" else "light")
    context.add_cookies([{"name": "sluice_language", "value": CHINESE, "url": site.url}])
    page = context.new_page()
    sign_in(page)
    page.goto(f"/routes/{route}?dialog=delete")
    page.locator("#delete button").press("Enter")
    page.wait_for_url("**/routes")
    expect(page.locator("#toasts")).to_contain_text("路由 shop 已删除")
    assert find_violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#toasts button", has_text="撤销")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/routes/{route}")
    expect(page.locator("#toasts")).to_contain_text("已撤销")
    assert site.ok("GET", "/api/routes/shop")["id"] == route
    context.close()
