"""The list of routes: rows grouped by host, and the answer to "which route does this request take?"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from pydantic import TypeAdapter

from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.envoy.matches import specificity
from sluice_console.features.routes.conditions import describe
from sluice_console.features.routes.matching import Attempt, template_values
from sluice_console.models import Attachment, Route

_MATCH = TypeAdapter(ir.RouteMatch)


@dataclass(frozen=True, slots=True)
class RouteRow:
    """`weights` is "" where there is nothing to split."""

    route: Route
    path: str
    goes_to: str
    weights: str
    filters: tuple[str, ...]

    @property
    def methods(self) -> Sequence[str]:
        methods: Sequence[str] = self.route.match.get("methods", ())
        return methods

    @property
    def conditions(self) -> tuple[str, ...]:
        return describe(self.route.match)


@dataclass(frozen=True, slots=True)
class HostGroup:
    title: str
    rows: tuple[RouteRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that somebody asked about, and what became of it; `attempts` is None before that."""

    method: str = "GET"
    url: str = ""
    headers: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    attempts: tuple[Attempt, ...] | None = None
    host: str = ""
    of: int = 0
    path: str = ""
    goes_to: str = ""

    @property
    def taken(self) -> ir.Route | None:
        """The route that takes the request."""
        last = self.attempts[-1] if self.attempts else None
        return last.route if last is not None and last.refusal is None else None

    @property
    def template_values(self) -> dict[str, str]:
        return template_values(self.taken.match.path, self.path) if self.taken else {}


def to_groups(routes: Sequence[Route], attachments: Sequence[Attachment]) -> list[HostGroup]:
    """`routes` come ordered by host; a route for several hosts stands in the group of them all.

    Within a group they stand in the order in which Envoy asks them.
    """
    groups = []
    for hosts, group in groupby(routes, key=lambda route: tuple(route.hosts)):
        rows = tuple(to_row(route, attachments) for route in sorted(group, key=_rank))
        groups.append(HostGroup(tr("any host") if hosts == ("*",) else ", ".join(hosts), rows))
    return groups


def _rank(route: Route) -> tuple[object, ...]:
    return route.order, *specificity(_MATCH.validate_python(route.match)), route.id


def to_row(route: Route, attachments: Sequence[Attachment]) -> RouteRow:
    names = [
        attachment.filter_version.filter.name
        for attachment in attachments
        if attachment.route_id in (None, route.id)
    ]
    goes_to, weights = describe_action(route)
    return RouteRow(route, _path(route.match), goes_to, weights, tuple(dict.fromkeys(names)))


def describe_action(route: Route) -> tuple[str, str]:
    """Where it goes, and the shares of a split: `("checkout v2, v3", "90 % / 10 %")`."""
    action = route.action
    match action["kind"]:
        case "respond":
            return tr("%(status)s, direct answer", status=action["status"]), ""
        case "redirect":
            target = action.get("host") or action.get("path") or action.get("prefix") or action.get("scheme")
            target = target or tr("another port")
            return tr("%(status)s to %(target)s", status=action["status"], target=target), ""
    split = [item for item in route.destinations if not item.mirror]
    arms = [item for item in split if item.weight] or split
    total = sum(item.weight for item in arms) or 1
    names: list[str] = []
    for item in arms:
        known = any(other.service_id == item.service_id for other in arms[: arms.index(item)])
        names.append(
            item.version if known and item.version else f"{item.service.name} {item.version}".strip()
        )
    shares = " / ".join(f"{100 * item.weight / total:g}\u00a0%" for item in arms)
    return ", ".join(names) or tr("nowhere"), shares if len(arms) > 1 else ""


def _path(match: Mapping[str, Any]) -> str:
    """A prefix ends in an ellipsis, a regex stands between tildes."""
    path = match.get("path") or {"kind": "prefix", "value": "/"}
    value = str(path["value"])
    match path["kind"]:
        case "prefix":
            return f"{value.rstrip('/')}/…"
        case "regex":
            return f"~ {value}"
        case _:
            return value
