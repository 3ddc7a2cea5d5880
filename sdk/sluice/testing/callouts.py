"""What a filter's call-outs reach in a test: upstreams that answer, fail, are late, or never answer.

    filter.upstream("auth").replies(200, json={"user": "ann"}, after=0.05)
    filter.upstream("auth").replies_by(lambda call: Reply(403 if call.path == "/x" else 200))
    filter.upstream("auth").times_out()     # never answers: the filter's time-out comes
    filter.upstream("auth").fails()         # the connection is refused
    assert filter.upstream("auth").calls[0].headers["authorization"] == "t"

An upstream that a test has not named is unknown to the proxy.
"""

import json as json_module
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sluice.testing import inline_headers
from sluice.testing.grpc_upstream import GrpcUpstream
from sluice.testing.header_map import HeaderMap
from sluice.testing.messages import (
    BodyLike,
    HeadersLike,
    ReceivedRequest,
    Reply,
    to_pairs,
)

UNAVAILABLE = b"upstream connect error or disconnect/reset before headers. reset reason: "
TIMED_OUT = b"upstream request timeout"


@dataclass(frozen=True, slots=True)
class CallResponse:
    """What comes back to the filter; without headers: the connection broke before the answer was complete."""

    headers: HeaderMap
    body: bytes = b""
    trailers: HeaderMap = field(default_factory=HeaderMap)


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """`reply` None: none comes. `broken`: the connection breaks."""

    reply: Callable[[ReceivedRequest], Reply] | None = None
    after: float = 0.0  # seconds
    refused: str = ""  # why
    broken: bool = False


class Upstream:
    """A cluster with one endpoint. `calls` is what it was asked; several answers are given in turn, the last
    one again and again.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls: list[ReceivedRequest] = []  # what it was asked, in order
        self._grpc = GrpcUpstream()
        self._answers: list[PlannedAnswer] = [PlannedAnswer(lambda call: Reply())]
        self._fresh = True

    @property
    def grpc(self) -> GrpcUpstream:
        """What gRPC calls to it are answered."""
        return self._grpc

    def replies(
        self,
        status: int = 200,
        body: BodyLike = b"",
        *,
        json: Any = None,
        headers: HeadersLike = (),
        trailers: HeadersLike = (),
        after: float = 0.0,
    ) -> "Upstream":
        """Answer, `after` so many seconds."""
        if json is not None:
            body = json_module.dumps(json)
        reply = Reply(status, body, headers, trailers)
        return self._then(PlannedAnswer(lambda call: reply, after))

    def replies_by(self, function: Callable[[ReceivedRequest], Reply], after: float = 0.0) -> "Upstream":
        """Answer what `function` says, when and whether the `Reply` says (`Reply(failure="broken")`)."""
        return self._then(PlannedAnswer(function, after))

    def times_out(self) -> "Upstream":
        """Never answer, so that the filter's time-out comes."""
        return self._then(PlannedAnswer())

    hangs = times_out

    def fails(self, after: float = 0.0, reason: str = "remote connection failure") -> "Upstream":
        """Refuse the connection: the proxy answers 503 in its place, and says the reason.

        One that ends before the answer begins is a "connection termination".
        """
        return self._then(PlannedAnswer(None, after, refused=reason))

    def breaks(self, after: float = 0.0) -> "Upstream":
        """End the connection within the answer."""
        return self._then(PlannedAnswer(None, after, broken=True))

    def _then(self, answer: PlannedAnswer) -> "Upstream":
        if self._fresh:
            self._answers.clear()
            self._fresh = False
        self._answers.append(answer)
        return self

    def always(self) -> "Upstream":
        """Forget the answers so far: what is said next holds from now on."""
        self._fresh = True
        return self

    def next_answer(self, call: ReceivedRequest) -> PlannedAnswer:
        """What is said for this call, which is noted."""
        self.calls.append(call)
        return self._answers[0] if len(self._answers) == 1 else self._answers.pop(0)

    def answer(self, call: ReceivedRequest, timeout: float) -> tuple[float, CallResponse]:
        """After how many seconds what comes back."""
        answer = self.next_answer(call)
        if answer.after >= timeout or (answer.reply is None and not answer.refused and not answer.broken):
            return timeout, _local(504, TIMED_OUT)
        if answer.refused:
            return answer.after, _local(503, UNAVAILABLE + answer.refused.encode())
        if answer.broken or answer.reply is None:
            return answer.after, CallResponse(HeaderMap())
        reply = answer.reply(call)
        after = answer.after + reply.after
        if after >= timeout or reply.failure == "never":
            return timeout, _local(504, TIMED_OUT)
        match reply.failure:
            case "refused":
                return after, _local(503, UNAVAILABLE + b"remote connection failure")
            case "broken" if not reply.body:
                return after, _local(503, UNAVAILABLE + b"connection termination")
            case "broken":
                return after, CallResponse(HeaderMap())
        return after, _routed(reply)


def _local(status: int, body: bytes) -> CallResponse:
    """The proxy's own answer for an upstream that gave none."""
    return CallResponse(
        HeaderMap(
            [
                (b":status", str(status).encode()),
                (b"content-length", str(len(body)).encode()),
                (b"content-type", b"text/plain"),
            ]
        ),
        body,
    )


def _routed(reply: Reply) -> CallResponse:
    """An answer as the proxy's router hands it over."""
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    if not isinstance(body, bytes):
        body = b"".join(piece for piece in body if isinstance(piece, bytes))
    status = (b":status", str(reply.status).encode())
    headers = HeaderMap([status, *to_pairs(reply.headers)], inline_headers.RESPONSE)
    if body and headers.get(b"content-length") is None and headers.get(b"transfer-encoding") is None:
        headers.add(b"content-length", str(len(body)).encode())
    headers.add(b"x-envoy-upstream-service-time", b"1")
    return CallResponse(headers, body, HeaderMap(to_pairs(reply.trailers), inline_headers.RESPONSE_TRAILERS))
