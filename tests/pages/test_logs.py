"""The live log in a browser and on the command line: lines come, and what clients put in runs nowhere."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import expect
from tests.pages.conftest import Windows
from tests.pages.story import HOST, Story

pytestmark = [pytest.mark.browser, pytest.mark.envoy]

EVIL = "\"'></title></script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}"


@contextmanager
def client(story: Story) -> Iterator[httpx.Client]:
    url = f"http://127.0.0.1:{story.port}"
    with httpx.Client(trust_env=False, base_url=url, headers={"host": HOST}, timeout=10) as opened:
        yield opened


def wait_until_told(story: Story) -> None:
    """Until nodes tell, which begins when somebody asks."""

    def is_told() -> bool:
        with client(story) as visitor:
            visitor.get("/told")
        return bool(story.site.ok("GET", "/api/logs?gateway=edge-eu&path=/told")["items"])

    story.site.wait_for("lines", 20, is_told)


def test_lines_come_by_themselves_and_wait_while_paused(windows: Windows, story: Story) -> None:
    page, complaints = windows.get()
    wait_until_told(story)
    page.goto("/logs?gateway=edge-eu")
    expect(page.locator("[data-live]")).to_have_text("Live")
    expect(page.locator("#state")).to_have_text("Every request of 1 node.")
    rows = page.locator("#lines tr")
    with client(story) as visitor:
        visitor.get("/v2/carts/77?token=abc", headers={"user-agent": "curl/8.9"})
        expect(rows.first).to_contain_text(f"GET {HOST}/v2/carts/77?token=***", timeout=5000)
        expect(rows.first.locator("[data-cell=route]")).to_have_text("carts")
        page.click("#pause")
        visitor.get("/broken/1")
        expect(page.locator("#pause")).to_have_text("Resume, 1 new line", timeout=5000)
        expect(rows.first).to_contain_text("/v2/carts/77")
        page.click("#pause")
        expect(rows.first).to_contain_text("/broken/1")
        expect(rows.first).to_have_class("is-bad")
        page.select_option("#status", "5xx")
        page.wait_for_url("**status=5xx**")
        expect(page.locator("#lines tr .mono", has_text="200")).to_have_count(0)
        expect(rows.first).to_contain_text("/broken/1")
    assert complaints == []


def test_a_line_leads_to_its_explanation(windows: Windows, story: Story) -> None:
    page, complaints = windows.get()
    wait_until_told(story)
    page.goto("/logs?gateway=edge-eu")
    with client(story) as visitor:
        visitor.get("/v2/carts/88?token=abc", headers={"user-agent": "curl/8.9"})
    page.locator("#lines tr", has_text="/v2/carts/88").first.locator("th a").click()
    page.wait_for_url("**/explain?**")
    expect(page.locator("main .notice h3, main .notice h2").first).to_have_text("Goes to carts v5")
    expect(page.locator("#request")).to_have_value(re.compile("GET http://.*/v2/carts/88"))
    expect(page.locator("main")).to_contain_text("a secret was taken out")
    expect(page.locator("main .timeline").first).to_contain_text("adds response header x-filter: 2.3.0")
    page.fill("#request", f"curl http://{HOST}/nowhere -H 'x-api-key: k-secret'")
    page.get_by_role("button", name="Explain", exact=True).click()
    expect(page.locator("main .facts").first).to_contain_text("***")
    assert page.url.endswith("/explain?gateway=edge-eu")
    assert complaints == []


def test_a_stream_ends_with_the_token(story: Story) -> None:
    made = story.site.ok("POST", "/api/tokens", json={"name": "watcher", "role": "viewer"})
    headers = {"authorization": f"Bearer {made['token']}"}
    address = f"{story.site.url}/api/logs/stream?gateway=edge-eu"
    began = time.monotonic()
    with httpx.stream("GET", address, headers=headers, trust_env=False, timeout=60) as stream:
        pieces = stream.iter_text()
        assert "retry" in next(pieces)
        story.site.ok("DELETE", f"/api/tokens/{made['id']}")
        for _ in pieces:
            pass
    assert time.monotonic() - began < 40


def test_without_script_it_is_a_list_of_the_last_lines(windows: Windows, story: Story) -> None:
    wait_until_told(story)
    page, _ = windows.get(script=False)
    page.goto("/logs?gateway=edge-eu&path=/told")
    expect(page.locator("#lines tr").first).to_contain_text("/told")
    page.get_by_role("link", name="Load the newest lines").last.click()
    assert "path=%2Ftold" in page.url
    page.goto("/logs?gateway=edge-eu&route=no-such")
    expect(page.locator(".notice")).to_contain_text("Gateway edge-eu has no route 'no-such'.")


def test_what_clients_put_into_requests_is_text(windows: Windows, story: Story) -> None:
    page, complaints = windows.get()
    wait_until_told(story)
    page.goto("/logs?gateway=edge-eu")
    expect(page.locator("[data-live]")).to_have_text("Live")
    with client(story) as visitor:
        headers = {"user-agent": EVIL, "referer": EVIL, "origin": EVIL, "x-region": EVIL, "accept": EVIL}
        visitor.get("/evil<img src=x onerror=window.pwned=1>", params={"q": EVIL}, headers=headers)
        raw = httpx.Request("GET", f"http://127.0.0.1:{story.port}/evil2", headers={**headers, "host": HOST})
        raw.extensions = {
            "target": b"/evil2?q=<script>window.pwned=1</script>'\"><svg/onload=window.pwned=1>"
        }
        visitor.send(raw)
    expect(page.locator("#lines tr").first).to_contain_text("<svg/onload=", timeout=5000)
    for address in ("", "&text=" + "onerror"):
        if address:
            page.goto(f"/logs?gateway=edge-eu{address}")
        expect(page.locator("#lines tr").first).to_contain_text("/evil")
        page.wait_for_timeout(100)
        assert page.evaluate("() => window.pwned") is None
        assert page.locator("#lines :is(img, script, svg)").count() == 0
        assert page.locator("script:not([src]):not([type='application/json'])").count() == 0
    assert complaints == []


def test_the_command_line_follows(story: Story) -> None:
    wait_until_told(story)
    token = str(story.site.api.headers["authorization"]).removeprefix("Bearer ")
    environment = {"SLUICE_CONSOLE": story.site.url, "SLUICE_TOKEN": token, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "sluice.cli", "logs", "--gateway", "edge-eu"]
    shown = subprocess.run(
        [*command, "--path", "/told"], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert f"GET {HOST}/told → " in shown.stdout
    following = subprocess.Popen(
        [*command, "-f", "--json", "--path", "/followed"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert following.stdout is not None
        with client(story) as visitor:
            visitor.get("/followed")
        line = json.loads(following.stdout.readline())
        assert (line["path"], line["status"], line["method"]) == ("/followed", 200, "GET")
    finally:
        following.terminate()
        following.wait()
    missing = subprocess.run(
        [*command, "--route", "no-such"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert missing.returncode == 1 and "has no route 'no-such'" in missing.stderr
