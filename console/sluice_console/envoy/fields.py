"""What Envoy would refuse in a single field, found before anything is pushed.

One such field makes Envoy reject the whole resource that holds it, and thereby every other route of the
gateway. Each check gives a sentence that names the value and the remedy, or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sluice_console.envoy import ir

_HOST = re.compile(
    r"\*|(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|[0-9a-f:\[\]]+"
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEMPLATE = re.compile(r"(/([A-Za-z0-9._~!$&'()+,;:@-]+|\*|\{[A-Za-z_]\w*(=[^{}]+)?\}))*(/\*\*|/)?")
_BEYOND_RE2 = re.compile(r"\(\?(=|!|<=|<!|>|\()|\\[1-9]|\(\?P=|[*+?}]\+")
_RESERVED = frozenset({"host", "connection", "transfer-encoding", "content-length", "upgrade", "te"})


def check_route(route: ir.Route) -> Iterator[str]:
    """Every fault in the fields of a route's match: Envoy could not take the route in any form."""
    if not route.hosts:
        yield "it has no host; give `*` for any"
    for host in route.hosts:
        if not _HOST.fullmatch(host):
            yield f"host {host!r} must be lower case without a port: `example.com`, `*.example.com` or `*`"
    yield from _check_path(route.match.path)
    for method in route.match.methods:
        if not _TOKEN.fullmatch(method):
            yield f"method {method!r} is not an HTTP method"
    for header in route.match.headers:
        yield from check_header_match(header)
    for query in route.match.query:
        if not query.name:
            yield "a query condition has no name"
        if query.value is not None:
            yield from _check_text(query.value, f"query parameter {query.name!r}")
    for cookie in route.match.cookies:
        if not _TOKEN.fullmatch(cookie.name):
            yield f"cookie name {cookie.name!r} must be a token without spaces and separators"


def _check_path(path: ir.PathMatch) -> Iterator[str]:
    match path.kind:
        case "exact" | "prefix":
            if not path.value.startswith("/"):
                yield f"path {path.value!r} must start with a slash"
            if re.search(r"[?#\x00-\x20]", path.value):
                yield f"path {path.value!r} must not hold a query, a fragment or a blank; match those apart"
        case "regex":
            yield from check_regex(path.value, "the path")
        case "template":
            if not path.value.startswith("/") or not _TEMPLATE.fullmatch(path.value):
                yield f"path template {path.value!r} must look like `/users/{{id}}/orders` or `/files/**`"
            names = re.findall(r"\{([A-Za-z_]\w*)", path.value)
            if len(names) != len(set(names)):
                yield f"path template {path.value!r} names a variable twice"


def check_header_match(header: ir.HeaderMatch) -> Iterator[str]:
    """Faults of a header condition, of a route or of a rollout's stage."""
    if not _TOKEN.fullmatch(header.name):
        yield f"header name {header.name!r} must be a token: letters, digits and `-`"
    if header.value is not None:
        yield from _check_text(header.value, f"header {header.name!r}")


def _check_text(text: ir.TextMatch, place: str) -> Iterator[str]:
    if text.operator == "regex":
        yield from check_regex(text.value, place)
    elif not text.value and text.operator != "exact":
        yield f"{place}: `{text.operator}` needs a text to look for"


def check_regex(pattern: str, place: str) -> Iterator[str]:
    """RE2 has no look-around, back-references, atomic groups or possessive repeats."""
    if not pattern:
        yield f"the regex for {place} is empty"
    beyond = _BEYOND_RE2.search(pattern)
    if beyond:
        yield f"the regex for {place} uses `{beyond.group()}`, which RE2 does not have: {pattern!r}"
        return
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"the regex for {place} is not valid ({error}): {pattern!r}"


def check_action(route: ir.Route) -> Iterator[str]:
    """Faults in a route's action and header changes: the route can at least answer 500."""
    match route.action:
        case ir.Forward() as action:
            yield from _check_forward(action, route.match.path)
        case ir.Redirect() as action:
            if action.prefix is not None and route.match.path.kind != "prefix":
                yield "a redirect by `prefix` needs a route that matches by prefix; use `path`"
        case ir.DirectResponse() as action:
            if not 200 <= action.status <= 599:
                yield f"status {action.status} of the direct response must be from 200 to 599"
            if len(action.body.encode()) > 65_536:
                yield "the body of the direct response is longer than 64 KiB"
    for edit in (route.request_headers, route.response_headers):
        for name in (*(name for name, _ in edit.set), *(name for name, _ in edit.add), *edit.remove):
            if not _TOKEN.fullmatch(name) or name.lower() in _RESERVED:
                yield f"header {name!r} cannot be changed by a route; a host is changed by a rewrite"
        for name, value in (*edit.set, *edit.add):
            if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
                yield f"the value of header {name!r} holds a control character"


def _check_forward(action: ir.Forward, path: ir.PathMatch) -> Iterator[str]:
    if not action.destinations:
        yield "it forwards to no service"
    if any(item.weight < 0 for item in action.destinations):
        yield "a weight is negative"
    if action.destinations and sum(item.weight for item in action.destinations) == 0:
        yield "all weights are 0, so nobody would get the requests"
    if action.timeout < 0:
        yield "the timeout is negative; 0 switches it off"
    rewrite = action.rewrite
    if rewrite is None:
        return
    if rewrite.prefix is not None and path.kind != "prefix":
        yield "a rewrite by `prefix` needs a route that matches by prefix; use `path`"
    for value in (rewrite.prefix, rewrite.path):
        if value is not None and not value.startswith("/"):
            yield f"the rewritten path {value!r} must start with a slash"


def check_service(service: ir.Service) -> Iterator[str]:
    """Faults of a service and its endpoints."""
    if not _NAME.fullmatch(service.name):
        yield f"service name {service.name!r} must be letters, digits, `.`, `_` and `-`"
    if service.connect_timeout <= 0:
        yield "the connect timeout must be more than 0 seconds"
    for item in service.endpoints:
        where = f"endpoint {item.host}:{item.port}"
        if not _HOST.fullmatch(item.host.lower()) or item.host.startswith("*"):
            yield f"{where}: the host must be an IP address or a DNS name"
        if not 1 <= item.port <= 65_535:
            yield f"{where}: the port must be from 1 to 65535"
        if item.weight < 1:
            yield f"{where}: the weight must be at least 1"
        if item.version and not _NAME.fullmatch(item.version):
            yield f"{where}: version {item.version!r} must be letters, digits, `.`, `_` and `-`"
