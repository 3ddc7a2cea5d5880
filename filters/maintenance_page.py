"""Answer everybody with a page while the service is down for maintenance, except those who test it.

{"title": "Back at noon", "retry_after": 3600, "bypass_header": "x-ops", "bypass_value": "let-me-in"}
"""

from dataclasses import dataclass, field

from sluice import HttpFilter, Request, Response

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<h1>{title}</h1><p>{message}</p></html>
"""


@dataclass(frozen=True)
class Config:
    """The page, and who does not get it."""

    title: str = "Down for maintenance"
    message: str = "We are working on it. Please come back soon."
    retry_after: int = field(default=600, metadata={"description": "Seconds until clients may try again."})
    open_paths: list[str] = field(
        default_factory=list, metadata={"description": 'Beginnings of paths that stay open: "/health".'}
    )
    bypass_header: str = field(default="", metadata={"description": "Requests with this header pass…"})
    bypass_value: str = field(default="", metadata={"description": "…when it has this value."})


class MaintenancePage(HttpFilter[Config], on_error="deny"):
    def on_request_headers(self, request: Request) -> Response | None:
        config = self.config
        path = request.url_path
        if any(path.startswith(each) for each in config.open_paths):
            return None
        if config.bypass_header and request.headers.get(config.bypass_header) == config.bypass_value:
            return None
        headers = {"retry-after": str(config.retry_after), "cache-control": "no-store"}
        if "text/html" in request.headers.get("accept", ""):
            headers["content-type"] = "text/html; charset=utf-8"
            page = PAGE.format(title=escape(config.title), message=escape(config.message))
        else:
            page = f"{config.title}\n{config.message}\n"
        return Response(503, body=page, headers=headers, details="maintenance")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
