"""Requests and responses as a test writes and reads them: plain data, header values as text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sluice.testing import inline_headers
from sluice.testing.header_map import HeaderMap, Pair


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that passes between two pieces of a body: `[b"one", Pause(0.05), b"two"]`."""

    seconds: float


HeadersLike = Mapping[str, str] | Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Metadata:
    """A METADATA frame of HTTP/2 between two pieces of a body: `[b"one", Metadata({"a": "1"})]`."""

    entries: HeadersLike


Piece = bytes | Pause | Metadata
BodyLike = str | bytes | Iterable[Piece]
Failure = Literal["", "refused", "broken", "never"]


class ReceivedHeaders(Mapping[str, str]):
    """Headers that arrived somewhere: a read-only mapping in any case; a header's values are joined by ", ".

    Not UTF-8 shows as lone surrogates.
    """

    def __init__(self, headers: HeaderMap) -> None:
        self._raw = headers.snapshot()
        self._decoded: list[tuple[str, str]] | None = None

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        """Decoded when somebody looks: most requests of a long run are never looked at."""
        if self._decoded is None:
            self._decoded = [(_text(name), _text(value)) for name, value in self._raw]
        return self._decoded

    def __getitem__(self, name: str) -> str:
        values = self.get_all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def get_all(self, name: str) -> list[str]:
        """The values one by one, in order."""
        return [value for key, value in self._pairs if key == name.lower()]

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values as they came."""
        return self._pairs.copy()

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self._pairs))

    def __len__(self) -> int:
        return len({name for name, _ in self._pairs})

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_all(name))

    def __repr__(self) -> str:
        return f"ReceivedHeaders({self._pairs!r})"


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """The request that reached the upstream."""

    headers: ReceivedHeaders
    body: bytes
    trailers: ReceivedHeaders

    @property
    def method(self) -> str:
        return self.headers.get(":method", "")

    @property
    def path(self) -> str:
        return self.headers.get(":path", "")

    @property
    def authority(self) -> str:
        return self.headers.get(":authority", "")

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are not become lone surrogates."""
        return self.body.decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """The response that reached the client."""

    headers: ReceivedHeaders
    body: bytes
    trailers: ReceivedHeaders

    @property
    def status(self) -> int:
        """What the client was told; 0 without a status."""
        return int(self.headers.get(":status", "0"))

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are not become lone surrogates."""
        return self.body.decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the upstream answers, `after` so many seconds.

        filter.request("GET", "/", reply=Reply(200, body=[b"one ", Pause(0.1), b"two"], headers={"x-a": "1"}))

    A list as body arrives in these pieces. `failure` is what it does instead: the connection is "refused", or
    "broken" (before the answer, or after what there is of a body), or no answer comes, "never".
    """

    status: int = 200
    body: BodyLike = b""
    headers: HeadersLike = field(default_factory=dict)
    trailers: HeadersLike = field(default_factory=dict)
    after: float = 0.0  # seconds
    failure: Failure = ""  # "": none


OK = Reply()
"""What an upstream answers that a test says nothing of."""

_KEPT = (tuple, bytes, dict, list, str)
"""What can be read again and again."""


@dataclass(slots=True)
class SentRequest:
    """A request as a test gives it, and what the upstream answers. A list as body arrives in these pieces."""

    method: str = "GET"
    path: str = "/"
    headers: HeadersLike = ()
    body: BodyLike = b""
    trailers: HeadersLike = ()
    authority: str = "example.com"
    reply: Reply = OK

    def __post_init__(self) -> None:
        """What can be read only once is kept."""
        if type(self.headers) not in _KEPT and not isinstance(self.headers, Mapping):
            self.headers = list(self.headers)
        if type(self.trailers) not in _KEPT and not isinstance(self.trailers, Mapping):
            self.trailers = list(self.trailers)
        if type(self.body) not in _KEPT and not isinstance(self.body, bytes | str):
            self.body = list(self.body)

    @property
    def message(self) -> "Message":
        return to_request(self.method, self.path, self.authority, self.headers, self.body, self.trailers)


@dataclass(slots=True)
class Message:
    """A request or response on its way into a stream; the last chunk ends it, unless there are trailers."""

    headers: HeaderMap
    chunks: tuple[Piece, ...]
    trailers: HeaderMap | None

    @property
    def data(self) -> list[bytes]:
        """The pieces of the body that have any."""
        return [chunk for chunk in self.chunks if isinstance(chunk, bytes) and chunk]

    @property
    def body(self) -> bytes:
        return b"".join(self.data)


def to_request(
    method: str, path: str, authority: str, headers: HeadersLike, body: BodyLike, trailers: HeadersLike
) -> Message:
    """A request as Envoy's connection manager hands it to the first filter."""
    pairs = to_pairs(headers)
    given = {name for name, _ in pairs}
    first = [
        (b":authority", _bytes(authority)),
        (b":path", _bytes(path)),
        (b":method", _bytes(method)),
        (b":scheme", b"http"),
    ]
    last: tuple[Pair, ...] = _ADDED
    if not given.isdisjoint(_OWN):
        first = [pair for pair in first if pair[0] not in given]
        last = tuple(pair for pair in _ADDED if pair[0] not in given)
    in_order = len(given) == len(pairs) and b"host" not in given
    make = HeaderMap.of if in_order else HeaderMap
    map_ = make([*first, *pairs, *last], inline_headers.REQUEST)
    return _message(map_, body, HeaderMap(to_pairs(trailers)) if trailers else None)


def to_response(reply: Reply) -> Message:
    """An upstream's answer as Envoy's router hands it to the last filter."""
    status = (b":status", str(reply.status).encode())
    if reply.failure == "broken":
        # Of a body that breaks off, the size is not known before.
        pairs = [pair for pair in to_pairs(reply.headers) if pair[0] != b"content-length"]
        map_ = HeaderMap([status, *pairs, (b"transfer-encoding", b"chunked")], inline_headers.RESPONSE)
    elif reply.headers:
        map_ = HeaderMap([status, *to_pairs(reply.headers)], inline_headers.RESPONSE)
    else:
        map_ = HeaderMap.of([status], inline_headers.RESPONSE)
    if not reply.trailers:
        return _message(map_, reply.body, None)
    return _message(map_, reply.body, HeaderMap(to_pairs(reply.trailers), inline_headers.RESPONSE_TRAILERS))


def to_pairs(headers: HeadersLike) -> list[Pair]:
    if not headers:
        return []
    if type(headers) is dict or isinstance(headers, Mapping):  # asking for a Mapping takes long
        headers = headers.items()
    return [(_bytes(name).lower(), _bytes(value)) for name, value in headers]


REQUEST_ID = b"7f1c6d1e-3c55-4b7e-9d0a-5a7f3f0c2b11"
_ADDED = ((b"x-forwarded-proto", b"http"), (b"x-request-id", REQUEST_ID))
_OWN = frozenset((b":authority", b":path", b":method", b":scheme", b"x-forwarded-proto", b"x-request-id"))


def _message(headers: HeaderMap, body: BodyLike, trailers: HeaderMap | None) -> Message:
    if isinstance(body, str):
        body = body.encode()
    if not body and not trailers:
        return Message(headers, (), None)
    chunks = (body,) if isinstance(body, bytes) else tuple(body)
    size = sum(len(chunk) for chunk in chunks if isinstance(chunk, bytes))
    if size and headers.get(b"content-length") is None and headers.get(b"transfer-encoding") is None:
        headers.add(b"content-length", str(size).encode())
    chunks = tuple(chunk for chunk in chunks if chunk)
    if trailers:
        return Message(headers, chunks, trailers)
    # HTTP/1 hands over the end of a body on its own, with no data.
    return Message(headers, (*chunks, b"") if chunks else (), None)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
