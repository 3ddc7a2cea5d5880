"""Let only known API keys through and tell the upstream who calls.

    {"keys": {"k-ann": "ann", "k-bob": "bob"}}

A request needs the header `x-api-key`; the upstream gets `x-consumer: ann` instead of the key. What a client
puts into `x-consumer` itself never reaches the upstream.
"""

from dataclasses import dataclass, field

from sluice import Counter, HttpFilter, Request, Response

denied = Counter("api_key_denied_total", "Requests refused, by reason.", labels=("reason",))


@dataclass(frozen=True)
class Config:
    """Who may call, and which headers tell."""

    keys: dict[str, str] = field(metadata={"description": "The consumer of each API key."})
    key_header: str = field(default="x-api-key", metadata={"description": "Where clients put their key."})
    header: str = field(default="x-consumer", metadata={"description": "Where the upstream reads who calls."})


class ApiKey(HttpFilter[Config], on_error="deny"):
    def on_request_headers(self, request: Request) -> Response | None:
        key = request.headers.get(self.config.key_header)
        if key is None:
            return self.refuse("missing", "API key required\n")
        consumer = self.config.keys.get(key)
        if consumer is None:
            return self.refuse("unknown", "unknown API key\n")
        request.headers[self.config.header] = consumer
        del request.headers[self.config.key_header]
        return None

    def refuse(self, reason: str, message: str) -> Response:
        denied.increment(reason=reason)
        return Response(
            401, body=message, headers={"www-authenticate": "ApiKey"}, details=f"api_key_{reason}"
        )
