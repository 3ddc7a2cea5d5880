"""Markup and script in every field that is stored: shown as text, everywhere, and never run."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.console.modules import marking_module, with_section
from tests.pages.browser import find_violations, open_context, watch
from tests.pages.conftest import sign_in
from tests.pages.site import Site, csrf_of, run_site
from tests.pages.test_entrance import signed_in

from sluice.toolchain.inspection import compress

pytestmark = [pytest.mark.browser, pytest.mark.envoy]

EVIL = "\"'></title></script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, list[str]]]:
    """A console full of it, and the addresses of its pages."""
    with run_site(tmp_path_factory.mktemp("hostile")) as site:
        site.set_up()
        yield site, fill(site)


def fill(site: Site) -> list[str]:
    gateway = {"name": "edge", "description": EVIL, "listen_address": "127.0.0.1", "listen_port": 18080}
    site.ok("POST", "/api/gateways", json={**gateway, "reason": EVIL})
    endpoint = {"host": "127.0.0.1", "port": 9000, "version": "v1"}
    service = {"name": "cart", "description": EVIL, "endpoints": [endpoint], "reason": EVIL}
    site.ok("POST", "/api/services", json=service)
    header = {"name": "x-evil", "value": {"value": EVIL}}
    match = {
        "path": {"kind": "exact", "value": "/" + EVIL.replace(" ", "\u00a0")},
        "headers": [header],
        "query": [{"name": EVIL[:90], "value": {"value": EVIL}}],
        "cookies": [{"name": "evil", "value": EVIL[:52]}],
    }
    edits = {"request": {"set": [["x-evil", EVIL]]}, "response": {"add": [["x-evil", EVIL]]}}
    answer = {"kind": "respond", "status": 200, "body": EVIL, "content_type": EVIL}
    common = {"gateway": "edge", "description": EVIL, "reason": EVIL}
    route = site.ok(
        "POST",
        "/api/routes",
        json={**common, "name": "evil", "match": match, "action": answer, "headers": edits},
    )["id"]
    for version in ("1", "2"):
        site.ok("POST", "/api/filters/evil/versions", files={"module": ("m.wasm", evil_module(version))})
    site.ok("PATCH", "/api/filters/evil", json={"description": EVIL})
    values = {"filter": "evil@1", "gateway": "edge", "configuration": {"text": EVIL, EVIL: EVIL}}
    attachment = site.ok("POST", "/api/attachments", json={**values, "reason": EVIL})["id"]
    stage = {"percent": 10, "headers": [header], "minimum_seconds": 600}
    plan = {"attachment": attachment, "filter": "evil@2", "stages": [stage], "reason": EVIL}
    rollout = site.ok("POST", "/api/rollouts", json=plan)["id"]
    site.ok("POST", "/api/tokens", json={"name": EVIL[:100], "role": "viewer"})
    site.connect("n<script>window.pwned=1<!script>", "edge")
    site.wait_for("the node", 20, lambda: site.ok("GET", "/api/nodes")["items"])
    with signed_in(site) as visitor:
        token = csrf_of(visitor.get("/settings").text)
        visitor.post(f"/rollouts/{rollout}/pause", data={"csrf": token, "reason": EVIL})
    release = site.ok("GET", "/api/releases")["items"][0]["id"]
    pages = ["/", "/routes", f"/routes/{route}", "/services", "/services/cart", "/gateways", "/gateways/edge"]
    pages += ["/filters", "/filters/evil", "/filters/evil?attach=edge", "/rollouts", f"/rollouts/{rollout}"]
    pages += [
        f"/rollouts/new?attachment={attachment}",
        "/releases",
        f"/releases/{release}",
        "/nodes",
        "/settings",
    ]
    for part in ("delete", "roll-back", "abort"):
        pages += [f"{page}?dialog={part}" for page in (f"/routes/{route}", f"/releases/{release}")]
    found = EVIL.replace("&", "%26").replace("#", "%23")
    return [*pages, f"/search?q={found}", f"/routes?q={found}", f"/routes?url={found}&headers={found}"]


def evil_module(version: str) -> bytes:
    schema = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "description": EVIL, "default": EVIL},
            "choice": {"enum": [EVIL], "description": EVIL},
            EVIL: {"type": "string"},
        },
    }
    meta = {"name": "evil", "version": version, "compiler": EVIL, "on_error": EVIL[:40]}
    metrics = [{"name": EVIL, "kind": "counter", "labels": [EVIL], "description": EVIL}]
    source = f'"""{EVIL}"""\n# {EVIL}\nx = {EVIL!r}\n{EVIL}\n'
    module = with_section(marking_module(version), "sluice.meta", json.dumps(meta).encode())
    module = with_section(module, "sluice.config_schema", json.dumps(schema).encode())
    module = with_section(module, "sluice.metrics", json.dumps(metrics).encode())
    return with_section(module, "sluice.source", compress(source.encode()))


def test_nothing_that_is_stored_is_run(browser: Browser, hostile: tuple[Site, list[str]]) -> None:
    site, pages = hostile
    context = open_context(browser, site.url)
    page = context.new_page()
    complaints = watch(page)
    sign_in(page)
    for address in pages:
        response = page.goto(address)
        assert response is not None and response.status == 200, address
        page.wait_for_timeout(100)
        assert page.evaluate("() => window.pwned") is None, address
        assert page.locator("img").count() == 0, address
        assert page.locator("script:not([src]):not([type='application/json'])").count() == 0, address
        assert "49" not in page.title()
    assert complaints == []
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_hostile_pages_are_as_open_and_narrow_as_others(
    browser: Browser, hostile: tuple[Site, list[str]], script: bool
) -> None:
    site, pages = hostile
    context = open_context(browser, site.url, width=390, script=script)
    page = context.new_page()
    sign_in(page)
    for address in pages:
        page.goto(address)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 390, f"{address} is {width} px wide"
        if script:
            assert find_violations(page) == [], address
    context.close()


def test_what_is_typed_comes_back_as_text(hostile: tuple[Site, list[str]]) -> None:
    site, _ = hostile
    with signed_in(site) as visitor:
        token = csrf_of(visitor.get("/services/new").text)
        answer = visitor.post("/services/new", data={"csrf": token, "name": EVIL, "endpoints": EVIL})
        assert answer.status_code == 422
        assert "<img" not in answer.text
        assert "&lt;img src=x" in answer.text
        visitor.cookies.set("sluice_toast", "WyI8aW1nIHNyYz14PiIsIjxpbWcgc3JjPXg+IiwiYmFkIl0=")
        assert "<img" not in visitor.get("/services").text
        visitor.cookies.set("sluice_toast", "%%%")
        assert visitor.get("/services").status_code == 200
