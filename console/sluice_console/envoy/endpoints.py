"""Services with IP addresses as EDS resources, so that endpoints come and go without touching a cluster."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.names import cluster_name
from sluice_console.envoy.protobufs import UInt32Value, address, endpoint, endpoint_parts
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
    chosen.sort(key=lambda item: (item.host, item.port))
    return endpoint.ClusterLoadAssignment(
        cluster_name=cluster_name(service, version),
        endpoints=[endpoint_parts.LocalityLbEndpoints(lb_endpoints=map(_to_endpoint, chosen))],
    )


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
