"""Filters attached and rolled out, nodes connected, files applied, releases restored."""

from __future__ import annotations

from typing import Any

from tests.console.nonsense.kind import GONE, Kind
from tests.console.nonsense.routing import ROUTE

ATTACHMENTS = Kind(
    "POST",
    "/api/attachments",
    {"filter": "mark@2", "route": "all"},
    (
        ("filter", ""),
        ("filter", "nothing"),
        ("filter", "mark@9"),
        ("filter", "@gateway"),
        ("filter", GONE),
        ("route", "nowhere"),
        ("route", "@other_limit"),
        ("route", GONE, "gateway"),
        ("gateway", "other", "route"),
        ("configuration", []),
        ("order", -1),
    ),
)

OF_ANOTHER_GATEWAY = Kind(
    "POST",
    "/api/attachments",
    {"filter": "mark@2", "gateway": "edge"},
    (("gateway", "nowhere"), ("route", "@other_route"), ("route", "@other_route_name")),
)

ROLLOUTS = Kind(
    "POST",
    "/api/rollouts",
    {"attachment": "@attachment", "filter": "mark@2", "stages": [{"percent": 10}], "start": False},
    (
        ("attachment", "nothing"),
        ("attachment", "@route"),
        ("filter", "mark@1"),
        ("filter", "mark@9"),
        ("filter", "tint@1"),
        ("stages", []),
        ("stages", [{"percent": 1}] * 21),
        ("stages.0.percent", 0, "stages.0"),
        ("stages.0.percent", 101),
        ("stages.0.percent", "half"),
        ("stages.0.minimum_seconds", -1),
        ("stages.0.approvals", 21),
        ("stages.0.headers", [{"name": "x", "value": {"value": "(", "operator": "regex"}}]),
        ("limits", {"error_percent": 101}),
        ("limits", {"exceptions": -1}),
        ("window", {"days": []}),
        ("window", {"days": [7]}),
        ("window", {"days": [0], "opens": "25:00"}),
    ),
)

COMMANDS = (
    Kind("POST", "/api/rollouts/nothing/abort", {}, (("reason", "", "rollout"),), False),
    Kind("POST", "/api/releases/nothing/rollback", {}, (("reason", "", "release"),), False),
    Kind("POST", "/api/releases/@gateway/rollback", {}, (("reason", "", "release"),), False),
    Kind("PATCH", "/api/attachments/@other_route", {}, (("order", 1, "attachment"),), False),
    Kind("PATCH", "/api/limits/other/calls", {}, (("requests", 0),), False),
    Kind("PATCH", "/api/limits/edge/other-calls", {}, (("requests", 5, "limit"),), False),
    Kind("PATCH", "/api/listeners/other/plain", {}, (("port", 1, "listener"),), False),
    Kind("DELETE", "/api/routes/other/all", {}, (("reason", "", "route"),), False),
    Kind("DELETE", "/api/services/web", {}, (("reason", "", "all"),), False),
)

NODES = Kind(
    "POST",
    "/api/nodes/bootstrap",
    {"gateway": "edge", "node_id": "n1", "console": "127.0.0.1:18000"},
    (
        ("gateway", "nowhere"),
        ("node_id", ""),
        ("node_id", "a b"),
        ("node_id", "x" * 201),
        ("console", "127.0.0.1"),
        ("console", "http://a:1"),
        ("console", "a:99999"),
        ("admin_port", 0),
        ("relay_port", 70_000),
        ("expires_in_days", 0),
        ("transport", "carrier-pigeon"),
        ("transport", "mtls", "certificate_request"),
        ("certificate_request", "no request", "certificate_request"),
    ),
)

SERVICE: dict[str, Any] = {"name": "filed", "endpoints": [{"host": "127.0.0.1", "port": 9007}]}
FILES = Kind(
    "POST",
    "/api/configuration",
    {"services": [SERVICE], "routes": [{**ROUTE, "name": "filed"}], "dry_run": True},
    (
        ("services", "all of them"),
        ("services.0.name", "A"),
        ("services.0.endpoints.0.port", 0),
        ("services.1", SERVICE, "filed"),
        ("routes.0.gateway", "nowhere"),
        ("routes.0.action.destinations.0.service", "nothing"),
        ("routes.0.action.destinations.0.version", "v9"),
        ("routes.0.shared_limits", ["other-calls"]),
        ("routes.0.shared_limits", ["@other_limit"]),
        ("routes.0.login", "@other_login"),
        ("routes.0.match", {"path": {"kind": "regex", "value": "("}}),
        ("routes.0.id", "@route"),
        ("routes.1", {**ROUTE, "name": "filed"}, "filed"),
        ("limits", [{"gateway": "edge", "name": "x", "requests": 0}]),
        ("logins", [{"gateway": "edge", "name": "x", "service": "web"}]),
        ("issuers", [{"name": "x", "settings": {"issuer": "x", "jwks": "{}"}}]),
        ("gateways", [{"name": "new", "listen_port": 0}]),
        ("listeners", [{"gateway": "edge", "name": "x", "port": 1, "tls": {"certificates": ["none"]}}]),
        ("attachments", [{"gateway": "edge", "filter": "nothing"}]),
        ("attachments", [{"gateway": "edge", "route": "elsewhere", "filter": "mark@1"}]),
        ("tenants", [{"name": "x", "rate": -1}]),
        ("certificates", [{"name": "x"}]),
        ("prune", True, "owner"),
        ("take_over", True, "owner"),
        ("owner", "A B"),
        ("secrets", {"edge/nobody": "x"}),
        ("secrets", {"edge/own": ""}),
    ),
)

WORK = (ATTACHMENTS, OF_ANOTHER_GATEWAY, ROLLOUTS, *COMMANDS, NODES, FILES)
