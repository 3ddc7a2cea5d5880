"""What becomes of a request with a release: listener, host, route, policies, filters, and where it goes."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import NotFound
from sluice_console.core.language import marked, tr
from sluice_console.core.redaction import HIDDEN, is_secret, redact_header, redact_path
from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import StringValue, extension, http_wasm
from sluice_console.envoy.resources import EXTENSION, Snapshot
from sluice_console.features.explain.arms import Arm, find_arm, find_filters
from sluice_console.features.explain.policies import Policy, find_policies
from sluice_console.features.explain.running import Deed, Module, Ran, run_filters
from sluice_console.features.releases.objects import from_document
from sluice_console.features.releases.publication import latest_release, load_snapshot
from sluice_console.features.releases.queries import find_release
from sluice_console.features.routes.conditions import describe
from sluice_console.features.routes.matching import (
    AskedRequest,
    Attempt,
    find_host,
    find_route,
    parse_request,
)
from sluice_console.features.routes.pasted import Pasted
from sluice_console.models import Gateway, Release

_PATHS = {
    "exact": marked("path is %(value)s"),
    "prefix": marked("path begins with %(value)s"),
    "regex": marked("path matches %(value)s"),
    "template": marked("path fits %(value)s"),
}
SHORTEST_SECRET = 4
"""Characters: shorter values would take letters out of ordinary words."""


@dataclass(frozen=True, slots=True)
class Target:
    """One of the services that a request may go to; `share` of 1."""

    service: str
    version: str
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`refused` is why Envoy itself lets the request go no further; then no filter sees it. `ending` is what
    the client gets, in words.
    """

    release: Release
    request: AskedRequest
    path: str
    listener: ir.Listener | None
    host: str
    attempts: tuple[Attempt, ...]
    conditions: tuple[str, ...]
    arm: Arm
    policies: tuple[Policy, ...]
    filters: tuple[Ran, ...]
    not_reached: tuple[str, ...]
    targets: tuple[Target, ...]
    refused: str
    ending: str
    incomplete: bool

    @property
    def route(self) -> ir.Route | None:
        last = self.attempts[-1] if self.attempts else None
        return last.route if last is not None and last.refusal is None else None


async def find_gateway_release(db: AsyncSession, gateway: Gateway, reference: str) -> Release:
    """`reference`: "" for the newest, a number, an id, or `gateway@12`. Raises `NotFound`, also for another
    gateway's.
    """
    if not reference:
        release = await latest_release(db, gateway.id, with_contents=True)
        if release is None:
            raise NotFound(tr("Gateway %(name)s has no release yet.", name=gateway.name))
        return release
    named = f"{gateway.name}@{reference}" if reference.isascii() and reference.isdigit() else reference
    release = await find_release(db, named, with_contents=True)
    if release.gateway_id != gateway.id:
        raise NotFound(
            tr("Gateway %(name)s has no release %(value)s.", name=gateway.name, value=repr(reference))
        )
    return release


async def explain(db: AsyncSession, release: Release, pasted: Pasted) -> Explanation:
    """Raises `Invalid` where the request cannot be read, `Unavailable` where filters cannot be run."""
    request = parse_request(pasted.method, pasted.url, pasted.headers)
    plugins = _find_plugins(await load_snapshot(db, release))
    modules = {hashlib.sha256(item.wasm).hexdigest(): item.wasm for item in plugins.values()}
    gateway, host, attempts = await asyncio.to_thread(_find, release.document, modules, request)
    route = attempts[-1].route if attempts and attempts[-1].refusal is None else None
    arm = find_arm(gateway, route, request)
    served = arm.serve(route)
    policies = tuple(find_policies(gateway, served, request)) if served is not None else ()
    refused = next((policy.refuses for policy in policies if policy.refuses), "")
    met = [plugins[slot.name] for slot in find_filters(gateway, route, arm) if slot.name in plugins]
    path = path_of(pasted.url)
    ran = [] if refused else await run_filters(met, to_sent(request, path, pasted.body), _properties(route))
    hidden = _secrets_of(request)
    filters = tuple(_redact(item, hidden) for item in ran)
    targets = tuple(_find_targets(gateway, served))
    found = Explanation(
        release=release,
        request=replace(
            request, headers=tuple((name, redact_header(name, value)) for name, value in request.headers)
        ),
        path=redact_path(path),
        listener=_find_listener(gateway, pasted.url),
        host=host,
        attempts=attempts,
        conditions=() if route is None else tuple(_conditions(release, route)),
        arm=arm,
        policies=policies,
        filters=filters,
        not_reached=tuple(item.name for item in met[len(ran) :]),
        targets=targets,
        refused=refused,
        ending="",
        incomplete=HIDDEN in pasted.headers or HIDDEN in pasted.url,
    )
    return replace(found, ending=_end(found))


def _find(
    document: Mapping[str, Any], modules: Mapping[str, bytes], request: AskedRequest
) -> tuple[ir.Gateway, str, tuple[Attempt, ...]]:
    """The gateway, the virtual host, and the routes that were asked. Of ten thousand routes it takes its
    time: call it in a thread.
    """
    gateway = from_document(document, modules)
    return gateway, find_host(gateway, request.host)[0], find_route(gateway, request)


def path_of(url: str) -> str:
    """With its query, as Envoy gets it."""
    parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def to_sent(request: AskedRequest, path: str, body: str) -> dict[str, object]:
    """What the process that runs filters takes."""
    headers = [pair for pair in request.headers if pair[0] != "host" and not pair[0].startswith(":")]
    return {
        "method": request.method,
        "path": path,
        "authority": request.host,
        "headers": headers,
        "body": body,
    }


def _properties(route: ir.Route | None) -> dict[str, str]:
    return {} if route is None else {"xds.route_name": route.id}


def _find_plugins(snapshot: Snapshot) -> dict[str, Module]:
    """The bytes and configurations that the release's nodes got, by slot."""
    found = {}
    for name, resource in snapshot.by_type[EXTENSION].items():
        message = extension.TypedExtensionConfig.FromString(resource.body)
        plugin = http_wasm.Wasm.FromString(message.typed_config.value).config
        configuration = StringValue.FromString(plugin.configuration.value).value
        code = plugin.vm_config.code.local.inline_bytes
        found[name] = Module(plugin.name, code, configuration, plugin.root_id)
    return found


def _find_listener(gateway: ir.Gateway, url: str) -> ir.Listener | None:
    """By port, else the first that speaks what the address begins with."""
    parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
    by_port = [item for item in gateway.listeners if parts.port and item.port == parts.port]
    wanted = parts.scheme == "https"
    fitting = [item for item in gateway.listeners if not parts.scheme or (item.tls is not None) is wanted]
    return next(iter((*by_port, *fitting, *gateway.listeners)), None)


def _conditions(release: Release, route: ir.Route) -> Iterator[str]:
    match = next(item["match"] for item in release.document["routes"] if item["id"] == route.id)
    if route.match.methods:
        yield tr("method %(methods)s", methods=tr(" or ").join(route.match.methods))
    yield tr(_PATHS[route.match.path.kind], value=route.match.path.value)
    yield from describe(match)


def _find_targets(gateway: ir.Gateway, route: ir.Route | None) -> Iterator[Target]:
    if route is None or not isinstance(route.action, ir.Forward):
        return
    names = {item.id: item.name for item in gateway.services}
    arms = [item for item in route.action.destinations if item.weight] or list(route.action.destinations)
    total = sum(item.weight for item in arms) or 1
    for item in arms:
        yield Target(names.get(item.service_id, item.service_id), item.version, item.weight / total)


def _secrets_of(request: AskedRequest) -> tuple[str, ...]:
    """What must not come back out of a filter: the values, and of `Bearer x` the part that counts."""
    values = [value for name, value in request.headers if is_secret(name)]
    values += [value for name, value in request.query if redact_path(f"/?{name}=x") != f"/?{name}=x"]
    parts = {
        part for value in values for part in (value, value.partition(" ")[2]) if len(part) >= SHORTEST_SECRET
    }
    return tuple(sorted(parts - {HIDDEN}, key=len, reverse=True))


def _redact(ran: Ran, hidden: Sequence[str]) -> Ran:
    def cover(text: str) -> str:
        for secret in hidden:
            text = text.replace(secret, HIDDEN)
        return text

    def cover_deed(deed: Deed) -> Deed:
        value = redact_header(deed.name, deed.value) if deed.verb in ("set", "add") else deed.value
        value = redact_path(value) if deed.name == ":path" else value
        return replace(deed, name=cover(deed.name), value=cover(value))

    return replace(ran, reason=cover(ran.reason), deeds=tuple(map(cover_deed, ran.deeds)))


def _end(found: Explanation) -> str:
    if found.refused:
        return tr("Envoy answers %(what)s", what=found.refused)
    last = found.filters[-1] if found.filters else None
    match last.action if last is not None else "pass":
        case "respond" if last is not None:
            return tr("%(name)s answers %(status)s", name=last.name, status=last.status)
        case "reset" if last is not None:
            return tr("%(name)s cuts the connection", name=last.name)
        case "hold" if last is not None:
            return tr("%(name)s holds the request", name=last.name)
        case "fail" if last is not None:
            return tr("%(name)s fails: Envoy answers 500 or 503", name=last.name)
    return _end_of_route(found)


def _end_of_route(found: Explanation) -> str:
    route = found.arm.serve(found.route)
    if route is None:
        return tr("No route takes it: Envoy answers 404")
    match route.action:
        case ir.DirectResponse(status=status):
            return tr("Envoy answers %(status)s itself", status=status)
        case ir.Redirect(status=status):
            return tr("Envoy redirects with %(status)s", status=status)
    if not found.targets:
        return tr("It goes nowhere: Envoy answers 503")
    shares = len(found.targets) > 1
    names = (
        f"{item.service} {item.version}".strip() + (f" ({100 * item.share:g}\u00a0%)" if shares else "")
        for item in found.targets
    )
    return tr("Goes to %(names)s", names=tr(" or ").join(names))
