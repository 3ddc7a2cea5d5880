"""A route's change and a service's version, rolled out from the pages that show them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from tests.pages.browser import find_violations
from tests.pages.site import Site, run_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With a gateway, without nodes."""
    with run_site(tmp_path_factory.mktemp("subjects")) as site:
        site.set_up()
        site.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
        yield site


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.thorough)], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def route(site: Site) -> Iterator[str]:
    """A route to version v1 of a service that has v2, too."""
    endpoints = [
        {"host": "127.0.0.1", "port": port, "version": name} for port, name in ((9, "v1"), (10, "v2"))
    ]
    site.ok("POST", "/api/services", json={"name": "mill", "endpoints": endpoints})
    action = {"kind": "forward", "destinations": [{"service": "mill", "version": "v1"}]}
    made = site.ok(
        "POST",
        "/api/routes",
        json={"gateway": "edge", "name": "wheel", "hosts": ["mill.io"], "action": action},
    )
    yield made["id"]
    for item in site.ok("GET", "/api/rollouts")["items"]:
        if item["state"] in ("draft", "running", "paused") and item["subject"] != "filter":
            site.ok("POST", f"/api/rollouts/{item['id']}/abort")
    site.ok("DELETE", f"/api/routes/{made['id']}")
    site.ok("DELETE", "/api/services/mill")


def test_a_changed_route_is_rolled_out_from_its_editor(
    page: Page, site: Site, script: bool, route: str
) -> None:
    page.goto(f"/routes/{route}")
    page.get_by_role("button", name="In stages").click()
    page.locator("text=Nothing is changed that a rollout could move").first.wait_for()
    page.fill("#timeout", "3")
    page.fill("#order", "7")
    page.get_by_role("button", name="In stages").click()
    page.locator("text=stays in a rollout").first.wait_for()
    assert page.input_value("#timeout") == "3", "nothing that was typed is lost"
    page.fill("#order", "100")
    page.get_by_role("button", name="In stages").click()
    page.get_by_role("heading", name="Change route wheel in stages").wait_for()
    assert '"timeout": 3' in page.input_value("#change")
    assert not script or find_violations(page) == []
    typed = page.input_value("#change")
    page.fill("#change", typed[:-1])
    page.get_by_role("button", name="Begin").click()
    page.locator("text=is not JSON").first.wait_for()
    page.fill("#change", typed)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/rollouts/ro_*")
    rollout = page.url.rpartition("/")[2]
    site.wait_for("the first stage", 10, lambda: site.ok("GET", f"/api/rollouts/{rollout}")["stage"] == 0)
    page.reload()
    assert "Route wheel, changed" in page.inner_text("h1")
    assert "On route wheel of edge" in page.inner_text("main")
    page.get_by_role("link", name="Promote").click()
    page.locator("#promote").get_by_role("button", name="Promote the changed route").click()
    page.locator(".pill >> text=promoted").first.wait_for()
    assert site.ok("GET", f"/api/routes/{route}")["action"]["timeout"] == 3


def test_a_version_of_a_service_is_rolled_out_from_its_page(
    page: Page, site: Site, script: bool, route: str
) -> None:
    page.goto("/services/mill")
    page.get_by_role("link", name="Roll out a version").click()
    page.get_by_role("heading", name="Roll out a version of mill").wait_for()
    assert (page.input_value("#from_version"), page.input_value("#version")) == ("v1", "v2")
    page.select_option("#version", "v1")
    page.get_by_role("button", name="Begin").click()
    page.locator("text=is what the routes lead to already").first.wait_for()
    page.select_option("#version", "v2")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/rollouts/ro_*")
    rollout = page.url.rpartition("/")[2]
    assert "mill v1 → v2" in page.inner_text("h1")
    assert "On 1 route of edge" in page.inner_text("main")
    page.get_by_role("link", name="Abort").click()
    page.locator("#abort").get_by_role("button", name="Abort, back to v1").click()
    page.locator(".pill >> text=aborted").first.wait_for()
    assert site.ok("GET", f"/api/rollouts/{rollout}")["state"] == "aborted"
    assert not script or find_violations(page) == []


def test_what_is_to_change_is_chosen(page: Page, route: str) -> None:
    page.goto("/rollouts")
    page.get_by_role("link", name="New rollout").first.click()
    page.get_by_role("link", name="mill").click()
    page.get_by_role("heading", name="Roll out a version of mill").wait_for()
    page.goto("/rollouts/new")
    page.get_by_role("link", name="See the routes").click()
    page.wait_for_url("**/routes")
