"""Recorded requests: JSON lines, each a request, the upstream's reply, and perhaps what the filter decided.

    {"method": "GET", "path": "/orders", "headers": {"x-api-key": "k1"}}
    {"method": "POST", "path": "/orders", "headers": [["cookie", "a=1"], ["cookie", "b=2"]], "body": "{}"}
    {"path": "/", "reply": {"status": 404, "body": "no"}, "decision": {"action": "pass", "status": 404}}

`body_base64` in place of `body` holds bytes that are no text. `callouts` says what services answer that the
filter asks: `{"auth": {"status": 403}}`. Of a `decision` only what is written counts.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from sluice.testing.messages import Reply, SentRequest
from sluice.testing.results import Result

Action = Literal["pass", "respond", "reset", "hold"]
_REQUEST_KEYS = (
    "method",
    "path",
    "authority",
    "headers",
    "body",
    "body_base64",
    "reply",
    "callouts",
    "decision",
)
_REPLY_KEYS = ("status", "headers", "body", "body_base64")


class RecordingError(ValueError):
    """A line of a recording is no request: names the line, what is wrong and what is expected."""


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
    """One line: `expected` is its `decision`, None when it has none; `callouts` answers, by cluster."""

    line: int
    request: SentRequest
    callouts: Mapping[str, Reply]
    expected: Mapping[str, Any] | None = None

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
    """Every line that is not empty. Raises `RecordingError`, OSError."""
    if isinstance(source, str | Path):
        name = str(source)
        lines: Iterable[str] = Path(source).read_text(encoding="utf-8").splitlines()
    else:
        name, lines = "recording", source
    return [_read_line(name, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _read_line(name: str, number: int, line: str) -> Recorded:
    place = f"{name}:{number}"
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise RecordingError(f"{place}:{error.colno}: not JSON: {error.msg}") from None
    fields = _Fields(place, record, "a request", _REQUEST_KEYS)
    given = fields.get("reply", dict, "an object")
    reply = Reply() if given is None else _to_reply(_Fields(place, given, "a reply", _REPLY_KEYS))
    callouts = {
        name: _to_reply(_Fields(place, answer, f"the answer of {name}", _REPLY_KEYS))
        for name, answer in (fields.get("callouts", dict, "an object") or {}).items()
    }
    path = fields.get("path", str, "text")
    if path is None or not path.startswith("/"):
        raise RecordingError(f'{place}: a request needs "path", which begins with "/"')
    request = SentRequest(
        method=fields.get("method", str, "text") or "GET",
        path=path,
        headers=fields.headers(),
        body=fields.body(),
        authority=fields.get("authority", str, "text") or "example.com",
        reply=reply,
    )
    return Recorded(number, request, callouts, fields.get("decision", dict, "an object"))


def _to_reply(fields: "_Fields") -> Reply:
    status = fields.get("status", int, "a number")
    return Reply(200 if status is None else status, fields.body(), fields.headers())


@dataclass(frozen=True, slots=True)
class _Fields:
    """An object of a line, whose fields are taken one by one."""

    place: str
    record: Any
    kind: str
    allowed: tuple[str, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.record, dict):
            raise RecordingError(f"{self.place}: {self.kind} is an object, not {self.record!r:.40}")
        for name in self.record:
            if name not in self.allowed:
                known = ", ".join(self.allowed)
                raise RecordingError(f'{self.place}: {self.kind} has no "{name}"; it has {known}')

    def get(self, name: str, type_: type, wanted: str) -> Any:
        value = self.record.get(name)
        if value is not None and (not isinstance(value, type_) or isinstance(value, bool)):
            raise RecordingError(f'{self.place}: "{name}" is {wanted}, not {value!r:.40}')
        return value

    def headers(self) -> list[tuple[str, str]]:
        given = self.record.get("headers") or {}
        pairs = list(given.items()) if isinstance(given, dict) else given
        if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
            raise RecordingError(
                f'{self.place}: "headers" is an object of texts or a list of pairs, not {given!r:.40}'
            )
        return [(name, value) for name, value in pairs]

    def body(self) -> bytes:
        text, coded = self.get("body", str, "text"), self.get("body_base64", str, "text")
        if coded is None:
            return (text or "").encode("utf-8", "surrogateescape")
        try:
            return base64.b64decode(coded, validate=True)
        except binascii.Error:
            raise RecordingError(f'{self.place}: "body_base64" is no base64') from None


def _is_pair(pair: object) -> bool:
    match pair:
        case (str(), str()) | [str(), str()]:
            return True
    return False
