"""One gateway as the console knows it: plain data, free of the database and of Envoy's protobufs.

Everything that Envoy's configuration depends on is here, so that two equal gateways give equal bytes:

    >>> from sluice_console.envoy import ir
    >>> listener = ir.Listener(id="ls_1", name="http", port=8080)
    >>> gateway = ir.Gateway(id="gw_1", name="edge", listeners=(listener,))

Objects refer to each other by id. `references.check_gateway` reports what does not fit together; the
translators take a gateway that passed it. Times are seconds, shares basis points: 100 is 1 %, 10,000 all.
"""

from sluice_console.envoy.ir.actions import (
    Abort,
    Action,
    Delay,
    Destination,
    DirectResponse,
    Fault,
    Forward,
    HashKey,
    Mirror,
    Redirect,
    RegexRewrite,
    Retry,
    Rewrite,
)
from sluice_console.envoy.ir.caching import CACHED_VARY, Cache, RouteCache
from sluice_console.envoy.ir.client_headers import ClientHeaders, RequestIds
from sluice_console.envoy.ir.compression import ALGORITHMS, COMPRESSED_TYPES, Algorithm, Compression
from sluice_console.envoy.ir.filters import Attachment, FilterVersion
from sluice_console.envoy.ir.gateway import Gateway
from sluice_console.envoy.ir.limits import ClientLimits
from sluice_console.envoy.ir.listeners import Listener
from sluice_console.envoy.ir.logins import Login
from sluice_console.envoy.ir.matches import (
    CookieMatch,
    HeaderMatch,
    PathMatch,
    QueryMatch,
    RouteMatch,
    TextMatch,
    TextOperator,
)
from sluice_console.envoy.ir.overload import Overload
from sluice_console.envoy.ir.rollouts import (
    FilterChange,
    Rollout,
    RolloutSubject,
    RouteChange,
    Stage,
    StickyKey,
    VersionChange,
)
from sluice_console.envoy.ir.routes import HeaderEdit, Route
from sluice_console.envoy.ir.security import (
    WHEN_AWAY,
    BasicUser,
    Cors,
    LimitService,
    Protection,
    RateLimit,
    Rule,
    Security,
    SharedLimit,
    Subject,
    TokenIssuer,
    WhenAway,
)
from sluice_console.envoy.ir.services import (
    ConnectionLimits,
    Ejection,
    Endpoint,
    HealthCheck,
    LoadBalancing,
    Protocol,
    Service,
)
from sluice_console.envoy.ir.shares import FULL_SHARE
from sluice_console.envoy.ir.tls import Certificate, ClientCertificates, Suite, Tls, TlsVersion, UpstreamTls

__all__ = [
    "ALGORITHMS",
    "CACHED_VARY",
    "COMPRESSED_TYPES",
    "FULL_SHARE",
    "WHEN_AWAY",
    "Abort",
    "Action",
    "Algorithm",
    "Attachment",
    "BasicUser",
    "Cache",
    "Certificate",
    "ClientCertificates",
    "ClientHeaders",
    "ClientLimits",
    "Compression",
    "ConnectionLimits",
    "CookieMatch",
    "Cors",
    "Delay",
    "Destination",
    "DirectResponse",
    "Ejection",
    "Endpoint",
    "Fault",
    "FilterChange",
    "FilterVersion",
    "Forward",
    "Gateway",
    "HashKey",
    "HeaderEdit",
    "HeaderMatch",
    "HealthCheck",
    "LimitService",
    "Listener",
    "LoadBalancing",
    "Login",
    "Mirror",
    "Overload",
    "PathMatch",
    "Protection",
    "Protocol",
    "QueryMatch",
    "RateLimit",
    "Redirect",
    "RegexRewrite",
    "RequestIds",
    "Retry",
    "Rewrite",
    "Rollout",
    "RolloutSubject",
    "Route",
    "RouteCache",
    "RouteChange",
    "RouteMatch",
    "Rule",
    "Security",
    "Service",
    "SharedLimit",
    "Stage",
    "StickyKey",
    "Subject",
    "Suite",
    "TextMatch",
    "TextOperator",
    "Tls",
    "TlsVersion",
    "TokenIssuer",
    "UpstreamTls",
    "VersionChange",
    "WhenAway",
]
