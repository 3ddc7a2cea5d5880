"""What happens to requests that a route takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sluice_console.envoy.ir.caching import RouteCache
from sluice_console.envoy.ir.shares import FULL_SHARE


@dataclass(frozen=True, slots=True)
class Destination:
    """A share of a route's requests for a service, or for one version of it."""

    service_id: str
    version: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy of a share of the requests for another service, whose answers nobody waits for."""

    service_id: str
    version: str = ""
    share: int = FULL_SHARE


@dataclass(frozen=True, slots=True)
class RegexRewrite:
    r"""What `pattern` (RE2) finds in the path becomes `by`, where `\1` is the first group."""

    pattern: str
    by: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """For the upstream: `prefix` replaces what a prefix match took, `path` the whole path.

    `template` builds the path from the variables of a template match: `/v2/{id}`.
    """

    prefix: str | None = None
    path: str | None = None
    regex: RegexRewrite | None = None
    template: str | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """`on` takes Envoy's words: `5xx`, `reset`, `connect-failure`, `retriable-4xx`, `gateway-error`, …

    `retriable-status-codes` retries on `statuses`. Between tries Envoy waits a random time, up to `backoff`
    seconds at first and ten times that at most.
    """

    attempts: int = 2
    on: tuple[str, ...] = ("5xx", "reset", "connect-failure")
    statuses: tuple[int, ...] = ()
    per_try_timeout: float | None = None
    backoff: float = 0.025


@dataclass(frozen=True, slots=True)
class HashKey:
    """What a request is hashed by, where the service balances by `ring_hash` or `maglev`.

    A cookie with a `ttl` (seconds; 0 for the session) is given by Envoy to clients that come without it.
    """

    kind: Literal["header", "cookie", "query", "address"]
    name: str = ""
    ttl: float | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """A share of the requests waits so many seconds before it is sent on."""

    seconds: float
    share: int = FULL_SHARE


@dataclass(frozen=True, slots=True)
class Abort:
    """A share of the requests is answered with `status` and not sent on."""

    status: int
    share: int = FULL_SHARE


@dataclass(frozen=True, slots=True)
class Fault:
    """Trouble made on purpose. It ends by itself when the console is gone."""

    delay: Delay | None = None
    abort: Abort | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """Send the request on. `timeout` covers the whole answer; 0 switches it off (for streams).

    `compress` says whether answers are compressed, and None: as the listener says. Without `cache`
    every request goes to a service.
    """

    destinations: tuple[Destination, ...]
    rewrite: Rewrite | None = None
    timeout: float = 15.0
    idle_timeout: float | None = None
    retry: Retry | None = None
    websocket: bool = False
    mirrors: tuple[Mirror, ...] = ()
    hash_by: tuple[HashKey, ...] = ()
    fault: Fault | None = None
    compress: bool | None = None
    cache: RouteCache | None = None
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
