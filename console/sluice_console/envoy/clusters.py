"""Services as CDS resources: one cluster for a whole service and one for each of its versions.

Versions are clusters of their own, not load-balancer subsets: each has its own statistics, and a weight
between them can be moved by runtime.
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.config_sources import ADS
from sluice_console.envoy.endpoints import is_discovered, to_load_assignment
from sluice_console.envoy.names import cluster_name
from sluice_console.envoy.protobufs import cluster, pack, protocol, seconds, upstream_http
from sluice_console.envoy.resources import CLUSTER, Resource

UPSTREAM_HTTP = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"


def to_clusters(gateway: ir.Gateway) -> Iterator[Resource]:
    """Every service's clusters, referred to by a route or not: filters call out to services by name."""
    for service in gateway.services:
        for version in ("", *service.versions):
            message = to_cluster(service, version)
            yield Resource.of(CLUSTER, message.name, message)


def to_cluster(service: ir.Service, version: str) -> cluster.Cluster:
    """One cluster; its endpoints by EDS where they are addresses, resolved by Envoy where they are names."""
    message = cluster.Cluster(
        name=cluster_name(service, version),
        connect_timeout=seconds(service.connect_timeout),
        lb_policy=_BALANCING[service.load_balancing],
        typed_extension_protocol_options={UPSTREAM_HTTP: pack(_to_http_options(service))},
    )
    if is_discovered(service):
        message.type = cluster.Cluster.EDS
        message.eds_cluster_config.CopyFrom(cluster.Cluster.EdsClusterConfig(eds_config=ADS))
    else:
        message.type = cluster.Cluster.STRICT_DNS
        message.dns_lookup_family = cluster.Cluster.V4_PREFERRED
        message.load_assignment.CopyFrom(to_load_assignment(service, version))
    return message


def _to_http_options(service: ir.Service) -> upstream_http.HttpProtocolOptions:
    explicit = upstream_http.HttpProtocolOptions.ExplicitHttpConfig()
    if service.protocol == "http2":
        explicit.http2_protocol_options.SetInParent()
    else:
        explicit.http_protocol_options.SetInParent()
    options = upstream_http.HttpProtocolOptions(explicit_http_config=explicit)
    if service.idle_timeout is not None:
        common = protocol.HttpProtocolOptions(idle_timeout=seconds(service.idle_timeout))
        options.common_http_protocol_options.CopyFrom(common)
    return options


_BALANCING = {
    "round_robin": cluster.Cluster.ROUND_ROBIN,
    "least_request": cluster.Cluster.LEAST_REQUEST,
    "random": cluster.Cluster.RANDOM,
}
