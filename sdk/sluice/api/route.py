"""The route that a request took, and what operators have written to it.

    from sluice import route

    limit = route.metadata.number("my_filter", "limit", 100.0)

Proxy-Wasm gives a filter one configuration for all routes. What shall differ stands in the metadata of the
route (`metadata.filter_metadata` in Envoy's `Route`), under a namespace that the filter names.
"""

from typing import Any

from sluice.api import hostcalls
from sluice.api.hostcalls import HostError
from sluice.api.properties import read_text
from sluice.api.structs import read_namespace, to_float
from sluice.api.wire import decode


class Metadata:
    """`filter_metadata` of a route, a virtual host, a cluster, an endpoint or a listener."""

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def text(self, namespace: str, key: str, default: str = "") -> str:
        """A text. Numbers come as 8 bytes here: read them by `number`."""
        value = self._read(namespace, key)
        return default if value is None else decode(value)

    def number(self, namespace: str, key: str, default: float = 0.0) -> float:
        """A number; `ValueError` where something else stands there."""
        value = self._read(namespace, key)
        if value is None:
            return default
        if len(value) != 8:
            raise ValueError(f"{self._owner} metadata {namespace}.{key} is no number")
        return to_float(value)

    def flag(self, namespace: str, key: str, default: bool = False) -> bool:
        """True or False; `ValueError` where something else stands there."""
        value = self._read(namespace, key)
        if value is None:
            return default
        if value != b"\0" and value != b"\1":
            raise ValueError(f"{self._owner} metadata {namespace}.{key} is neither true nor false")
        return value == b"\1"

    def all(self, namespace: str) -> dict[str, Any]:
        """Everything under a namespace, as JSON would give it; numbers are floats. Empty when absent."""
        value = hostcalls.get_property(f"xds\0{self._owner}_metadata")
        return {} if value is None else read_namespace(value, namespace)

    def _read(self, namespace: str, key: str) -> bytes | None:
        path = f"xds\0{self._owner}_metadata\0filter_metadata\0{namespace}\0{key}"
        try:
            return hostcalls.get_property(path)
        except HostError:
            return None  # null, which has no bytes


class Route:
    """The route of this stream. In `on_request_headers` it is the one chosen so far: changing the path, the
    host or a header may choose another.
    """

    def __init__(self) -> None:
        self.metadata = Metadata("route")  # the route's own
        self.virtual_host_metadata = Metadata("virtual_host")  # that of the hosts it serves
        self.cluster_metadata = Metadata("cluster")  # that of the chosen cluster
        self.endpoint_metadata = Metadata("upstream_host")  # from the response on
        self.listener_metadata = Metadata("listener")  # that of the port it came in on

    @property
    def name(self) -> str:
        """The route's name, "" before one is chosen."""
        return read_text("xds\0route_name")

    @property
    def virtual_host(self) -> str:
        """The name of the virtual host that the route belongs to."""
        return read_text("xds\0virtual_host_name")

    @property
    def cluster(self) -> str:
        """The upstream cluster, "" before one is chosen."""
        return read_text("xds\0cluster_name")


route = Route()
