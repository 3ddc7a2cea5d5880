"""The class that an author writes."""

from collections.abc import Coroutine
from typing import Any, ClassVar, Generic, Literal, TypeVar

from sluice.api.access_log import AccessLog
from sluice.api.headers import Headers
from sluice.api.messages import Chunk, Request, RequestInfo, Response

OnError = Literal["deny", "continue"]
Config = TypeVar("Config")
Answer = Response | None | Coroutine[Any, Any, Response | None]  # a callback may be `async def`
Nothing = Coroutine[Any, Any, None] | None
STEP_LIMIT = 10_000_000
ROOT_ID = "__root_id__"
"""The attribute of a filter's class that holds its root id, under CPython."""


def check_keywords(on_error: str, step_limit: int, root_id: str | None) -> None:
    """Refuse what a class statement says wrongly. Not compiled: the compiler does the same."""
    if root_id == "":
        raise TypeError("root_id must not be empty")
    if step_limit < 0:
        raise TypeError(f"step_limit is a number of steps, or 0 for any number, not {step_limit}")
    if on_error not in ("deny", "continue"):
        raise TypeError(f'on_error is "deny" or "continue", not {on_error!r}')


class HttpFilter(Generic[Config]):
    """An HTTP filter: one object for each stream, whose callbacks the proxy calls in this order.

        class ApiKey(HttpFilter[Config], on_error="deny"):
            def on_request_headers(self, request: Request) -> Response | None: ...

    Only the callbacks that a class defines cost anything. `Config` is a dataclass that the plugin's JSON
    configuration is checked against before the filter is loaded, or None. When a callback raises, the
    traceback is logged, `exceptions_total` is counted, and `on_error` decides: "deny" answers 500,
    "continue" lets pass.

    A callback that takes more than `step_limit` steps (rounds of loops, recursive calls) ends in
    `TimeoutError`, one that needs more than 128 MiB in `MemoryError`: while it runs, its worker serves nobody
    else. `class Slow(HttpFilter[Config], step_limit=50_000_000)` allows more, 0 any number.

    A file may have several filters: the plugin's `root_id` in the proxy's configuration chooses one. It is
    the name of the class, or `class Slow(HttpFilter[Config], root_id="slow")`. They share one VM and its
    module's globals where the plugins have the same `vm_id`.

    The callbacks for headers and trailers may be `async def`: while such a callback awaits, its direction of
    the stream is held and the worker serves others. When the stream ends first, the coroutine is closed where
    it waits.
    """

    on_error: ClassVar[OnError] = "deny"  # what the class keyword said
    config: Config  # the plugin's configuration; None where the class says `HttpFilter[None]`

    def __init_subclass__(
        cls, on_error: OnError = "deny", step_limit: int = STEP_LIMIT, root_id: str | None = None
    ) -> None:
        # Not compiled: the compiler reads the keywords from the class statement. CPython counts no steps.
        super().__init_subclass__()
        check_keywords(on_error, step_limit, root_id)
        setattr(cls, ROOT_ID, root_id or cls.__name__)
        cls.on_error = on_error

    def on_request_headers(self, request: Request) -> Answer:
        """The request's headers are here, its body is not. A `Response` answers the client; None goes on.

            def on_request_headers(self, request: Request) -> Response | None:
                if "x-api-key" not in request.headers:
                    return Response(401, "no API key\\n")
                return None

        May be `async def`; then `await request.body()` gives the whole body here.
        """
        return None

    def on_request_body(self, request: RequestInfo, body: Chunk) -> bytes | Response | None:
        """A piece of the request's body: bytes replace it, a `Response` answers, None leaves it.

        Called as pieces come, of whatever size; `body.end_of_stream` is True with the last one, which may be
        empty. Where the class may return bytes, `content-length` is taken off, since the size changes.
        """
        return None

    def on_request_trailers(self, trailers: Headers) -> Nothing:
        """The request's trailers, where it has any. May be `async def`."""
        return None

    def on_request_metadata(self, request: RequestInfo, entries: int) -> None:
        """A METADATA frame of HTTP/2 has come with this many entries; the proxy shows no more of it, and
        passes it on.

        Comes only where the proxy allows such frames (`http2_protocol_options: {allow_metadata: true}`).
        """

    def on_response_headers(self, request: RequestInfo, response: Response) -> Answer:
        """The headers on their way to the client, also of a local response. A new `Response` takes their
        place. May be `async def`.
        """
        return None

    def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        """A piece of the response's body: bytes replace it, None leaves it. The client has the headers by
        then, so nothing can be answered in its place any more.
        """
        return None

    def on_response_trailers(self, trailers: Headers) -> Nothing:
        """The response's trailers, where it has any (gRPC's status for example). May be `async def`."""
        return None

    def on_response_metadata(self, request: RequestInfo, entries: int) -> None:
        """The same on the response's way."""

    def on_log(self, log: AccessLog) -> None:
        """The exchange is over. The only callback of a request that the proxy refused before any filter saw
        it.
        """


class AccessLogger(HttpFilter[Config]):
    """A filter that only sees finished exchanges, and writes, counts or sends what it likes of them.

        class Slow(AccessLogger[Config]):
            def on_log(self, log: AccessLog) -> None:
                if log.duration > self.config.seconds:
                    slow.increment(route=log.route_name)

    It works as an HTTP filter and as an access logger of the proxy (`envoy.access_loggers.wasm`), which also
    tells of requests that no route took. There is one object for each plugin in each worker: what it keeps in
    attributes outlives the exchange. `on_log` is its only callback.
    """
