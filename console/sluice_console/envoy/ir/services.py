"""Where requests go: services, how their endpoints are chosen, and what keeps a sick one from harm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sluice_console.envoy.ir.tls import UpstreamTls

Protocol = Literal["http1", "http2", "as_client"]
"""`as_client` speaks to the upstream what the client speaks to us; HTTP/3 becomes HTTP/2."""
LoadBalancing = Literal["round_robin", "least_request", "random", "ring_hash", "maglev"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server. `host` is an IP address or a DNS name; `version` names the subset that it belongs to.

    Endpoints of `priority` 1 get requests when those of 0 are ill, and so on. Those of one `region` and
    `zone` form a locality, which gets its share of the requests however many of its endpoints are left.
    """

    host: str
    port: int
    version: str = ""
    weight: int = 1
    region: str = ""
    zone: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one node may have under way to each version of a service; more is answered 503 at once.

    `pending` waits for a connection, `requests` are under way, `requests_per_connection` closes a connection
    after so many. None is Envoy's own limit: 1,024, retries 3, and no end of a connection.
    """

    connections: int | None = None
    pending: int | None = None
    requests: int | None = None
    retries: int | None = None
    requests_per_connection: int | None = None


@dataclass(frozen=True, slots=True)
class Ejection:
    """An endpoint with `errors` 5xx answers in a row gets no requests for a while.

    Looked at every `interval` seconds; the n-th time an endpoint is out for n × `duration` seconds. At most
    `max_percent` of the endpoints are out at once (one always may be); with less than
    `min_healthy_percent` well, all get requests again, since the few would not bear them.
    """

    errors: int = 5
    interval: float = 30.0
    duration: float = 30.0
    max_percent: int = 50
    min_healthy_percent: int = 50


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Every node asks every endpoint every `interval` seconds; `http` wants one of `statuses` at `path`."""

    kind: Literal["http", "tcp", "grpc"] = "http"
    path: str = "/"
    host: str = ""
    statuses: tuple[int, ...] = (200,)
    interval: float = 10.0
    timeout: float = 2.0
    ill_after: int = 3
    well_after: int = 2


@dataclass(frozen=True, slots=True)
class Service:
    """An upstream. Filters that call out use `name`, so Envoy's cluster is called that too.

    Nodes speak clear text to it, or TLS as `tls` says. With `slow_start` a new endpoint's share grows to the
    full one over so many seconds.
    """

    id: str
    name: str
    endpoints: tuple[Endpoint, ...] = ()
    protocol: Protocol = "http1"
    load_balancing: LoadBalancing = "round_robin"
    connect_timeout: float = 1.0
    idle_timeout: float | None = None
    slow_start: float | None = None
    limits: ConnectionLimits | None = None
    ejection: Ejection | None = None
    health_check: HealthCheck | None = None
    tls: UpstreamTls | None = None

    @property
    def versions(self) -> tuple[str, ...]:
        """The names of the subsets, sorted: `("v1", "v2")`."""
        return tuple(sorted({endpoint.version for endpoint in self.endpoints if endpoint.version}))
