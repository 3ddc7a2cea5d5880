"""Envoy's attributes ("xds.route_name", "request.path"…) as filters read them."""

import struct
from collections.abc import Mapping
from typing import Any

from sluice.testing.abi import MapType, Status, StatusError
from sluice.testing.contexts import ConnectionContext, Context, StreamContext, StreamInfo
from sluice.testing.header_map import HeaderMap, encode_pairs
from sluice.testing.local_responses import to_grpc_status
from sluice.testing.metadata import Namespaces, read_metadata

PropertyValue = str | bytes | bool | int | float | Namespaces
Tree = dict[str, Any]


def read_property(
    path: bytes, context: Context, plugin: Tree, overrides: Mapping[str, PropertyValue]
) -> bytes:
    """The serialised value at a NUL-joined path; refuses with NotFound.

    `overrides` come from the test and are keyed by dotted path; they win. Metadata is given whole:
    `{"xds.route_metadata": {"my_filter": {"limit": 100}}}`.
    """
    if not path:
        raise StatusError(Status.SERIALIZATION_FAILURE)
    parts = path.decode("utf-8", "surrogateescape").rstrip("\0").split("\0")
    dotted = ".".join(parts)
    metadata = overrides.get(".".join(parts[:2]))
    if isinstance(metadata, Mapping):
        return read_metadata(metadata, parts[2:])
    if dotted in overrides:
        return serialise(overrides[dotted])
    attributes = _attributes(context)
    if len(parts) == 1 and isinstance(attributes.get(parts[0]), dict):
        raise StatusError(Status.SERIALIZATION_FAILURE)  # a part of the tree, no value
    found: Any = {**plugin, **attributes}
    for part in parts:
        if isinstance(found, HeaderMap):
            values = found.get_all(part.encode("utf-8", "surrogateescape"))
            found = b",".join(values) if values else None
        elif isinstance(found, dict):
            found = found.get(part)
        else:
            found = None
        if found is None:
            raise StatusError(Status.NOT_FOUND)
    return serialise(found)


def serialise(value: Any) -> bytes:
    """A value as Envoy hands it over: text as UTF-8, numbers as 8 bytes little-endian, bool as one byte."""
    match value:
        case bytes():
            return value
        case str():
            return value.encode("utf-8", "surrogateescape")
        case bool():
            return bytes([value])
        case int():
            return struct.pack("<q" if value < 0 else "<Q", value)
        case float():
            return struct.pack("<d", value)
        case HeaderMap():
            return encode_pairs((name, b",".join(value.get_all(name))) for name in dict(value))
        case dict():
            return encode_pairs(
                (serialise(key), serialise(each)) for key, each in value.items() if each is not None
            )
    raise StatusError(Status.SERIALIZATION_FAILURE)


def _attributes(context: Context) -> Tree:
    if not isinstance(context, StreamContext | ConnectionContext):
        return {}
    info = context.info
    common: Tree = {
        **{key.decode("utf-8", "surrogateescape"): value for key, value in context.filter_state.items()},
        "filter_state": _filter_state(context),
        "source": _peer(info.source_address),
        "destination": _peer(info.destination_address),
        "connection": {"id": 1, "mtls": False, "requested_server_name": ""},
        "connection_id": 1,
    }
    if isinstance(context, ConnectionContext):
        return common
    return {
        **common,
        "request": _request(context, info),
        "response": _response(context, info),
        "upstream": _upstream(info.upstream_address) if info.upstream_address else {},
        "xds": {
            "route_name": info.route_name,
            "cluster_name": info.cluster_name or None,
            "listener_direction": 0,
        },
    }


def _filter_state(context: StreamContext | ConnectionContext) -> Tree:
    """By full name: what filters set begins with "wasm."."""
    own = {b"wasm." + key: value for key, value in context.filter_state.items()}
    return {key.decode("utf-8", "surrogateescape"): each for key, each in (own | context.envoy_state).items()}


def _request(context: StreamContext, info: StreamInfo) -> Tree:
    """The parts that come from headers are there only while the headers are."""
    request: Tree = {
        "time": info.start,
        "protocol": info.protocol,
        "size": info.request_size,
        "duration": None if info.end is None else info.end - info.start,
        "total_size": info.request_size,
    }
    headers = context.readable(MapType.REQUEST_HEADERS)
    if headers is None:
        return request
    path = headers.get(b":path")
    length = headers.get(b"content-length") or b""
    return {
        **request,
        "size": int(length) if length.isdigit() else info.request_size,
        "headers": headers,
        "path": path,
        "url_path": path and path.partition(b"?")[0],
        "query": None if path is None else path.partition(b"?")[2],
        "method": headers.get(b":method"),
        "host": headers.get(b":authority"),
        "scheme": headers.get(b":scheme"),
        "id": headers.get(b"x-request-id"),
        "referer": headers.get(b"referer"),
        "useragent": headers.get(b"user-agent"),
        "total_size": info.request_size + headers.byte_size,
    }


def _response(context: StreamContext, info: StreamInfo) -> Tree:
    headers = context.readable(MapType.RESPONSE_HEADERS)
    return {
        "code": info.response_code,
        "code_details": info.response_details,
        "flags": int(info.response_flags),
        "grpc_status": _grpc_status(context, info),
        "size": info.response_size,
        "headers": headers,
        "trailers": context.readable(MapType.RESPONSE_TRAILERS),
        "total_size": info.response_size + (headers.byte_size if headers else 0),
    }


def _grpc_status(context: StreamContext, info: StreamInfo) -> int | None:
    """What the trailers or headers say, else what the HTTP status means."""
    for map_type in (MapType.RESPONSE_TRAILERS, MapType.RESPONSE_HEADERS):
        said = (context.readable(map_type) or HeaderMap()).get(b"grpc-status")
        if said is not None and said.isdigit():
            return int(said)
    return None if info.response_code is None else to_grpc_status(info.response_code)


def _upstream(address: str) -> Tree:
    known = {"local_address": "127.0.0.1:50001", "transport_failure_reason": "", "request_attempt_count": 1}
    return _peer(address) | known


def _peer(address: str) -> Tree:
    port = address.rpartition(":")[2]
    return {"address": address, "port": int(port) if port.isdigit() else None}
