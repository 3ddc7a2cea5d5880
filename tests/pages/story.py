"""What the console holds while its pages are looked at: put there over REST, served by real Envoys.

`edge-eu` has routes on three hosts, services with versions, the filter `api_key` in three versions, and a
rollout that waits in its second stage. `edge-us` has two Envoys on one port: one rejects its listener.
"""

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from tests.console.modules import marking_module, with_section
from tests.pages.site import Site
from tests.support.authority import Authority
from tests.support.envoy import find_free_port

from sluice.toolchain.inspection import compress

SOURCE = '''"""Let only known API keys through and tell the upstream who calls."""

from dataclasses import dataclass, field

from sluice import Counter, HttpFilter, Request, Response

denied = Counter("api_key_denied_total")


@dataclass(frozen=True)
class Config:
    keys: dict[str, str]
    header: str = "x-consumer"
    realm: str = "harbor-pay"


class ApiKey(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        consumer = self.config.keys.get(request.headers.get("x-api-key", ""))
        if consumer is None:
            denied.increment()
            return Response(401, body="unknown API key\\n")
        request.headers[self.config.header] = consumer
        return None
'''
NEWER_SOURCE = SOURCE.replace(
    '    realm: str = "harbor-pay"\n', '    realm: str = "harbor-pay"\n    log_consumer: bool = True\n'
).replace(
    "        return None\n",
    "        if self.config.log_consumer:\n            return None\n        return None\n",
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Config",
    "properties": {
        "keys": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "The consumer of each API key.",
        },
        "header": {"type": "string", "minLength": 1, "default": "x-consumer", "description": "Who calls."},
        "realm": {"type": "string", "maxLength": 24, "default": "harbor-pay"},
        "log_consumer": {"type": "boolean", "default": True, "description": "Send it to the access log."},
        "limit": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "default": None},
        "hosts": {"type": "array", "items": {"type": "string"}, "default": []},
        "mode": {"enum": ["strict", "lenient"], "default": "strict"},
    },
    "required": ["keys"],
    "additionalProperties": False,
}
METRICS = [
    {
        "name": "api_key_denied_total",
        "kind": "counter",
        "labels": ["reason"],
        "description": "Requests refused.",
    },
    {"name": "api_key_lookup_seconds", "kind": "histogram", "labels": [], "description": ""},
]
CONFIGURATION = {"keys": {"k-ann": "ann", "k-bob": "bob"}, "realm": "harbor-pay"}
HOST = "api.harbor-pay.example"


@dataclass(frozen=True, slots=True)
class Story:
    """Ids and addresses of what was made."""

    site: Site
    port: int
    route: str
    attachment: str
    rollout: str
    drafts: tuple[str, str]
    """Rollouts of a route's change and of a service's version, which have not begun."""
    release: str
    key: str
    limit: str
    login: str
    recording: str
    replay: str


def make_module(version: str, source: str = SOURCE, schema: dict[str, Any] | None = None) -> bytes:
    """A module that adds `x-filter: <version>`, with everything that our compiler puts beside the code."""
    meta = {"name": "api_key", "version": version, "compiler": "sluice 0.1.0", "on_error": "deny"}
    module = with_section(marking_module(version), "sluice.meta", json.dumps(meta).encode())
    module = with_section(module, "sluice.config_schema", json.dumps(schema or SCHEMA).encode())
    module = with_section(module, "sluice.metrics", json.dumps(METRICS).encode())
    return with_section(module, "sluice.source", compress(source.encode()))


def upload(site: Site, name: str, module: bytes) -> None:
    site.ok("POST", f"/api/filters/{name}/versions", files={"module": ("m.wasm", module)})


def tell(site: Site, upstream: int) -> Story:
    """Everything above; `upstream` is the port of one that answers. Three Envoys take seconds to start."""
    port = find_free_port()
    gateway = {"name": "edge-eu", "description": "What Europe calls", "listen_address": "127.0.0.1"}
    site.ok("POST", "/api/gateways", json={**gateway, "listen_port": port})
    _make_services(site, upstream)
    _make_certificates(site)
    limit = _make_limits(site)
    route = _make_routes(site, limit)
    for version, source in (("2.2.1", SOURCE), ("2.3.0", SOURCE), ("2.4.0", NEWER_SOURCE)):
        upload(site, "api_key", make_module(version, source))
    values = {"filter": "api_key@2.3.0", "gateway": "edge-eu", "configuration": CONFIGURATION}
    attachment = site.ok("POST", "/api/attachments", json={**values, "reason": "keys for harbor-pay"})["id"]
    site.connect("edge-eu-01", "edge-eu")
    _wait_for_nodes(site, "edge-eu", 1)
    rollout = _begin_rollout(site, attachment)
    drafts = _draft_rollouts(site)
    _send_requests(site, port, rollout)
    _make_rejection(site)
    releases = site.ok("GET", "/api/releases", params={"gateway": "edge-eu"})["items"]
    named = next(item for item in releases if item["reason"] == "carts answer slowly today")
    tenants = _make_tenants(site)
    hook = {"name": "chat", "url": "https://1.1.1.1/hooks/7", "events": ["rollout.rejected"]}
    site.ok("POST", "/api/webhooks", json=hook)  # nothing is rejected in a rollout here, and nothing sent
    recording, replay = _make_replay(site, attachment)
    return Story(
        site,
        port,
        route,
        attachment,
        rollout,
        drafts,
        named["id"],
        tenants,
        limit,
        _make_login(site),
        recording,
        replay,
    )


def _make_replay(site: Site, attachment: str) -> tuple[str, str]:
    """An uploaded recording, one under way, and what 2.4.0 makes of the first."""
    headers = {"x-api-key": "k-ann", "user-agent": "lumen-pos/4.1 " + "(till 7; harbour) " * 6}
    lines = [
        {"path": f"/v2/carts/{number}/checkout?coupon={'SPRING' * 12}", "headers": headers}
        for number in range(40)
    ]
    files = {"file": "\n".join(map(json.dumps, lines)).encode()}
    made = site.ok("POST", "/api/recordings/upload", files=files, data={"name": "monday morning"})
    site.ok("POST", "/api/recordings", json={"gateway": "edge-us", "percent": 2.5, "minutes": 600})
    values = {"before": "api_key@2.3.0", "after": "api_key@2.4.0", "attachment": attachment}
    replay = site.ok("POST", "/api/replays", json={**values, "recording": made["id"]})["id"]
    deadline = time.monotonic() + 60
    while (found := site.ok("GET", f"/api/replays/{replay}"))["state"] == "running":
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
    assert found["differing"] == 40, found
    return str(made["id"]), str(replay)


def _make_tenants(site: Site) -> str:
    """Two tenants, one with keys in every state and a month of use; gives the id of a good key."""
    hosts = [HOST, "*.harbor-pay.example"]
    tenant = {"name": "harbor-pay", "description": "Cards and carts", "hosts": hosts, "rate": 400}
    site.ok("POST", "/api/tenants", json=tenant)
    site.ok("POST", "/api/tenants", json={"name": "qing-logistics"})
    keys = {}
    for name, days in (("lumen-pos-1", 365), ("harbor-web", None), ("qing-dispatch", 3), ("old-batch", 90)):
        body = {"name": name, "expires_in_days": days}
        keys[name] = site.ok("POST", "/api/tenants/harbor-pay/keys", json=body)["id"]
    site.ok("POST", f"/api/tenants/harbor-pay/keys/{keys['harbor-web']}/rotate", json={"overlap_hours": 48})
    site.ok("DELETE", f"/api/tenants/harbor-pay/keys/{keys['old-batch']}")
    today = datetime.now(UTC).date()
    rows = [
        (key, str(today - timedelta(days=day)), 900 * number + 370 * ((day * 7 + number) % 5))
        for number, key in enumerate(keys.values(), start=1)
        for day in range(30)
    ]
    with closing(sqlite3.connect(site.folder / "data" / "console.db")) as database:
        database.executemany("INSERT INTO key_uses (key_id, day, requests) VALUES (?, ?, ?)", rows)
        database.commit()
    return str(keys["lumen-pos-1"])


def _make_login(site: Site) -> str:
    settings = {
        "authorization_url": "https://login.harbor-pay.example/oauth2/authorize",
        "token_url": "https://login.harbor-pay.example/oauth2/token",
        "client_id": "edge-eu",
        "scopes": ["openid", "profile"],
    }
    values = {"gateway": "edge-eu", "name": "staff", "settings": settings, "service": "harbor"}
    return str(site.ok("POST", "/api/logins", json={**values, "client_secret": "not a secret"})["id"])


def _make_certificates(site: Site) -> None:
    """One for long, one that a listener shows and that expires soon, one that has expired."""
    authority = Authority()
    for name, days, names in (
        ("shop", 12, ("shop.harbor-pay.example", "*.shop.harbor-pay.example")),
        ("partners", 200, ("partners.harbor-pay.example",)),
        ("old-campaign", -2, ("campaign.harbor-pay.example",)),
    ):
        issued = authority.issue(*names, days=days)
        site.ok("POST", "/api/certificates", json={"name": name, "chain": issued.chain, "key": issued.key})
    listener = {"gateway": "edge-eu", "name": "secure", "address": "127.0.0.1", "port": find_free_port()}
    site.ok("POST", "/api/listeners", json={**listener, "tls": {"certificates": ["shop"]}})


def _make_limits(site: Site) -> str:
    """One of each sort; the route `checkout` has the one whose id this gives."""
    partner = {"name": "partner-search", "description": "What partners have paid for", "requests": 6000}
    made = site.ok("POST", "/api/limits", json={"gateway": "edge-eu", **partner, "by": "x-api-key"})
    daily = {"name": "exports", "requests": 50, "seconds": 86_400, "by": "address", "when_away": "deny"}
    site.ok("POST", "/api/limits", json={"gateway": "edge-eu", **daily})
    return str(made["id"])


def _make_services(site: Site, upstream: int) -> None:
    services = {
        "harbor": [("127.0.0.1", upstream, "v1")],
        "checkout": [("10.12.4.11", 8080, "v2"), ("10.12.4.31", 8080, "v3")],
        "carts": [("10.12.5.1", 8080, "v5")],
        "reviews": [("10.9.1.1", 9080, "v2"), ("10.9.1.2", 9080, "v3")],
    }
    for name, endpoints in services.items():
        rows = [{"host": host, "port": port, "version": version} for host, port, version in endpoints]
        site.ok("POST", "/api/services", json={"name": name, "endpoints": rows})


def _make_routes(site: Site, limit: str) -> str:
    """The id of the route `checkout`, which has the limit."""

    def forward(*arms: tuple[str, str, int]) -> dict[str, Any]:
        keys = ("service", "version", "weight")
        return {"kind": "forward", "destinations": [dict(zip(keys, arm, strict=True)) for arm in arms]}

    def path(kind: str, value: str, **more: Any) -> dict[str, Any]:
        return {"path": {"kind": kind, "value": value}, **more}

    region = {"name": "x-region", "value": {"value": "beijing"}}
    routes: list[tuple[str, list[str], dict[str, Any], dict[str, Any]]] = [
        (
            "beijing-checkout",
            [HOST],
            path("exact", "/v1/checkout", headers=[region]),
            forward(("checkout", "v3", 1)),
        ),
        (
            "checkout",
            [HOST],
            path("template", "/v2/carts/{id}/checkout", methods=["POST"]),
            forward(("checkout", "v2", 90), ("checkout", "v3", 10)),
        ),
        ("carts", [HOST], path("prefix", "/v2/carts"), forward(("carts", "v5", 1))),
        ("harbor-rest", [HOST], path("prefix", "/"), forward(("harbor", "v1", 1))),
        (
            "teapot",
            [HOST],
            path("prefix", "/tea"),
            {"kind": "respond", "status": 418, "body": "short and stout\n"},
        ),
        (
            "reviews",
            ["bookinfo.demo.example"],
            path("template", "/api/v1/products/{id}/reviews", methods=["GET"]),
            forward(("reviews", "v2", 90), ("reviews", "v3", 10)),
        ),
        (
            "old-shop",
            ["*"],
            path("prefix", "/shop"),
            {"kind": "redirect", "host": "shop.example", "status": 308},
        ),
    ]
    made: dict[str, str] = {}
    for name, hosts, match, action in routes:
        values = {"gateway": "edge-eu", "name": name, "hosts": hosts, "match": match, "action": action}
        limits = [limit] if name == "checkout" else []
        made[name] = site.ok("POST", "/api/routes", json={**values, "shared_limits": limits})["id"]
    slower = {**forward(("carts", "v5", 1)), "timeout": 3, "retry": {"attempts": 2}}
    change = {"action": slower, "reason": "carts answer slowly today"}
    site.ok("PATCH", f"/api/routes/{made['carts']}", json=change)
    return made["checkout"]


def _begin_rollout(site: Site, attachment: str) -> str:
    """Waits in its second stage, 25 %, for a person."""
    stages = [
        {"percent": 0, "headers": [{"name": "x-beta", "value": {"value": "on"}}], "minimum_seconds": 0},
        {"percent": 25, "minimum_seconds": 600, "automatic": True},
        {"percent": 100, "minimum_seconds": 1800, "automatic": False},
    ]
    values = {"attachment": attachment, "filter": "api_key@2.4.0", "stages": stages}
    limits = {"error_percent": 50}
    made = site.ok("POST", "/api/rollouts", json={**values, "limits": limits, "reason": "keys that expire"})[
        "id"
    ]
    site.wait_for(
        "the rollout's second stage", 20, lambda: site.ok("GET", f"/api/rollouts/{made}")["stage"] == 1
    )
    return str(made)


def _draft_rollouts(site: Site) -> tuple[str, str]:
    stages = [{"percent": 5, "minimum_seconds": 300}, {"percent": 100}]
    action = site.ok("GET", "/api/routes/carts")["action"] | {"timeout": 8}
    action["destinations"] = [{"service": "carts", "version": "v5"}]
    change = {"action": action, "headers": {"response": {"set": [["x-carts", "slow-lane"]]}}}
    subjects = (
        {"route": "edge-eu/carts", "change": change, "sticky_by": "cookie:session"},
        {"service": "checkout", "gateway": "edge-eu", "from_version": "v2", "version": "v3"},
    )
    first, second = (
        site.ok("POST", "/api/rollouts", json={**subject, "stages": stages, "start": False})["id"]
        for subject in subjects
    )
    return first, second


def _send_requests(site: Site, port: int, rollout: str) -> None:
    """And wait until the node has reported them."""
    with httpx.Client(trust_env=False, base_url=f"http://127.0.0.1:{port}", headers={"host": HOST}) as client:
        for number in range(300):
            client.get("/broken" if number % 100 == 0 else "/hello")

    def counted() -> bool:
        measured = site.ok("GET", f"/api/rollouts/{rollout}")["measured"]
        return bool(measured["current"]["requests"] and measured["candidate"]["requests"])

    site.wait_for("counts of both arms", 20, counted)


def _make_rejection(site: Site) -> None:
    port = find_free_port()
    gateway = {"name": "edge-us", "listen_address": "127.0.0.1", "listen_port": port, "reuse_port": False}
    site.ok("POST", "/api/gateways", json=gateway)
    site.connect("edge-us-01", "edge-us")
    _wait_for_nodes(site, "edge-us", 1)
    site.connect("edge-us-02", "edge-us")
    site.wait_for("a rejection", 20, lambda: any(node["rejections"] for node in _nodes(site, "edge-us")))


def _wait_for_nodes(site: Site, gateway: str, number: int) -> None:
    site.wait_for(
        f"{number} nodes of {gateway}",
        20,
        lambda: sum(node["current"] for node in _nodes(site, gateway)) == number,
    )


def _nodes(site: Site, gateway: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = site.ok("GET", "/api/nodes", params={"gateway": gateway})["items"]
    return items
