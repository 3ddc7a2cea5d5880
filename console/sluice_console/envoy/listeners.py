"""Listeners as LDS resources: one HTTP connection manager each, with every attachment's slots."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.actions import to_header_option
from sluice_console.envoy.client_headers import put_client_headers
from sluice_console.envoy.client_limits import (
    put_buffer_limit,
    put_client_limits,
    put_quic_limits,
    to_connection_limit,
)
from sluice_console.envoy.config_sources import ADS
from sluice_console.envoy.endpoints import to_address
from sluice_console.envoy.http_filters.caching import to_cache_filters
from sluice_console.envoy.http_filters.compression import to_compressors
from sluice_console.envoy.http_filters.faults import to_fault_filter
from sluice_console.envoy.http_filters.protection import to_first_filters, to_last_filters
from sluice_console.envoy.http_filters.slots import Slot, find_slots, routes_name
from sluice_console.envoy.http_filters.wasm import TYPE_URL
from sluice_console.envoy.live_log import to_live_log
from sluice_console.envoy.names import REQUESTS_PREFIX, ROUTE_TAG, STATUS_TAG, quic_listener_name
from sluice_console.envoy.protobufs import (
    BoolValue,
    UInt64Value,
    access_log,
    address,
    config_source,
    core,
    header_mutation,
    header_rules,
    http,
    listener,
    listener_parts,
    pack,
    quic_config,
    route,
    router,
    stats_log,
    udp_listener,
)
from sluice_console.envoy.recording import to_recorder
from sluice_console.envoy.resources import LISTENER, Resource
from sluice_console.envoy.transport import to_quic_socket, to_tls_socket

HTTP_MANAGER = "envoy.filters.network.http_connection_manager"
LOADING = "loading"
STATS_LOG = "envoy.access_loggers.stats"
HTTP3_HINT_SECONDS = 86_400


def to_listeners(gateway: ir.Gateway) -> Iterator[Resource]:
    """One resource for each listener, one more for HTTP/3; all share the gateway's routes and attachments."""
    for item in gateway.listeners:
        yield Resource.of(LISTENER, item.id, to_listener(gateway, item))
        if item.http3 and item.tls is not None:
            message = to_quic_listener(gateway, item, item.tls)
            yield Resource.of(LISTENER, message.name, message)


def to_listener(gateway: ir.Gateway, item: ir.Listener) -> listener.Listener:
    """A port, and what happens to the HTTP requests that come in there."""
    manager = _to_http_manager(gateway, item)
    message = listener.Listener(
        name=item.id,
        address=to_address(item.address, item.port),
        enable_reuse_port=BoolValue(value=item.reuse_port),
        filter_chains=[_to_chain(manager, to_tls_socket(item.tls) if item.tls else None)],
    )
    limit = to_connection_limit(item)
    if limit is not None:
        message.filter_chains[0].filters.insert(0, limit)
    put_buffer_limit(item.limits, message)
    return message


def to_quic_listener(gateway: ir.Gateway, item: ir.Listener, settings: ir.Tls) -> listener.Listener:
    """The same port over UDP; Envoy wants the port shared out between its workers there."""
    manager = _to_http_manager(gateway, item)
    manager.codec_type = http.HttpConnectionManager.HTTP3
    put_quic_limits(item.limits, manager)
    message = listener.Listener(
        name=quic_listener_name(item),
        address=to_address(item.address, item.port),
        enable_reuse_port=BoolValue(value=True),
        udp_listener_config=udp_listener.UdpListenerConfig(quic_options=quic_config.QuicProtocolOptions()),
        filter_chains=[_to_chain(manager, to_quic_socket(settings))],
    )
    message.address.socket_address.protocol = address.SocketAddress.UDP
    put_buffer_limit(item.limits, message)
    return message


def _to_chain(
    manager: http.HttpConnectionManager, socket: core.TransportSocket | None
) -> listener_parts.FilterChain:
    filter = listener_parts.Filter(name=HTTP_MANAGER, typed_config=pack(manager))
    return listener_parts.FilterChain(name="http", filters=[filter], transport_socket=socket)


def _to_http_manager(gateway: ir.Gateway, item: ir.Listener) -> http.HttpConnectionManager:
    """Paths are normalised before they are matched, so that no spelling of a path gets round a route."""
    manager = http.HttpConnectionManager
    message = manager(
        stat_prefix=item.id,
        rds=http.Rds(config_source=ADS, route_config_name=routes_name(gateway)),
        http_filters=[
            *([_to_http3_hint(item)] if item.http3 else []),
            *to_compressors(gateway, item),
            *to_first_filters(gateway),
            to_recorder(gateway),
            *map(to_http_filter, find_slots(gateway)),
            *to_last_filters(gateway),
            to_fault_filter(),
            *to_cache_filters(gateway, item),
            _ROUTER,
        ],
        use_remote_address=BoolValue(value=True),
        normalize_path=BoolValue(value=True),
        merge_slashes=True,
        path_with_escaped_slashes_action=manager.UNESCAPE_AND_REDIRECT,
        upgrade_configs=[manager.UpgradeConfig(upgrade_type="websocket", enabled=BoolValue(value=False))],
        access_log=[
            access_log.AccessLog(name=STATS_LOG, typed_config=pack(to_request_counter())),
            to_live_log(),
        ],
    )
    put_client_limits(item.limits, message)
    put_client_headers(item.client_headers, message)
    if item.tls is not None and item.tls.client_certificates is not None:
        message.forward_client_cert_details = manager.SANITIZE_SET
        details = message.set_current_client_cert_details
        details.subject.value, details.uri, details.dns = True, True, True
    return message


def _to_http3_hint(item: ir.Listener) -> http.HttpFilter:
    """Answers tell clients that the same port speaks HTTP/3; the first filter sees every answer."""
    hint = to_header_option("alt-svc", f'h3=":{item.port}"; ma={HTTP3_HINT_SECONDS}')
    mutations = header_mutation.Mutations(response_mutations=[header_rules.HeaderMutation(append=hint)])
    config = header_mutation.HeaderMutation(mutations=mutations)
    return http.HttpFilter(name="envoy.filters.http.header_mutation", typed_config=pack(config))


def to_request_counter() -> stats_log.Config:
    """Counts every request by its route's entry and its status, whoever answered it, and how long it took.

    Envoy's own counters of a route only know what reached the router: not what a filter answered, and not
    what failed in one. No tag holds anything that a client chooses, so that clients cannot make counters
    grow in number.
    """
    config = stats_log.Config
    entry = config.Tag(name=ROUTE_TAG, value_format="%ROUTE_NAME%")
    status = config.Tag(name=STATUS_TAG, value_format="%RESPONSE_CODE%")
    counter = config.Counter(
        stat=config.Stat(name="requests", tags=[entry, status]), value_fixed=UInt64Value(value=1)
    )
    histogram = config.Histogram(
        stat=config.Stat(name="duration", tags=[entry]),
        unit=config.Histogram.Milliseconds,
        value_format="%DURATION%",
    )
    return config(stat_prefix=REQUESTS_PREFIX, counters=[counter], histograms=[histogram])


def to_http_filter(slot: Slot) -> http.HttpFilter:
    """A place in the chain that ECDS fills. A route can switch it on or off."""
    discovery = config_source.ExtensionConfigSource(config_source=ADS, type_urls=[TYPE_URL])
    return http.HttpFilter(name=slot.name, disabled=not slot.runs_by_default, config_discovery=discovery)


def to_loading_listener(names: Collection[str], routes_name: str | None = None) -> Resource:
    """A listener without a port that makes a node load filters and routes before any traffic meets them.

    Envoy takes a listener whose filters or routes it then fails to load, and answers every request with 500
    or 404. Here these are rejected while the listeners that serve know nothing of them.
    """
    discovery = config_source.ExtensionConfigSource(config_source=ADS, type_urls=[TYPE_URL])
    filters = [http.HttpFilter(name=name, config_discovery=discovery) for name in sorted(names)]
    manager = http.HttpConnectionManager(stat_prefix=LOADING, http_filters=[*filters, _ROUTER])
    if routes_name is None:
        manager.route_config.CopyFrom(route.RouteConfiguration())
    else:
        manager.rds.CopyFrom(http.Rds(config_source=ADS, route_config_name=routes_name))
    message = listener.Listener(
        name=LOADING,
        address=to_address("127.0.0.1", 1),
        bind_to_port=BoolValue(value=False),
        filter_chains=[
            listener_parts.FilterChain(
                filters=[listener_parts.Filter(name=HTTP_MANAGER, typed_config=pack(manager))]
            )
        ],
    )
    return Resource.of(LISTENER, LOADING, message)


_ROUTER = http.HttpFilter(name="envoy.filters.http.router", typed_config=pack(router.Router()))
