"""Proxy-Wasm's contexts: what a callback may see at the moment of its call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntFlag

from sluice.testing.abi import BufferType, MapType
from sluice.testing.header_map import HeaderMap


@dataclass(slots=True)
class Context:
    """The root context of a plugin (`parent` 0)."""

    id: int
    parent: int = 0
    prototypes: dict[bytes, "Prototype"] = field(default_factory=dict)  # of properties that are declared


@dataclass(frozen=True, slots=True)
class Prototype:
    """What `declare_property` says of a property, as far as filters can tell."""

    readonly: bool


class ResponseFlag(IntFlag):
    """What the proxy notes about how a stream ended, by the bits of `response.flags`."""

    UPSTREAM_CONNECTION_FAILURE = 1 << 5
    UPSTREAM_CONNECTION_TERMINATION = 1 << 6
    NO_ROUTE_FOUND = 1 << 8
    DOWNSTREAM_CONNECTION_TERMINATION = 1 << 14
    UPSTREAM_PROTOCOL_ERROR = 1 << 23


@dataclass(slots=True)
class StreamInfo:
    """What the proxy notes about a stream besides its messages. Times in ns, sizes in bytes of bodies."""

    start: int
    protocol: str = "HTTP/1.1"
    source_address: str = "127.0.0.1:50000"
    destination_address: str = "127.0.0.1:8080"
    route_name: str = "default"
    cluster_name: str = "upstream"
    upstream_address: str = ""
    request_size: int = 0
    response_size: int = 0
    response_code: int | None = None
    response_details: str | None = None
    response_flags: int = 0  # `ResponseFlag`s
    end: int | None = None


def _nothing(*_: object) -> None: ...


class StreamContext(Context):
    """An HTTP stream's context.

    `maps` and `bodies` are Envoy's pointers: set for a callback and cleared after it when the callback
    returned Continue. `logged` are the maps of the access log, readable during `on_log` only.
    """

    __slots__ = (
        *("info", "maps", "bodies", "logged", "filter_state", "envoy_state"),
        *("add_trailers", "send_local_response", "continue_stream", "close_stream"),
    )

    def __init__(self, number: int, parent: int, info: StreamInfo) -> None:
        self.id = number
        self.parent = parent
        self.prototypes = {}
        self.info = info
        self.maps: dict[MapType, HeaderMap] = {}
        self.bodies: dict[BufferType, bytearray] = {}
        self.logged: dict[MapType, Callable[[], HeaderMap]] = {}
        self.filter_state: dict[bytes, bytes] = {}
        self.envoy_state: dict[bytes, bytes | None] = {}  # None: cannot be read back
        self.let_go()

    def let_go(self) -> None:
        """Nothing is asked of the stream, not yet or no more."""
        self.add_trailers: Callable[[MapType], HeaderMap | None] = _nothing
        self.send_local_response: Callable[[LocalResponse], None] = _nothing
        self.continue_stream: Callable[[bool], None] = _nothing
        self.close_stream: Callable[[], None] = _nothing

    def readable(self, map_type: MapType) -> HeaderMap | None:
        logged = self.logged.get(map_type)
        return self.maps.get(map_type) if logged is None else logged()

    def writable(self, map_type: MapType) -> HeaderMap | None:
        """Asking for trailers that a message does not have, in the callback of its last data, makes them."""
        headers = self.maps.get(map_type)
        return self.add_trailers(map_type) if headers is None else headers


@dataclass(slots=True)
class ConnectionContext(Context):
    """A TCP connection's context; `buffers` are Envoy's pointers, as those of a stream."""

    info: StreamInfo = field(default_factory=lambda: StreamInfo(start=0))
    buffers: dict[BufferType, bytearray] = field(default_factory=dict)
    filter_state: dict[bytes, bytes] = field(default_factory=dict)
    envoy_state: dict[bytes, bytes | None] = field(default_factory=dict)
    resume: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class LocalResponse:
    """What `proxy_send_local_response` was given; `grpc_status` -1: none."""

    status: int
    details: bytes
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    grpc_status: int
