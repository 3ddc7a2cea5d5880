"""What happens to requests that a route takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Destination:
    """A share of a route's requests for a service, or for one version of it."""

    service_id: str
    version: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Rewrite:
    """For the upstream: `prefix` replaces what a prefix match took, `path` the whole path."""

    prefix: str | None = None
    path: str | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """`on` takes Envoy's words: `5xx`, `reset`, `connect-failure`, `retriable-4xx`, `gateway-error`, …"""

    attempts: int = 2
    on: tuple[str, ...] = ("5xx", "reset", "connect-failure")
    per_try_timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """Send the request on. `timeout` covers the whole answer; 0 switches it off (for streams)."""

    destinations: tuple[Destination, ...]
    rewrite: Rewrite | None = None
    timeout: float = 15.0
    idle_timeout: float | None = None
    retry: Retry | None = None
    websocket: bool = False
    kind: Literal["forward"] = "forward"


@dataclass(frozen=True, slots=True)
class Redirect:
    """Answer with a `Location`; what is not given stays as the client sent it."""

    scheme: Literal["http", "https"] | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    prefix: str | None = None
    status: Literal[301, 302, 303, 307, 308] = 302
    strip_query: bool = False
    kind: Literal["redirect"] = "redirect"


@dataclass(frozen=True, slots=True)
class DirectResponse:
    """Answer without an upstream."""

    status: int
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    kind: Literal["respond"] = "respond"


Action = Forward | Redirect | DirectResponse
