"""A gateway in, all of its xDS resources out: the whole translation, readable from top to bottom."""

from __future__ import annotations

from sluice_console.envoy import ir
from sluice_console.envoy.clusters import to_clusters
from sluice_console.envoy.endpoints import to_load_assignments
from sluice_console.envoy.http_filters.faults import to_fault_layer
from sluice_console.envoy.http_filters.shared_limits import with_limit_service
from sluice_console.envoy.http_filters.wasm import to_extensions
from sluice_console.envoy.listeners import to_listeners
from sluice_console.envoy.references import check_gateway
from sluice_console.envoy.resources import LeftOut, Resource, Snapshot
from sluice_console.envoy.routes import to_routes
from sluice_console.envoy.runtime import to_runtime

__all__ = ["LeftOut", "Resource", "Snapshot", "build_routes", "build_snapshot"]


def build_snapshot(gateway: ir.Gateway) -> Snapshot:
    """Every resource that the gateway's nodes need.

    An object that does not fit (a route to a service that is gone, an attachment of an unknown filter) is
    left out with a reason in `Snapshot.left_out`; a route answers 500 in its place, so that it is not
    silently taken by another one. Pure: the same gateway gives the same bytes.

        snapshot = build_snapshot(gateway)
        for item in snapshot.left_out:
            print(item.kind, item.id, item.reason)
    """
    checked, left_out = check_gateway(gateway)
    checked = with_limit_service(checked)
    return Snapshot.of(
        (
            *to_clusters(checked),
            *to_load_assignments(checked),
            *to_extensions(checked),
            *to_listeners(checked),
            *to_routes(checked),
            to_runtime(checked),
            to_fault_layer(checked),
        ),
        left_out,
    )


def build_routes(gateway: ir.Gateway) -> tuple[tuple[Resource, ...], tuple[LeftOut, ...]]:
    """The routes of `build_snapshot` alone, for a look at one that is still being written."""
    checked, left_out = check_gateway(gateway)
    return tuple(to_routes(with_limit_service(checked))), tuple(left_out)
