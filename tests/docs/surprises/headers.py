"""Names, values and paths."""

from sluice import HttpFilter, Request, Response


class HeadersOf(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        name = request.headers.get("X-Name", "")
        try:
            raw = name.encode()
        except UnicodeEncodeError:
            raw = name.encode(errors="surrogateescape")
        text = (
            f"{request.headers.get('x-role')} {request.headers.get_all('X-Role')} {raw!r}"
            f" {request.path == '/health'} {request.url_path == '/health'}"
        )
        return Response(200, text)
