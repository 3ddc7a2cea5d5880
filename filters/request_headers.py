"""Set, add and remove headers of requests and responses.

    {"request": {"set": {"x-env": "prod"}, "remove": ["x-debug"]}, "response": {"remove": ["server"]}}

In each direction headers are removed first, then set, then added.
"""

from dataclasses import dataclass, field

from sluice import Headers, HttpFilter, Request, RequestInfo, Response


@dataclass(frozen=True)
class Changes:
    """What happens to the headers of one direction."""

    remove: list[str] = field(default_factory=list, metadata={"description": "Headers to take away."})
    set: dict[str, str] = field(default_factory=dict, metadata={"description": "The only value from now on."})
    add: dict[str, str] = field(default_factory=dict, metadata={"description": "One more value."})


@dataclass(frozen=True)
class Config:
    """Changes on the way to the upstream and on the way back."""

    request: Changes = field(default_factory=Changes)
    response: Changes = field(default_factory=Changes)


class RequestHeaders(HttpFilter[Config], on_error="continue"):
    def on_request_headers(self, request: Request) -> Response | None:
        apply(self.config.request, request.headers)
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        apply(self.config.response, response.headers)
        return None


def apply(changes: Changes, headers: Headers) -> None:
    for name in changes.remove:
        del headers[name]
    for name, value in changes.set.items():
        headers[name] = value
    for name, value in changes.add.items():
        headers.add(name, value)
