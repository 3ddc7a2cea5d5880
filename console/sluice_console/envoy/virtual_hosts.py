"""Routes in one piece again, for whoever cannot take virtual hosts one by one.

whole, pieces = gather(snapshot)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from sluice_console.envoy.protobufs import route, route_parts
from sluice_console.envoy.resources import ROUTES, VIRTUAL_HOST, Resource, Snapshot

Pieces = Mapping[str, Mapping[tuple[str, str], str]]
"""For a version of routes in one piece what it is made of: type and name to version."""


def join_routes(resources: Iterable[Resource]) -> list[route.RouteConfiguration]:
    """Every route configuration with its virtual hosts, wherever these are."""
    given = list(resources)
    whole = []
    for item in given:
        if item.type_url == ROUTES:
            message = route.RouteConfiguration.FromString(item.body)
            message.ClearField("vhds")
            message.virtual_hosts.extend(
                route_parts.VirtualHost.FromString(host.body) for host in _hosts_of(item, given)
            )
            whole.append(message)
    return whole


@lru_cache(maxsize=4)
def gather(snapshot: Snapshot) -> tuple[Snapshot, Pieces]:
    """The snapshot without virtual hosts of their own. Without such hosts it is the same one."""
    hosts = snapshot.by_type[VIRTUAL_HOST]
    if not hosts:
        return snapshot, {}
    parts = (*snapshot.by_type[ROUTES].values(), *hosts.values())
    routes, pieces = {}, {}
    for message in join_routes(parts):
        joined = Resource.of(ROUTES, message.name, message)
        shell = snapshot.by_type[ROUTES][message.name]
        routes[joined.name] = joined
        pieces[joined.version] = {
            (item.type_url, item.name): item.version for item in (shell, *_hosts_of(shell, parts))
        }
    groups = {**snapshot.by_type, ROUTES: MappingProxyType(routes), VIRTUAL_HOST: MappingProxyType({})}
    return Snapshot(MappingProxyType(groups), snapshot.left_out), pieces


def _hosts_of(routes: Resource, resources: Iterable[Resource]) -> list[Resource]:
    """As the routes have them in one piece: by host."""
    found = [
        item
        for item in resources
        if item.type_url == VIRTUAL_HOST and item.name.startswith(f"{routes.name}/")
    ]
    return sorted(found, key=lambda item: item.name)
