"""Routes as RDS, and VHDS where they are many: virtual hosts, their routes, a rollout's candidate first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sluice_console.envoy import ir
from sluice_console.envoy.actions import put_action, put_header_edits
from sluice_console.envoy.candidates import Splits, candidate_of
from sluice_console.envoy.config_sources import ADS
from sluice_console.envoy.http_filters.caching import with_cache
from sluice_console.envoy.http_filters.compression import to_switches
from sluice_console.envoy.http_filters.faults import FAULT_FILTER, to_fault
from sluice_console.envoy.http_filters.logins import to_login_entries, to_route_login
from sluice_console.envoy.http_filters.protection import to_route_filters
from sluice_console.envoy.http_filters.shared_limits import to_route_limits
from sluice_console.envoy.http_filters.slots import is_split, routes_name
from sluice_console.envoy.matches import (
    specificity,
    to_header_matcher,
    to_host_matcher,
    to_keyless_matcher,
    to_match,
    to_sticky_matcher,
)
from sluice_console.envoy.names import (
    candidate_slot,
    current_slot,
    entry_name,
    runtime_key,
    statistics_prefix,
    virtual_host_name,
)
from sluice_console.envoy.protobufs import (
    Any,
    BoolValue,
    Struct,
    UInt32Value,
    core,
    pack,
    percent,
    route,
    route_parts,
)
from sluice_console.envoy.resources import ROUTES, VIRTUAL_HOST, Resource

DIRECT_BODY_BYTES = 65_536
"""The longest body of a direct response."""


@dataclass(frozen=True, slots=True)
class _Arm:
    """One of the entries that a route becomes: everybody else's, or one of a rollout's candidate's."""

    route: ir.Route
    rollout: ir.Rollout | None = None
    header: ir.HeaderMatch | None = None
    host: str = ""
    sticky: bool = False

    @property
    def name(self) -> str:
        condition = self.header.name if self.header else self.host
        return entry_name(self.route, candidate=self.rollout is not None, condition=condition)


class _Index:
    """A gateway's objects by what routes ask for: a scan for each of 10,000 routes would take seconds."""

    def __init__(self, gateway: ir.Gateway) -> None:
        self.services = {item.id: item for item in gateway.services}
        self.limits = {item.id: item for item in gateway.shared_limits}
        self.counts_elsewhere = gateway.limit_service is not None
        self.attachments: dict[str | None, list[ir.Attachment]] = {}
        self.splits = Splits(gateway)
        self.routes: dict[str, list[ir.Route]] = {}
        for attachment in gateway.attachments:
            self.attachments.setdefault(attachment.route_id, []).append(attachment)
        for item in gateway.routes:
            for host in item.hosts:
                self.routes.setdefault(host, []).append(item)
        self._wildcards = [pattern for pattern in self.routes if pattern.startswith("*")]

    def routes_for(self, host: str) -> list[ir.Route]:
        """The routes that a virtual host asks, in order: its own first, then those of wider hosts.

        Envoy picks one virtual host and never looks at another, so the wider ones' routes are repeated there.
        """
        chosen: dict[str, ir.Route] = {}
        patterns = {host, *(pattern for pattern in self._wildcards if _covers(pattern, host))}
        for pattern in sorted(patterns, key=_width):
            for item in sorted(self.routes[pattern], key=_rank):
                chosen.setdefault(item.id, item)
        return list(chosen.values())


def _rank(item: ir.Route) -> tuple[object, ...]:
    return item.order, *specificity(item.match), item.id


def _covers(wildcard: str, host: str) -> bool:
    """`*.a.io` covers `x.a.io` and `*.x.a.io`, but not `a.io`."""
    return wildcard == "*" or (host.endswith(wildcard[1:]) and len(host) >= len(wildcard))


def is_within(host: str, pattern: str) -> bool:
    """Whether a host, or a whole wildcard, is one of those that `pattern` stands for; ports make no
    difference.
    """
    host, pattern = host.partition(":")[0], pattern.partition(":")[0]
    return host == pattern or (pattern.startswith("*") and _covers(pattern, host))


def _width(pattern: str) -> int:
    """Sorts an exact host first, then the longer suffix, then `*`."""
    return -len(pattern) if pattern.startswith("*") else -1000


def find_virtual_host(gateway: ir.Gateway, host: str) -> tuple[str, list[ir.Route]]:
    """The domain of the virtual host that Envoy picks for `host`, and its routes as they stand there;
    "" where there is none.
    """
    index = _Index(gateway)
    wildcards = [pattern for pattern in index.routes if pattern.startswith("*") and _covers(pattern, host)]
    chosen = host if host in index.routes else min(wildcards, key=_width, default="")
    return chosen, index.routes_for(chosen) if chosen else []


def leading_to(routes: Iterable[ir.Route], host: str) -> tuple[ir.Route, ...]:
    """Those for a host, among others."""
    covering = {host, "*", *(f"*{host[index:]}" for index in range(1, len(host)))}
    return tuple(item for item in routes if not covering.isdisjoint(item.hosts))


def to_routes(gateway: ir.Gateway) -> Iterator[Resource]:
    """What every listener of the gateway asks for: one resource, or one and one more for each host.

    Envoy takes the second form over the delta protocol only; `virtual_hosts.gather` gives the first again.
    """
    name = routes_name(gateway)
    hosts = to_virtual_hosts(gateway)
    message = route.RouteConfiguration(
        name=name,
        ignore_port_in_host_matching=True,
        max_direct_response_body_size_bytes=UInt32Value(value=DIRECT_BODY_BYTES),
        validate_clusters=BoolValue(value=False),
    )
    if not is_split(gateway):
        message.virtual_hosts.extend(hosts)
        yield Resource.of(ROUTES, name, message)
        return
    message.vhds.CopyFrom(route.Vhds(config_source=ADS))
    yield Resource.of(ROUTES, name, message)
    for host in hosts:
        host.name = f"{name}/{host.domains[0]}"  # by which Envoy looks for it when it is removed
        yield Resource.of(VIRTUAL_HOST, host.name, host)


def to_virtual_hosts(gateway: ir.Gateway) -> Iterator[route_parts.VirtualHost]:
    """A host's name is its only domain. Envoy asks one of them for a request, the closest."""
    index = _Index(gateway)
    entries = {item.id: list(_to_entries(item, index)) for item in gateway.routes}
    for host in sorted(index.routes):
        yield _to_virtual_host(host, index.routes_for(host), entries, gateway.logins)


def _to_virtual_host(
    host: str,
    routes: Sequence[ir.Route],
    entries: Mapping[str, list[route_parts.Route]],
    logins: tuple[ir.Login, ...],
) -> route_parts.VirtualHost:
    """What logins answer comes first: no route may take it from them."""
    return route_parts.VirtualHost(
        name=virtual_host_name(host),
        domains=[host],
        routes=[
            *to_login_entries(logins, routes),
            *(entry for item in routes for entry in entries[item.id]),
        ],
    )


def _arms(item: ir.Route, index: _Index) -> Iterator[_Arm]:
    """The candidate's entries come first: by header, by host, by key, by share, then everybody else's."""
    rollout = index.splits.find(item)
    if rollout is not None:
        candidate = candidate_of(rollout, item)
        for header in rollout.stage.headers:
            yield _Arm(candidate, rollout, header)
        for host in rollout.stage.hosts:
            if any(is_within(own, host) or is_within(host, own) for own in item.hosts):
                yield _Arm(candidate, rollout, host=host)
        if rollout.sticky_by is not None:
            yield _Arm(candidate, rollout, sticky=True)
        yield _Arm(candidate, rollout)
    yield _Arm(item)


def _to_entries(item: ir.Route, index: _Index) -> Iterator[route_parts.Route]:
    """A cache would give the other side of a rollout what this one has led to."""
    arms = tuple(_arms(item, index))
    for arm in arms:
        entry = _to_entry(arm, index)
        if isinstance(item.action, ir.Forward) and len(arms) == 1:
            yield from with_cache(entry, item.id, item.action)
        else:
            yield entry


def _to_entry(arm: _Arm, index: _Index) -> route_parts.Route:
    message = route_parts.Route(
        name=arm.name,
        match=to_match(arm.route.match),
        metadata=_to_metadata(arm),
        stat_prefix=statistics_prefix(arm.route, candidate=arm.rollout is not None),
    )
    _put_arm(arm, message)
    for name, config in _switches(arm, index).items():
        message.typed_per_filter_config[name].CopyFrom(config)
    if isinstance(arm.route.action, ir.Forward) and arm.route.action.fault is not None:
        trouble = to_fault(arm.route, arm.route.action.fault)
        message.typed_per_filter_config[FAULT_FILTER].CopyFrom(pack(trouble))
    for name, config in to_switches(arm.route.action):
        message.typed_per_filter_config[name].CopyFrom(config)
    for name, config in to_route_filters(arm.route.protection):
        message.typed_per_filter_config[name].CopyFrom(config)
    for name, config in to_route_login(arm.route):
        message.typed_per_filter_config[name].CopyFrom(config)
    for name, config in to_route_limits(arm.route, index.limits, by_name=index.counts_elsewhere):
        message.typed_per_filter_config[name].CopyFrom(config)
    put_action(arm.route, index.services, message)
    put_header_edits(arm.route, message)
    return message


def _put_arm(arm: _Arm, message: route_parts.Route) -> None:
    """Which of the route's requests this entry takes."""
    rollout = arm.rollout
    if rollout is None:
        return
    if arm.header is not None:
        message.match.headers.append(to_header_matcher(arm.header))
    elif arm.host:
        message.match.headers.append(to_host_matcher(arm.host))
    elif rollout.sticky_by is not None and arm.sticky:
        sticky = to_sticky_matcher(rollout.sticky_by, rollout.id, rollout.stage.share)
        message.match.headers.append(sticky)
    else:
        if rollout.sticky_by is not None:
            message.match.headers.append(to_keyless_matcher(rollout.sticky_by))
        message.match.runtime_fraction.CopyFrom(_to_share(rollout))


def _to_share(rollout: ir.Rollout) -> core.RuntimeFractionalPercent:
    """The share comes by RTDS; without it nobody gets the candidate."""
    nobody = percent.FractionalPercent(numerator=0, denominator=percent.FractionalPercent.TEN_THOUSAND)
    return core.RuntimeFractionalPercent(default_value=nobody, runtime_key=runtime_key(rollout))


def _to_metadata(arm: _Arm) -> core.Metadata:
    """What filters and access logs can tell about the entry that took a request."""
    fields = Struct()
    fields["route"] = arm.route.id
    if arm.rollout is not None:
        fields["rollout"] = arm.rollout.id
    fields["stage"] = "current" if arm.rollout is None else "candidate"
    return core.Metadata(filter_metadata={"sluice": fields})


def _switches(arm: _Arm, index: _Index) -> dict[str, Any]:
    """Which slots this entry switches on or off, against what the listener says."""
    switches: dict[str, Any] = {}
    for attachment in index.attachments.get(arm.route.id, ()):
        switches[current_slot(attachment)] = _ON
    if arm.rollout is not None:
        split = index.splits.attachment(arm.rollout)
        if split is None:
            return switches
        switches.pop(current_slot(split), None)
        switches[candidate_slot(split)] = _ON
        if split.route_id is None:
            switches[current_slot(split)] = _OFF
    return switches


_ON = pack(route_parts.FilterConfig(config=Any()))
_OFF = pack(route_parts.FilterConfig(disabled=True))
