"""Requests, responses and pieces of bodies, as the callbacks of a filter see them.

Objects of the stream hold no copy: each attribute asks the host when it is read. They are valid during their
callback only; what is needed later belongs into an attribute of the filter.
"""

from sluice.api import hostcalls
from sluice.api.headers import Headers, OwnHeaders, StreamHeaders
from sluice.api.properties import read_seconds, read_text

NO_GRPC_STATUS = -1
BODY_LIMIT = 1_000_000  # bytes

_REQUEST_HEADERS = StreamHeaders(hostcalls.REQUEST_HEADERS)
_RESPONSE_HEADERS = StreamHeaders(hostcalls.RESPONSE_HEADERS)


class RequestInfo:
    """What is known of the request in every callback.

    Path, method and headers are not among it: once the request has gone on, the proxy keeps them from
    filters. A filter that needs them while the response passes stores them: `self.path = request.path`.
    """

    @property
    def protocol(self) -> str:
        """ "HTTP/1.1", "HTTP/2"…"""
        return read_text("request\0protocol")

    @property
    def start_time(self) -> float:
        """When the request came in, in seconds since 1970."""
        return read_seconds("request\0time")

    @property
    def source_address(self) -> str:
        """The downstream peer, "10.0.0.7:51234"; behind trusted proxies the client's address without a
        port.
        """
        return read_text("source\0address")

    @property
    def route_name(self) -> str:
        """The name of the route that was chosen, "" before one is."""
        return read_text("xds\0route_name")

    @property
    def cluster_name(self) -> str:
        """The upstream cluster that was chosen, "" before one is."""
        return read_text("xds\0cluster_name")


class Request(RequestInfo):
    """The request on its way to the upstream; what is assigned changes it."""

    def __init__(self, end_of_stream: bool) -> None:
        self.end_of_stream = end_of_stream  # True: there is no body

    @property
    def headers(self) -> StreamHeaders:
        """With `:path`, `:method`, `:authority` and `:scheme` among them."""
        return _REQUEST_HEADERS

    @property
    def path(self) -> str:
        """Path and query, "/orders?id=1", as the client sent it (normalised as the proxy is told to)."""
        return _REQUEST_HEADERS.get(":path", "")

    @path.setter
    def path(self, path: str) -> None:
        _REQUEST_HEADERS[":path"] = path

    @property
    def url_path(self) -> str:
        """The path without the query."""
        return self.path.partition("?")[0]

    @property
    def query(self) -> str:
        """What stands after "?", still encoded; "" when there is none."""
        return self.path.partition("?")[2]

    @query.setter
    def query(self, query: str) -> None:
        path = self.url_path
        self.path = f"{path}?{query}" if query else path

    @property
    def method(self) -> str:
        """ "GET", "POST"…"""
        return _REQUEST_HEADERS.get(":method", "")

    @method.setter
    def method(self, method: str) -> None:
        _REQUEST_HEADERS[":method"] = method

    @property
    def authority(self) -> str:
        """The host that the client asked for, with its port if it named one: HTTP's Host."""
        return _REQUEST_HEADERS.get(":authority", "")

    @authority.setter
    def authority(self, authority: str) -> None:
        _REQUEST_HEADERS[":authority"] = authority

    @property
    def scheme(self) -> str:
        """ "http" or "https"."""
        return _REQUEST_HEADERS.get(":scheme", "")

    @scheme.setter
    def scheme(self, scheme: str) -> None:
        _REQUEST_HEADERS[":scheme"] = scheme

    async def body(self, limit: int = BODY_LIMIT) -> bytes:
        """The whole body: await it in `on_request_headers`.

            order = json.loads(await request.body(limit=100_000))

        Beyond `limit` bytes `BodyTooLarge` is raised, which answers 413 unless it is caught.
        """
        from sluice.api.streams import REQUEST, whole_body

        return await whole_body(REQUEST, limit)

    async def set_body(self, body: bytes, limit: int = BODY_LIMIT) -> None:
        """Replace the whole body, with its `content-length`; `ValueError` when the request has none."""
        from sluice.api.streams import REQUEST, replace_body

        await replace_body(REQUEST, body, limit)

    @property
    def cookies(self) -> dict[str, str]:
        """Cookies by name, of equal names the first; quotes around a value are dropped."""
        cookies: dict[str, str] = {}
        for header in _REQUEST_HEADERS.get_all("cookie"):
            for part in header.split(";"):
                name, equals, value = part.strip().partition("=")
                if equals and name not in cookies:
                    cookies[name] = _unquoted(value)
        return cookies


class Response:
    """A response: one that a filter answers with, or (in `on_response_headers`) the one on its way to the
    client.

        return Response(401, body="unknown API key\\n", headers={"www-authenticate": "ApiKey"})

    A body that is `str` is sent as UTF-8; without a `content-type` the proxy says `text/plain`. `details`
    shows in access logs as %RESPONSE_CODE_DETAILS%; blanks in it become underscores. `grpc_status` is for
    clients that speak gRPC: they get it instead of the status, and the body as its message.
    """

    def __init__(
        self,
        status: int = 200,
        body: str | bytes = b"",
        headers: dict[str, str] | None = None,
        details: str = "",
        grpc_status: int = NO_GRPC_STATUS,
    ) -> None:
        if status < 200 or status > 599:
            raise ValueError(f"{status} is not the status of a final response: 200 to 599 are")
        self._status = status
        self.body = body  # of an answer; that of the response on its way is awaited: `read`
        self.details = details  # for access logs
        self.grpc_status = grpc_status  # gRPC's numbers; -1 sends none
        self.end_of_stream = False  # in `on_response_headers`, True: there is no body
        self._headers: OwnHeaders | None = None if headers is None else OwnHeaders(headers)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names in lower case and values, as the proxy is given them."""
        return [] if self._headers is None else self._headers.pairs

    @property
    def status(self) -> int:
        """200 to 599; the constructor raises `ValueError` for others."""
        return self._status

    @status.setter
    def status(self, status: int) -> None:
        self._status = status

    async def read(self, limit: int = BODY_LIMIT) -> bytes:
        """The whole body of the response on its way: await it in `on_response_headers`. Beyond `limit` bytes
        `BodyTooLarge` is raised, which answers 502 unless it is caught.
        """
        from sluice.api.streams import RESPONSE, whole_body

        return await whole_body(RESPONSE, limit)

    async def set_body(self, body: bytes, limit: int = BODY_LIMIT) -> None:
        """Replace the whole body, with its `content-length`; `ValueError` when the response has none."""
        from sluice.api.streams import RESPONSE, replace_body

        await replace_body(RESPONSE, body, limit)

    @property
    def headers(self) -> Headers:
        """Names, in lower case, with their values."""
        if self._headers is None:
            self._headers = OwnHeaders({})
        return self._headers


class UpstreamResponse(Response):
    """The response on its way to the client; what is assigned changes it. Its body comes to
    `on_response_body`.
    """

    def __init__(self, end_of_stream: bool) -> None:
        super().__init__()
        self.end_of_stream = end_of_stream

    @property
    def status(self) -> int:
        return int(_RESPONSE_HEADERS.get(":status", "0"))

    @status.setter
    def status(self, status: int) -> None:
        _RESPONSE_HEADERS[":status"] = str(status)

    @property
    def headers(self) -> Headers:
        return _RESPONSE_HEADERS


class Chunk:
    """A piece of a body. Its bytes cross into the filter when `data` is read, not before.

    Valid during its callback only: keep `data`, not the chunk.
    """

    def __init__(self, buffer_type: int, size: int, end_of_stream: bool) -> None:
        self._buffer_type = buffer_type
        self.size = size  # bytes, known without reading them; also `len(chunk)`
        self.end_of_stream = end_of_stream  # True: this is the last piece; it may be empty

    def __len__(self) -> int:
        return self.size

    @property
    def data(self) -> bytes:
        """The bytes, asked of the proxy each time."""
        if self.size == 0:
            return b""
        data = hostcalls.get_buffer_bytes(self._buffer_type, 0, self.size)
        return b"" if data is None else data


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        return value[1:-1]
    return value
