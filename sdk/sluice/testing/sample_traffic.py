"""What a module is tried with: some hundred requests, ordinary and odd, several at once, and TCP connections.

Nothing here knows what the filter is for; it is asked what any client may ask and any upstream may answer.
Left out are headers that are not UTF-8: filters on the Rust SDK trap on them, all of them.
"""

from collections.abc import Callable, Iterator

from sluice.testing.callouts import Upstream
from sluice.testing.messages import Metadata, Pause, Reply, SentRequest
from sluice.testing.proxy import Proxy
from sluice.testing.stream import Stream

ROUNDS = 12
AT_ONCE = 7
"""Requests under way at the same time. No divisor of their number: each meets others every round."""
PATIENCE = 5.0  # seconds of the filter's own time
_BINARY = bytes(range(256))
_TEXT = b"The quick brown fox jumps over the lazy dog. " * 100
_JSON = b'{"model": "m", "stream": false, "messages": [{"role": "user", "content": "hello"}], "n": 1e999}'
_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"

REQUESTS: tuple[SentRequest, ...] = (
    SentRequest(),
    SentRequest("GET", "/search?q=a%20b&q=c&empty=&%ff=%00#fragment", {"accept": "text/html"}),
    SentRequest(
        "POST", "/items", {"content-type": "application/json"}, _JSON, reply=Reply(201, b'{"id": 7}')
    ),
    SentRequest("POST", "/items", {"content-type": "application/json"}, b'{"broken": ', reply=Reply(400)),
    SentRequest("PUT", "/pieces", (), [b"one ", Pause(0.05), b"two ", Pause(0.2), b"three"]),
    SentRequest("PUT", "/bytes", (), [_BINARY, _BINARY], reply=Reply(200, [_BINARY, Pause(0.1), _BINARY])),
    SentRequest("POST", "/large", (), [_TEXT] * 12, reply=Reply(200, [_TEXT] * 12)),
    SentRequest("POST", "/trailers", (), b"with trailers", {"x-checksum": "1", "grpc-status": "0"}),
    SentRequest("GET", "/trailers", reply=Reply(200, b"body", trailers={"grpc-status": "13", "x-t": "é"})),
    SentRequest(
        "POST",
        "/echo.Echo/Say",
        {"content-type": "application/grpc", "te": "trailers"},
        b"\0\0\0\0\5hello",
        reply=Reply(
            200, b"\0\0\0\0\5hello", {"content-type": "application/grpc"}, trailers={"grpc-status": "0"}
        ),
    ),
    SentRequest("HEAD", "/", reply=Reply(200, headers={"content-length": "12"})),
    SentRequest("OPTIONS", "*", {"origin": "http://a.example", "access-control-request-method": "PUT"}),
    SentRequest("DELETE", "/items/7", reply=Reply(204)),
    SentRequest("PATCH", "/items/-9223372036854775808", (), b"", reply=Reply(304)),
    SentRequest("GET", "/" + "long/" * 1500, reply=Reply(414)),
    SentRequest("GET", "", authority=""),
    SentRequest("GET", "/ü/%fe%ff", {"x-utf-8": "grüße"}),
    SentRequest("GET", "/many", [(f"x-{number}", str(number) * 20) for number in range(90)]),
    SentRequest(
        "GET", "/twice", [("x-a", "1"), ("x-a", ""), ("x-a", "3"), ("cookie", "a=1"), ("cookie", "b")]
    ),
    SentRequest("GET", "/", {"authorization": f"Bearer {_TOKEN}", "x-api-key": "k1"}),
    SentRequest("GET", "/", {"authorization": "Basic YW5uOg==", "x-forwarded-for": "10.0.0.1, ::1,,x"}),
    SentRequest("GET", "/", {"authorization": "Bearer", "x-request-id": "", "traceparent": "00-xyz-0-01"}),
    SentRequest(
        "GET", "/", {"x-forwarded-for": "999.1.1.1", "content-length": "5", "user-agent": "a" * 8000}
    ),
    SentRequest("GET", "/", reply=Reply(500, b"<html>failed</html>", {"content-type": "text/html"})),
    SentRequest("GET", "/", reply=Reply(503, failure="refused")),
    SentRequest("GET", "/", reply=Reply(200, b"half of", failure="broken")),
    SentRequest("GET", "/slow", reply=Reply(200, b"late", after=3.0)),
    SentRequest("GET", "/never", reply=Reply(failure="never")),
    SentRequest("POST", "/frames", (), [b"one", Metadata({"a": "1"}), b"two"]),
    SentRequest(
        "CONNECT", "upstream:443", {"upgrade": "websocket", "connection": "upgrade"}, authority="u:443"
    ),
    SentRequest(
        "GET", "/zip", {"accept-encoding": "gzip"}, reply=Reply(200, b"\x1f\x8b\x08\0", {"etag": '"1"'})
    ),
    SentRequest(
        "GET", "/", reply=Reply(302, headers=[("location", "//x"), ("set-cookie", "a"), ("set-cookie", "")])
    ),
)
NUMBER = ROUNDS * len(REQUESTS)


class AnyUpstream(dict[str, Upstream]):
    """Every cluster that a filter asks for is there, and answers now this, now that."""

    def get(self, name: str, _: object = None) -> Upstream:
        found = super().get(name)
        if found is None:
            found = self[name] = _changeable(name)
        return found


def _changeable(name: str) -> Upstream:
    """Once through all that can happen; what happens from then on is the last."""
    upstream = Upstream(name)
    for _ in range(3):
        upstream.replies(200, json={"active": True, "sub": "ann", "keys": []}, headers={"x-user": "ann"})
        upstream.replies(200, b"no JSON \xff", after=0.05).replies(403, b"", trailers={"x-t": "1"})
        upstream.times_out().fails().breaks().replies(204)
    return upstream.replies(200, json={})


def send_requests(proxy: Proxy, told: Callable[[str], None]) -> None:
    """Raises what the module's VM died of. `told` hears which requests are under way."""
    sent = [request for _ in range(ROUNDS) for request in REQUESTS]
    for first in range(0, len(sent), AT_ONCE):
        group = sent[first : first + AT_ONCE]
        told(f"requests {first + 1} to {first + len(group)} of {len(sent)}")
        streams = list(_opened(proxy, group))
        for number, stream in enumerate(reversed(streams)):
            gives_up = (first + number) % 11 == 0
            proxy.finish(stream, -1.0 if gives_up else PATIENCE)
            if stream.error is not None:
                raise stream.error
        proxy.host.agenda.advance(0.5)
        proxy.host.logs.clear()
        proxy.host.statistics.forget_samples()


def _opened(proxy: Proxy, requests: list[SentRequest]) -> Iterator[Stream]:
    for request in requests:
        stream = proxy.open()
        stream.run(request.message, request.reply)
        if stream.error is not None:
            raise stream.error
        yield stream


def open_connections(proxy: Proxy, told: Callable[[str], None]) -> None:
    """TCP connections, each with another one open beside it. Raises what the module's VM died of."""
    pieces = (
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        _BINARY,
        b"\x16\x03\x01",
        _TEXT,
        b"\n",
        b"PING\r\n",
        b"\0" * 70_000,
    )
    beside = proxy.connect()
    for number in range(ROUNDS * 10):
        told(f"connection {number + 1} of {ROUNDS * 10}")
        connection = proxy.connect()
        for piece in (pieces[number % len(pieces)], pieces[(number + 3) % len(pieces)]):
            connection.send(piece)
            if connection.reached_upstream:
                connection.upstream_sends(piece[::-1])
        if number % 3 == 0:
            connection.end()
        proxy.host.agenda.advance(0.2)
        beside.close()
        beside = connection
        proxy.host.logs.clear()
    beside.close()
