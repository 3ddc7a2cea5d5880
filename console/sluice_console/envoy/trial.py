"""What a change brings, as a bootstrap that Envoy itself can judge without serving it.

Only what is new: Envoy judges routes, clusters and listeners one by one, and ten thousand old ones would take
seconds. Filters come by ECDS and are left out; modules are tried when they are uploaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sluice_console.envoy.bootstrap import CONSOLE_CLUSTER
from sluice_console.envoy.protobufs import (
    bootstrap,
    cluster,
    config_source,
    http,
    listener,
    pack,
    route,
    route_parts,
)
from sluice_console.envoy.resources import CLUSTER, LISTENER, ROUTES, VIRTUAL_HOST, Resource, Snapshot
from sluice_console.envoy.routes import DIRECT_BODY_BYTES


@dataclass(frozen=True, slots=True)
class Piece:
    """A cluster, a listener, or one entry of a route configuration (`type_url` is that of routes)."""

    type_url: str
    name: str
    body: bytes


def find_new_pieces(new: Snapshot, old: Snapshot | None) -> tuple[Piece, ...]:
    """What `new` has and `old` has not, each once, however many hosts share it."""
    before = dict.fromkeys(_pieces(old, new)) if old is not None else {}
    return tuple(dict.fromkeys(piece for piece in _pieces(new, old) if piece not in before))


def _pieces(snapshot: Snapshot, other: Snapshot | None) -> Iterator[Piece]:
    """All of a snapshot but what `other` has in the same bytes."""
    for type_url in (CLUSTER, LISTENER, ROUTES, VIRTUAL_HOST):
        known = {} if other is None else other.by_type[type_url]
        for name, item in snapshot.by_type[type_url].items():
            if name not in known or known[name].version != item.version:
                yield from _pieces_of(item)


def _pieces_of(item: Resource) -> Iterator[Piece]:
    hosts: Sequence[route_parts.VirtualHost]
    match item.type_url:
        case str(kind) if kind == ROUTES:
            hosts = route.RouteConfiguration.FromString(item.body).virtual_hosts
        case str(kind) if kind == VIRTUAL_HOST:
            hosts = (route_parts.VirtualHost.FromString(item.body),)
        case _:
            yield Piece(item.type_url, item.name, item.body)
            return
    for host in hosts:
        for entry in host.routes:
            yield Piece(ROUTES, entry.name, entry.SerializeToString(deterministic=True))


def to_trial(pieces: Sequence[Piece], snapshot: Snapshot) -> bytes:
    """A bootstrap, serialised. Other clusters are there by name alone, for what refers to them."""
    message = bootstrap.Bootstrap()
    message.node.id = message.node.cluster = "trial"
    ads = message.dynamic_resources.ads_config
    ads.api_type = config_source.ApiConfigSource.DELTA_GRPC
    ads.transport_api_version = config_source.ApiVersion.V3
    ads.grpc_services.add().envoy_grpc.cluster_name = CONSOLE_CLUSTER
    mine = {piece.name: piece.body for piece in pieces if piece.type_url == CLUSTER}
    for name in {CONSOLE_CLUSTER, *snapshot.by_type[CLUSTER], *mine}:
        found = cluster.Cluster.FromString(mine[name]) if name in mine else _to_stand_in(name)
        message.static_resources.clusters.append(found)
    entries = [piece.body for piece in pieces if piece.type_url == ROUTES]
    message.static_resources.listeners.extend(_to_listeners(pieces, entries, snapshot))
    return bytes(message.SerializeToString())


def _to_stand_in(name: str) -> cluster.Cluster:
    """HTTP/2, because the stream of the configuration comes from one of them."""
    found = cluster.Cluster(name=name, type=cluster.Cluster.STATIC)
    found.http2_protocol_options.SetInParent()
    return found


def _to_listeners(
    pieces: Sequence[Piece], entries: Sequence[bytes], snapshot: Snapshot
) -> Iterator[listener.Listener]:
    """The new ones; where there are new routes and no new listener, one of the old ones to hold them."""
    mine = [piece.body for piece in pieces if piece.type_url == LISTENER]
    if not mine and entries:
        mine = [item.body for item in snapshot.by_type[LISTENER].values()][:1]
    for body in mine:
        found = listener.Listener.FromString(body)
        for chain in found.filter_chains:
            for item in chain.filters:
                if item.typed_config.Is(http.HttpConnectionManager.DESCRIPTOR):
                    manager = http.HttpConnectionManager.FromString(item.typed_config.value)
                    manager.route_config.CopyFrom(_to_routes(entries))
                    item.typed_config.CopyFrom(pack(manager))
        yield found


def _to_routes(entries: Sequence[bytes]) -> route.RouteConfiguration:
    host = route_parts.VirtualHost(name="trial", domains=["*"], routes=map(_to_entry, entries))
    message = route.RouteConfiguration(name="trial", virtual_hosts=[host])
    message.validate_clusters.value = False
    message.max_direct_response_body_size_bytes.value = DIRECT_BODY_BYTES
    return message


def _to_entry(body: bytes) -> route_parts.Route:
    return route_parts.Route.FromString(body)
