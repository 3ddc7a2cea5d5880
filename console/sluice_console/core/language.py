"""The language of what people read: which one a request wants, and texts in it.

English stands in the code and in the templates, the others in `locale/LANGUAGE/LC_MESSAGES/console.po`.
REST, logs and the audit log are English whatever the request says: their texts are a contract.

    tr("Route %(name)s is published", name=route.name)
    plural(3, "%(num)s node", "%(num)s nodes")
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

LOCALES = Path(str(files("sluice_console") / "locale"))
COOKIE = "sluice_language"
ALWAYS_ENGLISH = ("/api/", "/healthz", "/readyz", "/metrics")
_WANTED = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


@dataclass(frozen=True, slots=True)
class Language:
    """`tag` as HTML says it, `locale` as Babel does; `name` and `short` in the language itself."""

    tag: str
    locale: str
    name: str
    short: str


ENGLISH = Language("en", "en_GB", "English", "En")
LANGUAGES: Mapping[str, Language] = {
    language.tag: language for language in (ENGLISH, Language("zh-Hans", "zh_Hans", "简体中文", "中"))
}
_current: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def current() -> Language:
    return _current.get()


def babel_locale() -> Locale:
    return _parsed(_current.get().locale)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Texts inside the block are in `language`."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def choose(cookie: str, accepted: str) -> Language:
    """What was set, else what the browser likes best of what there is (`Accept-Language`), else English."""
    if cookie in LANGUAGES:
        return LANGUAGES[cookie]
    for tag in _by_preference(accepted):
        if tag.lower() == "zh" or tag.lower().startswith("zh-"):
            return LANGUAGES["zh-Hans"]
        found = negotiate_locale([tag], list(LANGUAGES), sep="-")
        if found:
            return LANGUAGES[found]
    return ENGLISH


def gettext(message: str) -> str:
    language = _current.get()
    if language is ENGLISH or not message:  # a catalogue keeps its own header under ""
        return message
    return catalogue(language.tag).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    return catalogue(_current.get().tag).ngettext(one, many, number)


def tr(message: str, /, **values: Any) -> str:
    """`message` in the language, with its `%(name)s` filled in. Escaped like any text where it is shown."""
    return _fill(gettext(message), values) if values else gettext(message)


def plural(number: int, one: str, many: str, /, **values: Any) -> str:
    """As `tr`, in the form for `number`, which is `%(num)s` in the text."""
    return _fill(ngettext(one, many, number), {"num": _write(number), **values})


def _write(number: int) -> str:
    """Below a thousand every language of ours writes the digits alone."""
    if isinstance(number, int) and 0 <= number < 1000:
        return str(number)
    return str(format_decimal(number, locale=babel_locale()))


def marked(message: str) -> str:
    """For texts in constants: they come into the catalogue here and are translated where they are shown."""
    return message


def translated(texts: Mapping[str, str]) -> dict[str, str]:
    """The same keys, with the `marked` texts of a constant in the language."""
    return {key: tr(text) for key, text in texts.items()}


@cache
def catalogue(tag: str) -> NullTranslations:
    """Compiled in memory from the `.po`, so that there is no second file that could be older."""
    if tag == ENGLISH.tag:
        return NullTranslations()
    language = LANGUAGES[tag]
    compiled = BytesIO()
    with (LOCALES / language.locale / "LC_MESSAGES" / "console.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


class Languages:
    """Plain ASGI around every request: its texts are in the language that it wants."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ALWAYS_ENGLISH):
            await self._app(scope, receive, send)
            return
        with speaking(choose(_cookie_of(scope), _header(scope, b"accept-language"))):
            await self._app(scope, receive, send)


def _by_preference(accepted: str) -> list[str]:
    """Tags with q above 0, the best first; what is no language range is passed over."""
    found = []
    for part in accepted[:500].split(","):
        match = _WANTED.fullmatch(part)
        quality = float(match[2] or 1) if match else 0.0
        if match and 0 < quality <= 1:
            found.append((quality, match[1]))
    return [tag for _quality, tag in sorted(found, key=lambda pair: -pair[0])]


def _fill(text: str, values: Mapping[str, Any]) -> str:
    """Markup among the values stays markup; everything around it is escaped then."""
    if any(isinstance(value, Markup) for value in values.values()):
        return escape(text) % values
    return text % values


def _header(scope: Scope, name: bytes) -> str:
    return b",".join(value for key, value in scope["headers"] if key == name).decode("latin-1")


def _cookie_of(scope: Scope) -> str:
    return cookie_parser(_header(scope, b"cookie")).get(COOKIE, "")


@cache
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale)
