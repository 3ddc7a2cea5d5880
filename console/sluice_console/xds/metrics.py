"""Receives the counters that nodes send once a second (`envoy.service.metrics.v3.MetricsService`)."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import grpc

from sluice_console.envoy.names import REQUESTS_PREFIX, ROUTE_TAG, STATUS_TAG, split_entry_name
from sluice_console.rollouts.states import SLO_MILLISECONDS
from sluice_console.xds.admission import RECHECK_SECONDS, Admission, AdmissionError
from sluice_console.xds.claims import read_claim
from sluice_console.xds.in_use import read_in_use
from sluice_console.xds.metrics_protobufs import COUNTER, HISTOGRAM, StreamMetricsMessage
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.statistics import Sample, Statistics

METRICS_SERVICE = "envoy.service.metrics.v3.MetricsService"

_EXCEPTIONS = "wasmcustom.exceptions_total"
_KEYS = "wasmcustom.tenant_requests_total"
"""What `filters/tenant_key.py` counts."""
_RELOADS = re.compile(r"wasm\.(.+)\.(vm_reload_(?:success|failure|backoff))")
"""After a trap: a VM that was started again, or a request that was refused because it is not yet time to."""

_REQUESTS = f"{REQUESTS_PREFIX}.requests"
_DURATION = f"{REQUESTS_PREFIX}.duration"
NO_ROUTE = "-"
"""What Envoy writes where no route took a request; such requests belong to no arm."""

_RequestKey = tuple[Literal["requests", "errors", "denials", "slow"], str, str]


class MetricsReceiver:
    """One stream for each node, let in like the discovery streams."""

    def __init__(self, admission: Admission, statistics: Statistics, nodes: NodeRegistry) -> None:
        self._admission = admission
        self._statistics = statistics
        self._nodes = nodes
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Answer all nodes, so that their streams end in order."""
        self._ending.set()

    def handlers(self) -> Any:
        return grpc.method_handlers_generic_handler(
            METRICS_SERVICE,
            {
                "StreamMetrics": grpc.stream_unary_rpc_method_handler(
                    self._receive, request_deserializer=StreamMetricsMessage.FromString
                )
            },
        )

    async def _receive(self, messages: Any, context: Any) -> bytes:
        """Read until the node or the server ends; the answer, an empty message, comes then."""
        reading = asyncio.create_task(self._read(messages, context))
        ending = asyncio.create_task(self._ending.wait())
        try:
            await asyncio.wait((reading, ending), return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
        except AdmissionError as refusal:
            await context.abort(refusal.status, str(refusal))
        finally:
            reading.cancel()
            ending.cancel()
        return b""

    async def _read(self, messages: Any, context: Any) -> None:
        """The first message says who the node is."""
        claim, gateway_id, look_again = read_claim(context), "", 0.0
        try:
            async for message in messages:
                if not gateway_id:
                    node = message.identifier.node
                    claim = claim.said(node.id, node.cluster)
                    gateway_id = await self._admission.identify(claim)
                    look_again = time.monotonic() + RECHECK_SECONDS
                elif time.monotonic() >= look_again:
                    look_again = time.monotonic() + RECHECK_SECONDS
                    if not await self._admission.admits_still(claim):
                        return
                samples = list(read_samples(message))
                self._statistics.record(gateway_id, claim.node_id, samples, read_uptime(message))
                self._nodes.note_in_use(gateway_id, claim.node_id, read_in_use(message))
        finally:
            self._statistics.lose(gateway_id, claim.node_id)


def read_samples(message: Any) -> Iterator[Sample]:
    """What is of interest in a report of a few hundred counters."""
    requests: Counter[_RequestKey] = Counter()
    for family in message.envoy_metrics:
        if family.type == HISTOGRAM and family.name == _DURATION:
            _count_slow(family, requests)
        if family.type != COUNTER:
            continue
        if family.name == _REQUESTS:
            _count_requests(family, requests)
        elif family.name.startswith(_EXCEPTIONS):
            yield from _read_exceptions(family)
        elif family.name.startswith(_KEYS):
            yield from _read_keys(family)
        elif reloads := _RELOADS.fullmatch(family.name):
            yield Sample("reloads", reloads[1], _sum(family), reloads[2])
    for (kind, route_id, arm), value in requests.items():
        yield Sample(kind, route_id, value, arm)


def read_uptime(message: Any) -> float | None:
    """For how many seconds the node has been up, if it says so."""
    for family in message.envoy_metrics:
        if family.name == "server.uptime":
            return float(family.metric[0].gauge.value)
    return None


def _count_requests(family: Any, counted: Counter[_RequestKey]) -> None:
    """One total for each entry of a route and each status; entries and statuses are added up."""
    for metric in family.metric:
        labels = {label.name: label.value for label in metric.label}
        route_id, arm = _read_arm(labels)
        value = int(metric.counter.value)
        counted["requests", route_id, arm] += value
        match labels.get(STATUS_TAG, "")[:1]:
            case "5":
                counted["errors", route_id, arm] += value
            case "4":
                counted["denials", route_id, arm] += value


def _count_slow(family: Any, counted: Counter[_RequestKey]) -> None:
    """Of each entry the requests above each limit; a limit that none has broken yet has no total."""
    for metric in family.metric:
        route_id, arm = _read_arm({label.name: label.value for label in metric.label})
        together = metric.histogram.sample_count
        for bucket in metric.histogram.bucket:
            if bucket.upper_bound in SLO_MILLISECONDS and bucket.cumulative_count < together:
                part = f"{arm}>{bucket.upper_bound:g}"
                counted["slow", route_id, part] += together - bucket.cumulative_count


def _read_arm(labels: dict[str, str]) -> tuple[str, str]:
    """The route, and which of a rollout's arms."""
    route_id, candidate = split_entry_name(labels.get(ROUTE_TAG, NO_ROUTE))
    return route_id, "none" if route_id == NO_ROUTE else "candidate" if candidate else "current"


def _read_exceptions(family: Any) -> Iterator[Sample]:
    """Labels are part of a Wasm counter's name: `wasmcustom.exceptions_total;plugin=api_key@1`."""
    _, *parts = family.name.split(";")
    labels = dict(part.split("=", 1) for part in parts if "=" in part)
    yield Sample("exceptions", labels.get("plugin", ""), _sum(family))


def _read_keys(family: Any) -> Iterator[Sample]:
    """`wasmcustom.tenant_requests_total;tenant=harbor-pay;key=ak_…`."""
    _, *parts = family.name.split(";")
    labels = dict(part.split("=", 1) for part in parts if "=" in part)
    if key := labels.get("key"):
        yield Sample("keys", key, _sum(family))


def _sum(family: Any) -> int:
    return sum(int(metric.counter.value) for metric in family.metric)
