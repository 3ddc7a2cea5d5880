"""What the proxy knows of a stream beyond its headers: route, connection, peer, sizes, times."""

from sluice.api import hostcalls
from sluice.api.wire import decode, encode


def property(*path: str) -> bytes | None:  # noqa: A001 the word that Proxy-Wasm and Envoy's documentation use
    """The raw value of an attribute, None when it is absent now.

        property("xds", "route_name")               # b"orders"
        property("source", "address")               # b"10.0.0.7:51234"
        property("request", "size")                 # 8 bytes, little-endian

    The attributes are those of Envoy's "Attributes" page. Numbers, times (ns) and durations (ns) are 8 bytes,
    little-endian; a bool is one byte; a map is a serialised list of pairs.
    """
    return hostcalls.get_property("\0".join(path))


def set_property(name: str, value: bytes | str) -> None:
    """Note something about the stream for the filters after this one and for access logs: filter state.

        set_property("user", "ann")
        property("user")                            # b"ann", in any filter of the chain, also in `on_log`
        %FILTER_STATE(wasm.user:PLAIN)%             # in the format of an access log

    What `envoy.declare_property` says of the name holds; without, it can be set again and lives as long as
    the filter chain. A name that Envoy itself uses ("request") can be set, but is not read back.
    """
    hostcalls.set_property(name, encode(value) if isinstance(value, str) else value)


def read_text(path: str) -> str:
    """The attribute at a NUL-joined path as text; "" when absent."""
    value = hostcalls.get_property(path)
    if value is None:
        return ""
    return decode(value)


def read_number(path: str) -> int:
    """The attribute at a NUL-joined path as a number that is not negative; 0 when absent."""
    value = hostcalls.get_property(path)
    number = 0
    if value is not None:
        shift = 0
        for byte in value:
            number |= byte << shift
            shift += 8
    return number


def read_seconds(path: str) -> float:
    """A time or duration in seconds; 0.0 when absent."""
    return read_number(path) / 1e9


def read_flag(path: str) -> bool:
    """Whether the attribute at a NUL-joined path is true; False when absent."""
    return hostcalls.get_property(path) == b"\1"
