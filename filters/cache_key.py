"""Make equal requests look equal to caches: the query's order, tracking parameters, and case of the host.

    {"drop": ["utm_*", "fbclid"], "keep_order": false}

Only GET and HEAD are changed. `lower_path` is for upstreams that do not care about the case of paths.
"""

import fnmatch
from dataclasses import dataclass, field

from sluice import HttpFilter, Request, Response

TRACKING = ["utm_*", "fbclid", "gclid", "msclkid", "mc_eid", "_ga"]


@dataclass(frozen=True)
class Config:
    """What makes no difference."""

    drop: list[str] = field(
        default_factory=lambda: list(TRACKING), metadata={"description": "Parameters to leave out; * and ?."}
    )
    keep_order: bool = field(default=False, metadata={"description": "Do not sort the parameters."})
    lower_path: bool = field(default=False, metadata={"description": "Paths in lower case."})


class CacheKey(HttpFilter[Config], on_error="continue"):
    def on_request_headers(self, request: Request) -> Response | None:
        if request.method not in ("GET", "HEAD"):
            return None
        path, mark, query = request.path.partition("?")
        wanted = path.lower() if self.config.lower_path else path
        kept = [part for part in query.split("&") if part and not self.is_dropped(part)]
        if not self.config.keep_order:
            kept.sort(key=lambda part: part.partition("=")[0])  # equal names keep their order
        if kept:
            wanted += "?" + "&".join(kept)
        if wanted != path + mark + query:
            request.path = wanted
        authority = request.authority
        if authority != authority.lower():
            request.authority = authority.lower()
        return None

    def is_dropped(self, part: str) -> bool:
        name = part.partition("=")[0]
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.config.drop)
