"""Write one JSON object for each request to the proxy's log.

    {"message": "access", "headers": ["user-agent"], "min_status": 400}

An entry looks like this (one line):

    {"message": "access", "method": "GET", "path": "/orders", "status": 200, "duration_ms": 12.3, ...}
"""

import json
from dataclasses import dataclass, field

from sluice import AccessLog, HttpFilter, log


@dataclass(frozen=True)
class Config:
    """Which requests are logged, and what is added to an entry."""

    message: str = field(default="access", metadata={"description": "Tells these entries from others."})
    headers: list[str] = field(
        default_factory=list, metadata={"description": "Request headers to add; first value each."}
    )
    min_status: int = field(
        default=0, metadata={"description": "Log only responses of this status and above."}
    )


class JsonAccessLog(HttpFilter[Config], on_error="continue"):
    def on_log(self, log: AccessLog) -> None:
        if log.status >= self.config.min_status:
            write(self.config, log)


def write(config: Config, exchange: AccessLog) -> None:
    entry: dict[str, object] = {
        "message": config.message,
        "method": exchange.method,
        "authority": exchange.authority,
        "path": exchange.path,
        "status": exchange.status,
        "details": exchange.details,
        "duration_ms": round(exchange.duration * 1000, 3),
        "request_size": exchange.request_size,
        "response_size": exchange.response_size,
        "request_id": exchange.request_id,
        "source": exchange.source_address,
        "upstream": exchange.upstream_address,
        "route": exchange.route_name,
    }
    for name in config.headers:
        entry[name] = exchange.request_headers.get(name)
    log.info("%s", json.dumps(entry))
