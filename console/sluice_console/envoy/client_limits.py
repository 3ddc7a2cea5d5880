"""What clients may take of a node, in Envoy's words: on the listener, before HTTP, and within HTTP."""

from __future__ import annotations

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import (
    UInt32Value,
    connection_limit,
    http,
    listener,
    listener_parts,
    pack,
    protocol,
    seconds,
)

CONNECTION_LIMIT = "envoy.filters.network.connection_limit"
HEADER_SECONDS = 10.0
"""How long a client may take to send a request's headers: slow ones would hold connections for ever."""


def put_buffer_limit(limits: ir.ClientLimits, message: listener.Listener) -> None:
    """How much of a connection a node holds before it stops reading, or answers 413 where all is needed."""
    if limits.buffer_bytes is not None:
        message.per_connection_buffer_limit_bytes.value = limits.buffer_bytes


def to_connection_limit(item: ir.Listener) -> listener_parts.Filter | None:
    """Stands before HTTP, so that a connection too many costs nothing; counted over all workers."""
    if item.limits.connections is None:
        return None
    config = connection_limit.ConnectionLimit(stat_prefix=item.id)
    config.max_connections.value = item.limits.connections
    return listener_parts.Filter(name=CONNECTION_LIMIT, typed_config=pack(config))


def put_client_limits(limits: ir.ClientLimits, message: http.HttpConnectionManager) -> None:
    """An HTTP/1.1 connection ends with an answer that says so: no request is cut off or lost on the way."""
    message.request_headers_timeout.CopyFrom(seconds(limits.header_timeout or HEADER_SECONDS))
    if limits.request_timeout is not None:
        message.request_timeout.CopyFrom(seconds(limits.request_timeout))
    if limits.stream_idle_timeout is not None:
        message.stream_idle_timeout.CopyFrom(seconds(limits.stream_idle_timeout))
    if limits.header_kilobytes is not None:
        message.max_request_headers_kb.value = limits.header_kilobytes
    if limits.lifetime is not None:
        message.http1_safe_max_connection_duration = True
    if limits.streams is not None:
        message.http2_protocol_options.max_concurrent_streams.value = limits.streams
    common = _to_common(limits)
    if common.ListFields():
        message.common_http_protocol_options.CopyFrom(common)


def put_quic_limits(limits: ir.ClientLimits, message: http.HttpConnectionManager) -> None:
    """Streams of HTTP/3 are counted by QUIC."""
    message.http3_protocol_options.SetInParent()
    if limits.streams is not None:
        streams = message.http3_protocol_options.quic_protocol_options.max_concurrent_streams
        streams.value = limits.streams


def _to_common(limits: ir.ClientLimits) -> protocol.HttpProtocolOptions:
    return protocol.HttpProtocolOptions(
        idle_timeout=None if limits.idle_timeout is None else seconds(limits.idle_timeout),
        max_connection_duration=None if limits.lifetime is None else seconds(limits.lifetime),
        max_headers_count=_optional(limits.headers),
        max_requests_per_connection=_optional(limits.requests_per_connection),
    )


def _optional(value: int | None) -> UInt32Value | None:
    return None if value is None else UInt32Value(value=value)
