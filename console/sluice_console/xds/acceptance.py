"""Whether a node serves the whole of a snapshot: then the snapshot is good, and nodes may start with it."""

from __future__ import annotations

from collections.abc import Mapping

from sluice_console.envoy.resources import CLUSTER, EXTENSION, LISTENER, ROUTES, VIRTUAL_HOST, Snapshot


def is_accepted(target: Snapshot, known: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether `known` (type to name to acknowledged version) holds all clusters, listeners, and what these
    need.

    Endpoints and shares are data that Envoy takes from anybody, and are not asked for.
    """
    if CLUSTER not in known or LISTENER not in known:
        return False
    needed = (CLUSTER, LISTENER, ROUTES, VIRTUAL_HOST, EXTENSION) if target.by_type[LISTENER] else (CLUSTER,)
    return all(
        known.get(type_url, {}).get(name) == resource.version
        for type_url in needed
        for name, resource in target.by_type[type_url].items()
    )
