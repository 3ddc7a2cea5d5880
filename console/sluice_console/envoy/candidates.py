"""Rollouts seen from a route: which one splits its requests, and what the candidate's side of it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sluice_console.envoy import ir


class Splits:
    """The rollouts of a gateway by the routes whose requests they split; one a route at most."""

    def __init__(self, gateway: ir.Gateway) -> None:
        self._attachments = {item.id: item for item in gateway.attachments}
        self._by_route: dict[str | None, ir.Rollout] = {}
        for rollout in gateway.rollouts:
            for route_id in routes_of(rollout, self._attachments):
                self._by_route[route_id] = rollout

    def find(self, route: ir.Route) -> ir.Rollout | None:
        return self._by_route.get(route.id) or self._by_route.get(None)

    def attachment(self, rollout: ir.Rollout) -> ir.Attachment | None:
        """What a filter's rollout replaces."""
        match rollout.subject:
            case ir.FilterChange(attachment_id=id_):
                return self._attachments[id_]
        return None


def routes_of(rollout: ir.Rollout, attachments: Mapping[str, ir.Attachment]) -> tuple[str | None, ...]:
    """The ids of the routes whose requests a rollout splits, `(None,)` where it splits those of every route.

    `attachments` are the gateway's, by id.
    """
    match rollout.subject:
        case ir.RouteChange(route=route):
            return (route.id,)
        case ir.VersionChange(route_ids=ids):
            return ids
        case ir.FilterChange(attachment_id=id_):
            return (attachments[id_].route_id,) if id_ in attachments else ()


def candidate_of(rollout: ir.Rollout, route: ir.Route) -> ir.Route:
    """What the candidate's side does with the requests of `route`."""
    match rollout.subject:
        case ir.RouteChange(route=changed):
            return changed
        case ir.VersionChange() as change:
            return _with_version(route, change)
    return route


def _with_version(route: ir.Route, change: ir.VersionChange) -> ir.Route:
    """Mirrors stay: a copy says nothing about the version that answers."""
    action = route.action
    if not isinstance(action, ir.Forward):
        return route
    weights: dict[tuple[str, str], int] = {}
    for item in action.destinations:
        moves = (item.service_id, item.version) == (change.service_id, change.old)
        leads_to = (item.service_id, change.new if moves else item.version)
        weights[leads_to] = weights.get(leads_to, 0) + item.weight
    destinations = tuple(ir.Destination(id_, version, weight) for (id_, version), weight in weights.items())
    return replace(route, action=replace(action, destinations=destinations))
