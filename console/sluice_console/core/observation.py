"""Every request is counted and timed by the template of its route, and knows its id in the log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from opentelemetry import context, propagate
from opentelemetry.trace import SpanKind, Status, StatusCode
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sluice_console.core import logs
from sluice_console.core.meter import Meter
from sluice_console.core.tracing import span

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UNKNOWN = "unknown"
"""In place of what a client has made up: it must not make series grow in number."""


class Observation:
    """Plain ASGI, around everything else."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = logs.to_request_id(Headers(scope=scope).get(logs.REQUEST_ID, ""))
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[logs.REQUEST_ID] = request_id
                self._time(scope, time.perf_counter() - began)
            await send(message)

        with logs.of_request(scope), _traced(scope, lambda: status):
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                self._count(scope, status)
                _note_write(scope, status, time.perf_counter() - began)

    def _time(self, scope: Scope, seconds: float) -> None:
        self._meter.request_seconds.labels(_method_of(scope), route_of(scope)).observe(seconds)

    def _count(self, scope: Scope, status: int) -> None:
        self._meter.requests.labels(_method_of(scope), route_of(scope), str(status)).inc()


@contextmanager
def _traced(scope: Scope, status: Callable[[], int]) -> Iterator[None]:
    """A span that goes on with the client's trace, and is called after the route."""
    token = context.attach(propagate.extract(Headers(scope=scope)))
    try:
        with span(_method_of(scope), SpanKind.SERVER, request_id=scope["state"]["request_id"]) as current:
            try:
                yield
            finally:
                route = route_of(scope)
                current.update_name(f"{_method_of(scope)} {route}")
                current.set_attribute("http.request.method", _method_of(scope))
                current.set_attribute("http.route", route)
                current.set_attribute("http.response.status_code", status())
                if status() >= 500:
                    current.set_status(Status(StatusCode.ERROR))
    finally:
        context.detach(token)


def route_of(scope: Scope) -> str:
    """`/api/routes/{route}`, `/static`; what no route was found for is `unknown`, whatever its path was."""
    template = str(getattr(scope.get("route"), "path", "")).replace(":path}", "}")
    return template or scope.get("root_path", "") or UNKNOWN


def _method_of(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else UNKNOWN


def _note_write(scope: Scope, status: int, seconds: float) -> None:
    """A line for each request that may have changed something. No query: links for setting passwords have
    their secrets there.
    """
    if scope["method"] not in SAFE:
        line = f"{_method_of(scope)} {quote(scope['path'][:200])} {status} in {1000 * seconds:.0f} ms"
        logs.ACCESS.info(line, extra={"status": status, "seconds": round(seconds, 4)})
