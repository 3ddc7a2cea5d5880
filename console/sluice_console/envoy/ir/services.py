"""Where requests go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Protocol = Literal["http1", "http2"]
LoadBalancing = Literal["round_robin", "least_request", "random"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server. `host` is an IP address or a DNS name; `version` names the subset that it belongs to."""

    host: str
    port: int
    version: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Service:
    """An upstream. Filters that call out use `name`, so Envoy's cluster is called that too."""

    id: str
    name: str
    endpoints: tuple[Endpoint, ...] = ()
    protocol: Protocol = "http1"
    load_balancing: LoadBalancing = "round_robin"
    connect_timeout: float = 1.0
    idle_timeout: float | None = None

    @property
    def versions(self) -> tuple[str, ...]:
        """The names of the subsets, sorted: `("v1", "v2")`."""
        return tuple(sorted({endpoint.version for endpoint in self.endpoints if endpoint.version}))
