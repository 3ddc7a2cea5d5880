"""What Envoy would refuse in a single field, found before anything is pushed.

One such field makes Envoy reject the whole resource that holds it, and thereby every other route of the
gateway. Each check gives a sentence that names the value and the remedy, or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sluice_console.envoy import ir

HOST = re.compile(
    r"\*|(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|[0-9a-f:\[\]]+"
)
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TEMPLATE = re.compile(r"(/([A-Za-z0-9._~!$&'()+,;:@-]+|\*|\{[A-Za-z_]\w*(=[^{}]+)?\}))*(/\*\*|/)?")
_REWRITE_TEMPLATE = re.compile(r"(/|[A-Za-z0-9._~!$&'()+,;:@-]|\{[A-Za-z_]\w*\})+")
_BEYOND_RE2 = re.compile(r"\(\?(=|!|<=|<!|>|\()|\\[1-9]|\(\?P=|[*+?}]\+")
_RESERVED = frozenset({"host", "connection", "transfer-encoding", "content-length", "upgrade", "te"})


def check_route(route: ir.Route) -> Iterator[str]:
    """Every fault in the fields of a route's match: Envoy could not take the route in any form."""
    if not route.hosts:
        yield "it has no host; give `*` for any"
    for host in route.hosts:
        if not HOST.fullmatch(host):
            yield f"host {host!r} must be lower case without a port: `example.com`, `*.example.com` or `*`"
    yield from _check_path(route.match.path)
    for method in route.match.methods:
        if not TOKEN.fullmatch(method):
            yield f"method {method!r} is not an HTTP method"
    for header in route.match.headers:
        yield from check_header_match(header)
    for query in route.match.query:
        if not query.name:
            yield "a query condition has no name"
        if query.value is not None:
            yield from _check_text(query.value, f"query parameter {query.name!r}")
    for cookie in route.match.cookies:
        if not TOKEN.fullmatch(cookie.name):
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
    if not TOKEN.fullmatch(header.name):
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
            if not TOKEN.fullmatch(name) or name.lower() in _RESERVED:
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
    if action.rewrite is not None:
        yield from _check_rewrite(action.rewrite, path)
    if action.retry is not None:
        yield from _check_retry(action.retry)
    for mirror in action.mirrors:
        yield from _check_share(mirror.share, "a mirror")
    for key in action.hash_by:
        yield from _check_hash_key(key)
    if action.fault is not None:
        yield from _check_fault(action.fault)


def _check_rewrite(rewrite: ir.Rewrite, path: ir.PathMatch) -> Iterator[str]:
    given = [rewrite.prefix, rewrite.path, rewrite.regex, rewrite.template]
    if sum(value is not None for value in given) > 1:
        yield "a rewrite takes one of `prefix`, `path`, `regex` and `template`"
    if rewrite.prefix is not None and path.kind != "prefix":
        yield "a rewrite by `prefix` needs a route that matches by prefix; use `path`"
    for value in (rewrite.prefix, rewrite.path, rewrite.template):
        if value is not None and not value.startswith("/"):
            yield f"the rewritten path {value!r} must start with a slash"
    if rewrite.regex is not None:
        yield from _check_substitution(rewrite.regex)
    if rewrite.template is not None:
        yield from _check_template_rewrite(rewrite.template, path)


def _check_substitution(rewrite: ir.RegexRewrite) -> Iterator[str]:
    faults = list(check_regex(rewrite.pattern, "the rewrite"))
    if faults:
        yield from faults
        return
    groups = re.compile(rewrite.pattern).groups
    for after in re.findall(r"\\(.?)", rewrite.by, re.DOTALL):
        if after.isascii() and after.isdigit() and int(after) > groups:
            yield f"the rewrite names group {after}, and its pattern has {groups}: {rewrite.pattern!r}"
        elif after != "\\" and not (after.isascii() and after.isdigit()):
            yield r"a backslash in the rewrite names a group, `\1`; write `\\` for the character itself"


def _check_template_rewrite(template: str, path: ir.PathMatch) -> Iterator[str]:
    if path.kind != "template":
        yield "a rewrite by `template` needs a route that matches by template"
        return
    if not _REWRITE_TEMPLATE.fullmatch(template):
        yield f"the rewrite {template!r} must look like `/v2/{{id}}`"
    known = set(re.findall(r"\{([A-Za-z_]\w*)", path.value))
    for name in re.findall(r"\{([^{}]*)\}", template):
        if name not in known:
            yield f"the rewrite names {{{name}}}, and the route's template has no such variable"


def _check_retry(retry: ir.Retry) -> Iterator[str]:
    if retry.attempts < 1:
        yield "retries must be at least 1; leave them out to have none"
    if retry.per_try_timeout is not None and retry.per_try_timeout <= 0:
        yield "the timeout of a try must be more than 0 seconds"
    if retry.backoff < 0.001:
        yield "the backoff between tries must be at least 0.001 seconds"
    if any(not 100 <= status <= 599 for status in retry.statuses):
        yield "a status to retry on must be from 100 to 599"
    if "retriable-status-codes" in retry.on and not retry.statuses:
        yield "`retriable-status-codes` needs `statuses` to retry on"


def _check_hash_key(key: ir.HashKey) -> Iterator[str]:
    if key.kind == "address":
        return
    if not key.name or (key.kind != "query" and not TOKEN.fullmatch(key.name)):
        yield f"the {key.kind} to hash by needs a name; {key.name!r} is none"
    if key.ttl is not None and key.ttl < 0:
        yield "the life of a cookie must not be negative; 0 is the browser's session"


def _check_fault(fault: ir.Fault) -> Iterator[str]:
    if fault.delay is None and fault.abort is None:
        yield "a fault needs a delay, an abort or both"
    if fault.delay is not None:
        yield from _check_share(fault.delay.share, "a delay")
        if fault.delay.seconds <= 0:
            yield "a delay must be more than 0 seconds"
    if fault.abort is not None:
        yield from _check_share(fault.abort.share, "an abort")
        if not 200 <= fault.abort.status <= 599:
            yield f"status {fault.abort.status} of an abort must be from 200 to 599"


def _check_share(share: int, what: str) -> Iterator[str]:
    if not 0 <= share <= ir.FULL_SHARE:
        yield f"the share of {what} must be from 0 to {ir.FULL_SHARE} basis points, and is {share}"
