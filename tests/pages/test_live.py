"""Pages that follow what happens, and say it to those who listen instead of looking."""

import pytest
from playwright.sync_api import expect
from tests.pages.conftest import Windows
from tests.pages.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.envoy]


def test_a_rollout_follows_what_others_do(windows: Windows, story: Story) -> None:
    page, complaints = windows.get()
    page.goto(f"/rollouts/{story.rollout}")
    expect(page.locator("[data-live]")).to_have_text("Live")
    page.evaluate("() => document.querySelector('main').focus()")
    story.site.ok("POST", f"/api/rollouts/{story.rollout}/pause", json={"reason": "checking the node"})
    try:
        expect(page.locator("h1 ~ .pill")).to_contain_text("Paused at", timeout=5000)
        expect(page.locator("#say")).to_contain_text("Paused at")
        expect(page.locator(".timeline").first).to_contain_text("checking the node", ignore_case=True)
    finally:
        story.site.ok("POST", f"/api/rollouts/{story.rollout}/resume")
    expect(page.locator("#say")).to_contain_text(" of 3", timeout=5000)
    assert page.evaluate("() => document.activeElement.id") == "main"
    assert complaints == []


def test_the_releases_show_a_new_one(windows: Windows, story: Story) -> None:
    page, _ = windows.get()
    page.goto("/releases?gateway=edge-eu")
    expect(page.locator("[data-live]")).to_have_text("Live")
    change = {"description": "with a reason", "reason": "<b>seen</b> at once"}
    values = {**change, "hosts": ["live.example"]}
    story.site.ok("PATCH", f"/api/routes/{story.route}", json=values)
    expect(page.locator("tbody tr").first).to_contain_text("<b>seen</b> at once", timeout=5000)
    assert page.locator("tbody tr b").count() == 0


def test_what_is_open_stays_open_when_a_part_is_fetched_again(windows: Windows, story: Story) -> None:
    page, complaints = windows.get()
    page.goto("/?gateway=edge-eu")
    expect(page.locator("#c-rate canvas")).to_have_count(1)
    page.locator("#c-rate summary").click()
    version = page.locator("#c-rate tbody th").first.inner_text()
    story.site.ok("PATCH", f"/api/routes/{story.route}", json={"order": 90})
    expect(page.locator(".switcher small").first).to_be_visible()
    page.wait_for_function(
        "version => document.querySelector('#c-rate tbody th').textContent !== version",
        arg=version,
        timeout=20_000,
    )
    assert page.locator("#c-rate details").get_attribute("open") is not None
    expect(page.locator("#c-rate canvas")).to_have_count(1)
    assert page.locator("#c-rate [data-value]").inner_text() != ""
    assert complaints == []


def test_a_lost_stream_is_told_and_figures_stay(windows: Windows, story: Story) -> None:
    page, _ = windows.get()
    page.goto("/nodes?gateway=edge-eu")
    expect(page.locator("[data-live]")).to_be_visible()  # only when the stream is there
    page.evaluate("() => document.dispatchEvent(new CustomEvent('htmx:sse:error'))")
    expect(page.locator("[data-live]")).to_contain_text("No news for")
    expect(page.locator("#say")).to_contain_text("The live stream is gone")
    assert page.locator("text=edge-eu-01").first.is_visible()
