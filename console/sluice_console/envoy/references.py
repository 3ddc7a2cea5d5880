"""Whether the objects of a gateway fit together, and what ships when some do not.

The rule is fail closed: a route that lost its service or one of its filters answers 500 instead of being
taken by another route or served without the filter; a rollout that does not fit leaves everybody on the old
version.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import Protocol, TypeVar

from sluice_console.envoy import fields, ir
from sluice_console.envoy.certificates import check_chain, read_chain
from sluice_console.envoy.listener_fields import (
    check_cache,
    check_client_headers,
    check_compression,
    check_limits,
)
from sluice_console.envoy.names import virtual_host_name
from sluice_console.envoy.protection_fields import (
    check_issuer,
    check_login,
    check_protection,
    check_route_cache,
    check_shared_limit,
)
from sluice_console.envoy.resources import LeftOut
from sluice_console.envoy.rollout_fields import rollout_faults
from sluice_console.envoy.service_fields import check_service


@dataclass(frozen=True, slots=True)
class _Known:
    """The ids of what routes may demand."""

    issuers: Collection[str]
    limits: Collection[str]
    paths: Mapping[str, frozenset[str]]  # of logins, by id


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Object = TypeVar("_Object", bound=_Named)


def check_gateway(gateway: ir.Gateway) -> tuple[ir.Gateway, tuple[LeftOut, ...]]:
    """The gateway with nothing in it that Envoy would refuse, and what had to go, each with its reason."""
    left_out: list[LeftOut] = []
    certificates = _keep("certificate", gateway.certificates, _certificate_faults, left_out)
    listeners = _keep("listener", gateway.listeners, _listener_faults(certificates), left_out)
    services = _keep("service", gateway.services, _service_faults(certificates), left_out)
    filters = _keep("filter", gateway.filters, _filter_faults, left_out)
    routes = _keep("route", gateway.routes, _match_faults(), left_out)
    attachments = _keep("attachment", gateway.attachments, _attachment_faults(filters, gateway), left_out)
    issuers = _keep("issuer", gateway.issuers, _issuer_faults(services), left_out)
    limits = _keep("shared limit", gateway.shared_limits, check_shared_limit, left_out)
    logins = _keep("login", gateway.logins, _login_faults(services), left_out)
    known = _Known(
        {item.id for item in issuers},
        {item.id for item in limits},
        {item.id: frozenset((item.callback_path, item.signout_path)) for item in logins},
    )
    unfiltered = _unfiltered(gateway, attachments)
    routes = _disarm(routes, services, known, unfiltered, left_out)
    checked = replace(
        gateway,
        certificates=certificates,
        listeners=listeners,
        services=services,
        filters=filters,
        issuers=issuers,
        shared_limits=limits,
        logins=logins,
        routes=routes,
        attachments=attachments,
        rollouts=(),
    )

    def route_faults(item: ir.Route) -> Iterator[str]:
        found: list[LeftOut] = []
        _disarm((item,), services, known, unfiltered, found)
        yield from (fault.reason for fault in found)

    rollouts = _keep("rollout", gateway.rollouts, rollout_faults(checked, route_faults), left_out)
    return replace(checked, rollouts=rollouts), tuple(left_out)


def _keep(
    kind: str,
    objects: Iterable[_Object],
    faults: Callable[[_Object], Iterable[str]],
    left_out: list[LeftOut],
) -> tuple[_Object, ...]:
    """The objects without a fault; the first fault of each other one goes to `left_out`."""
    kept: dict[str, _Object] = {}
    for item in objects:
        reason = f"the id {item.id!r} is there twice" if item.id in kept else next(iter(faults(item)), None)
        if reason is None:
            kept[item.id] = item
        else:
            left_out.append(LeftOut(kind, item.id, reason))
    return tuple(kept.values())


def _certificate_faults(item: ir.Certificate) -> Iterator[str]:
    yield from (f"the chain of {item.name!r} {fault}" for fault in check_chain(item.chain))


def _listener_faults(certificates: tuple[ir.Certificate, ...]) -> Callable[[ir.Listener], Iterator[str]]:
    known = {item.id for item in certificates}
    taken: dict[tuple[str, int], str] = {}

    def faults(item: ir.Listener) -> Iterator[str]:
        if not 1 <= item.port <= 65_535:
            yield f"port {item.port} must be from 1 to 65535"
        try:
            ipaddress.ip_address(item.address)
        except ValueError:
            yield f"address {item.address!r} must be an IP address; 0.0.0.0 listens on all"
        other = taken.setdefault((item.address, item.port), item.name)
        if other != item.name:
            yield f"listener {other!r} has {item.address}:{item.port} already"
        yield from check_limits(item.limits)
        yield from check_client_headers(item.client_headers)
        if item.compression is not None:
            yield from check_compression(item.compression)
        if item.cache is not None:
            yield from check_cache(item.cache)
        if item.tls is not None:
            yield from _tls_faults(item.tls, known)
        elif item.http3:
            yield "HTTP/3 needs `tls`"

    return faults


def _tls_faults(settings: ir.Tls, known: Collection[str]) -> Iterator[str]:
    if not settings.certificate_ids:
        yield "TLS needs at least one certificate"
    for id_ in settings.certificate_ids:
        if id_ not in known:
            yield f"certificate {id_!r} is not there; choose another one"
    if settings.client_certificates is not None:
        try:
            read_chain(settings.client_certificates.authorities)
        except ValueError as error:
            yield f"what clients' certificates are checked by {error}"


def _service_faults(certificates: tuple[ir.Certificate, ...]) -> Callable[[ir.Service], Iterator[str]]:
    known = {"", *(item.id for item in certificates)}
    taken: dict[str, str] = {}

    def faults(item: ir.Service) -> Iterator[str]:
        yield from check_service(item)
        if item.tls is not None and item.tls.certificate_id not in known:
            yield f"certificate {item.tls.certificate_id!r} is not there; choose another one"
        if taken.setdefault(item.name, item.id) != item.id:
            yield f"another service is called {item.name!r} too"

    return faults


def _filter_faults(item: ir.FilterVersion) -> Iterator[str]:
    if hashlib.sha256(item.module).hexdigest() != item.digest.removeprefix("sha256:"):
        yield f"the module's bytes are not those of digest {item.digest}; upload it again"


def _match_faults() -> Callable[[ir.Route], Iterator[str]]:
    hosts: dict[str, str] = {}

    def faults(item: ir.Route) -> Iterator[str]:
        yield from fields.check_route(item)
        for host in item.hosts:
            other = hosts.setdefault(virtual_host_name(host), host)
            if other != host:
                yield f"host {host!r} cannot be told from {other!r} in statistics; drop one of the two"

    return faults


def _attachment_faults(
    filters: tuple[ir.FilterVersion, ...], gateway: ir.Gateway
) -> Callable[[ir.Attachment], Iterator[str]]:
    versions = {item.id for item in filters}
    routes = {item.id for item in gateway.routes}

    def faults(item: ir.Attachment) -> Iterator[str]:
        if item.filter_version_id not in versions:
            yield f"filter version {item.filter_version_id!r} is not there"
        if item.route_id is not None and item.route_id not in routes:
            yield f"route {item.route_id!r} is not there; detach the filter or attach it elsewhere"

    return faults


def _unfiltered(gateway: ir.Gateway, kept: tuple[ir.Attachment, ...]) -> Mapping[str | None, str]:
    """Routes that lost a filter, by id (None: all of them), with the attachment that is missing."""
    there = {item.id for item in kept}
    return {item.route_id: item.id for item in gateway.attachments if item.id not in there}


def _disarm(
    routes: tuple[ir.Route, ...],
    services: tuple[ir.Service, ...],
    demanded: _Known,
    unfiltered: Mapping[str | None, str],
    left_out: list[LeftOut],
) -> tuple[ir.Route, ...]:
    """Let every route whose action cannot work answer 500, so that no other route takes its requests."""
    known = {item.id: item for item in services}
    clashes = _login_clashes(routes, demanded.paths)
    armed = []
    for item in routes:
        missing = unfiltered.get(item.id, unfiltered.get(None))
        if missing is not None:
            reason: str | None = (
                f"attachment {missing!r} was left out, and without it requests would be unfiltered"
            )
        else:
            faults = (
                _action_faults(item, known),
                _protection_faults(item, demanded),
                clashes.get(item.id, ()),
            )
            reason = next(chain.from_iterable(faults), None)
        if reason is not None:
            left_out.append(LeftOut("route", item.id, reason))
            item = replace(
                item,
                action=_MISCONFIGURED,
                request_headers=_NO_EDIT,
                response_headers=_NO_EDIT,
                protection=ir.Protection(),
                shared_limit_ids=(),
                login_id="",
            )
        armed.append(item)
    return tuple(armed)


def _action_faults(item: ir.Route, services: Mapping[str, ir.Service]) -> Iterator[str]:
    yield from fields.check_action(item)
    if not isinstance(item.action, ir.Forward):
        return
    leading: tuple[ir.Destination | ir.Mirror, ...] = (*item.action.destinations, *item.action.mirrors)
    for destination in leading:
        service = services.get(destination.service_id)
        if service is None:
            yield f"service {destination.service_id!r} is not there; choose another one"
        elif destination.version and destination.version not in service.versions:
            have = ", ".join(service.versions) or "none"
            yield f"service {service.name!r} has no version {destination.version!r} (it has: {have})"


def _protection_faults(item: ir.Route, known: _Known) -> Iterator[str]:
    yield from check_protection(item.protection)
    yield from check_route_cache(item)
    if item.protection.cors is not None and not isinstance(item.action, ir.Forward):
        yield "CORS is for routes that forward: Envoy has none for answers of its own"
    for id_ in item.protection.security.issuer_ids:
        if id_ not in known.issuers:
            yield f"issuer {id_!r} is not there, and without it nobody could be told from anybody"
    if item.shared_limit_ids and not isinstance(item.action, ir.Forward):
        yield "shared limits are for routes that forward: Envoy does not count answers of its own"
    for id_ in item.shared_limit_ids:
        if id_ not in known.limits:
            yield f"shared limit {id_!r} is not there; choose another one"
    if item.login_id and item.login_id not in known.paths:
        yield f"login {item.login_id!r} is not there, and without it everybody would be let in"


def _login_clashes(
    routes: tuple[ir.Route, ...], paths: Mapping[str, frozenset[str]]
) -> Mapping[str, tuple[str, ...]]:
    """By route: why its login could never be used. A path of a host belongs to one login."""
    taken: list[tuple[str, str, str]] = []
    found: dict[str, tuple[str, ...]] = {}
    for item in routes:
        for host, path in product(item.hosts, sorted(paths.get(item.login_id, ()))):
            for other_host, other_path, login in taken:
                meet = other_host == host or "*" in (other_host, host)
                if meet and path == other_path and login != item.login_id:
                    fault = f"{path} is login {login!r}'s already; give login {item.login_id!r} another path"
                    found[item.id] = (fault,)
        if item.id not in found:
            taken += [(h, p, item.login_id) for h, p in product(item.hosts, paths.get(item.login_id, ()))]
    return found


def _login_faults(services: tuple[ir.Service, ...]) -> Callable[[ir.Login], Iterator[str]]:
    there = {item.id for item in services}

    def faults(item: ir.Login) -> Iterator[str]:
        yield from (fault for _, fault in check_login(item))
        if item.service_id not in there:
            yield f"service {item.service_id!r} is not there; choose another one"

    return faults


def _issuer_faults(services: tuple[ir.Service, ...]) -> Callable[[ir.TokenIssuer], Iterator[str]]:
    known = {item.id for item in services}

    def faults(item: ir.TokenIssuer) -> Iterator[str]:
        yield from check_issuer(item)
        if item.service_id and item.service_id not in known:
            yield f"service {item.service_id!r} is not there; choose another one"

    return faults


_NO_EDIT = ir.HeaderEdit()
_MISCONFIGURED = ir.DirectResponse(
    500, "This route is misconfigured. Its owner can see why in the console.\n"
)
