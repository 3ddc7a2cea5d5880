"""Globals, starts and awaiting: what is there once for each worker, and what happens meanwhile."""

from typing import Any

from sluice import HttpFilter, Plugin, Request, RequestInfo, Response, http, log, on_configure, shared

seen = 0
plans: dict[str, str] = {}


@on_configure
def started(plugin: Plugin[Any]) -> None:
    shared.update("starts", lambda old: str(int(old or b"0") + 1).encode())


class Worlds(HttpFilter[None]):
    path: str = "no path"

    async def on_request_headers(self, request: Request) -> Response | None:
        global seen
        seen += 1
        if request.url_path == "/seen":
            return Response(200, str(seen))
        self.path = request.path
        if request.url_path == "/plan":
            try:
                if "acme" not in plans:
                    plans["acme"] = (await http.get("plans", "/acme")).text
            finally:
                log.info("plan asked for")
            log.info("plan known")
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> None:
        response.headers["x-path"] = self.path
