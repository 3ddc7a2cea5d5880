# filter
from sluice import HttpFilter, Request


class Tag(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> None:
        request.headers["x-tag"] = request.method.lower()
