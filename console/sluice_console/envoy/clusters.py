"""Services as CDS resources: one cluster for a whole service and one for each of its versions.

Versions are clusters of their own, not load-balancer subsets: each has its own statistics, and a weight
between them can be moved by runtime.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from sluice_console.envoy import ir
from sluice_console.envoy.config_sources import ADS
from sluice_console.envoy.endpoints import has_localities, is_discovered, to_load_assignment
from sluice_console.envoy.names import cluster_name
from sluice_console.envoy.protobufs import UInt32Value, cluster, pack, seconds, tls, upstream_http
from sluice_console.envoy.resilience import put_resilience, to_slow_start
from sluice_console.envoy.resources import CLUSTER, Resource
from sluice_console.envoy.transport import TLS_SOCKET, to_upstream_socket

UPSTREAM_HTTP = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"


def to_clusters(gateway: ir.Gateway) -> Iterator[Resource]:
    """Every service's clusters, referred to by a route or not: filters call out to services by name.

    Which services a gateway knows is decided where it is read.
    """
    for service in gateway.services:
        for version in ("", *service.versions):
            message = to_cluster(service, version)
            yield Resource.of(CLUSTER, message.name, message)


def find_shown_certificates(clusters: Iterable[Resource]) -> frozenset[str]:
    """Ids of the certificates that nodes show to these clusters, without which they never get ready."""
    found: set[str] = set()
    for resource in clusters:
        if TLS_SOCKET.encode() in resource.body:  # most have none, and there may be thousands
            socket = cluster.Cluster.FromString(resource.body).transport_socket
            context = tls.UpstreamTlsContext.FromString(socket.typed_config.value)
            configs = context.common_tls_context.tls_certificate_sds_secret_configs
            found.update(item.name for item in configs)
    return frozenset(found)


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
    if service.tls is not None:
        message.transport_socket.CopyFrom(to_upstream_socket(service.tls))
    put_resilience(service, message)
    _put_balancing(service, message)
    return message


def _put_balancing(service: ir.Service, message: cluster.Cluster) -> None:
    """Localities are weighed by what their endpoints weigh together; a hash knows no localities."""
    if has_localities(service):
        message.common_lb_config.locality_weighted_lb_config.SetInParent()
    if service.slow_start is None:
        return
    window = to_slow_start(service.slow_start)
    if service.load_balancing == "least_request":
        message.least_request_lb_config.slow_start_config.CopyFrom(window)
    elif service.load_balancing == "round_robin":
        message.round_robin_lb_config.slow_start_config.CopyFrom(window)


def _to_http_options(service: ir.Service) -> upstream_http.HttpProtocolOptions:
    options = upstream_http.HttpProtocolOptions()
    match service.protocol:
        case "http1":
            options.explicit_http_config.http_protocol_options.SetInParent()
        case "http2":
            options.explicit_http_config.http2_protocol_options.SetInParent()
        case "as_client":
            options.use_downstream_protocol_config.http_protocol_options.SetInParent()
            options.use_downstream_protocol_config.http2_protocol_options.SetInParent()
        case _:
            assert_never(service.protocol)
    if service.tls is not None:
        _put_names(service.tls, options)
    common = options.common_http_protocol_options
    if service.idle_timeout is not None:
        common.idle_timeout.CopyFrom(seconds(service.idle_timeout))
    if service.limits is not None and service.limits.requests_per_connection is not None:
        per_connection = UInt32Value(value=service.limits.requests_per_connection)
        common.max_requests_per_connection.CopyFrom(per_connection)
    return options


def _put_names(settings: ir.UpstreamTls, options: upstream_http.HttpProtocolOptions) -> None:
    """Where no name is set, each request's host is the name to ask for, and to find in the certificate."""
    if settings.sni:
        return
    options.upstream_http_protocol_options.auto_sni = True
    options.upstream_http_protocol_options.auto_san_validation = settings.verify and not settings.names


_BALANCING = {
    "round_robin": cluster.Cluster.ROUND_ROBIN,
    "least_request": cluster.Cluster.LEAST_REQUEST,
    "random": cluster.Cluster.RANDOM,
    "ring_hash": cluster.Cluster.RING_HASH,
    "maglev": cluster.Cluster.MAGLEV,
}
