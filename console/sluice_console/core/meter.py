"""What the console counts of itself, for Prometheus: one registry an application.

Whoever does the work calls a method here, which adds to a number that is already there: a push to a thousand
nodes pays a microsecond for each. Labels name things of which there are few: gateways, types, routes of the
REST interface, never nodes, tenants or objects.
"""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from sluice.version import __version__

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_ANSWERS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_REQUESTS = (0.005, 0.025, 0.1, 0.25, 1, 2.5, 10)
_PUBLISHES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
StreamKey = tuple[str, str]
"""A gateway's id, and `delta` or `sotw`."""


@dataclass(frozen=True, slots=True)
class _OfType:
    """The counters of one resource type, found once."""

    pushes: Counter
    acknowledgements: Counter
    rejections: Counter
    answer_seconds: Histogram


class Meter:
    """Counts of this process. What is true at one moment only, `features.metrics` sets before it is read."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each
        self.registry = registry = CollectorRegistry()
        self.streams: Tally[StreamKey] = Tally()
        self._types: dict[str, _OfType] = {}
        self._pushes = Counter(
            "sluice_xds_pushes", "Messages with resources sent to nodes", ["type"], registry=registry
        )
        self._acknowledgements = Counter(
            "sluice_xds_acknowledgements", "Messages that nodes took", ["type"], registry=registry
        )
        self._rejections = Counter(
            "sluice_xds_rejections", "Messages that nodes refused", ["type"], registry=registry
        )
        self._answer_seconds = Histogram(
            "sluice_xds_answer_seconds",
            "From a message to the node's answer",
            ["type"],
            buckets=_ANSWERS,
            registry=registry,
        )
        self.node_admissions = Counter(
            "sluice_node_admissions", "Streams of nodes let in or refused", ["verdict"], registry=registry
        )
        self.module_admissions = Counter(
            "sluice_module_admissions", "Uploaded modules after their trial", ["verdict"], registry=registry
        )
        self.trials = Counter(
            "sluice_envoy_trials", "Changes that Envoy was asked about", ["verdict"], registry=registry
        )
        self.releases = Counter("sluice_releases", "Releases published by this console", registry=registry)
        self.publish_seconds = Histogram(
            "sluice_publish_seconds",
            "A change with a release: transaction, and until its nodes are being told",
            buckets=_PUBLISHES,
            registry=registry,
        )
        self.delivery_seconds = Histogram(
            "sluice_release_delivery_seconds",
            "From a release to all of this console's nodes having taken it, or one having refused",
            ["outcome"],
            buckets=_ANSWERS,
            registry=registry,
        )
        self.requests = Counter(
            "sluice_http_requests",
            "Requests to pages and REST",
            ["method", "route", "status"],
            registry=registry,
        )
        self.request_seconds = Histogram(
            "sluice_http_request_seconds",
            "Until the answer begins",
            ["method", "route"],
            buckets=_REQUESTS,
            registry=registry,
        )
        self.database_errors = Counter(
            "sluice_database_errors", "Statements that failed", ["kind"], registry=registry
        )
        self.open_streams = Gauge(
            "sluice_xds_streams", "Streams that nodes hold open", ["gateway", "protocol"], registry=registry
        )
        self.nodes = Gauge("sluice_nodes", "Nodes by how they are", ["gateway", "state"], registry=registry)
        self.release_numbers = Gauge(
            "sluice_release_number", "The release that nodes are given", ["gateway"], registry=registry
        )
        self.rollouts = Gauge("sluice_rollouts", "Rollouts by state", ["state"], registry=registry)
        self.leads = Gauge("sluice_leader", "1 where this console does what is done once", registry=registry)
        self.database_up = Gauge("sluice_database_up", "1 while the database answers", registry=registry)
        Info("sluice_build", "The version", registry=registry).info({"version": __version__})
        ProcessCollector(registry=registry)

    def note_pushed(self, kind: str) -> None:
        """`kind` is a short name of `envoy.resources`: CDS, RDS, …"""
        self._of(kind).pushes.inc()

    def note_acknowledged(self, kind: str, seconds: float) -> None:
        found = self._of(kind)
        found.acknowledgements.inc()
        found.answer_seconds.observe(seconds)

    def note_rejected(self, kind: str, seconds: float) -> None:
        found = self._of(kind)
        found.rejections.inc()
        found.answer_seconds.observe(seconds)

    def write(self) -> bytes:
        """Prometheus' text format."""
        return generate_latest(self.registry)

    def _of(self, kind: str) -> _OfType:
        found = self._types.get(kind)
        if found is None:
            found = self._types[kind] = _OfType(
                self._pushes.labels(kind),
                self._acknowledgements.labels(kind),
                self._rejections.labels(kind),
                self._answer_seconds.labels(kind),
            )
        return found
