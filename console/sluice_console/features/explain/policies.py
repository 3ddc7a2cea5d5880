"""What Envoy itself does to a route's requests, in words: who is let in, limits, changes, where they go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.features.routes.matching import AskedRequest


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
    yield from _find_changes(tr("request"), route.request_headers)
    if isinstance(route.action, ir.Forward):
        yield from _find_settings(route.action)
    yield from _find_changes(tr("the answer"), route.response_headers)


def _find_demands(gateway: ir.Gateway, route: ir.Route, request: AskedRequest) -> Iterator[Policy]:
    security, scheme = route.protection.security, _scheme_of(request)
    if route.login_id:
        login = next((item.name for item in gateway.logins if item.id == route.login_id), route.login_id)
        yield Policy(
            tr("login"),
            tr("needs a session of the login %(name)s; a browser without one is sent to sign in", name=login),
        )
    if security.issuer_ids:
        names = {item.id: item.name for item in gateway.issuers}
        issuers = tr(" or ").join(names.get(id_, id_) for id_ in security.issuer_ids)
        if security.token_optional:
            yield Policy(tr("token"), tr("may have a token of %(issuers)s", issuers=issuers))
        else:
            text = tr("needs a token of %(issuers)s", issuers=issuers)
            yield Policy(tr("token"), text, _missing(scheme != "bearer"))
    if security.users:
        text = tr("needs a name and password of %(users)s that are known", users=len(security.users))
        yield Policy(tr("password"), text, _missing(scheme != "basic"))
    if security.rules is not None:
        allowed = [_in_words(rule) for rule in security.rules]
        text = (
            tr("lets through: %(allowed)s", allowed="; ".join(allowed))
            if allowed
            else tr("lets nobody through")
        )
        yield Policy(tr("rules"), text, "" if allowed else tr("403: no rule lets anybody through"))
    if route.protection.cors is not None:
        origins = ", ".join(route.protection.cors.origins)
        yield Policy("cors", tr("pages of %(origins)s may ask", origins=origins))
    if route.protection.max_body is not None:
        most = f"{route.protection.max_body:,}"
        yield Policy(tr("body"), tr("at most %(most)s bytes, else 413", most=most))


def _missing(missing: bool) -> str:
    return tr("401: the request has none") if missing else ""


def _scheme_of(request: AskedRequest) -> str:
    value = next(iter(request.values("authorization")), "")
    return value.partition(" ")[0].lower()


def _in_words(rule: ir.Rule) -> str:
    either = tr(" or ")
    subjects = either.join(
        " ".join(filter(None, (item.kind, item.name, item.value))) for item in rule.subjects
    )
    methods = tr(" with %(methods)s", methods=either.join(rule.methods)) if rule.methods else ""
    paths = tr(" at %(paths)s", paths=either.join(rule.paths)) if rule.paths else ""
    return subjects + methods + paths


def _find_limits(gateway: ir.Gateway, route: ir.Route) -> Iterator[Policy]:
    for limit in route.protection.limits:
        text = tr(
            "%(requests)s requests%(whose)s in %(seconds)s s on each node, else 429",
            requests=f"{limit.requests:,}",
            whose=_of_each(limit.by),
            seconds=f"{limit.seconds:g}",
        )
        yield Policy(tr("limit"), text)
    shared: Mapping[str, ir.SharedLimit] = {item.id: item for item in gateway.shared_limits}
    for item in (shared[id_] for id_ in route.shared_limit_ids if id_ in shared):
        text = tr(
            "%(name)s: %(requests)s requests%(whose)s in %(seconds)s s over all nodes, else 429",
            name=item.name,
            requests=f"{item.requests:,}",
            whose=_of_each(item.by),
            seconds=item.seconds,
        )
        yield Policy(tr("shared limit"), text)


def _of_each(by: str | None) -> str:
    return tr(" of each %(by)s", by=by) if by else ""


def _find_changes(whose: str, edit: ir.HeaderEdit) -> Iterator[Policy]:
    for name in edit.remove:
        yield Policy(tr("headers"), tr("%(whose)s loses %(name)s", whose=whose, name=name))
    for name, value in edit.set:
        yield Policy(
            tr("headers"), tr("%(whose)s has %(name)s: %(value)s", whose=whose, name=name, value=value)
        )
    for name, value in edit.add:
        text = tr("%(whose)s gets %(name)s: %(value)s besides", whose=whose, name=name, value=value)
        yield Policy(tr("headers"), text)


def _find_settings(action: ir.Forward) -> Iterator[Policy]:
    if action.rewrite is not None:
        yield Policy(tr("rewrite"), _rewrite(action.rewrite))
    if action.fault is not None:
        yield Policy(tr("fault"), tr("delays or aborts a share of the requests, on purpose"))
    if action.cache is not None:
        yield Policy(tr("cache"), tr("an answer may come from the cache"))
    if action.retry is not None:
        on = ", ".join(action.retry.on)
        yield Policy(
            tr("retry"), tr("up to %(attempts)s times on %(on)s", attempts=action.retry.attempts, on=on)
        )
    yield Policy(tr("timeout"), f"{action.timeout:g} s" if action.timeout else tr("none"))


def _rewrite(rewrite: ir.Rewrite) -> str:
    said = []
    if rewrite.prefix is not None:
        said.append(tr("the matched prefix becomes %(value)s", value=rewrite.prefix))
    if rewrite.path is not None:
        said.append(tr("the path becomes %(value)s", value=rewrite.path))
    if rewrite.regex is not None:
        said.append(
            tr("%(found)s in the path becomes %(by)s", found=rewrite.regex.pattern, by=rewrite.regex.by)
        )
    if rewrite.template is not None:
        said.append(tr("the path becomes %(value)s", value=rewrite.template))
    if rewrite.host is not None:
        said.append(tr("the host becomes %(value)s", value=rewrite.host))
    return "; ".join(said)
