"""One gateway as the console knows it: plain data, free of the database and of Envoy's protobufs.

Everything that Envoy's configuration depends on is here, so that two equal gateways give equal bytes:

    >>> from sluice_console.envoy import ir
    >>> listener = ir.Listener(id="ls_1", name="http", port=8080)
    >>> gateway = ir.Gateway(id="gw_1", name="edge", listeners=(listener,))

Objects refer to each other by id. `references.check_gateway` reports what does not fit together; the
translators take a gateway that passed it. Times are seconds, shares basis points: 100 is 1 %, 10,000 all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FULL_SHARE = 10_000
"""All requests, in basis points."""

TextOperator = Literal["exact", "prefix", "suffix", "contains", "regex"]
Protocol = Literal["http1", "http2"]
LoadBalancing = Literal["round_robin", "least_request", "random"]


# --- where requests enter ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listener:
    """A TCP port on which every node of the gateway accepts HTTP/1.1 and HTTP/2 in clear text.

    With `reuse_port` off a second process that already holds the port makes Envoy reject the listener,
    instead of silently sharing the connections with it.
    """

    id: str
    name: str
    port: int
    address: str = "0.0.0.0"
    reuse_port: bool = True


# --- where requests go ------------------------------------------------------------------------------------


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


# --- which requests ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PathMatch:
    """`prefix` counts whole segments: `/api` takes `/api` and `/api/x`, not `/apix`.

    `template` takes `{name}` for one segment and `**` at the end for the rest: `/users/{id}/**`.
    """

    kind: Literal["exact", "prefix", "regex", "template"] = "prefix"
    value: str = "/"


@dataclass(frozen=True, slots=True)
class TextMatch:
    """How a value must look. A regex (RE2) must take the whole value."""

    value: str
    operator: TextOperator = "exact"
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Without `value` the header has to be there, whatever it says; `invert` turns the answer round."""

    name: str
    value: TextMatch | None = None
    invert: bool = False


@dataclass(frozen=True, slots=True)
class QueryMatch:
    """A query parameter; without `value` it has to be there."""

    name: str
    value: TextMatch | None = None


@dataclass(frozen=True, slots=True)
class CookieMatch:
    """A cookie of the request whose value is exactly `value`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class RouteMatch:
    """All conditions together; an empty `methods` means every method."""

    path: PathMatch = PathMatch()
    methods: tuple[str, ...] = ()
    headers: tuple[HeaderMatch, ...] = ()
    query: tuple[QueryMatch, ...] = ()
    cookies: tuple[CookieMatch, ...] = ()


# --- what happens to them ---------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class HeaderEdit:
    """`remove` happens first, `set` replaces all values, `add` adds one."""

    set: tuple[tuple[str, str], ...] = ()
    add: tuple[tuple[str, str], ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Requests for `hosts` (`*` any, `*.example.com` a suffix) that fit `match`.

    Within a host the lowest `order` is asked first, then the more specific path, then more conditions; a
    route for any host is asked after the routes of the host itself.
    """

    id: str
    name: str
    action: Action
    hosts: tuple[str, ...] = ("*",)
    match: RouteMatch = RouteMatch()
    order: int = 100
    request_headers: HeaderEdit = HeaderEdit()
    response_headers: HeaderEdit = HeaderEdit()


# --- filters ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FilterVersion:
    """One immutable Wasm module: `name` is the filter's, `digest` the sha256 of `module` in hex."""

    id: str
    name: str
    version: str
    digest: str
    module: bytes = field(repr=False)
    root_id: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A filter version with configuration (JSON text) at the whole gateway, or at one route.

    Requests pass the attachments by rising `order`, ties by id; answers pass them the other way round.
    """

    id: str
    filter_version_id: str
    configuration: str = ""
    route_id: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class Stage:
    """Who gets the candidate: requests with any of `headers`, and `share` of all the others."""

    share: int = 0
    headers: tuple[HeaderMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Rollout:
    """A second version (and configuration) of an attachment that takes over stage by stage.

    With `sticky_header` the share is one of that header's values (tenants, users), each for good, and
    requests without the header stay with the current version; otherwise it is one of the requests, drawn
    anew each time.

    `stage` is the one now in force. An ended rollout is simply absent: promoted means that the attachment
    names the candidate, aborted that it still names the old version.
    """

    id: str
    attachment_id: str
    filter_version_id: str
    configuration: str = ""
    stage: Stage = Stage()
    sticky_header: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """All that the nodes of one gateway serve."""

    id: str
    name: str
    listeners: tuple[Listener, ...] = ()
    services: tuple[Service, ...] = ()
    routes: tuple[Route, ...] = ()
    filters: tuple[FilterVersion, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    rollouts: tuple[Rollout, ...] = ()
