"""Which versions a node uses, by its own counters: said where the configuration is, not where it is taken in.

Envoy keeps the hash of the version that it applied last of a type (`StatNames` of its `SubscriptionStats`:
`version`, an xxHash64), and reports it with its other gauges, as a double.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import xxhash

from sluice_console.envoy.resources import CLUSTER, LISTENER, ROUTES
from sluice_console.xds.metrics_protobufs import GAUGE

InUse = Mapping[str, frozenset[float]]
"""Hashes of versions by type; of routes one for each set of them."""

_GAUGES = {
    "cluster_manager.cds.version": CLUSTER,
    "listener_manager.lds.version": LISTENER,
    "http.rds.version": ROUTES,
}


def read_in_use(message: Any) -> InUse:
    """From a report of all counters."""
    return {
        _GAUGES[family.name]: frozenset(metric.gauge.value for metric in family.metric)
        for family in message.envoy_metrics
        if family.type == GAUGE and family.name in _GAUGES
    }


@lru_cache(maxsize=64)
def to_hash(version: str) -> float:
    """What a node reports when it uses `version`.

    >>> to_hash("6013ff479de9402f")
    8.351015510896574e+18
    """
    return float(xxhash.xxh64_intdigest(version.encode()))
