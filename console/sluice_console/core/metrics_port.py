"""A port that answers nothing but what Prometheus and load balancers ask, and asks nobody who they are."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PATHS = frozenset({"/metrics", "/healthz", "/readyz"})


class MetricsPort:
    """Plain ASGI. Which port it is stands in `app.state.metrics_port` once it is bound; None: there is none.

    The server says which port a request came in by; nothing that a client sends decides.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_metrics_port(scope) and scope["path"] not in PATHS:
            await PlainTextResponse("Only /metrics is here.\n", 404)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_metrics_port(scope: Scope) -> bool:
    """Whether the request came in by the port of the metrics."""
    port = scope["app"].state.metrics_port
    return port is not None and (scope.get("server") or ("", 0))[1] == port
