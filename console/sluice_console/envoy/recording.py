"""How a node tells the console whole requests, of which a part is recorded for replays.

Every listener has this place in its chain, before the first attached filter, switched off: it costs nothing
then. A recording switches it on for all routes of the gateway, on connections that are open too, and a
runtime value says which share of the requests is told. Neither is in a release: nothing of a recording is
published, rolled back or compared.

    record.requests: {numerator: 1000, denominator: TEN_THOUSAND}

Envoy's external processing in its observing mode sends the request's headers and goes on at once, whatever
the console answers or whether it is there at all. Bodies are not sent: Envoy would send all of each.
"""

from __future__ import annotations

from types import MappingProxyType

from sluice_console.envoy import ir
from sluice_console.envoy.bootstrap import CONSOLE_CLUSTER
from sluice_console.envoy.names import RECORDED_KEY, RUNTIME_LAYER
from sluice_console.envoy.protobufs import (
    Any,
    Message,
    composite,
    core,
    extension,
    extension_matcher,
    external_processor,
    grpc_service,
    http,
    matching,
    pack,
    percent,
    processing_mode,
    route,
    route_parts,
    runtime,
    seconds,
    xds_extension,
)
from sluice_console.envoy.resources import ROUTES, RUNTIME, Resource, Snapshot

RECORDER = "recorder"
GATEWAY_METADATA = "x-sluice-gateway"
"""Of the call: which gateway's requests these are. The node's token says whether it may tell of them."""
CLOSE_SECONDS = 1.0
"""How long a call is kept for the console to end it."""


def to_recorder(gateway: ir.Gateway) -> http.HttpFilter:
    """The same for all listeners of a gateway."""
    action = composite.ExecuteFilterAction(
        typed_config=_named(RECORDER, _to_processor(gateway)),
        sample_percent=core.RuntimeFractionalPercent(
            runtime_key=RECORDED_KEY,
            default_value=percent.FractionalPercent(
                numerator=0, denominator=percent.FractionalPercent.TEN_THOUSAND
            ),
        ),
    )
    always = xds_extension.TypedExtensionConfig(name="record", typed_config=pack(action))
    config = extension_matcher.ExtensionWithMatcher(
        xds_matcher=matching.Matcher(on_no_match=matching.Matcher.OnMatch(action=always)),
        extension_config=_named("composite", composite.Composite()),
    )
    return http.HttpFilter(name=RECORDER, typed_config=pack(config), disabled=True)


def _named(name: str, message: Message) -> extension.TypedExtensionConfig:
    return extension.TypedExtensionConfig(name=name, typed_config=pack(message))


def _to_processor(gateway: ir.Gateway) -> external_processor.ExternalProcessor:
    mode = processing_mode.ProcessingMode
    console = grpc_service.GrpcService(
        envoy_grpc=grpc_service.GrpcService.EnvoyGrpc(cluster_name=CONSOLE_CLUSTER),
        initial_metadata=[core.HeaderValue(key=GATEWAY_METADATA, value=gateway.id)],
    )
    return external_processor.ExternalProcessor(
        grpc_service=console,
        observability_mode=True,
        failure_mode_allow=True,
        deferred_close_timeout=seconds(CLOSE_SECONDS),
        processing_mode=mode(
            request_header_mode=mode.SEND,
            response_header_mode=mode.SKIP,
            request_trailer_mode=mode.SKIP,
            response_trailer_mode=mode.SKIP,
        ),
    )


def with_recorded(snapshot: Snapshot, share: int) -> Snapshot:
    """The same with so many of ten thousand requests told; as it is for 0."""
    group = snapshot.by_type.get(RUNTIME, {})
    if share <= 0 or RUNTIME_LAYER not in group:
        return snapshot
    message = runtime.Runtime.FromString(group[RUNTIME_LAYER].body)
    message.layer[RECORDED_KEY] = {"numerator": share, "denominator": "TEN_THOUSAND"}
    shares = {**group, RUNTIME_LAYER: Resource.of(RUNTIME, RUNTIME_LAYER, message)}
    routes = {name: _switched_on(each) for name, each in snapshot.by_type.get(ROUTES, {}).items()}
    changed = {RUNTIME: MappingProxyType(shares), ROUTES: MappingProxyType(routes)}
    return Snapshot(MappingProxyType({**snapshot.by_type, **changed}), snapshot.left_out)


def _switched_on(resource: Resource) -> Resource:
    """For all routes that say nothing else of the recorder, and none does."""
    message = route.RouteConfiguration.FromString(resource.body)
    message.typed_per_filter_config[RECORDER].CopyFrom(_ON)
    return Resource.of(ROUTES, resource.name, message)


_ON = pack(route_parts.FilterConfig(config=Any()))
