"""Routes over REST, in the shape of `envoy.ir.Route`; what is stored in `models.Route` has the same shape."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.features.routes.protection import Protection
from sluice_console.features.schemas import (
    Changed,
    Description,
    Input,
    Name,
    Order,
    Output,
    Reason,
    Reference,
    TenantReference,
    Times,
)
from sluice_console.features.services.schemas import Version

TOKEN = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
_HOST = re.compile(r"(\*|(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)(:\d{1,5})?")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

HeaderName = Annotated[str, StringConstraints(pattern=TOKEN, max_length=100, to_lower=True)]
HeaderValue = Annotated[str, StringConstraints(max_length=4096)]
Method = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
Share = Annotated[int, Field(ge=0, le=ir.FULL_SHARE)]
Timeout = Annotated[float, Field(ge=0, le=86_400)]


class PathMatch(Input):
    """`prefix` counts whole segments; `template` takes `{name}` for a segment and `**` for the rest."""

    kind: Literal["exact", "prefix", "regex", "template"] = "prefix"
    value: Annotated[str, StringConstraints(min_length=1, max_length=1024)] = "/"

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "PathMatch":
        if self.kind == "regex":
            check_regex(self.value)
        elif not self.value.startswith("/"):
            raise ValueError(tr("value starts with /"))
        if self.kind != "regex" and ("?" in self.value or "#" in self.value):
            raise ValueError(tr("value is a path without ? and #; match query parameters under `query`"))
        return self


class TextMatch(Input):
    value: Annotated[str, StringConstraints(max_length=1024)]
    operator: ir.TextOperator = "exact"
    ignore_case: bool = False

    @model_validator(mode="after")
    def _fits_its_operator(self) -> "TextMatch":
        if self.operator == "regex":
            check_regex(self.value)
        elif self.operator != "exact" and not self.value:
            raise ValueError(
                tr("value is empty, which %(operator)s takes nothing from", operator=repr(self.operator))
            )
        return self


class HeaderMatch(Input):
    """Without `value` the header has to be there; `invert` turns the answer round."""

    name: HeaderName
    value: TextMatch | None = None
    invert: bool = False


class QueryMatch(Input):
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    value: TextMatch | None = None


class CookieMatch(Input):
    name: Annotated[str, StringConstraints(pattern=TOKEN, max_length=100)]
    value: Annotated[str, StringConstraints(max_length=1024)]


class RouteMatch(Input):
    path: PathMatch = PathMatch()
    methods: list[Method] = []
    headers: Annotated[list[HeaderMatch], Field(max_length=50)] = []
    query: Annotated[list[QueryMatch], Field(max_length=50)] = []
    cookies: Annotated[list[CookieMatch], Field(max_length=50)] = []


class DestinationIn(Input):
    """`service` is a service's name or id; `version` one of its subsets, empty for all endpoints."""

    service: Reference
    version: Version = ""
    weight: Annotated[int, Field(ge=0, le=10_000)] = 1


class DestinationOut(Output):
    service: str
    service_id: str
    version: str
    weight: int


class MirrorIn(Input):
    """A copy of a share of the requests, in basis points: 10000 is all of them."""

    service: Reference
    version: Version = ""
    share: Share = ir.FULL_SHARE


class MirrorOut(Output):
    service: str
    service_id: str
    version: str
    share: int


class RegexRewrite(Input):
    r"""What `pattern` finds in the path becomes `by`, where `\1` is the first group."""

    pattern: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    by: Annotated[str, StringConstraints(max_length=1024)]

    @field_validator("pattern")
    @classmethod
    def _is_regex(cls, value: str) -> str:
        check_regex(value)
        return value


class Rewrite(Input):
    prefix: Annotated[str, StringConstraints(max_length=1024)] | None = None
    path: Annotated[str, StringConstraints(max_length=1024)] | None = None
    regex: RegexRewrite | None = None
    template: Annotated[str, StringConstraints(max_length=1024)] | None = None
    host: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None

    @model_validator(mode="after")
    def _is_one_path(self) -> "Rewrite":
        given = (self.prefix, self.path, self.regex, self.template)
        if sum(value is not None for value in given) > 1:
            raise ValueError(tr("takes one of prefix, path, regex and template"))
        for value in (self.prefix, self.path, self.template):
            if value is not None and not value.startswith("/"):
                raise ValueError(tr("a new path starts with /"))
        return self


class Retry(Input):
    attempts: Annotated[int, Field(ge=1, le=10)] = 2
    on: Annotated[
        list[
            Literal[
                "5xx",
                "gateway-error",
                "reset",
                "reset-before-request",
                "connect-failure",
                "envoy-ratelimited",
                "retriable-4xx",
                "refused-stream",
                "retriable-status-codes",
                "retriable-headers",
            ]
        ],
        Field(min_length=1),
    ] = ["5xx", "reset", "connect-failure"]
    statuses: Annotated[list[Annotated[int, Field(ge=100, le=599)]], Field(max_length=50)] = []
    per_try_timeout: Annotated[float, Field(gt=0, le=86_400)] | None = None
    backoff: Annotated[float, Field(ge=0.001, le=60)] = 0.025

    @model_validator(mode="after")
    def _knows_its_statuses(self) -> "Retry":
        if "retriable-status-codes" in self.on and not self.statuses:
            raise ValueError(tr("retriable-status-codes needs statuses to retry on"))
        return self


class HashKey(Input):
    """For services that balance by ring_hash or maglev. Envoy gives a cookie with `ttl` to who has none."""

    kind: Literal["header", "cookie", "query", "address"]
    name: Annotated[str, StringConstraints(max_length=100)] = ""
    ttl: Timeout | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> "HashKey":
        token = self.kind in ("header", "cookie")
        if self.kind != "address" and (not self.name or (token and not re.fullmatch(TOKEN, self.name))):
            raise ValueError(tr("name of the %(kind)s is needed", kind=self.kind))
        return self


class Delay(Input):
    seconds: Annotated[float, Field(gt=0, le=3600)]
    share: Share = ir.FULL_SHARE


class Abort(Input):
    status: Annotated[int, Field(ge=200, le=599)]
    share: Share = ir.FULL_SHARE


class Fault(Input):
    """Trouble made on purpose, shares in basis points. It ends by itself when the console is gone."""

    delay: Delay | None = None
    abort: Abort | None = None

    @model_validator(mode="after")
    def _does_something(self) -> "Fault":
        if self.delay is None and self.abort is None:
            raise ValueError(tr("needs a delay, an abort or both"))
        return self


class RouteCache(Input):
    """Answers are kept on the nodes as services allow, for requests without credentials and cookies.

    With `shared` whoever is let in gets the same answers. With `queries` off a request with a query is sent
    on.
    """

    shared: bool = False
    queries: bool = True


class ForwardSettings(Input):
    """How a request is sent on. `timeout` in seconds covers the whole answer; 0 switches it off.

    `compress` null does as the gateway does, `cache` null keeps nothing.
    """

    rewrite: Rewrite | None = None
    timeout: Timeout = 15.0
    idle_timeout: Timeout | None = None
    retry: Retry | None = None
    websocket: bool = False
    hash_by: Annotated[list[HashKey], Field(max_length=10)] = []
    fault: Fault | None = None
    compress: bool | None = None
    cache: RouteCache | None = None
    kind: Literal["forward"] = "forward"


class Forward(ForwardSettings):
    destinations: Annotated[list[DestinationIn], Field(min_length=1, max_length=50)]
    mirrors: Annotated[list[MirrorIn], Field(max_length=5)] = []

    @field_validator("destinations")
    @classmethod
    def _have_weight(cls, value: list[DestinationIn]) -> list[DestinationIn]:
        if sum(destination.weight for destination in value) == 0:
            raise ValueError(tr("at least one destination has a weight above 0"))
        return value


class Redirect(Input):
    scheme: Literal["http", "https"] | None = None
    host: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    path: Annotated[str, StringConstraints(max_length=1024, pattern="^/")] | None = None
    prefix: Annotated[str, StringConstraints(max_length=1024, pattern="^/")] | None = None
    status: Literal[301, 302, 303, 307, 308] = 302
    strip_query: bool = False
    kind: Literal["redirect"] = "redirect"

    @model_validator(mode="after")
    def _leads_elsewhere(self) -> "Redirect":
        if self.path is not None and self.prefix is not None:
            raise ValueError(tr("takes path or prefix, not both"))
        if all(value is None for value in (self.scheme, self.host, self.port, self.path, self.prefix)):
            raise ValueError(tr("changes at least one of scheme, host, port, path and prefix"))
        return self


class DirectResponse(Input):
    status: Annotated[int, Field(ge=200, le=599)]
    body: Annotated[str, StringConstraints(max_length=4096)] = ""
    content_type: Annotated[str, StringConstraints(min_length=1, max_length=200)] = (
        "text/plain; charset=utf-8"
    )
    kind: Literal["respond"] = "respond"


Action = Annotated[Forward | Redirect | DirectResponse, Field(discriminator="kind")]


class ForwardOut(ForwardSettings):
    destinations: list[DestinationOut]
    mirrors: list[MirrorOut]


ActionOut = Annotated[ForwardOut | Redirect | DirectResponse, Field(discriminator="kind")]


class HeaderEdit(Input):
    """`remove` happens first, `set` replaces all values, `add` adds one. `[["x-team", "blue"]]`."""

    set: list[tuple[HeaderName, HeaderValue]] = []
    add: list[tuple[HeaderName, HeaderValue]] = []
    remove: list[HeaderName] = []

    @model_validator(mode="after")
    def _is_clean(self) -> "HeaderEdit":
        for _, value in (*self.set, *self.add):
            if _CONTROL.search(value):
                raise ValueError(tr("a header value has no control characters"))
        for name in (*(name for name, _ in (*self.set, *self.add)), *self.remove):
            if name == "host":
                raise ValueError(tr("host is changed by `action.rewrite.host`"))
        return self


class HeaderEdits(Input):
    request: HeaderEdit = HeaderEdit()
    response: HeaderEdit = HeaderEdit()


SharedLimits = Annotated[list[Reference], Field(max_length=10)]
"""Of the route's gateway, by id or name."""

LoginReference = Annotated[str, StringConstraints(max_length=100)]
"""Of the route's gateway, by id or name; empty is none."""


class RouteIn(Input):
    gateway: Reference
    name: Name
    description: Description = ""
    hosts: Annotated[list[str], Field(min_length=1, max_length=100)] = ["*"]
    match: RouteMatch = RouteMatch()
    action: Action
    headers: HeaderEdits = HeaderEdits()
    protection: Protection | None = None
    shared_limits: SharedLimits = []
    login: LoginReference = ""
    tenant: TenantReference = ""
    order: Order = 100
    reason: Reason = ""

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str]) -> list[str]:
        return check_hosts(value)


class RoutePatch(Input):
    """Fields that are left out stay as they are; `match`, `action`, `protection` are replaced as a whole."""

    name: Name | None = None
    description: Description | None = None
    hosts: Annotated[list[str], Field(min_length=1, max_length=100)] | None = None
    match: RouteMatch | None = None
    action: Action | None = None
    headers: HeaderEdits | None = None
    protection: Protection | None = None
    shared_limits: SharedLimits | None = None
    login: LoginReference | None = None
    tenant: TenantReference | None = None
    order: Order | None = None
    reason: Reason = ""

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str] | None) -> list[str] | None:
        return None if value is None else check_hosts(value)


class RouteChange(Input):
    """What a rollout may change of a route; fields that are left out stay as they are."""

    action: Action | None = None
    headers: HeaderEdits | None = None
    protection: Protection | None = None
    shared_limits: SharedLimits | None = None


class RouteOut(Times):
    id: str
    gateway: str
    gateway_id: str
    name: str
    description: str
    hosts: list[str]
    match: RouteMatch
    action: ActionOut
    headers: HeaderEdits
    protection: Protection
    shared_limits: list[str]
    login: str
    tenant_id: str | None
    order: int


class RouteChanged(RouteOut, Changed):
    pass


def check_hosts(hosts: list[str]) -> list[str]:
    """`*`, `example.com`, `*.example.com`, each with a port or without; lower case, each once."""
    lowered = [host.strip().lower() for host in hosts]
    for host in lowered:
        if len(host) > 255 or not _HOST.fullmatch(host):
            raise ValueError(
                tr("%(host)s is no host; write example.com, *.example.com or *", host=repr(host[:50]))
            )
    if len(set(lowered)) != len(lowered):
        raise ValueError(tr("a host is there twice"))
    return lowered


def check_regex(pattern: str) -> None:
    """A first look only: Envoy takes RE2, which has no look-around and no back-references."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(tr("value is no regular expression: %(error)s", error=error)) from error
    if re.search(r"\(\?(<?[=!]|P=)|\\[1-9]", pattern):
        raise ValueError(tr("value has a look-around or a back-reference, which Envoy's RE2 does not take"))
