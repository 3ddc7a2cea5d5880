"""Charts are drawn when somebody comes near them, and follow new figures without being made anew."""

import pytest
from playwright.sync_api import Browser, expect
from tests.pages.conftest import Windows, signed_in
from tests.pages.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.envoy]

WATCH_FORMATTERS = """() => {
  window.formatters = []
  for (const name of ["NumberFormat", "DateTimeFormat"]) {
    Intl[name] = new Proxy(Intl[name], {
      construct(target, values) { window.formatters.push(name); return new target(...values) }
    })
  }
}"""


def test_a_chart_out_of_sight_is_drawn_when_one_scrolls_to_it(windows: Windows, story: Story) -> None:
    page, complaints = windows.get()
    page.set_viewport_size({"width": 1280, "height": 300})
    try:
        page.goto(f"/rollouts/{story.rollout}")
        expect(page.locator("[data-live]")).to_have_text("Live")
        figure = page.locator("#gate-1")
        value = figure.locator("[data-value]").inner_text()
        assert value.strip("–+\u2212")  # the server's
        assert figure.locator("canvas").count() == 0
        figure.scroll_into_view_if_needed()
        expect(figure.locator("canvas")).to_have_count(1)
        assert page.locator("body > span[hidden]").count() == 0
    finally:
        page.set_viewport_size({"width": 1280, "height": 860})
    assert complaints == []


def test_new_figures_do_not_make_a_new_chart(windows: Windows, story: Story) -> None:
    page, complaints = windows.get()
    page.goto("/?gateway=edge-eu")
    expect(page.locator("#c-rate canvas")).to_have_count(1)
    page.evaluate("() => document.querySelector('#c-rate canvas').dataset.first = ''")
    told = page.locator("#c-rate script").text_content()
    page.evaluate("() => htmx.trigger('body', 'missed')")
    page.wait_for_function(
        "told => document.querySelector('#c-rate script').textContent !== told", arg=told, timeout=20_000
    )
    newest = "() => document.querySelector('#c-rate tbody td').textContent"
    expect(page.locator("#c-rate [data-value]")).to_have_text(page.evaluate(newest))
    expect(page.locator("#c-rate canvas[data-first]")).to_have_count(1)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("#c-rate canvas:not([data-first])")).to_have_count(1)
    page.emulate_media(color_scheme="light")
    assert complaints == []


def test_no_formatter_is_made_while_a_page_loads(browser: Browser, story: Story) -> None:
    """The first one costs a phone 150 ms in one go."""
    with signed_in(browser, story.site.url) as page:
        page.add_init_script(f"({WATCH_FORMATTERS})()")
        page.goto("/?gateway=edge-eu")
        expect(page.locator("#c-rate canvas")).to_have_count(1)
        expect(page.locator("#c-5xx canvas")).to_have_count(1)
        assert page.evaluate("() => window.formatters") == []
