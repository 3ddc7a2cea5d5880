"""Recorded requests: JSON lines, each a request, the upstream's reply, and perhaps what the filter decided.

    {"method": "GET", "path": "/orders", "headers": {"x-api-key": "k1"}, "time": 1767225600.5}
    {"method": "POST", "path": "/orders", "headers": [["cookie", "a=1"], ["cookie", "b=2"]], "body": "{}"}
    {"path": "/", "reply": {"status": 404, "body": "no"}, "decision": {"action": "pass", "status": 404}}

`body_base64` in place of `body` holds bytes that are no text. `callouts` says what services answer that the
filter asks: `{"auth": {"status": 403}}`. Of a `decision` only what is written counts. A HAR file will do.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from sluice.testing.messages import Reply, SentRequest
from sluice.testing.results import Result
from sluice.toolchain.recorded import RecordedReply, RecordedRequest, read_lines, read_requests
from sluice.toolchain.recorded import RecordingError as RecordingError

Action = Literal["pass", "respond", "reset", "hold"]


@dataclass(frozen=True, slots=True)
class UpstreamSaw:
    """The request as it left the filter."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a filter made of a request.

    `action`: "pass" to the upstream, "respond" in its place, "reset" the stream, "hold" it for good. The rest
    is what the client got, and what the upstream.
    """

    action: Action
    status: int | None = None
    details: str = ""
    headers: list[tuple[str, str]] | None = None
    body: str | None = None
    upstream: UpstreamSaw | None = None

    def to_json(self) -> dict[str, Any]:
        """As a `decision` of a recording, without what is None."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line: `expected` is its `decision`, None when it has none; `callouts` answers, by cluster.

    `time` is in seconds since 1970, None when nobody noted it.
    """

    line: int
    request: SentRequest
    callouts: Mapping[str, Reply]
    expected: Mapping[str, Any] | None = None
    time: float | None = None

    @property
    def title(self) -> str:
        return f"{self.request.method} {self.request.path}"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A recorded request, and what the filter made of it now."""

    recorded: Recorded
    decision: Decision


def to_decision(result: Result) -> Decision:
    upstream = None
    if result.reached_upstream:
        request = result.upstream_request
        headers = [pair for pair in request.headers.pairs() if pair[0] not in (":method", ":path")]
        upstream = UpstreamSaw(request.method, request.path, headers, request.text)
    if result.was_reset:
        return Decision("reset", details=result.details, upstream=upstream)
    if result.is_held:
        return Decision("hold", upstream=upstream)
    response = result.response
    headers = [pair for pair in response.headers.pairs() if pair[0] != ":status"]
    action: Action = "pass" if result.details == "via_upstream" else "respond"
    return Decision(action, response.status, result.details, headers, response.text, upstream)


def compare(expected: Mapping[str, Any], decision: Decision) -> list[str]:
    """What is not as expected, one line each; headers are looked up by name."""
    found: list[str] = []
    for name, wanted in expected.items():
        got = decision.to_json().get(name)
        if name == "headers":
            found += _compare_headers("header", wanted, decision.headers or [])
        elif name == "upstream" and isinstance(wanted, dict) and decision.upstream is not None:
            saw = asdict(decision.upstream)
            for part, value in wanted.items():
                if part == "headers":
                    found += _compare_headers("upstream header", value, decision.upstream.headers)
                elif saw.get(part) != value:
                    found.append(f"upstream {part}: expected {value!r}, got {saw.get(part)!r}")
        elif got != wanted:
            found.append(f"{name}: expected {wanted!r}, got {got!r}")
    return found


def _compare_headers(kind: str, wanted: Any, got: list[tuple[str, str]]) -> Iterator[str]:
    """null means that the header must not be there."""
    pairs = wanted.items() if isinstance(wanted, dict) else wanted
    for name, value in pairs:
        values = [each for key, each in got if key == name.lower()]
        if value is None and values:
            yield f"{kind} {name}: expected none, got {', '.join(values)!r}"
        elif value is not None and value not in (", ".join(values), *values):
            yield f"{kind} {name}: expected {value!r}, got {', '.join(values) if values else None!r}"


def read_recording(source: str | Path | Iterable[str]) -> list[Recorded]:
    """Every request of a file (JSON lines or HAR) or of lines. Raises `RecordingError`, OSError."""
    if isinstance(source, str | Path):
        return [to_recorded(each) for each in read_requests(Path(source).read_bytes(), str(source))]
    return [to_recorded(each) for each in read_lines(source)]


def to_recorded(request: RecordedRequest) -> Recorded:
    """A line of a file as what is sent through a filter."""
    sent = SentRequest(
        method=request.method,
        path=request.path,
        headers=request.headers,
        body=request.body,
        authority=request.authority,
        reply=_to_reply(request.reply),
    )
    callouts = {name: _to_reply(reply) for name, reply in request.callouts.items()}
    return Recorded(request.line, sent, callouts, request.expected, request.time)


def _to_reply(reply: RecordedReply) -> Reply:
    return Reply(reply.status, reply.body, reply.headers)
