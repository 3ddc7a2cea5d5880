"""What people do on the pages, with script and without, and what the console then holds."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from tests.pages.browser import find_violations
from tests.pages.conftest import signed_in
from tests.pages.site import Site, run_site
from tests.pages.story import CONFIGURATION, make_module, upload
from tests.support.authority import Authority

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A console that these tests change, without nodes."""
    with run_site(tmp_path_factory.mktemp("work")) as site:
        site.set_up()
        site.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
        endpoints = [
            {"host": "127.0.0.1", "port": 9000, "version": "v1"},
            {"host": "127.0.0.1", "port": 9001, "version": "v2"},
        ]
        site.ok("POST", "/api/services", json={"name": "cart", "endpoints": endpoints})
        for version in ("1.0.0", "1.1.0"):
            upload(site, "api_key", make_module(version))
        yield site


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def scripted(browser: Browser, site: Site) -> Iterator[Page]:
    with signed_in(browser, site.url) as opened:
        yield opened


def test_a_service_is_made_changed_and_deleted(page: Page, site: Site, script: bool) -> None:
    page.goto("/services/new")
    page.fill("#name", "Media!")
    page.fill("#endpoints", "media.internal:http v1\n10.0.0.7:8080 v2 5")
    page.click("button.btn-main")
    assert "lower-case letters" in page.inner_text("#name-note")
    assert "Line 1, port: is a whole number" in page.inner_text("#endpoints-note")
    assert page.input_value("#endpoints").endswith("10.0.0.7:8080 v2 5")
    assert not script or find_violations(page) == []
    page.fill("#name", "media")
    page.fill("#endpoints", "media.internal:80 v1\n[2001:db8::7]:8080 v2 5")
    page.click("button.btn-main")
    page.wait_for_url("**/services/media")
    stored = site.ok("GET", "/api/services/media")["endpoints"]
    assert {(item["host"], item["port"], item["version"], item["weight"]) for item in stored} == {
        ("media.internal", 80, "v1", 1),
        ("2001:db8::7", 8080, "v2", 5),
    }
    assert page.input_value("#endpoints") == "media.internal:80 v1\n[2001:db8::7]:8080 v2 5"
    page.click("text=Delete")
    dialog = page.locator("#delete")
    assert dialog.is_visible()
    dialog.get_by_role("button", name="Delete media").click()
    page.wait_for_url("**/services")
    assert "Service media is gone" in page.inner_text("#toasts")
    assert site.api.get("/api/services/media").status_code == 404


def test_a_service_is_reached_by_tls(page: Page, site: Site, script: bool) -> None:
    page.goto("/services/cart")
    page.select_option("#tls", "on")
    page.fill("#tls_sni", "cart.internal:443")
    page.click("button.btn-main")
    assert "in PEM; or set verify to false" in page.inner_text("#tls_authorities-note")
    assert "is a DNS name in lower case" in page.inner_text("#tls_sni-note")
    assert not script or find_violations(page) == []
    page.fill("#tls_sni", "cart.internal")
    page.fill("#tls_names", "cart.internal, spiffe://shop/cart")
    page.fill("#tls_authorities", Authority().pem)
    page.click("button.btn-main")
    page.wait_for_url("**/services/cart")
    assert "was changed" in page.inner_text("#toasts")
    stored = site.ok("GET", "/api/services/cart")["settings"]["tls"]
    assert (stored["sni"], stored["names"]) == ("cart.internal", ["cart.internal", "spiffe://shop/cart"])
    assert page.input_value("#tls_sni") == "cart.internal" and page.input_value("#tls_verify") == "yes"
    page.select_option("#tls", "")
    page.click("button.btn-main")
    page.wait_for_url("**/services/cart")
    assert "was changed" in page.inner_text("#toasts")
    assert site.ok("GET", "/api/services/cart")["settings"]["tls"] is None


def test_a_certificate_is_kept_renewed_and_deleted(page: Page, site: Site, script: bool) -> None:
    authority = Authority()
    first, other = authority.issue("media.test"), authority.issue("media.test", "www.media.test")
    page.goto("/certificates/new")
    page.fill("#name", "media")
    page.fill("#chain", first.chain)
    page.fill("#key", other.key)
    page.get_by_role("button", name="Keep the certificate").click()
    assert "does not belong to the first certificate" in page.inner_text("#key-note")
    assert page.input_value("#chain").strip() == first.chain.strip() and page.input_value("#key") == ""
    assert not script or find_violations(page) == []
    page.fill("#key", first.key)
    page.get_by_role("button", name="Keep the certificate").click()
    page.locator("#toasts").get_by_text("Certificate media is there").wait_for()
    assert "BEGIN" not in page.content()
    page.fill("#chain", other.chain)
    page.get_by_role("button", name="Publish").click()
    assert "does not belong to the first certificate" in page.inner_text("#key-note")
    page.fill("#key", other.key)
    page.get_by_role("button", name="Publish").click()
    page.locator("#toasts").get_by_text("was changed").wait_for()
    assert site.ok("GET", "/api/certificates/media")["names"] == ["media.test", "www.media.test"]
    page.goto("/certificates?q=med")
    assert "29 days left" in page.inner_text("#certificates")
    page.get_by_role("link", name="media", exact=True).click()
    page.click("text=Delete")
    page.locator("#delete").get_by_role("button", name="Delete media").click()
    page.wait_for_url("**/certificates")
    assert site.api.get("/api/certificates/media").status_code == 404


def test_a_gateway_compresses_and_limits(page: Page, site: Site, script: bool) -> None:
    page.goto("/gateways/edge")
    page.select_option("#compress", "everywhere")
    page.fill("#minimum_bytes", "5")
    page.fill("#algorithms", "zstd, deflate")
    page.fill("#limit_headers", "many")
    page.get_by_role("button", name="Publish").click()
    assert "is at least 30" in page.inner_text("#minimum_bytes-note")
    assert "is one of" in page.inner_text("#algorithms-note")
    assert "is a whole number" in page.inner_text("#limit_headers-note")
    assert not script or find_violations(page) == []
    page.fill("#minimum_bytes", "2000")
    page.fill("#algorithms", "zstd, gzip")
    page.fill("#limit_headers", "50")
    page.fill("#cache_folder", "/var/cache/edge")
    page.fill("#cache_vary", "accept, origin")
    page.fill("#limit_idle_timeout", "90.5")
    page.get_by_role("button", name="Publish").click()
    page.locator("#toasts").get_by_text("was changed").wait_for()
    stored = site.ok("GET", "/api/gateways/edge")["compression"]
    assert (stored["everywhere"], stored["algorithms"], stored["minimum_bytes"]) == (
        True,
        ["zstd", "gzip"],
        2000,
    )
    assert page.input_value("#compress") == "everywhere"
    kept = site.ok("GET", "/api/gateways/edge")["cache"]
    assert kept == {"folder": "/var/cache/edge", "megabytes": 32, "vary": ["accept", "origin"]}
    assert page.input_value("#cache_vary") == "accept origin"
    limits = site.ok("GET", "/api/gateways/edge")["limits"]
    assert {name: value for name, value in limits.items() if value} == {"headers": 50, "idle_timeout": 90.5}
    assert page.input_value("#limit_idle_timeout") == "90.5"
    page.fill("#limit_headers", "")
    page.fill("#limit_idle_timeout", "")
    page.select_option("#compress", "")
    page.get_by_role("button", name="Publish").click()
    page.locator("#toasts").get_by_text("was changed").wait_for()
    after = site.ok("GET", "/api/gateways/edge")
    assert (after["compression"], after["limits"]) == (None, None)


def test_a_route_is_edited_row_by_row(page: Page, site: Site, script: bool) -> None:
    page.goto("/routes/new?gateway=edge")
    page.fill("#name", "checkout")
    page.fill("#value-0", "shop.example")
    page.select_option("#how-1", "template")
    page.fill("#value-1", "/carts/{id}/checkout")
    page.click("text=Add a condition")
    page.locator("#value-2").wait_for()
    assert page.input_value("#name") == "checkout"
    page.select_option("#part-2", "header")
    page.fill("#value-2", "beijing")
    page.select_option("#service-0", "cart")
    page.click("text=Add a destination")
    page.locator("#service-1").wait_for()
    page.select_option("#service-1", "cart")
    page.fill("#weight-1", "10")
    page.select_option("#compress", "no")
    page.select_option("#cache", "shared")
    page.get_by_role("button", name="Publish").click()
    note = page.locator("p.error").first
    note.wait_for()
    assert "write the name and the value" in note.inner_text()
    assert page.input_value("#value-1") == "/carts/{id}/checkout"
    assert not script or find_violations(page) == []
    assert page.input_value("#cache") == "shared"
    page.select_option("#cache", "")
    page.fill("#value-2", "x-region: beijing")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/routes/rt_*")
    stored = site.ok("GET", "/api/routes/" + page.url.rpartition("/")[2])
    assert stored["hosts"] == ["shop.example"]
    assert stored["match"]["path"] == {"kind": "template", "value": "/carts/{id}/checkout"}
    assert stored["match"]["headers"][0]["value"]["value"] == "beijing"
    assert [item["weight"] for item in stored["action"]["destinations"]] == [100, 10]
    assert stored["action"]["compress"] is False and page.input_value("#compress") == "no"
    page.get_by_role("button", name="Remove the condition 3").click()
    page.locator("#value-2").wait_for(state="detached")
    page.get_by_role("button", name="Publish").click()
    page.locator("#toasts >> text=was published").wait_for()
    assert site.ok("GET", f"/api/routes/{stored['id']}")["match"]["headers"] == []
    page.click("text=Delete")
    page.locator("#delete").get_by_role("button", name="Delete checkout").click()
    page.wait_for_url("**/routes")
    assert site.api.get(f"/api/routes/{stored['id']}").status_code == 404


def test_a_route_can_answer_or_redirect(page: Page, site: Site, script: bool) -> None:
    name = "teapot" if script else "kettle"
    page.goto("/routes/new?gateway=edge")
    page.fill("#name", name)
    page.select_option("#kind", "respond")
    if not script:
        page.get_by_role("button", name="Show its fields").click()
    page.locator("#status").wait_for()
    assert page.input_value("#name") == name
    page.fill("#status", "99")
    page.get_by_role("button", name="Publish").click()
    page.locator("#status-note").wait_for()
    assert "at least 200" in page.inner_text("#status-note")
    page.fill("#status", "418")
    page.fill("#body", "short and stout")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/routes/rt_*")
    route = page.url.rpartition("/")[2]
    assert site.ok("GET", f"/api/routes/{route}")["action"]["status"] == 418
    site.ok("DELETE", f"/api/routes/{route}")


def test_what_envoy_gets_follows_the_typing(scripted: Page) -> None:
    scripted.goto("/routes/new?gateway=edge")
    scripted.fill("#name", "live")
    scripted.select_option("#service-0", "cart")
    scripted.fill("#request", "GET /shoes/7\nhost: shop.example")
    scripted.fill("#value-1", "/shoes")
    yaml = scripted.locator("#preview .code")
    expect(yaml).to_contain_text("path_separated_prefix: /shoes")
    expect(scripted.locator("#preview .timeline")).to_contain_text("live")
    scripted.fill("#value-1", "/boots")
    expect(yaml).to_contain_text("/boots")
    expect(scripted.locator("#preview .timeline")).to_contain_text("path does not begin with /boots")
    expect(scripted.locator("#value-1")).to_be_focused()


def test_a_filter_is_attached_and_configured_by_its_schema(page: Page, site: Site, script: bool) -> None:
    page.goto("/filters/api_key?gateway=edge&attach=edge")
    page.fill("#configuration-keys", "k-ann")
    page.get_by_role("button", name="Attach and publish").click()
    page.locator("#configuration-keys-note").wait_for()
    assert "line 1: write key = value" in page.inner_text("#configuration-keys-note")
    assert page.input_value("#configuration-keys") == "k-ann"
    page.fill("#configuration-keys", "k-ann = ann")
    page.fill("#configuration-realm", "the realm of all that harbor-pay pays for")
    page.get_by_role("button", name="Attach and publish").click()
    page.locator(".error#configuration-realm-note").wait_for()
    assert "maxLength 24" in page.inner_text("#configuration-realm-note")
    assert page.input_value("#configuration-keys") == "k-ann = ann"
    assert not script or find_violations(page) == []
    page.fill("#configuration-realm", "harbor-pay")
    page.fill("#configuration-limit", "12")
    page.fill("#configuration-hosts", "a.example\nb.example")
    page.get_by_role("button", name="Attach and publish").click()
    page.wait_for_url("**/filters/api_key?attachment=at_*")
    attachment = page.url.partition("attachment=")[2]
    stored = site.ok("GET", f"/api/attachments/{attachment}")["configuration"]
    assert stored == {
        "keys": {"k-ann": "ann"},
        "header": "x-consumer",
        "realm": "harbor-pay",
        "log_consumer": True,
        "limit": 12,
        "hosts": ["a.example", "b.example"],
        "mode": "strict",
    }
    page.fill("#configuration-keys", "k-bob = bob")
    page.get_by_role("button", name="Publish the configuration").click()
    page.locator("#toasts >> text=was published").wait_for()
    assert site.ok("GET", f"/api/attachments/{attachment}")["configuration"]["keys"] == {"k-bob": "bob"}
    page.get_by_role("link", name="Detach").click()
    page.locator("#detach").get_by_role("button", name="Detach").click()
    page.locator("#toasts >> text=was detached").wait_for()
    assert site.api.get(f"/api/attachments/{attachment}").status_code == 404


def test_a_module_that_is_none_is_refused_at_its_field(page: Page, script: bool) -> None:
    page.goto("/filters/new")
    page.fill("#name", "broken")
    page.set_input_files("#module", {"name": "m.wasm", "mimeType": "application/wasm", "buffer": b"no wasm"})
    page.get_by_role("button", name="Upload").last.click()
    page.locator("#module-note.error").wait_for()
    assert page.input_value("#name") == "broken"
    assert not script or find_violations(page) == []


def test_a_module_is_uploaded(page: Page, site: Site, script: bool) -> None:
    name = "scripted" if script else "plain"
    page.goto("/filters/new")
    page.fill("#name", name)
    module: FilePayload = {"name": "m.wasm", "mimeType": "application/wasm", "buffer": make_module("3.0.0")}
    page.set_input_files("#module", module)
    page.get_by_role("button", name="Upload").last.click()
    page.wait_for_url(f"**/filters/{name}?version=3.0.0")
    assert "Let only known API keys through" in page.inner_text("main")


def test_a_rollout_is_planned_begun_and_aborted(page: Page, site: Site, script: bool) -> None:
    values = {"filter": "api_key@1.0.0", "gateway": "edge", "configuration": CONFIGURATION}
    attachment = site.ok("POST", "/api/attachments", json=values)["id"]
    page.goto(f"/rollouts/new?attachment={attachment}&version=1.1.0")
    page.fill("#percent-0", "50")
    page.fill("#percent-1", "20")
    page.fill("#minimum-2", "soon")
    page.get_by_role("button", name="Begin").click()
    page.locator("p.error").first.wait_for()
    assert "takes a time, as in 30 s" in page.inner_text("#rollout-form")
    page.fill("#minimum-2", "0 s")
    page.get_by_role("button", name="Begin").click()
    page.locator("text=share must not fall").wait_for()
    assert page.input_value("#percent-0") == "50"
    page.get_by_role("button", name="Remove stage 2").click()
    page.locator("#percent-2").wait_for(state="detached")
    page.fill("#minimum-0", "2 h")
    page.select_option("#mode-1", "hand")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/rollouts/ro_*")
    rollout = page.url.rpartition("/")[2]
    site.wait_for("the first stage", 10, lambda: site.ok("GET", f"/api/rollouts/{rollout}")["stage"] == 0)
    page.reload()
    assert "Stage 1 of 2, 50" in page.inner_text("h1 ~ .pill")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").wait_for()
    assert site.ok("GET", f"/api/rollouts/{rollout}")["state"] == "paused"
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_role("link", name="Move on").click()
    page.locator("#next").get_by_role("button", name="Move to 100").click()
    page.locator("text=Stage 2 of 2").first.wait_for()
    page.get_by_role("link", name="Abort").click()
    page.fill("#abort-reason", "answers too slowly")
    page.locator("#abort").get_by_role("button", name="Abort, back to 1.0.0").click()
    page.locator("text=1.0.0 serves everything.").first.wait_for()
    assert "answers too slowly" in page.inner_text("main")
    assert site.ok("GET", f"/api/rollouts/{rollout}")["state"] == "aborted"
    assert not script or find_violations(page) == []
    site.ok("DELETE", f"/api/attachments/{attachment}")


def test_a_release_is_rolled_back(page: Page, site: Site) -> None:
    site.ok("PATCH", "/api/gateways/edge", json={"listen_port": 8081})
    site.ok("PATCH", "/api/gateways/edge", json={"listen_port": 8080})
    page.goto("/releases?gateway=edge")
    before = int(page.locator("tbody th a").first.inner_text())
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name=f"Roll back to {before - 1}").click()
    dialog = page.locator("#roll-back")
    assert f"Publishes release {before + 1} with the stored bytes of {before - 1}" in dialog.inner_text()
    page.fill("#dialog-reason", "the other port was right")
    dialog.get_by_role("button", name=f"Roll back to {before - 1}").click()
    page.locator("#toasts >> text=Rolled back").wait_for()
    assert f"Release {before + 1}" in page.inner_text("h1")
    assert site.ok("GET", "/api/gateways/edge")["listen_port"] == 8081


def test_a_token_is_made_once_shown_and_revoked(page: Page, site: Site) -> None:
    page.goto("/settings")
    page.fill("#name", "ci-checkout")
    page.select_option("#role", "node")
    page.get_by_role("button", name="Make the token").click()
    page.get_by_text("a node's token names its gateway").wait_for()
    assert page.input_value("#name") == "ci-checkout"
    page.select_option("#role", "viewer")
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator("#secret").inner_text()
    answer = site.api.get("/api/routes", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    page.goto("/settings")
    assert secret not in page.content()
    page.locator("tr", has_text="ci-checkout").get_by_role("link", name="Revoke").click()
    page.locator("#revoke").get_by_role("button", name="Revoke it").click()
    page.locator("#toasts >> text=revoked").wait_for()
    answer = site.api.get("/api/routes", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_a_tenants_key_is_made_rotated_and_revoked(page: Page, site: Site, script: bool) -> None:
    name = f"harbor-{script}".lower()
    page.goto("/tenants/new")
    page.fill("#name", name)
    page.fill("#hosts", "http://nonsense")
    page.click("main button.btn-main")
    assert "is no host" in page.inner_text("#hosts-note")
    page.fill("#hosts", "api.example.com\n*.example.com")
    page.fill("#rate", "50")
    page.click("main button.btn-main")
    page.wait_for_url(f"**/tenants/{name}")
    page.fill("#key-name", "web")
    page.click("text=Make the key")
    first = page.inner_text("#secret")
    assert first.startswith("slk_")
    page.goto(f"/tenants/{name}")
    assert first not in page.content()
    page.click("text=Rotate")
    page.select_option("#rotate select", "1")
    page.click("text=Make the new key")
    second = page.inner_text("#secret")
    assert second != first
    assert page.locator("text=replaced, ends in").count() == 1
    page.click("tbody tr:not(:has-text('replaced')) >> text=Revoke")
    page.click("#revoke button")
    page.wait_for_url(f"**/tenants/{name}")
    assert page.locator("td >> text=revoked").count() == 1
    keys = site.ok("GET", f"/api/tenants/{name}/keys")["items"]
    assert [key["revoked_at"] is not None for key in keys] == [True, False]


def test_a_dialog_has_an_address_and_escape_closes_it(scripted: Page) -> None:
    scripted.goto("/gateways/edge")
    scripted.get_by_role("link", name="Delete").click()
    expect(scripted).to_have_url(re.compile(r"[?]dialog=delete$"))
    expect(scripted.locator("#dialog-reason")).to_be_focused()
    scripted.keyboard.press("Escape")
    expect(scripted.locator("#delete")).to_be_hidden()
    expect(scripted).not_to_have_url(re.compile("dialog"))
    scripted.goto("/gateways/edge?dialog=delete")
    assert scripted.locator("#delete").evaluate("dialog => dialog.matches(':modal')")
    scripted.get_by_role("link", name="Keep it").click()
    expect(scripted.locator("#delete")).to_be_hidden()


def test_the_theme_is_kept_and_nothing_flashes(scripted: Page) -> None:
    scripted.goto("/services")
    scripted.get_by_role("button", name="Switch between light and dark").click()
    assert scripted.get_attribute("html", "data-theme") == "dark"
    response = scripted.goto("/routes")
    assert response is not None
    assert 'data-theme="dark"' in response.text()
    scripted.get_by_role("button", name="Switch between light and dark").click()
    assert scripted.get_attribute("html", "data-theme") == "light"


def test_the_palette_finds_things(scripted: Page) -> None:
    scripted.goto("/services")
    scripted.keyboard.press("Control+k")
    expect(scripted.locator("#palette-q")).to_be_focused()
    scripted.keyboard.type("api_k")
    scripted.locator("#palette-results >> text=api_key").wait_for()
    assert find_violations(scripted) == []
    scripted.keyboard.press("ArrowDown")
    scripted.keyboard.press("Enter")
    scripted.wait_for_url("**/filters/api_key")


def test_a_node_gets_a_bootstrap_with_its_token(page: Page, site: Site, script: bool) -> None:
    page.goto("/nodes/connect?gateway=edge")
    page.fill("#admin_port", "0")
    page.get_by_role("button", name="Make the bootstrap").click()
    assert "is a port from 1 to 65535" in page.inner_text("#admin_port-note")
    page.fill("#admin_port", "9901")
    page.get_by_role("button", name="Make the bootstrap").click()
    bootstrap = page.inner_text("#bootstrap")
    assert "Bearer sln_" in bootstrap
    assert "cluster: edge" in bootstrap
    assert site.xds.rpartition(":")[2] in bootstrap
    assert not script or find_violations(page) == []
