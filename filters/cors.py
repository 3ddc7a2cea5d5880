"""Answer CORS preflights and tell browsers which origins may read responses.

    {"origins": ["https://shop.example", "https://*.example.com"], "credentials": true}

Requests of other origins pass without the headers, so that browsers keep their responses from scripts. What
the upstream itself says about CORS is replaced.
"""

from dataclasses import dataclass, field

from sluice import HttpFilter, Request, RequestInfo, Response


@dataclass(frozen=True)
class Config:
    """Who may read, and what preflights are told."""

    origins: list[str] = field(
        metadata={"description": 'Origins; "https://*.example.com" is any subdomain, "*" anybody.'}
    )
    methods: list[str] = field(default_factory=lambda: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
    headers: list[str] = field(
        default_factory=list, metadata={"description": "Request headers; empty: whatever is asked for."}
    )
    expose: list[str] = field(
        default_factory=list, metadata={"description": "Response headers that scripts may read."}
    )
    credentials: bool = field(default=False, metadata={"description": "Allow cookies."})
    max_age: int = field(default=600, metadata={"description": "Seconds that a preflight's answer holds."})


class Cors(HttpFilter[Config], on_error="deny"):
    origin: str = ""

    def on_request_headers(self, request: Request) -> Response | None:
        origin = request.headers.get("origin", "")
        if origin and any(matches(origin, allowed) for allowed in self.config.origins):
            self.origin = origin
        asked = request.headers.get("access-control-request-method")
        if origin and asked is not None and request.method == "OPTIONS":
            return self.preflight(request.headers.get("access-control-request-headers", ""))
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        headers = response.headers
        del headers["access-control-allow-origin"]
        del headers["access-control-allow-credentials"]
        headers.add("vary", "origin")
        if not self.origin:
            return None
        headers["access-control-allow-origin"] = self.origin
        if self.config.credentials:
            headers["access-control-allow-credentials"] = "true"
        if self.config.expose:
            headers["access-control-expose-headers"] = ", ".join(self.config.expose)
        return None

    def preflight(self, asked: str) -> Response:
        """Origin and credentials are added with the response's headers, as for any other."""
        if not self.origin:
            return Response(403, body="this origin is not allowed\n", details="cors_origin")
        headers = {
            "access-control-allow-methods": ", ".join(self.config.methods),
            "access-control-max-age": str(self.config.max_age),
        }
        allowed = ", ".join(self.config.headers) or asked
        if allowed:
            headers["access-control-allow-headers"] = allowed
        return Response(204, headers=headers, details="cors_preflight")


def matches(origin: str, allowed: str) -> bool:
    if allowed == "*" or allowed == origin:
        return True
    start, star, end = allowed.partition("*")
    if not star or not origin.startswith(start) or not origin.endswith(end):
        return False
    middle = origin[len(start) : len(origin) - len(end)]
    return middle != "" and "/" not in middle and ":" not in middle
