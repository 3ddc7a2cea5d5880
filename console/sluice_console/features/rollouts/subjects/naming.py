"""How people call what a rollout moves, and its two sides."""

from dataclasses import dataclass

from sluice_console.core.language import tr
from sluice_console.models import Rollout


@dataclass(frozen=True, slots=True)
class Sides:
    """In the language of the page: `name` is the filter's, the route's or the service's, `old` and `new` are
    its two sides, `title` is all of it and `link` the page of the thing.
    """

    name: str
    old: str
    new: str
    title: str
    link: str


def sides_of(rollout: Rollout) -> Sides:
    old, new = versions_of(rollout)
    if rollout.service is not None:
        name, link = rollout.service.name, f"/services/{rollout.service.name}"
        old, new = old or tr("all endpoints"), new or tr("all endpoints")
    elif rollout.new_version is not None:
        name, link = rollout.new_version.filter.name, f"/filters/{rollout.new_version.filter.name}"
    else:
        assert rollout.route is not None
        name, link = rollout.route.name, f"/routes/{rollout.route.id}"
        title = tr("Route %(name)s, changed", name=name)
        return Sides(name, tr("the route as it is"), tr("the changed route"), title, link)
    return Sides(name, old, new, f"{name} {old} → {new}", link)


def title_of(rollout: Rollout) -> str:
    """For what is stored and sent: `api_key 1.2.0 → 1.3.0`, `route checkout, changed`."""
    old, new = versions_of(rollout)
    if rollout.service is not None:
        return f"{rollout.service.name} {old or 'all endpoints'} → {new or 'all endpoints'}"
    if rollout.new_version is not None:
        return f"{rollout.new_version.filter.name} {old} → {new}"
    return f"route {rollout.route.name if rollout.route else '?'}, changed"


def versions_of(rollout: Rollout) -> tuple[str, str]:
    """Of the filter or of the service, before and after; a route has none."""
    if rollout.old_version is not None and rollout.new_version is not None:
        return rollout.old_version.version, rollout.new_version.version
    if rollout.subject == "service":
        return rollout.old_configuration["version"], rollout.new_configuration["version"]
    return "", ""


def place_of(rollout: Rollout) -> str:
    """`edge/checkout`, or `edge` alone."""
    return rollout.gateway.name + (f"/{rollout.route.name}" if rollout.route else "")


def split_routes(rollout: Rollout) -> frozenset[str] | None:
    """The ids of the routes whose requests it splits; None: those of every route of the gateway."""
    if rollout.subject == "service":
        return frozenset(rollout.moved_routes or ())
    return None if rollout.route_id is None else frozenset((rollout.route_id,))


def meet(one: Rollout, other: Rollout) -> bool:
    """Whether both would split the same requests, which Envoy's routes cannot."""
    if one.gateway_id != other.gateway_id:
        return False
    first, second = split_routes(one), split_routes(other)
    return first is None or second is None or not first.isdisjoint(second)
