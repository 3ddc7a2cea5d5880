"""Recorded requests in a browser: uploaded, replayed, the result comes by itself; nothing of them is run."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.pages.browser import find_violations
from tests.pages.conftest import Windows
from tests.pages.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.envoy]

EVIL = "\"'></title></script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>{{7*7}}"


def test_a_file_is_uploaded_and_replayed(windows: Windows, story: Story, tmp_path: Path) -> None:
    page, complaints = windows.get()
    file = tmp_path / "requests.jsonl"
    lines = [{"path": f"/{EVIL}?a={EVIL}", "headers": {"x-api-key": "k-ann", "x-evil": EVIL}}] * 3
    file.write_text("\n".join(map(json.dumps, lines)))
    page.goto("/recordings")
    page.set_input_files("#file", file)
    page.fill("#file_name", EVIL)
    page.click("text=Upload >> nth=-1")
    expect(page.locator(".toast")).to_contain_text("3 requests are there")
    row = page.locator("#recordings tr", has_text="window.pwned").first
    row.locator("a", has_text="Replay").click()
    page.wait_for_url("**/replays/new?recording=**")
    page.select_option("#before", "2.3.0")
    page.select_option("#after", "2.4.0")
    page.click("button:text-is('Replay')")
    page.wait_for_url(re.compile(r"/replays/pl_\w+"))
    expect(page.locator("h1")).to_have_text("api_key 2.3.0 → 2.4.0")
    expect(page.locator(".verdict")).to_contain_text(
        "2.4.0 decides 3 of 3 requests differently.", timeout=60_000
    )
    expect(page.locator("h2", has_text="Response header changed: x-filter")).to_be_visible()
    page.click("text=The request as it came")
    shown = page.locator("details .pre")
    expect(shown).to_contain_text(f"x-evil: {EVIL}")
    expect(shown).to_contain_text("x-api-key: redacted-")
    assert "k-ann" not in page.content()
    assert find_violations(page) == []
    assert page.evaluate("window.pwned") is None
    assert complaints == []


def test_a_file_that_is_none_is_refused_in_words(windows: Windows, tmp_path: Path) -> None:
    page, _ = windows.get()
    file = tmp_path / "requests.jsonl"
    file.write_bytes(b'{"path": "/"}\n{"pfad": 1}\n')
    page.goto("/recordings")
    page.set_input_files("#file", file)
    page.click("text=Upload >> nth=-1")
    expect(page.locator("#file-note")).to_contain_text('2: a request has no "pfad"; it has method, path')


def test_a_rollout_is_begun_with_a_replay(windows: Windows, story: Story) -> None:
    page, _ = windows.get()
    page.goto(f"/rollouts/new?attachment={story.attachment}")
    expect(page.locator("#replay option")).not_to_have_count(1)
    assert page.locator("#replay option", has_text="of monday morning, 40 requests").count() == 1
