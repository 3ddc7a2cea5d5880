"""Metadata of routes, clusters and so on, as Envoy hands it to filters.

    filter.properties["xds.route_metadata"] = {"my_filter": {"limit": 100}}

A filter reads one value ("xds.route_metadata.filter_metadata.my_filter.limit"), or the whole as a serialised
`envoy.config.core.v3.Metadata`. What lies between has no bytes: `SerializationFailure`, as measured on Envoy
1.40.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sluice.testing.abi import Status, StatusError
from sluice.testing.header_map import encode_pairs

Namespaces = Mapping[str, Any]
"""By namespace what JSON can say: objects, lists, texts, numbers, true, false, null."""
_FILTER_METADATA = "filter_metadata"


def read_metadata(namespaces: Namespaces, parts: Sequence[str]) -> bytes:
    """What `parts` behind `xds.route_metadata` name; refuses with NotFound or SerializationFailure."""
    if not parts:
        return _map(namespaces, _struct)
    if parts[0] != _FILTER_METADATA:
        raise StatusError(Status.NOT_FOUND)
    if len(parts) < 3:
        raise StatusError(Status.SERIALIZATION_FAILURE)
    found: Any = namespaces
    for part in parts[1:]:
        if not isinstance(found, Mapping) or part not in found:
            raise StatusError(Status.NOT_FOUND)
        found = found[part]
    return _serialised(found)


def _serialised(value: Any) -> bytes:
    match value:
        case bool():
            return bytes([value])
        case int() | float():
            return struct.pack("<d", value)
        case str():
            return value.encode("utf-8", "surrogateescape")
        case Mapping():
            return encode_pairs((_serialised(key), _serialised(each)) for key, each in value.items())
        case list() | tuple():
            return encode_pairs((_serialised(each), b"") for each in value)
    raise StatusError(Status.SERIALIZATION_FAILURE)


def _map(content: Mapping[str, Any], encoded: Any) -> bytes:
    """`map<string, …>` as field 1."""
    entries = (_bytes(1, key.encode()) + _bytes(2, encoded(value)) for key, value in content.items())
    return b"".join(_bytes(1, each) for each in entries)


def _struct(content: Mapping[str, Any]) -> bytes:
    return _map(content, _value)


def _value(value: Any) -> bytes:
    """A `google.protobuf.Value`."""
    match value:
        case None:
            return b"\x08\x00"
        case bool():
            return bytes([4 << 3, value])
        case int() | float():
            return bytes([2 << 3 | 1]) + struct.pack("<d", value)
        case str():
            return _bytes(3, value.encode("utf-8", "surrogateescape"))
        case Mapping():
            return _bytes(5, _struct(value))
        case list() | tuple():
            return _bytes(6, _values(value))
    raise TypeError(f"metadata holds what JSON can say, not {type(value).__name__}")


def _values(items: Iterable[Any]) -> bytes:
    return b"".join(_bytes(1, _value(each)) for each in items)


def _bytes(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
