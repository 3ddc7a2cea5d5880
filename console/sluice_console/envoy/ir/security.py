"""Who may do what: whose word is taken for who a client is, and what that allows. Envoy alone decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """Whose JWTs are taken: signed by a key of `jwks`, or of what a service gives at `jwks_url`; not expired.

    With `audiences` a token must be for one of them. Tokens are read from `authorization: Bearer …` and stay
    with the request where `forward` is on. `headers` gives claims to the upstream: `("sub", "x-user")`.
    """

    id: str
    name: str
    issuer: str
    audiences: tuple[str, ...] = ()
    jwks: str = ""
    jwks_url: str = ""
    service_id: str = ""
    forward: bool = False
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BasicUser:
    """For HTTP's basic authentication: `digest` is the password's SHA-1 in base64, as of `htpasswd -s`."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a rule is for.

    `anyone`; a `claim` of the token (`name`, dots go deeper; a list must hold `value`); a name of the
    client's `certificate` (URI or DNS); an `address` range; a `tenant` whose API key the filter
    `tenant_key` has found good; or a `header`, which only says something when a filter sets it.
    """

    kind: Literal["anyone", "claim", "certificate", "address", "tenant", "header"]
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Lets a request of one of `subjects` through that has one of `methods` and fits one of `paths`.

    None of these is all of them. In a path `*` is one segment and `**` any number of them:
    `/orders/*/items`, `/admin/**`.
    """

    subjects: tuple[Subject, ...] = (Subject("anyone"),)
    methods: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Security:
    """What a route demands before it answers.

    `issuer_ids`: a token of one of them, else 401; with `token_optional` a request may come without a token,
    but not with a wrong one. `users`: a name and password, else 401. `rules`: None lets everybody through,
    else 403 for whatever no rule lets through; no rule at all denies everything.
    """

    issuer_ids: tuple[str, ...] = ()
    token_optional: bool = False
    users: tuple[BasicUser, ...] = ()
    rules: tuple[Rule, ...] | None = None


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `requests` in `seconds` on each node, of all clients or of each value of `by`; then 429.

    `by` is `address`, or a header's name; requests without that header are not counted. `tenant` and `key`
    are what the filter `tenant_key` has found out, which no client can set.
    """

    requests: int
    seconds: float = 1.0
    by: str = ""


WhenAway = Literal["allow", "deny"]
WHEN_AWAY: tuple[WhenAway, ...] = ("allow", "deny")


@dataclass(frozen=True, slots=True)
class SharedLimit:
    """At most `requests` in each `seconds`, over all nodes of the gateway and all routes that have it.

    What is more gets 429. `by` as in `RateLimit`; a tenant or key with a quota for as
    many seconds has that instead of `requests`. The nodes ask the console; while it does not answer,
    requests are let through, or answered 503 with `when_away` "deny". A window begins at a
    multiple of `seconds` since 1970.
    """

    id: str
    name: str
    requests: int
    seconds: int = 60
    by: str = ""
    when_away: WhenAway = "allow"


@dataclass(frozen=True, slots=True)
class LimitService:
    """Who counts shared limits instead of the console, over gRPC: envoyproxy/ratelimit with Redis, or alike.

    It is asked for `domain`, with the descriptors `limit` (the limit's name) and, where the limit counts by
    something, one more: `("limit", "partners"), ("x-partner", "ann")`.
    """

    host: str
    port: int
    domain: str = "sluice"


@dataclass(frozen=True, slots=True)
class Cors:
    """Which pages of other origins may ask: `https://shop.test`, `https://*.shop.test` or `*`."""

    origins: tuple[str, ...]
    methods: tuple[str, ...] = ("GET", "HEAD", "POST")
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    credentials: bool = False
    max_age: int = 600


@dataclass(frozen=True, slots=True)
class Protection:
    """What a route lets in. `max_body` bytes of a request, else 413; it is held back until it is whole."""

    security: Security = Security()
    limits: tuple[RateLimit, ...] = ()
    cors: Cors | None = None
    max_body: int | None = None
