"""Services with IP addresses as EDS resources, so that endpoints come and go without touching a cluster."""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Iterator, Sequence

from sluice_console.envoy import ir
from sluice_console.envoy.names import cluster_name
from sluice_console.envoy.protobufs import UInt32Value, address, core, endpoint, endpoint_parts
from sluice_console.envoy.resources import ENDPOINTS, Resource


def is_discovered(service: ir.Service) -> bool:
    """Whether EDS can carry the service: it takes addresses only, a DNS name has to be in the cluster."""
    return all(_is_address(item.host) for item in service.endpoints)


def to_load_assignments(gateway: ir.Gateway) -> Iterator[Resource]:
    """One resource for each cluster that asks EDS for its endpoints."""
    for service in gateway.services:
        if is_discovered(service):
            for version in ("", *service.versions):
                message = to_load_assignment(service, version)
                yield Resource.of(ENDPOINTS, message.cluster_name, message)


def to_load_assignment(service: ir.Service, version: str) -> endpoint.ClusterLoadAssignment:
    """The endpoints of one version, or all for `""`, in an order that does not depend on the input."""
    chosen = [item for item in service.endpoints if not version or item.version == version]
    chosen.sort(key=lambda item: (*_place(item), item.host, item.port))
    ranks = {priority: rank for rank, priority in enumerate(sorted({item.priority for item in chosen}))}
    weighs = has_localities(service)
    localities = [
        _to_locality(ranks[place[0]], place[1], place[2], tuple(items), weighs=weighs)
        for place, items in itertools.groupby(
            chosen, key=lambda item: (item.priority, item.region, item.zone)
        )
    ]
    return endpoint.ClusterLoadAssignment(
        cluster_name=cluster_name(service, version),
        endpoints=localities or [endpoint_parts.LocalityLbEndpoints()],
    )


def has_localities(service: ir.Service) -> bool:
    """Whether requests are shared out between localities first; one without a weight would get none."""
    return any(item.region or item.zone for item in service.endpoints)


def _place(item: ir.Endpoint) -> tuple[int, str, str]:
    return item.priority, item.region, item.zone


def _to_locality(
    rank: int, region: str, zone: str, items: Sequence[ir.Endpoint], *, weighs: bool
) -> endpoint_parts.LocalityLbEndpoints:
    """`rank` is the priority counted without gaps, as Envoy wants it: a version may lack the first ones."""
    message = endpoint_parts.LocalityLbEndpoints(lb_endpoints=map(_to_endpoint, items), priority=rank)
    if weighs:
        message.locality.CopyFrom(core.Locality(region=region, zone=zone))
        message.load_balancing_weight.CopyFrom(UInt32Value(value=sum(item.weight for item in items)))
    return message


def _to_endpoint(item: ir.Endpoint) -> endpoint_parts.LbEndpoint:
    return endpoint_parts.LbEndpoint(
        endpoint=endpoint_parts.Endpoint(address=to_address(item.host, item.port)),
        load_balancing_weight=UInt32Value(value=item.weight),
    )


def to_address(host: str, port: int) -> address.Address:
    """A TCP address as Envoy writes it everywhere."""
    return address.Address(socket_address=address.SocketAddress(address=host, port_value=port))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
