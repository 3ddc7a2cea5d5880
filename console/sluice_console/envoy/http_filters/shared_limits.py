"""Limits that all nodes count together: Envoy's rate-limit filter, which asks the console or another service.

Two filters, because what happens while the console does not answer is set for a filter and not for a route.
They are in a listener's chain only where a route of the gateway has such a limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sluice_console.envoy import ir
from sluice_console.envoy.bootstrap import CONSOLE_CLUSTER
from sluice_console.envoy.http_filters.limits import to_client
from sluice_console.envoy.protobufs import (
    Any,
    config_source,
    grpc_service,
    http,
    http_status,
    pack,
    rate_limit,
    rate_limit_service,
    route_parts,
    seconds,
)

LIMIT_SERVICE = "@limits"
"""The cluster of a service that counts instead of the console; no service of ours can be called so."""
LIMIT_KEY = "limit"
"""The first entry of a descriptor, with the limit's id, or its name for a service that is not
ours; the second says which client, where it counts.
"""
ANSWER_SECONDS = 0.5
"""How long a request waits for the console; then the limit's `when_away` holds."""
_UNAVAILABLE = 503


def to_shared_limit_filters(gateway: ir.Gateway) -> Iterator[http.HttpFilter]:
    """None where no route has one."""
    limits = {item.id: item for item in gateway.shared_limits}
    used = {limits[id_].when_away for route in gateway.routes for id_ in route.shared_limit_ids}
    for when_away in ir.WHEN_AWAY:
        if when_away in used:
            config = _to_filter(gateway, denies=when_away == "deny")
            yield http.HttpFilter(name=_name(when_away), typed_config=pack(config), disabled=True)


def with_limit_service(gateway: ir.Gateway) -> ir.Gateway:
    """The service that counts as one of the gateway's, so that nodes know where it is."""
    counting = gateway.limit_service
    if counting is None:
        return gateway
    endpoint = ir.Endpoint(counting.host, counting.port)
    service = ir.Service(LIMIT_SERVICE, LIMIT_SERVICE, (endpoint,), protocol="http2")
    return replace(gateway, services=(*gateway.services, service))


def to_route_limits(
    route: ir.Route, limits: Mapping[str, ir.SharedLimit], *, by_name: bool
) -> Iterator[tuple[str, Any]]:
    """What switches them on for one route. `limits` are the gateway's by id."""
    own = [limits[id_] for id_ in route.shared_limit_ids]
    for when_away in ir.WHEN_AWAY:
        asked = [_to_descriptor(item, by_name) for item in own if item.when_away == when_away]
        if asked:
            yield _name(when_away), pack(rate_limit.RateLimitPerRoute(rate_limits=asked))


def _name(when_away: ir.WhenAway) -> str:
    return f"shared_limits.{when_away}"


def _to_filter(gateway: ir.Gateway, *, denies: bool) -> rate_limit.RateLimit:
    """To the console the gateway's id is the domain: a node counts for its own gateway only."""
    other = gateway.limit_service
    name = CONSOLE_CLUSTER if other is None else LIMIT_SERVICE
    cluster = grpc_service.GrpcService.EnvoyGrpc(cluster_name=name)
    return rate_limit.RateLimit(
        domain=gateway.id if other is None else other.domain,
        timeout=seconds(ANSWER_SECONDS),
        failure_mode_deny=denies,
        status_on_error=http_status.HttpStatus(code=_UNAVAILABLE),
        rate_limited_as_resource_exhausted=True,
        enable_x_ratelimit_headers=rate_limit.RateLimit.DRAFT_VERSION_03,
        rate_limit_service=rate_limit_service.RateLimitServiceConfig(
            grpc_service=grpc_service.GrpcService(envoy_grpc=cluster),
            transport_api_version=config_source.V3,
        ),
    )


def _to_descriptor(limit: ir.SharedLimit, by_name: bool) -> route_parts.RateLimit:
    """A request without the header that a limit counts by has no descriptor, and is not counted."""
    action = route_parts.RateLimit.Action
    value = limit.name if by_name else limit.id
    which = action.GenericKey(descriptor_key=LIMIT_KEY, descriptor_value=value)
    actions = [action(generic_key=which)]
    if limit.by:
        actions.append(to_client(limit.by))
    return route_parts.RateLimit(actions=actions)
