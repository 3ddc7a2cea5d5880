"""Give each request an id, tell it to the upstream and to the client.

{"header": "x-request-id", "trust_client": false}
"""

import secrets
from dataclasses import dataclass, field

from sluice import HttpFilter, Request, RequestInfo, Response

LONGEST = 128  # characters of an id that a client may bring
ALLOWED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/+="


@dataclass(frozen=True)
class Config:
    """Where the id stands and whether clients may choose it."""

    header: str = "x-request-id"
    trust_client: bool = field(default=False, metadata={"description": "Keep the id that a client sends."})
    respond: bool = field(default=True, metadata={"description": "Tell the client too."})


class RequestId(HttpFilter[Config], on_error="continue"):
    id: str = ""

    def on_request_headers(self, request: Request) -> Response | None:
        given = request.headers.get(self.config.header, "")
        self.id = given if self.config.trust_client and is_fit(given) else secrets.token_hex(16)
        request.headers[self.config.header] = self.id
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        if self.config.respond and self.id:
            response.headers[self.config.header] = self.id
        return None


def is_fit(given: str) -> bool:
    """Ids end in logs: nothing that could be mistaken for something else there."""
    return 0 < len(given) <= LONGEST and not given.strip(ALLOWED)
