"""Which route takes a request? Answered as Envoy answers it, without sending anything.

One virtual host is chosen first, the exact one before the longest suffix before `*`; its routes are asked in
order and the first that fits takes the request.

    >>> attempts = find_route(gateway, parse_request("GET", "http://shop.example/media/logo.png", ""))
    >>> [(attempt.route.name, attempt.refusal) for attempt in attempts]
    [('checkout', 'path does not begin with /checkout'), ('media', None)]
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import re2

from sluice_console.core.errors import Invalid
from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.envoy.references import check_gateway
from sluice_console.envoy.routes import find_virtual_host, leading_to
from sluice_console.features.releases.objects import services_of


@dataclass(frozen=True, slots=True)
class AskedRequest:
    """A request that somebody asks about; header names are in lower case."""

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One route that was asked; `refusal` says why it did not fit, None that it takes the request."""

    route: ir.Route
    refusal: str | None


def parse_request(method: str, url: str, headers: str) -> AskedRequest:
    """`headers` is one `name: value` a line (or separated by commas followed by a name and a colon).

    Raises `Invalid` at `url` or `headers`.
    """
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise Invalid.field("url", tr("is an address, as in https://shop.example/cart")) from error
    if not host:
        raise Invalid.field("url", tr("is an address with a host, as in https://shop.example/cart"))
    pairs = []
    for line in re.split(r"[\r\n]+|,(?=\s*[\w-]+\s*:)", headers):
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not name.strip():
            raise Invalid.field("headers", tr("takes name: value, as in x-region: beijing"))
        pairs.append((name.strip().lower(), value.strip()))
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return AskedRequest(method.upper(), host, parts.path or "/", query, tuple(pairs))


def find_route(gateway: ir.Gateway, request: AskedRequest) -> tuple[Attempt, ...]:
    """The routes that were asked, up to the one that takes the request; empty when no host fits."""
    return ask_routes(routes_for(gateway, request.host), request)


def ask_routes(routes: Iterable[ir.Route], request: AskedRequest) -> tuple[Attempt, ...]:
    """The same of the routes of a host, in their order."""
    attempts: list[Attempt] = []
    for route in routes:
        refusal = next(_refusals(route.match, request), None)
        attempts.append(Attempt(route, refusal))
        if refusal is None:
            break
    return tuple(attempts)


def routes_for(gateway: ir.Gateway, host: str) -> list[ir.Route]:
    """The routes that are asked for a host, in the order in which Envoy asks them."""
    return find_host(gateway, host)[1]


def find_host(gateway: ir.Gateway, host: str) -> tuple[str, list[ir.Route]]:
    """The virtual host that takes requests for `host`, `*.shop.example` for example, and its routes in order;
    "" where there is none.
    """
    led = leading_to(gateway.routes, host)
    needed = services_needed(led, gateway)
    checked, _ = check_gateway(replace(gateway, routes=led, services=needed))
    return find_virtual_host(checked, host)


def services_needed(routes: Iterable[ir.Route], gateway: ir.Gateway) -> tuple[ir.Service, ...]:
    """Those on which it depends whether the routes hold; a large gateway has a thousand others."""
    ids = {id_ for route in routes for id_ in services_of(route)}
    ids.update(item.service_id for item in gateway.issuers)
    ids.update(item.service_id for item in gateway.logins)
    return tuple(item for item in gateway.services if item.id in ids)


def _refusals(match: ir.RouteMatch, request: AskedRequest) -> Iterator[str]:
    if match.methods and request.method not in match.methods:
        yield tr("method is not %(methods)s", methods=tr(" or ").join(match.methods))
    if not takes_path(match.path, request.path):
        yield _refuse_path(match.path)
    for header in match.headers:
        if refusal := refuse_header(header, request.values(header.name)):
            yield refusal
    for parameter in match.query:
        found = [value for name, value in request.query if name == parameter.name]
        if not found or (parameter.value is not None and not _takes(parameter.value, found[0])):
            yield tr("query parameter %(name)s differs", name=parameter.name)
    cookies = cookies_of(request)
    for cookie in match.cookies:
        if cookies.get(cookie.name) != cookie.value:
            yield tr("cookie %(name)s differs", name=cookie.name)


def refuse_header(match: ir.HeaderMatch, values: list[str]) -> str | None:
    """A header that is missing fits only "is not there": Envoy compares nothing, inverted or not."""
    if match.value is None:
        there = tr("header %(name)s is there", name=match.name) if values else _missing(match)
        return there if bool(values) is match.invert else None
    if not values:
        return _missing(match)
    if _takes(match.value, ",".join(values)) is match.invert:
        if match.invert:
            return tr("header %(name)s is %(value)s", name=match.name, value=match.value.value)
        return tr("header %(name)s is not %(value)s", name=match.name, value=match.value.value)
    return None


def _missing(match: ir.HeaderMatch) -> str:
    return tr("header %(name)s is not there", name=match.name)


def takes_path(match: ir.PathMatch, path: str) -> bool:
    match match.kind:
        case "exact":
            return path == match.value
        case "prefix" if match.value.endswith("/"):
            return path.startswith(match.value)
        case "prefix":
            return path == match.value or path.startswith(f"{match.value}/")
        case "regex":
            return _matches(match.value, path)
        case "template":
            return _template(match.value).fullmatch(path) is not None


def template_values(match: ir.PathMatch, path: str) -> dict[str, str]:
    """What the names of a template stand for in `path`: `{"id": "8841"}`."""
    found = _template(match.value).fullmatch(path) if match.kind == "template" else None
    return {name.removeprefix("v_"): value for name, value in found.groupdict().items()} if found else {}


def _matches(pattern: str, text: str) -> bool:
    """As Envoy's own engine says, in a time linear in the text: Python's `re` can take years.

    A pattern that RE2 does not take fits nothing, for Envoy has no such route.
    """
    try:
        return re2.fullmatch(pattern, text, _QUIET) is not None
    except re2.error:
        return False


_QUIET = re2.Options()
_QUIET.log_errors = False


def _template(template: str) -> Any:
    """Envoy's URI template: `{name}` and `*` one segment, `**` any number, `{name=**}` both."""
    pattern = ""
    for piece in re.split(r"(\{[^}]*\}|\*\*|\*)", template):
        if piece.startswith("{"):
            name, _, inner = piece[1:-1].partition("=")
            body = ".*" if inner == "**" else "[^/]+"
            pattern += f"(?P<v_{name}>{body})" if name.isidentifier() else f"(?:{body})"
        else:
            pattern += {"**": ".*", "*": "[^/]+"}.get(piece, re2.escape(piece))
    return re2.compile(pattern, _QUIET)


def _takes(match: ir.TextMatch, text: str) -> bool:
    if match.operator == "regex":
        return _matches(f"(?i){match.value}" if match.ignore_case else match.value, text)
    value, text = (match.value.lower(), text.lower()) if match.ignore_case else (match.value, text)
    match match.operator:
        case "exact":
            return text == value
        case "prefix":
            return text.startswith(value)
        case "suffix":
            return text.endswith(value)
        case "contains":
            return value in text


def _refuse_path(match: ir.PathMatch) -> str:
    match match.kind:
        case "exact":
            return tr("path is not %(value)s", value=match.value)
        case "prefix":
            return tr("path does not begin with %(value)s", value=match.value)
    return tr("path does not match %(value)s", value=match.value)


def cookies_of(request: AskedRequest) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for value in request.values("cookie"):
        try:
            jar.load(value)
        except CookieError:
            continue
    return {name: morsel.value for name, morsel in jar.items()}
