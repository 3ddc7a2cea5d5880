"""What nodes tell of single requests, and only while somebody watches.

Every listener has Envoy's gRPC access log from its beginning, with a filter that asks two runtime values.
Nobody watches: both are absent, which is 0, and a request costs two look-ups. Who opens the live log changes
the runtime and nothing else: no listener, no route, no release.

    log.requests: 1000        of ten thousand requests
    log.errors: 10000         and each that ended with 5xx

Headers are named one by one. Those that hold secrets, `authorization` and `cookie`, never leave the node.
"""

from __future__ import annotations

from types import MappingProxyType

from sluice_console.envoy.bootstrap import CONSOLE_CLUSTER
from sluice_console.envoy.http_filters.tenants import HEADERS
from sluice_console.envoy.names import RUNTIME_LAYER, WATCHED_ERRORS_KEY, WATCHED_KEY
from sluice_console.envoy.protobufs import (
    access_log,
    config_source,
    core,
    grpc_log,
    grpc_service,
    pack,
    percent,
    runtime,
    seconds,
)
from sluice_console.envoy.resources import RUNTIME, Resource, Snapshot

LIVE_LOG = "envoy.access_loggers.http_grpc"
TOLD_HEADERS = (
    *HEADERS.values(),
    "accept",
    "accept-language",
    "content-type",
    "origin",
    "traceparent",
    "x-region",
)
"""Of requests, besides what Envoy tells anyway: host, path, user agent, referer, forwarded for, its id."""

FULL = 10_000
"""A share is one of so many."""
FLUSH_SECONDS = 0.25
BUFFER_BYTES = 32 * 1024


def to_live_log() -> access_log.AccessLog:
    """The same for every listener, so that it never changes one."""
    config = grpc_log.HttpGrpcAccessLogConfig(additional_request_headers_to_log=TOLD_HEADERS)
    common = config.common_config
    common.log_name = "live"
    common.transport_api_version = config_source.ApiVersion.V3
    common.grpc_service.CopyFrom(
        grpc_service.GrpcService(envoy_grpc=grpc_service.GrpcService.EnvoyGrpc(cluster_name=CONSOLE_CLUSTER))
    )
    common.buffer_flush_interval.CopyFrom(seconds(FLUSH_SECONDS))
    common.buffer_size_bytes.value = BUFFER_BYTES
    return access_log.AccessLog(name=LIVE_LOG, filter=_to_filter(), typed_config=pack(config))


def _to_filter() -> access_log.AccessLogFilter:
    one = access_log.AccessLogFilter
    status = access_log.ComparisonFilter(
        op=access_log.ComparisonFilter.GE,
        value=core.RuntimeUInt32(default_value=500, runtime_key="log.errors_from"),
    )
    failed = one(status_code_filter=access_log.StatusCodeFilter(comparison=status))
    errors = access_log.AndFilter(filters=[failed, _of(WATCHED_ERRORS_KEY)])
    return one(or_filter=access_log.OrFilter(filters=[one(and_filter=errors), _of(WATCHED_KEY)]))


def _of(key: str) -> access_log.AccessLogFilter:
    """The share that the runtime names; nobody while it names none."""
    nobody = percent.FractionalPercent(numerator=0, denominator=percent.FractionalPercent.TEN_THOUSAND)
    sampled = access_log.RuntimeFilter(
        runtime_key=key, percent_sampled=nobody, use_independent_randomness=True
    )
    return access_log.AccessLogFilter(runtime_filter=sampled)


def with_watched(snapshot: Snapshot, share: int) -> Snapshot:
    """The same with so many of `FULL` requests told, and with all errors; without either for 0."""
    group = snapshot.by_type.get(RUNTIME, {})
    if share <= 0 or RUNTIME_LAYER not in group:
        return snapshot
    message = runtime.Runtime.FromString(group[RUNTIME_LAYER].body)
    message.layer[WATCHED_KEY] = share  # a number: this filter reads no fractions, unlike routes
    message.layer[WATCHED_ERRORS_KEY] = FULL
    watched = {**group, RUNTIME_LAYER: Resource.of(RUNTIME, RUNTIME_LAYER, message)}
    return Snapshot(
        MappingProxyType({**snapshot.by_type, RUNTIME: MappingProxyType(watched)}), snapshot.left_out
    )
