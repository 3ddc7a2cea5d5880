"""Overload in Envoy's words: what is measured on a node, and what is given up at which share of it.

    80 %  free memory goes back to the system
    85 %  connections of HTTP/1.1 end with their answer
    90 %  new requests get 503: some at first, all from 98 % on
    92 %  requests that hold most memory are reset, first those that hold most
    98 %  connections are closed as they come

The order matters: a node that only refuses what is new goes on serving what it has begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sluice_console.envoy import ir

TYPES = "type.googleapis.com/envoy.extensions.resource_monitors."
HEAP = "envoy.resource_monitors.fixed_heap"
CONNECTIONS = "envoy.resource_monitors.global_downstream_max_connections"
MEGABYTE = 1024 * 1024
LEAST_TRACKED_POWER = 17
"""Requests are told apart by what they hold from 128 KiB on."""
OVERLOAD: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"heap_megabytes": (64, 1_048_576), "connections": (10, 10_000_000)}
)
"""From and to, both allowed."""


def to_overload_manager(overload: ir.Overload) -> dict[str, Any] | None:
    """For the bootstrap, as data; None where nothing is limited.

    Memory is looked at fifty times a second: what a burst brings between two looks is not refused.
    """
    monitors, heap, connections = [], overload.heap_megabytes, overload.connections
    if heap is not None:
        size = {"max_heap_size_bytes": heap * MEGABYTE}
        monitors.append(_monitor(HEAP, "fixed_heap.v3.FixedHeapConfig", size))
    if connections is not None:
        most = {"max_active_downstream_connections": connections}
        name = "downstream_connections.v3.DownstreamConnectionsConfig"
        monitors.append(_monitor(CONNECTIONS, name, most))
    if not monitors:
        return None
    manager: dict[str, Any] = {"refresh_interval": "0.02s", "resource_monitors": monitors}
    return manager if heap is None else manager | _HEAP_ACTIONS


def _monitor(name: str, message: str, fields: dict[str, int]) -> dict[str, Any]:
    return {"name": name, "typed_config": {"@type": TYPES + message, **fields}}


def _at(share: float) -> dict[str, Any]:
    return {"name": HEAP, "threshold": {"value": share}}


def _between(least: float, most: float) -> dict[str, Any]:
    return {"name": HEAP, "scaled": {"scaling_threshold": least, "saturation_threshold": most}}


_ACTIONS = {
    "shrink_heap": _at(0.8),
    "disable_http_keepalive": _at(0.85),
    "stop_accepting_requests": _between(0.9, 0.98),
    "reset_high_memory_stream": _between(0.92, 1.0),
}
_HEAP_ACTIONS = {
    "actions": [
        {"name": f"envoy.overload_actions.{name}", "triggers": [trigger]}
        for name, trigger in _ACTIONS.items()
    ],
    "loadshed_points": [{"name": "envoy.load_shed_points.tcp_listener_accept", "triggers": [_at(0.98)]}],
    "buffer_factory_config": {"minimum_account_to_track_power_of_two": LEAST_TRACKED_POWER},
}
