"""What Envoy itself does to a route's requests, in words: who is let in, limits, changes, where they go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sluice_console.envoy import ir
from sluice_console.features.routes.matching import AskedRequest

_REPLY = "the answer"


@dataclass(frozen=True, slots=True)
class Policy:
    """`refuses` says why this request gets no further; "" where it does, or where only a node can tell."""

    name: str
    text: str
    refuses: str = ""


def find_policies(gateway: ir.Gateway, route: ir.Route, request: AskedRequest) -> Iterator[Policy]:
    """In the order in which Envoy asks them."""
    yield from _find_demands(gateway, route, request)
    yield from _find_limits(gateway, route)
    yield from _find_changes("request", route.request_headers)
    if isinstance(route.action, ir.Forward):
        yield from _find_settings(route.action)
    yield from _find_changes(_REPLY, route.response_headers)


def _find_demands(gateway: ir.Gateway, route: ir.Route, request: AskedRequest) -> Iterator[Policy]:
    security, scheme = route.protection.security, _scheme_of(request)
    if route.login_id:
        login = next((item.name for item in gateway.logins if item.id == route.login_id), route.login_id)
        yield Policy(
            "login", f"needs a session of the login {login}; a browser without one is sent to sign in"
        )
    if security.issuer_ids:
        names = {item.id: item.name for item in gateway.issuers}
        text = f"a token of {' or '.join(names.get(id_, id_) for id_ in security.issuer_ids)}"
        missing = scheme != "bearer" and not security.token_optional
        yield Policy(
            "token", f"{'may have' if security.token_optional else 'needs'} {text}", _missing(missing)
        )
    if security.users:
        text = f"needs a name and password of {len(security.users)} that are known"
        yield Policy("password", text, _missing(scheme != "basic"))
    if security.rules is not None:
        allowed = [_in_words(rule) for rule in security.rules]
        text = f"lets through: {'; '.join(allowed)}" if allowed else "lets nobody through"
        yield Policy("rules", text, "" if allowed else "403: no rule lets anybody through")
    if route.protection.cors is not None:
        yield Policy("cors", f"pages of {', '.join(route.protection.cors.origins)} may ask")
    if route.protection.max_body is not None:
        yield Policy("body", f"at most {route.protection.max_body:,} bytes, else 413")


def _missing(missing: bool) -> str:
    return "401: the request has none" if missing else ""


def _scheme_of(request: AskedRequest) -> str:
    value = next(iter(request.values("authorization")), "")
    return value.partition(" ")[0].lower()


def _in_words(rule: ir.Rule) -> str:
    subjects = " or ".join(
        " ".join(filter(None, (item.kind, item.name, item.value))) for item in rule.subjects
    )
    methods = f" with {' or '.join(rule.methods)}" if rule.methods else ""
    return f"{subjects}{methods}{' at ' + ' or '.join(rule.paths) if rule.paths else ''}"


def _find_limits(gateway: ir.Gateway, route: ir.Route) -> Iterator[Policy]:
    for limit in route.protection.limits:
        whose = f" of each {limit.by}" if limit.by else ""
        yield Policy(
            "limit", f"{limit.requests:,} requests{whose} in {limit.seconds:g} s on each node, else 429"
        )
    shared: Mapping[str, ir.SharedLimit] = {item.id: item for item in gateway.shared_limits}
    for item in (shared[id_] for id_ in route.shared_limit_ids if id_ in shared):
        whose = f" of each {item.by}" if item.by else ""
        text = f"{item.name}: {item.requests:,} requests{whose} in {item.seconds} s over all nodes, else 429"
        yield Policy("shared limit", text)


def _find_changes(whose: str, edit: ir.HeaderEdit) -> Iterator[Policy]:
    for name in edit.remove:
        yield Policy("headers", f"{whose} loses {name}")
    for name, value in edit.set:
        yield Policy("headers", f"{whose} has {name}: {value}")
    for name, value in edit.add:
        yield Policy("headers", f"{whose} gets {name}: {value} besides")


def _find_settings(action: ir.Forward) -> Iterator[Policy]:
    if action.rewrite is not None:
        yield Policy("rewrite", _rewrite(action.rewrite))
    if action.fault is not None:
        yield Policy("fault", "delays or aborts a share of the requests, on purpose")
    if action.cache is not None:
        yield Policy("cache", "an answer may come from the cache")
    if action.retry is not None:
        yield Policy("retry", f"up to {action.retry.attempts} times on {', '.join(action.retry.on)}")
    yield Policy("timeout", f"{action.timeout:g} s" if action.timeout else "none")


def _rewrite(rewrite: ir.Rewrite) -> str:
    said = []
    if rewrite.prefix is not None:
        said.append(f"the matched prefix becomes {rewrite.prefix}")
    if rewrite.path is not None:
        said.append(f"the path becomes {rewrite.path}")
    if rewrite.regex is not None:
        said.append(f"{rewrite.regex.pattern} in the path becomes {rewrite.regex.by}")
    if rewrite.template is not None:
        said.append(f"the path becomes {rewrite.template}")
    if rewrite.host is not None:
        said.append(f"the host becomes {rewrite.host}")
    return "; ".join(said)
