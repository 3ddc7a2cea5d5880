"""A real Chromium for the pages' tests, and axe-core to look for what shuts people out."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

AXE = (Path(__file__).parent / "vendor" / "axe.js").read_text(encoding="utf-8")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-extensions",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Theme = Literal["light", "dark"]


def find_chromium() -> str:
    """Path of the browser. Raises with the remedy where there is none: these tests are not skipped."""
    named = os.environ.get("SLUICE_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise AssertionError(f"SLUICE_CHROMIUM is {named!r}, which is not a file")
        return named
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    raise AssertionError(
        "no Chromium on PATH: install it (apt-get install chromium, brew install --cask chromium) "
        "or set SLUICE_CHROMIUM to its path"
    )


@contextmanager
def start_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_context(
    browser: Browser, base_url: str, *, width: int = 1280, theme: Theme = "light", script: bool = True
) -> BrowserContext:
    """A fresh profile; the page fails its test when it breaks its own CSP or throws (see `watch`)."""
    return browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": 844 if width < 640 else 860},
        color_scheme=theme,
        java_script_enabled=script,
        has_touch=width < 640,
        reduced_motion="reduce",
        # axe is put into the page from outside; without this the page's own CSP would refuse it.
        bypass_csp=False,
    )


def watch(page: Page) -> list[str]:
    """Collects what the browser complains about: exceptions, CSP violations, failed requests for files."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"console: {message.text}")
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    page.on(
        "response",
        lambda response: (
            complaints.append(f"{response.status} {response.url}")
            if response.status >= 400 and "/static/" in response.url
            else None
        ),
    )
    return complaints


def find_violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core's rules (by default all that are on) find, one line a rule, with the first elements."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {rule['help']}: " + json.dumps([node["html"][:160] for node in rule["nodes"][:3]])
        for rule in found["violations"]
    ]


def show_charts(page: Page) -> None:
    """Go past every chart of the page, for they are drawn when they come near the window."""
    for figure in page.locator("figure.chart").all():
        figure.scroll_into_view_if_needed()
        expect(figure.locator("canvas")).to_have_count(1)
    page.evaluate("() => scrollTo(0, 0)")


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
