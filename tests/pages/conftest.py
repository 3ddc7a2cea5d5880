"""One console with everything in it and one browser for all tests of the pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.pages.browser import Theme, open_context, start_browser, watch
from tests.pages.site import LOGIN, PASSWORD, Site, run_site
from tests.pages.story import Story, tell
from tests.pages.upstream import run_upstream

from sluice_console.core.language import COOKIE


@dataclass(slots=True)
class Windows:
    """Signed-in windows by width, theme, script and language; each is opened once and used again."""

    browser: Browser
    url: str
    opened: dict[tuple[int, str, bool, str], tuple[BrowserContext, Page, list[str]]] = field(
        default_factory=dict
    )

    def get(
        self, width: int = 1280, theme: Theme = "light", script: bool = True, language: str = "en"
    ) -> tuple[Page, list[str]]:
        """The window and what its browser complained about since it was asked for."""
        key = (width, theme, script, language)
        if key not in self.opened:
            context = open_context(self.browser, self.url, width=width, theme=theme, script=script)
            context.add_cookies([{"name": COOKIE, "value": language, "url": self.url}])
            page = context.new_page()
            self.opened[key] = (context, page, watch(page))
            sign_in(page)
        _, page, complaints = self.opened[key]
        complaints.clear()
        return page, complaints

    def close(self) -> None:
        for context, _, _ in self.opened.values():
            context.close()


def sign_in(page: Page) -> None:
    page.set_default_timeout(30_000)
    page.goto("/sign-in?next=/services")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.click("button.btn-main")
    page.wait_for_url("**/services")


@contextmanager
def signed_in(browser: Browser, url: str, *, script: bool = True) -> Iterator[Page]:
    """A window of its own, whose browser must have had nothing to complain about."""
    context = open_context(browser, url, script=script)
    page = context.new_page()
    complaints = watch(page)
    sign_in(page)
    yield page
    assert complaints == []
    context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module only: while it is open, asyncio cannot run in this thread."""
    with start_browser() as started:
        yield started


@pytest.fixture
def page(browser: Browser, site: Site, script: bool) -> Iterator[Page]:
    """Signed in; `site` and `script` are the module's own."""
    with signed_in(browser, site.url, script=script) as opened:
        yield opened


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A console with an account and nothing else."""
    with run_site(tmp_path_factory.mktemp("empty")) as site:
        site.set_up()
        yield site


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with run_site(tmp_path_factory.mktemp("console")) as site, run_upstream() as upstream:
        site.set_up()
        yield tell(site, upstream)


@pytest.fixture(scope="module")
def windows(browser: Browser, story: Story) -> Iterator[Windows]:
    opened = Windows(browser, story.site.url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def screens() -> Path | None:
    """Where screenshots go, `SLUICE_SCREENS=folder`; None: nobody looks."""
    named = os.environ.get("SLUICE_SCREENS")
    folder = Path(named) if named else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
