"""Versions that nodes report themselves: what is read of a report, and what it confirms."""

from __future__ import annotations

import math
from typing import Any

from sluice_console.envoy.resources import CLUSTER, LISTENER, ROUTES
from sluice_console.xds.in_use import read_in_use, to_hash
from sluice_console.xds.metrics_protobufs import COUNTER, GAUGE, StreamMetricsMessage
from sluice_console.xds.nodes import NodeRegistry


def report(**gauges: float) -> Any:
    message = StreamMetricsMessage()
    for name, value in gauges.items():
        family = message.envoy_metrics.add(name=name.replace("__", "."), type=GAUGE)
        family.metric.add().gauge.value = value
    return message


def test_hashes_are_those_of_envoy() -> None:
    """As an Envoy 1.40 gave them for these versions."""
    assert to_hash("6013ff479de9402f") == float(8351015510896573637)
    assert to_hash("37763abe934c294e") == float(11597550505756648363)


def test_only_gauges_of_versions_are_read() -> None:
    message = report(listener_manager__lds__version=1.0, server__version=2.0, http__rds__version=3.0)
    message.envoy_metrics.add(name="cluster_manager.cds.version", type=COUNTER).metric.add().counter.value = 4
    assert read_in_use(message) == {LISTENER: {1.0}, ROUTES: {3.0}}
    assert read_in_use(StreamMetricsMessage()) == {}


def test_nonsense_confirms_nothing() -> None:
    nodes = NodeRegistry()
    nodes.note_in_use("gw_1", "nobody", {CLUSTER: frozenset({1.0})})
    record = nodes.connect("gw_1", "n1", "1.40.0")
    record.note_in_use({CLUSTER: frozenset({math.nan, math.inf, -1.0})})
    record.note_current(CLUSTER, "v1")
    assert not record.freeze().types[CLUSTER].confirmed


def test_the_acknowledged_version_is_confirmed_when_the_node_reports_it() -> None:
    nodes = NodeRegistry()
    record = nodes.connect("gw_1", "n1", "1.40.0")
    record.note_current(CLUSTER, "v1")
    nodes.note_in_use("gw_1", "n1", {CLUSTER: frozenset({to_hash("v1")})})
    assert record.freeze().types[CLUSTER].confirmed
    record.note_current(CLUSTER, "v2")
    assert not record.freeze().types[CLUSTER].confirmed, "acknowledged, and not yet in use"
    nodes.note_in_use("gw_1", "n1", {CLUSTER: frozenset({to_hash("v2")})})
    again = nodes.connect("gw_1", "n1", "1.40.0")
    assert again.freeze().types[CLUSTER].confirmed
