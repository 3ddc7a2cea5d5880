"""A filter written in a browser, from the first error to a version; with the page's script and without."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from tests.pages.browser import find_violations, open_context, sideways, watch
from tests.pages.conftest import sign_in
from tests.pages.site import Site, run_site
from tests.pages.test_every_page import LOOKS, OF_THE_LOOK, WITHOUT_TRANSITIONS

from sluice.testing.confinement import find_obstacle
from sluice.toolchain.starter import filter_source

pytestmark = [
    pytest.mark.browser,
    pytest.mark.thorough,
    pytest.mark.skipif(bool(find_obstacle()), reason=f"not confinable: {find_obstacle()}"),
]
LONG = 120_000
"""Milliseconds; the first job prepares the compiler."""
EVIL = "</textarea></pre><script>window.pwned=1</script><img src=x onerror=window.pwned=1>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with run_site(tmp_path_factory.mktemp("editor"), envoy="off") as running:
        running.set_up()
        yield running


def window(browser: Browser, site: Site, *, script: bool = True) -> tuple[Page, list[str]]:
    page = open_context(browser, site.url, script=script).new_page()
    complaints = watch(page)
    sign_in(page)
    return page, complaints


def look(page: Page, screens: Path | None, name: str) -> None:
    """Open to everybody at all widths and in both themes."""
    page.evaluate(WITHOUT_TRANSITIONS)
    for width, theme in LOOKS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 860})
        if screens is not None:
            page.screenshot(path=screens / f"{name}-{width}-{theme}.png", full_page=True)
        assert find_violations(page, None if theme == "light" else OF_THE_LOOK) == [], (width, theme)
        assert sideways(page) == 0, f"at {width} px"
    page.set_viewport_size({"width": 1280, "height": 860})
    page.emulate_media(color_scheme="light")


def test_a_filter_is_written_checked_tried_and_kept(
    browser: Browser, site: Site, screens: Path | None
) -> None:
    page, complaints = window(browser, site)
    page.goto("/filters/new/write")
    look(page, screens, "editor-new")
    page.fill("#name", "gate")
    page.click("button:has-text('Write it')")
    source, answer = page.locator("#source"), page.locator("#answer")
    expect(source).to_have_value(filter_source("gate").rstrip("\n") + "\n")
    source.fill(filter_source("gate").replace("return None\n", "return nothing\n"))
    source.press("Control+s")
    expect(answer).to_contain_text('Name "nothing" is not defined', timeout=LONG)
    fault = page.locator(".coded .l.fault").first
    expect(fault).to_contain_text("return nothing")
    expect(source).to_have_attribute("aria-invalid", "true")
    look(page, screens, "editor-error")
    page.click("#findings a[data-line] >> nth=0")
    expect(source).to_be_focused()
    line = source.evaluate("el => el.value.slice(0, el.selectionStart).split('\\n').length")
    assert filter_source("gate").split("\n")[line - 1].strip() == "return None"
    source.fill(filter_source("gate"))
    expect(page.locator(".coded .l.fault")).to_have_count(0)
    page.click("button:has-text('Build and test')")
    expect(answer).to_contain_text("Built, and 4 tests passed", timeout=LONG)
    look(page, screens, "editor-built")
    page.fill("#configuration", '{"plans": {"acme": "gold"}}')
    page.click("button:has-text('Run the request')")
    expect(answer).to_contain_text("The filter passes it on", timeout=LONG)
    expect(answer).to_contain_text("sets request header x-plan: gold")
    look(page, screens, "editor-sample")
    page.click("button:has-text('Keep as version')")
    page.wait_for_url("**/filters/gate?version=1", timeout=LONG)
    expect(page.locator(".toast")).to_contain_text("gate 1 is there")
    expect(page.locator("#versions")).to_contain_text("mei.lin")
    page.click("a:has-text('Edit')")
    page.wait_for_url("**/filters/gate/edit?version=1")
    expect(source).to_have_value(filter_source("gate").rstrip("\n") + "\n")
    assert complaints == []
    page.context.close()


def test_keys_of_the_editor(browser: Browser, site: Site) -> None:
    page, complaints = window(browser, site)
    page.goto("/filters/new/write?name=keys")
    source = page.locator("#source")
    source.fill("")
    source.press_sequentially("if True:\nx = 1")
    expect(source).to_have_value("if True:\n    x = 1")
    source.press("Control+a")
    source.press("Tab")
    expect(source).to_have_value("    if True:\n        x = 1")
    source.press("Shift+Tab")
    expect(source).to_have_value("if True:\n    x = 1")
    source.press("Control+z")
    expect(source).to_have_value("    if True:\n        x = 1")
    source.press("Escape")
    source.press("Tab")
    expect(source).not_to_be_focused()
    source.fill(f'x = "{EVIL}"\n# {EVIL}\n')
    expect(page.locator(".coded .s").first).to_contain_text("window.pwned")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    with page.expect_event("dialog"):
        page.on("dialog", stay)
        page.click("a:has-text('Discard')", no_wait_after=True)
    expect(source).to_be_visible()
    assert asked == ["beforeunload"]
    assert page.evaluate("window.pwned") is None
    assert complaints == []
    page.context.close()


def test_a_job_is_cancelled(browser: Browser, site: Site) -> None:
    page, complaints = window(browser, site)
    page.goto("/filters/new/write?name=slow")
    page.locator("#source").fill(filter_source("slow") + "\nwhile True:\n    pass\n")
    page.click("button:has-text('Build and test')")
    expect(page.locator("#progress")).to_contain_text("reading its configuration", timeout=LONG)
    page.click("button:has-text('Cancel')")
    expect(page.locator("#progress")).to_be_hidden()
    page.locator("#source").fill(filter_source("slow"))
    page.click("button:has-text('Check')")
    expect(page.locator("#answer")).to_contain_text(re.compile("Nothing wrong|still runs"), timeout=LONG)
    assert complaints == []
    page.context.close()


def test_it_is_a_plain_form_without_script(browser: Browser, site: Site, screens: Path | None) -> None:
    page, _ = window(browser, site, script=False)
    page.set_default_timeout(LONG)
    page.goto("/filters/new/write?name=plain")
    broken = filter_source("plain").replace("return None\n", "return nothing\n")
    page.fill("#source", broken + f"# {EVIL}\n")
    page.click("button:has-text('Check')")
    expect(page.locator("#findings")).to_contain_text('Name "nothing" is not defined')
    expect(page.locator("#findings code").first).to_have_text("return nothing")
    expect(page.locator("#source")).to_have_value(broken + f"# {EVIL}\n")
    if screens is not None:
        page.screenshot(path=screens / "editor-plain.png", full_page=True)
    page.fill("#source", filter_source("plain"))
    page.fill("#request", "GET /orders")
    page.click("button:has-text('Run the request')")
    expect(page.locator("#answer")).to_contain_text("The filter answers 403")
    page.click("button:has-text('Keep as version')")
    page.wait_for_url("**/filters/plain?version=1")
    page.context.close()
