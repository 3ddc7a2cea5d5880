"""What is wrong with a rollout, before Envoy or a user would find out: it is left out then, and everybody
stays where they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sluice_console.envoy import fields, ir
from sluice_console.envoy.candidates import candidate_of, routes_of
from sluice_console.envoy.http_filters.compression import to_compressors
from sluice_console.envoy.http_filters.slots import routes_name

_HOST = re.compile(r"\*|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?")
RouteFaults = Callable[[ir.Route], Iterable[str]]


def rollout_faults(gateway: ir.Gateway, route_faults: RouteFaults) -> Callable[[ir.Rollout], Iterator[str]]:
    """`gateway` is in order, `route_faults` says what is wrong with a route. Of two rollouts that split the
    same requests the second has a fault.
    """
    attachments = {item.id: item for item in gateway.attachments}
    routes = {item.id: item for item in gateway.routes}
    taken: dict[str | None, str] = {}

    def faults(item: ir.Rollout) -> Iterator[str]:
        match item.subject:
            case ir.FilterChange() as change:
                yield from _filter_faults(change, gateway)
            case ir.RouteChange() as change:
                yield from _route_faults(change, gateway, route_faults)
            case ir.VersionChange() as change:
                moved = (routes[id_] for id_ in change.route_ids if id_ in routes)
                for route in moved:
                    yield from route_faults(candidate_of(item, route))
        yield from _stage_faults(item)
        split = routes_of(item, attachments)
        other = next((taken[id_] for id_ in (*split, None) if id_ in taken), None)
        if other is None and None in split:
            other = next(iter(taken.values()), None)
        if other is not None:
            yield f"rollout {other!r} already splits the same requests; end it first"
            return
        taken.update(dict.fromkeys(split, item.id))

    return faults


def needs_another_chain(gateway: ir.Gateway, changed: ir.Route) -> bool:
    """Whether what the route is to become needs other HTTP filters than the gateway's listeners have.

    Connections that are open keep their chain, so both sides of a rollout have to do with the same.
    """
    routes = tuple(changed if item.id == changed.id else item for item in gateway.routes)
    after = replace(gateway, routes=routes)
    return routes_name(after) != routes_name(gateway) or any(
        len(tuple(to_compressors(after, item))) > len(tuple(to_compressors(gateway, item)))
        for item in gateway.listeners
    )


def _filter_faults(change: ir.FilterChange, gateway: ir.Gateway) -> Iterator[str]:
    if all(item.id != change.attachment_id for item in gateway.attachments):
        yield f"attachment {change.attachment_id!r} is not there"
    if all(item.id != change.filter_version_id for item in gateway.filters):
        yield f"filter version {change.filter_version_id!r} is not there"


def _route_faults(change: ir.RouteChange, gateway: ir.Gateway, route_faults: RouteFaults) -> Iterator[str]:
    changed = change.route
    present = next((item for item in gateway.routes if item.id == changed.id), None)
    if present is None:
        yield f"route {changed.id!r} is not there"
        return
    if (changed.hosts, changed.match, changed.order) != (present.hosts, present.match, present.order):
        yield "both sides of a rollout take the same requests: hosts, match and order stay"
    yield from route_faults(changed)
    if needs_another_chain(gateway, changed):
        yield "it needs another chain of filters, which open connections do not have"


def _stage_faults(item: ir.Rollout) -> Iterator[str]:
    if not 0 <= item.stage.share <= ir.FULL_SHARE:
        yield f"share {item.stage.share} must be from 0 to {ir.FULL_SHARE} basis points"
    if item.sticky_by is not None:
        yield from fields.check_header_match(ir.HeaderMatch(item.sticky_by.name))
    for header in item.stage.headers:
        yield from fields.check_header_match(header)
    for host in item.stage.hosts:
        if not _HOST.fullmatch(host):
            yield f"{host!r} is no host; write example.com or *.example.com"
