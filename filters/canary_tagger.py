"""Mark the requests that shall go to a new version: by user, by region, by tenant, or a share of all users.

    {"users": ["jason"], "regions": ["beijing"], "share": 10}

Requests that match get `x-canary: true`, which a route or a rollout can match; what clients send in it counts
for nothing. The same user always gets the same answer.
"""

import zlib
from dataclasses import dataclass, field

from sluice import Counter, HttpFilter, Request, Response

tagged = Counter("canary_tagged_total", "Requests marked for the new version, by reason.", labels=("by",))


@dataclass(frozen=True)
class Config:
    """Who tries the new version."""

    header: str = field(default="x-canary", metadata={"description": "The mark for routes."})
    user_header: str = "x-user"
    users: list[str] = field(default_factory=list)
    region_header: str = "x-region"
    regions: list[str] = field(default_factory=list)
    tenant_header: str = "x-tenant"
    tenants: list[str] = field(default_factory=list)
    share: float = field(default=0.0, metadata={"description": "Percent of all users, 0 to 100."})


class CanaryTagger(HttpFilter[Config], on_error="continue"):
    def on_request_headers(self, request: Request) -> Response | None:
        del request.headers[self.config.header]
        by = self.reason(request)
        if by:
            tagged.increment(by=by)
            request.headers[self.config.header] = "true"
        return None

    def reason(self, request: Request) -> str:
        config, headers = self.config, request.headers
        user = headers.get(config.user_header, "")
        if user and user in config.users:
            return "user"
        if config.regions and headers.get(config.region_header, "") in config.regions:
            return "region"
        if config.tenants and headers.get(config.tenant_header, "") in config.tenants:
            return "tenant"
        if user and bucket_of(user) < config.share * 100:
            return "share"
        return ""


def bucket_of(user: str) -> int:
    """0 to 9,999, evenly."""
    return zlib.crc32(user.encode("utf-8", "surrogateescape")) % 10_000
