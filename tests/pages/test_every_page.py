"""Every page, wide and narrow, light and dark, in both languages: open to everybody, never off the side."""

from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from tests.pages.browser import Theme, find_violations, show_charts, sideways
from tests.pages.conftest import Windows
from tests.pages.english import find_english
from tests.pages.story import Story

from sluice_console.core.language import LANGUAGES
from sluice_console.features.routers import PAGE_ROUTERS

pytestmark = [pytest.mark.browser, pytest.mark.envoy]

LOOKS: tuple[tuple[int, Theme], ...] = ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light"))
NARROWEST = (320, 641, 860, 861, 960, 1080)
"""Widths in pixels: of a small telephone, and the least for which the style sheet has a layout."""
OF_THE_LOOK = ["color-contrast", "link-in-text-block"]
"""The rules of axe-core that another theme can break."""
WITHOUT_TRANSITIONS = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync("* { transition: none !important }")
    document.adoptedStyleSheets = [sheet]
}"""
"""So that colours are measured in their theme, not on the way to it."""
EU, US = "gateway=edge-eu", "gateway=edge-us"
PAGES: dict[str, str] = {
    "overview": f"/?{EU}",
    "overview-rejected": f"/?{US}",
    "routes": f"/routes?{EU}",
    "routes-asked": f"/routes?{EU}&method=POST&url=https://api.harbor-pay.example/v2/carts/8841/checkout",
    "routes-nothing-found": f"/routes?{EU}&q=no-such-route",
    "route": "/routes/{route}",
    "route-delete": "/routes/{route}?dialog=delete",
    "route-new": f"/routes/new?{EU}",
    "services": "/services",
    "service": "/services/checkout",
    "service-delete": "/services/checkout?dialog=delete",
    "service-new": "/services/new",
    "topology": f"/topology?{EU}",
    "topology-none": f"/topology?{US}",
    "topology-nothing-found": f"/topology?{EU}&q=no-such-host",
    "limits": f"/limits?{EU}",
    "limits-none": f"/limits?{US}",
    "limit": "/limits/{limit}",
    "limit-delete": "/limits/{limit}?dialog=delete",
    "limit-new": f"/limits/new?{EU}",
    "certificates": "/certificates",
    "certificates-nothing-found": "/certificates?q=no-such-name",
    "certificate": "/certificates/shop",
    "certificate-delete": "/certificates/shop?dialog=delete",
    "certificate-new": "/certificates/new",
    "logins": f"/logins?{EU}",
    "logins-none": f"/logins?{US}",
    "login": "/logins/{login}",
    "login-delete": "/logins/{login}?dialog=delete",
    "login-new": f"/logins/new?{EU}",
    "gateways": "/gateways",
    "gateway": "/gateways/edge-eu",
    "gateway-delete": "/gateways/edge-eu?dialog=delete",
    "gateway-new": "/gateways/new",
    "filters": "/filters",
    "filter": f"/filters/api_key?{EU}",
    "filter-attach": f"/filters/api_key?{EU}&attach=edge-eu",
    "filter-detach": "/filters/api_key?attachment={attachment}&dialog=detach",
    "filter-upload": "/filters/new",
    "filter-new": "/filters/new/write",
    "filter-write": "/filters/new/write?name=gate",
    "filter-edit": "/filters/api_key/edit",
    "recordings": "/recordings",
    "recording-delete": "/recordings?recording={recording}&dialog=delete",
    "replays": "/replays",
    "replay": "/replays/{replay}",
    "replay-delete": "/replays/{replay}?dialog=delete",
    "replay-new": "/replays/new?filter=api_key&recording={recording}",
    "rollouts": f"/rollouts?{EU}",
    "rollout": "/rollouts/{rollout}",
    "rollout-abort": "/rollouts/{rollout}?dialog=abort",
    "rollout-next": "/rollouts/{rollout}?dialog=next",
    "rollout-promote": "/rollouts/{rollout}?dialog=promote",
    "rollout-of-route": "/rollouts/{of_route}",
    "rollout-of-service": "/rollouts/{of_service}",
    "rollout-choose": f"/rollouts/new?{EU}",
    "rollout-new": "/rollouts/new?attachment={attachment}",
    "rollout-new-route": "/rollouts/new?route={route}",
    "rollout-new-service": f"/rollouts/new?service=checkout&{EU}",
    "releases": f"/releases?{EU}",
    "release": "/releases/{release}",
    "release-roll-back": "/releases/{release}?dialog=roll-back",
    "release-resources": "/releases/{release}?view=resources",
    "nodes": f"/nodes?{EU}",
    "nodes-rejected": f"/nodes?{US}",
    "node-connect": f"/nodes/connect?{EU}",
    "logs": f"/logs?{EU}",
    "logs-nothing-found": f"/logs?{EU}&route=no-such-route&status=5xx",
    "explain": f"/explain?{EU}",
    "explained": f"/explain?{EU}&method=POST&url=https://api.harbor-pay.example/v2/carts/8841/checkout&against=1",
    "explained-nowhere": f"/explain?{EU}&url=https://nowhere.example/",
    "settings": "/settings",
    "webhooks": "/settings/webhooks",
    "webhook": "/settings/webhooks/chat",
    "webhook-delete": "/settings/webhooks/chat?dialog=delete",
    "tenants": "/tenants",
    "tenant": "/tenants/harbor-pay",
    "tenant-revoke": "/tenants/harbor-pay?key={key}&dialog=revoke",
    "tenant-rotate": "/tenants/harbor-pay?key={key}&dialog=rotate",
    "tenant-new": "/tenants/new",
    "users": "/users",
    "user": "/users/mei.lin",
    "user-disable": "/users/mei.lin?dialog=disable",
    "account": "/account",
    "audit": "/audit",
    "audit-verified": "/audit?verify=yes&noun=route",
    "search": "/search?q=checkout",
    "missing": "/nothing/here",
}


ELSEWHERE = {
    **dict.fromkeys(("/setup", "/sign-in", "/password"), "test_entrance"),
    **dict.fromkeys(("/sign-in/with", "/sign-in/callback", "/settings/sign-in"), "test_members"),
}
"""Pages that another file looks at."""


def address_of(name: str, story: Story) -> str:
    return PAGES[name].format(
        route=story.route,
        attachment=story.attachment,
        rollout=story.rollout,
        of_route=story.drafts[0],
        of_service=story.drafts[1],
        release=story.release,
        key=story.key,
        limit=story.limit,
        login=story.login,
        recording=story.recording,
        replay=story.replay,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_open_to_everybody(
    windows: Windows, story: Story, screens: Path | None, name: str, language: str
) -> None:
    page, complaints = windows.get(language=language)
    try:
        response = page.goto(address_of(name, story))
        assert response is not None
        assert response.status == (404 if name == "missing" else 200), page.inner_text("body")[:600]
        assert response.headers["content-language"] == language
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        if language != "en":
            assert find_english(page) == []
        page.evaluate(WITHOUT_TRANSITIONS)
        for width, theme in LOOKS:
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 860})
            if screens is not None:
                show_charts(page)
                look = f"{name}-{width}-{theme}" if language == "en" else f"{name}-zh-{width}-{theme}"
                page.screenshot(path=screens / f"{look}.png", full_page=True)
            found = find_violations(page, None if theme == "light" else OF_THE_LOOK)
            assert found == [], (width, theme)
            assert sideways(page) == 0, f"at {width} px"
        for width in NARROWEST:
            page.set_viewport_size({"width": width, "height": 800})
            assert sideways(page) == 0, f"at {width} px"
    finally:
        page.set_viewport_size({"width": 1280, "height": 860})
        page.emulate_media(color_scheme="light")
    assert complaints == []


def test_no_page_is_forgotten(story: Story) -> None:
    """Every address that a router of pages answers is walked here, or named with the test that does."""
    walked = [address_of(name, story).partition("?")[0] for name in PAGES]
    routes = [route for router in PAGE_ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    pages = [route for route in routes if "GET" in (route.methods or ()) and route.path not in ELSEWHERE]
    assert len(pages) > 40
    assert [page.path for page in pages if not any(page.path_regex.match(path) for path in walked)] == []


@pytest.fixture(scope="module")
def followed() -> dict[str, int]:
    """The status of every address that a page of this module leads to."""
    return {}


@pytest.mark.parametrize("name", PAGES)
def test_page_works_without_script(
    windows: Windows, story: Story, followed: dict[str, int], name: str
) -> None:
    page, _ = windows.get(script=False)
    page.goto(address_of(name, story))
    assert page.locator("h1").is_visible()
    dialog = address_of(name, story).partition("dialog=")[2]
    if dialog:
        opened = page.locator(f"#{dialog}")
        assert opened.is_visible()
        assert opened.locator("button").last.is_enabled()
    links = page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.href)")
    for address in {str(href).partition("#")[0] for href in links} - followed.keys():
        followed[address] = page.request.get(address).status
        assert followed[address] < 400, address
