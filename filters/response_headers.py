"""Set security headers and others on responses, where the upstream does not set them itself.

    {"defaults": {"x-content-type-options": "nosniff"}, "set": {"server": "edge"}, "remove": ["x-powered-by"]}

Headers are removed first, then set; a default is added only when the response has no such header.
"""

from dataclasses import dataclass, field

from sluice import HttpFilter, RequestInfo, Response


@dataclass(frozen=True)
class Config:
    """What happens to the headers of every response."""

    remove: list[str] = field(default_factory=list, metadata={"description": "Headers to take away."})
    set: dict[str, str] = field(default_factory=dict, metadata={"description": "The only value from now on."})
    defaults: dict[str, str] = field(
        default_factory=dict, metadata={"description": "Set only where the response has none."}
    )
    min_status: int = field(default=200, metadata={"description": "Leave responses below this status alone."})


class ResponseHeaders(HttpFilter[Config], on_error="continue"):
    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        if self.config.min_status > 200 and response.status < self.config.min_status:
            return None
        headers = response.headers
        for name in self.config.remove:
            del headers[name]
        for name, value in self.config.set.items():
            headers[name] = value
        for name, value in self.config.defaults.items():
            headers.setdefault(name, value)
        return None
