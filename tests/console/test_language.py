"""The language of the pages: which one a request gets, and that the Chinese catalogue is whole."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from tests.console.conftest import Console, make_account
from tests.console.test_access import signed_in

from sluice_console.core import language
from sluice_console.core.language import LANGUAGES, choose, plural, speaking, tr
from sluice_console.rendering import formats
from sluice_console.rendering.environment import environment

CHINESE = LANGUAGES["zh-Hans"]
PACKAGE = Path(language.__file__).parents[1]
KEYWORDS = {
    **dict.fromkeys(("_", "tr", "marked", "gettext"), None),
    "ngettext": (1, 2),
    "plural": (2, 3),
}
TEMPLATES = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
FILLED = re.compile(r"%(?:\(\w+\)[a-z]|%)|</?\w+[^>]*>")


@pytest.mark.parametrize(
    ("cookie", "accepted", "tag"),
    [
        ("", "", "en"),
        ("zh-Hans", "en", "zh-Hans"),
        ("en", "zh-CN,zh;q=0.9", "en"),
        ("xx", "zh-CN", "zh-Hans"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("", "en;q=0.5, zh-Hans;q=0.7", "zh-Hans"),
        ("", "en-GB, zh;q=0.1", "en"),
        ("", "fr, de;q=0.9, zh;q=0.2", "zh-Hans"),
        ("", "zh;q=0, en", "en"),
        ("", "fr", "en"),
        ("", "*", "en"),
        ("", ";;q=,zh;q=9,\x00,<script>,zh-TW;q=0.3", "zh-Hans"),
        ("", "," * 10_000, "en"),
    ],
)
def test_language_of_a_request(cookie: str, accepted: str, tag: str) -> None:
    assert choose(cookie, accepted).tag == tag


def extracted() -> Iterator[str | tuple[str, str]]:
    for method, pattern, options in (("python", "**.py", {}), ("jinja2", "templates/**.html", TEMPLATES)):
        found = extract_from_dir(
            PACKAGE, method_map=[(pattern, method)], options_map={pattern: options}, keywords=KEYWORDS
        )
        for _file, _line, message, *_rest in found:
            yield message if isinstance(message, str) else (message[0], message[1])


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    with (language.LOCALES / CHINESE.locale / "LC_MESSAGES" / "console.po").open("rb") as file:
        return read_po(file, locale=CHINESE.locale)


@pytest.mark.filterwarnings("ignore:.*f-string")
def test_every_text_is_in_the_catalogue(chinese: Catalog) -> None:
    wanted = {message if isinstance(message, str) else message[0] for message in extracted()}
    there = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in chinese
        if message.id and message.string and any(message.string) and not message.fuzzy
    }
    assert len(wanted) > 1000
    assert sorted(wanted - there) == [], "`make catalogues`, then translate"
    assert sorted(there - wanted) == [], "`make catalogues` takes out what no page says any more"


def test_translations_keep_what_is_filled_in(chinese: Catalog) -> None:
    for message in chinese:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[1]
        for text in [message.string] if isinstance(message.string, str) else message.string or ():
            assert sorted(FILLED.findall(text)) == sorted(FILLED.findall(source)), source


def test_texts_and_times_are_in_the_language() -> None:
    now = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    assert plural(1200, "%(num)s node", "%(num)s nodes") == "1,200 nodes"
    assert formats.day(now - timedelta(days=17), now) == "3 Nov 10:30"
    with speaking(CHINESE):
        assert plural(1200, "%(num)s node", "%(num)s nodes") == "1,200 个节点"
        assert formats.ago(now - timedelta(minutes=6), now) == "6 分钟前"
        assert formats.day(now - timedelta(days=17), now) == "11月3日 10:30"
    assert tr("Routes") == "Routes"


def test_values_are_escaped_in_every_language() -> None:
    payload = "<img src=x onerror=alert(1)>"
    for source in (
        '{{ _("Delete %(name)s?", name=value) }}',
        "{% trans name=value %}You sign in as <b>{{ name }}</b>.{% endtrans %}",
    ):
        for chosen in LANGUAGES.values():
            with speaking(chosen):
                text = environment().from_string(source).render(value=payload)
            assert "<img" not in text and "&lt;img" in text


async def test_pages_are_chinese_and_rest_is_not(sqlite_console: Console) -> None:
    client = sqlite_console.client
    wishes = {"accept-language": "zh-CN"}
    page = await client.get("/password", headers=wishes)
    assert page.headers["content-language"] == "zh-Hans"
    assert "Accept-Language" in page.headers["vary"]
    assert '<html lang="zh-Hans"' in page.text and "链接已过期或已被使用" in page.text
    missing = await client.get("/api/routes/rt_none", headers=wishes)
    assert "There is no route" in missing.json()["detail"]


async def test_the_cookie_is_read_beside_those_of_others(sqlite_console: Console) -> None:
    """Cookies know no ports: another application's may be of any form."""
    for cookies in ('prefs={"a":1}; sluice_language=zh-Hans', "a=b c; sluice_language=zh-Hans; x"):
        async with sqlite_console.anonymous() as visitor:
            page = await visitor.get("/setup", headers={"cookie": cookies})
        assert page.headers["content-language"] == "zh-Hans", cookies


async def test_an_answer_to_a_form_offers_no_other_language(sqlite_console: Console) -> None:
    """What leads back to it would ask for something else: a secret that is shown once would be gone."""
    await make_account(sqlite_console)
    client, csrf = await signed_in(sqlite_console)
    async with client:
        page = await client.get("/settings")
        assert 'action="/language"' in page.text
        values = {"csrf": csrf, "name": "", "role": "viewer", "expires_in_days": "30"}
        answer = await client.post("/settings/tokens", data=values)
    assert "<html" in answer.text and 'action="/language"' not in answer.text


def test_no_text_is_no_header_of_a_catalogue() -> None:
    with speaking(CHINESE):
        assert tr("") == ""
