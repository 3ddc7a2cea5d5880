"""From routes and what nodes have counted to hosts, services and what flows between them: pure."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple, TypeVar

from sluice_console.rollouts.states import ArmCounts

SERVICES = 20
HOSTS = 15
VERSIONS = 5
"""At most this many are shown, versions of each service: those with the most requests, then routes."""


class Arm(NamedTuple):
    """One destination of a route. `hosts` is a JSON list; no `service_id`: the gateway answers by itself.

    `service` is empty where it may not be seen.
    """

    route_id: str
    hosts: str
    service_id: str = ""
    service: str = ""
    version: str = ""
    weight: int = 1
    mirror: bool = False


@dataclass(slots=True)
class Flow:
    """What was counted in `seconds`. `estimated`: shared out by the weights of a route that splits."""

    seconds: float
    requests: float = 0.0
    errors: float = 0.0
    routes: int = 0
    """Those of one edge; added up over versions a route that splits counts for each."""
    estimated: bool = False

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def error_share(self) -> float:
        """0 to 1."""
        return self.errors / self.requests if self.requests else 0.0

    @property
    def rank(self) -> tuple[float, int]:
        """Larger is more important."""
        return self.requests, self.routes

    def add(self, other: "Flow") -> None:
        self.requests += other.requests
        self.errors += other.errors
        self.routes += other.routes
        self.estimated = self.estimated or other.estimated


@dataclass(frozen=True, slots=True)
class Host:
    """Routes with the same hosts are one."""

    key: str
    flow: Flow

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(json.loads(self.key))


@dataclass(frozen=True, slots=True)
class Target:
    """One version of a service, or "" for all of its endpoints."""

    version: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class ServiceNode:
    """Without an id it is the gateway that answers; without a name it is a service that may not be seen."""

    id: str
    name: str
    flow: Flow
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """From hosts to a version of a service; a mirror gets copies, which nobody counts."""

    host: Host
    service: ServiceNode
    version: str
    mirror: bool
    flow: Flow


@dataclass(frozen=True, slots=True)
class Topology:
    """What is shown, and of how many; `versions_left` are versions of the services that are shown."""

    total: Flow
    hosts: tuple[Host, ...] = ()
    services: tuple[ServiceNode, ...] = ()
    edges: tuple[Edge, ...] = ()
    hosts_found: int = 0
    services_found: int = 0
    versions_left: int = 0

    @property
    def is_partial(self) -> bool:
        left = self.hosts_found > len(self.hosts) or self.services_found > len(self.services)
        return left or self.versions_left > 0

    @property
    def has_estimates(self) -> bool:
        return any(edge.flow.estimated for edge in self.edges)

    @property
    def failing(self) -> int:
        """How many edges had errors."""
        return sum(edge.flow.errors > 0 for edge in self.edges)


_Part = TypeVar("_Part", str, tuple[str, str])


class _Key(NamedTuple):
    hosts: str
    service_id: str
    version: str
    mirror: bool


@dataclass(frozen=True, slots=True)
class Wiring:
    """What leads where, before anything flows: the same until somebody changes a route or a service."""

    routes: Mapping[_Key, int]
    """How many each edge has."""
    names: Mapping[str, str]
    """Of services, by id."""
    arms: Mapping[str, Sequence[Arm]]
    """Of each route."""


def wire(arms: Iterable[Arm]) -> Wiring:
    routes: dict[_Key, int] = {}
    names: dict[str, str] = {}
    by_route: dict[str, list[Arm]] = {}
    for arm in arms:
        key = _key_of(arm)
        routes[key] = routes.get(key, 0) + 1
        names[arm.service_id] = arm.service
        by_route.setdefault(arm.route_id, []).append(arm)
    return Wiring(routes, names, by_route)


def _key_of(arm: Arm) -> _Key:
    return _Key(arm.hosts, arm.service_id, arm.version, bool(arm.mirror))


@dataclass(slots=True)
class _Sums:
    """All that was found, before the choice."""

    seconds: float
    edges: dict[_Key, Flow] = field(default_factory=dict)

    def by(self, part: Callable[[_Key], _Part]) -> dict[_Part, Flow]:
        """Added up over everything but this part of the keys."""
        sums: dict[_Part, Flow] = {}
        for key, flow in self.edges.items():
            found = sums.get(of := part(key))
            if found is None:
                found = sums[of] = Flow(self.seconds)
            found.add(flow)
        return sums


def build(wiring: Wiring, counts: Mapping[str, ArmCounts], seconds: float, search: str = "") -> Topology:
    """`counts` is by route, of the last `seconds`; `search` is a part of a host, a service or a version."""
    sums = _add_up(wiring, counts, seconds, search.lower())
    services = _most(sums.by(attrgetter("service_id")), SERVICES)
    targets = sums.by(attrgetter("service_id", "version"))
    versions = {
        id_: _most({version: flow for (of, version), flow in targets.items() if of == id_}, VERSIONS)
        for id_ in services
    }
    chosen = {
        key: flow for key, flow in sums.edges.items() if key.version in versions.get(key.service_id, ())
    }
    of_hosts = sums.by(attrgetter("hosts"))
    reached = {key.hosts for key in chosen}
    kept = _most({key: flow for key, flow in of_hosts.items() if key in reached}, HOSTS)
    whole = not search
    hosts = {key: Host(key, _known(flow, whole)) for key, flow in sorted(kept.items(), key=_any_host_last)}
    nodes = {
        id_: ServiceNode(
            id_,
            wiring.names[id_],
            flow,
            tuple(Target(version, of_version) for version, of_version in sorted(versions[id_].items())),
        )
        for id_, flow in services.items()
    }
    edges = [
        Edge(hosts[key.hosts], nodes[key.service_id], key.version, key.mirror, flow)
        for key, flow in chosen.items()
        if key.hosts in hosts
    ]
    ordered = _without_crossings(nodes.values(), edges, list(hosts))
    place = {node.id: index for index, node in enumerate(ordered)}
    rows = {key: index for index, key in enumerate(hosts)}
    edges.sort(key=lambda edge: (rows[edge.host.key], place[edge.service.id], edge.version, edge.mirror))
    total = Flow(seconds)
    for flow in sums.edges.values():
        total.add(flow)
    _known(total, whole)
    shown_versions = sum(map(len, versions.values()))
    all_versions = sum(key[0] in services for key in targets)
    return Topology(
        total,
        tuple(hosts.values()),
        tuple(ordered),
        tuple(edges),
        hosts_found=len(of_hosts),
        services_found=len({key.service_id for key in sums.edges}),
        versions_left=all_versions - shown_versions,
    )


def _add_up(wiring: Wiring, counts: Mapping[str, ArmCounts], seconds: float, search: str) -> _Sums:
    sums = _Sums(seconds)
    for key, routes in wiring.routes.items():
        texts = (key.hosts, wiring.names[key.service_id], key.version)
        if not search or any(search in text.lower() for text in texts):
            sums.edges[key] = Flow(seconds, routes=routes)
    for route_id, counted in counts.items():
        arms = [arm for arm in wiring.arms.get(route_id, ()) if not arm.mirror]
        whole = sum(arm.weight for arm in arms)
        for arm in arms if whole else ():
            flow = sums.edges.get(_key_of(arm))
            if flow is not None:
                share = arm.weight / whole
                flow.requests += counted.requests * share
                flow.errors += counted.errors * share
                flow.estimated = flow.estimated or (0 < share < 1 and counted.requests > 0)
    return sums


def _most(flows: Mapping[str, Flow], number: int) -> dict[str, Flow]:
    ranked = sorted(flows.items(), key=lambda item: (-item[1].requests, -item[1].routes, item[0]))
    return dict(ranked[:number])


def _known(flow: Flow, whole: bool) -> Flow:
    """With all arms of its routes together nothing is estimated any more."""
    flow.estimated = flow.estimated and not whole
    return flow


def _any_host_last(item: tuple[str, Flow]) -> tuple[bool, str]:
    return item[0] == '["*"]', item[0]


def _without_crossings(
    nodes: Collection[ServiceNode], edges: Iterable[Edge], hosts: Sequence[str]
) -> list[ServiceNode]:
    """Each service beside the middle of its hosts; by traffic the picture would jump with every figure."""
    rows = {key: index for index, key in enumerate(hosts)}
    reached: dict[str, list[int]] = {}
    for edge in edges:
        reached.setdefault(edge.service.id, []).append(rows[edge.host.key])
    middle = {id_: sum(found) / len(found) for id_, found in reached.items()}
    return sorted(
        (node for node in nodes if node.id in middle), key=lambda node: (middle[node.id], node.name, node.id)
    )
