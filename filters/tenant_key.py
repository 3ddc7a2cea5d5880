"""Let the API keys of the console's tenants through, hold each tenant to its hosts and rate, count who calls.

    {"key_header": "x-api-key"}

The console fills in `tenants` and keeps it in step: what happens to a key there is known here in a second.
Only SHA-256 digests of keys come here. The upstream gets `x-tenant` and `x-key-id` instead of the key; what a
client puts into them itself never reaches it.
"""

import time
from dataclasses import dataclass, field
from hashlib import sha256

from sluice import Counter, HttpFilter, Request, Response, shared

requests = Counter("tenant_requests_total", "Requests with a good key.", labels=("tenant", "key"))
denied = Counter("tenant_denied_total", "Requests refused, by reason.", labels=("reason",))


@dataclass(frozen=True)
class Tenants:
    """What the console keeps in step; `expires` in seconds since 1970, `rates` in requests a second."""

    digests: dict[str, str] = field(default_factory=dict, metadata={"description": "tenant/key by digest"})
    expires: dict[str, int] = field(default_factory=dict, metadata={"description": "When a key ends."})
    hosts: dict[str, list[str]] = field(default_factory=dict, metadata={"description": "By tenant."})
    rates: dict[str, float] = field(default_factory=dict, metadata={"description": "By tenant."})


@dataclass(frozen=True)
class Config:
    """Which headers tell; the console adds who may call."""

    key_header: str = field(default="x-api-key", metadata={"description": "Where clients put their key."})
    tenant_header: str = field(default="x-tenant", metadata={"description": "The tenant, for the upstream."})
    id_header: str = field(default="x-key-id", metadata={"description": "The key's id, for the upstream."})
    tenants: Tenants = field(default_factory=Tenants, metadata={"description": "Filled in by the console."})


class TenantKey(HttpFilter[Config], on_error="deny"):
    def on_request_headers(self, request: Request) -> Response | None:
        key = request.headers.get(self.config.key_header)
        if key is None:
            return self.refuse(401, "missing", "API key required\n")
        tenants = self.config.tenants
        digest = sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
        owner = tenants.digests.get(digest)
        if owner is None:
            return self.refuse(401, "unknown", "unknown API key\n")
        now = time.time()
        if digest in tenants.expires and tenants.expires[digest] <= now:
            return self.refuse(401, "expired", "this API key has expired\n")
        tenant, _, key_id = owner.partition("/")
        hosts = tenants.hosts.get(tenant, [])
        if hosts and not is_one_of(request.authority, hosts):
            return self.refuse(403, "host", "this API key is not for this host\n")
        rate = tenants.rates.get(tenant, 0.0)
        if rate > 0 and not take(tenant, rate, now):
            refusal = self.refuse(429, "rate", "too many requests\n")
            refusal.headers["retry-after"] = "1"
            return refusal
        requests.increment(tenant=tenant, key=key_id)
        request.headers[self.config.tenant_header] = tenant
        request.headers[self.config.id_header] = key_id
        del request.headers[self.config.key_header]
        return None

    def refuse(self, status: int, reason: str, message: str) -> Response:
        denied.increment(reason=reason)
        headers = {"www-authenticate": "ApiKey"} if status == 401 else {}
        return Response(status, body=message, headers=headers, details=f"tenant_key_{reason}")


def is_one_of(authority: str, hosts: list[str]) -> bool:
    """Without the port, in lower case; `*.example.com` is every name below it."""
    host = authority.lower()
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal():
        host = name
    for allowed in hosts:
        if host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:])):
            return True
    return False


class Second:
    """How many requests of a tenant there were in this second, over all workers of the node."""

    def __init__(self, rate: float, now: float) -> None:
        self.second = int(now)
        self.limit = max(1, int(rate))
        self.taken = False

    def take(self, kept: bytes | None) -> bytes:
        """Kept as "<second> <requests>"; may run several times when workers compete."""
        count = 0
        if kept is not None:
            second, _, number = kept.decode().partition(" ")
            if int(second) == self.second:
                count = int(number)
        self.taken = count < self.limit
        if self.taken:
            count += 1
        return f"{self.second} {count}".encode()


def take(tenant: str, rate: float, now: float) -> bool:
    """Whether the tenant's rate leaves room for one request more in this second."""
    second = Second(rate, now)
    shared.update(f"tenant:{tenant}", second.take)
    return second.taken
