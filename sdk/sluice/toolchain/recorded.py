"""Recorded requests as they stand in a file: JSON lines, or what a browser saves (HAR).

    {"method": "GET", "path": "/orders", "headers": {"x-api-key": "k1"}}
    {"method": "POST", "path": "/orders", "headers": [["cookie", "a=1"], ["cookie", "b=2"]], "body": "{}"}
    {"path": "/", "time": 1767225600.5, "reply": {"status": 404, "body": "no"}, "decision": {"status": 404}}

`body_base64` in place of `body` holds bytes that are no text; `time` is in seconds since 1970. `callouts`
says what services answer that the filter asks: `{"auth": {"status": 403}}`. Of a `decision` only what is
written counts. Nothing here knows what runs the requests.
"""

import base64
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

Pairs = list[tuple[str, str]]
MAXIMUM_HEADERS = 1_000
_REQUEST_KEYS = (
    *("method", "path", "authority", "headers", "body", "body_base64"),
    *("time", "reply", "callouts", "decision"),
)
_REPLY_KEYS = ("status", "headers", "body", "body_base64")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE = re.compile(r"[\r\n\0]")


class RecordingError(ValueError):
    """A line of a recording is no request: names the line, what is wrong and what is expected."""


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """What an upstream answered."""

    status: int = 200
    headers: Pairs = field(default_factory=list)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One line: `expected` is its `decision`, None when it has none; `callouts` answers, by cluster.

    `time` is in seconds since 1970, None when nobody noted it.
    """

    line: int
    path: str
    method: str = "GET"
    authority: str = "example.com"
    headers: Pairs = field(default_factory=list)
    body: bytes = b""
    reply: RecordedReply = RecordedReply()
    callouts: Mapping[str, RecordedReply] = field(default_factory=dict)
    expected: Mapping[str, Any] | None = None
    time: float | None = None

    def to_line(self) -> str:
        """As a line of a file, without what is as usual; `read_requests` gives the same again."""
        said: dict[str, Any] = {"method": self.method, "path": self.path, "authority": self.authority}
        if self.time is not None:
            said["time"] = self.time
        if self.headers:
            said["headers"] = self.headers
        said |= _body_to_json(self.body)
        if self.reply != RecordedReply():
            said["reply"] = _reply_to_json(self.reply)
        if self.callouts:
            said["callouts"] = {name: _reply_to_json(reply) for name, reply in self.callouts.items()}
        if self.expected is not None:
            said["decision"] = self.expected
        return json.dumps(said)


def read_requests(data: bytes, name: str = "recording") -> list[RecordedRequest]:
    """The requests of a file, whichever of the two forms it has. Raises `RecordingError`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordingError(
            f"{name}:{line}: not UTF-8; requests are JSON lines or a HAR file, in UTF-8 without compression"
        ) from None
    if _looks_like_har(text):
        return read_har(text, name)
    return read_lines(text.split("\n"), name)


def read_lines(lines: Iterable[str], name: str = "recording") -> list[RecordedRequest]:
    """Every line that is not empty. Raises `RecordingError`."""
    return [_read_line(name, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def read_har(text: str, name: str = "recording") -> list[RecordedRequest]:
    """The entries of a HAR file, in its order; `line` is an entry's number. Raises `RecordingError`.

    Replies keep status and headers. What a browser has decoded (`content-encoding`) is not put back.
    """
    try:
        entries = _load(text, name)["log"]["entries"]
        if not isinstance(entries, list):
            raise TypeError
    except (KeyError, TypeError):
        raise RecordingError(f'{name}: a HAR file has "log": {{"entries": […]}}') from None
    return [_read_entry(f"{name}: entry {number}", number, each) for number, each in enumerate(entries, 1)]


def _looks_like_har(text: str) -> bool:
    return re.match(r'\s*\{\s*"log"\s*:', text) is not None


def _read_entry(place: str, number: int, entry: Any) -> RecordedRequest:
    try:
        request, response = entry["request"], entry.get("response") or {}
        url = urlsplit(request["url"])
        headers = [[each["name"].lower(), each["value"]] for each in request.get("headers") or ()]
        answered = [[each["name"].lower(), each["value"]] for each in response.get("headers") or ()]
        body = (request.get("postData") or {}).get("text") or ""
        method, status, started = request["method"], response.get("status"), entry["startedDateTime"]
        time = datetime.fromisoformat(started).timestamp()
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise RecordingError(
            f"{place}: no entry of a HAR file ({type(error).__name__}: {error}); it has "
            '"startedDateTime" and "request" with "method", "url" and "headers"'
        ) from None
    known = dict(map(tuple, headers))
    record = {
        "method": method,
        "path": (url.path or "/") + (f"?{url.query}" if url.query else ""),
        "authority": known.get("host") or known.get(":authority") or url.netloc,
        "headers": [pair for pair in headers if pair[0] != "host" and not pair[0].startswith(":")],
        "body": body,
        "time": time,
        "reply": {
            "status": status if status in range(200, 600) else 200,
            "headers": [pair for pair in answered if not pair[0].startswith(":") and pair[0] not in _OF_BODY],
        },
    }
    return _to_request(place, number, record)


_OF_BODY = ("content-length", "content-encoding", "transfer-encoding")


def _read_line(name: str, number: int, line: str) -> RecordedRequest:
    place = f"{name}:{number}"
    return _to_request(place, number, _load(line, place))


def _load(text: str, place: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise RecordingError(f"{place}:{error.colno}: not JSON: {error.msg}") from None
    except ValueError as error:  # also a number of thousands of digits
        raise RecordingError(f"{place}: not JSON: {error}") from None
    except RecursionError:
        raise RecordingError(f"{place}: nested too deeply") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _to_request(place: str, number: int, record: Any) -> RecordedRequest:
    fields = _Fields(place, record, "a request", _REQUEST_KEYS)
    given = fields.get("reply", dict, "an object")
    callouts = {
        name: _to_reply(_Fields(place, answer, f"the answer of {name}", _REPLY_KEYS))
        for name, answer in (fields.get("callouts", dict, "an object") or {}).items()
    }
    path = fields.text("path")
    if path is None or not path.startswith("/"):
        raise RecordingError(f'{place}: a request needs "path", which begins with "/"')
    method = fields.text("method") or "GET"
    if not _TOKEN.fullmatch(method):
        raise RecordingError(f'{place}: "method" is a word such as GET, not {method!r:.40}')
    return RecordedRequest(
        line=number,
        path=path,
        method=method,
        authority=fields.text("authority") or "example.com",
        headers=fields.headers(),
        body=fields.body(),
        reply=RecordedReply() if given is None else _to_reply(_Fields(place, given, "a reply", _REPLY_KEYS)),
        callouts=callouts,
        expected=fields.get("decision", dict, "an object"),
        time=fields.time(),
    )


def _to_reply(fields: "_Fields") -> RecordedReply:
    status = fields.get("status", int, "a number")
    if status is not None and not 200 <= status <= 599:
        raise RecordingError(f'{fields.place}: "status" is from 200 to 599, not {status!r:.40}')
    return RecordedReply(200 if status is None else status, fields.headers(), fields.body())


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
                raise RecordingError(f'{self.place}: {self.kind} has no "{name:.40}"; it has {known}')

    def get(self, name: str, type_: type, wanted: str) -> Any:
        value = self.record.get(name)
        if value is not None and (not isinstance(value, type_) or isinstance(value, bool)):
            raise RecordingError(f'{self.place}: "{name}" is {wanted}, not {value!r:.40}')
        return value

    def text(self, name: str) -> str | None:
        """What can stand in a line of HTTP: no line break, and nothing that has no bytes."""
        value: str | None = self.get(name, str, "text")
        if value is not None and not _is_sendable(value):
            raise RecordingError(f'{self.place}: "{name}" cannot be sent: {value!r:.60}')
        return value

    def time(self) -> float | None:
        value = self.record.get("time")
        if value is None:
            return None
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e10
        if not fits or not math.isfinite(value):
            raise RecordingError(f'{self.place}: "time" is in seconds since 1970, not {value!r:.40}')
        return float(value)

    def headers(self) -> Pairs:
        given = self.record.get("headers") or {}
        pairs = list(given.items()) if isinstance(given, dict) else given
        if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
            raise RecordingError(
                f'{self.place}: "headers" is an object of texts or a list of pairs, not {given!r:.40}'
            )
        if len(pairs) > MAXIMUM_HEADERS:
            raise RecordingError(f'{self.place}: "headers" has {len(pairs):,}, more than {MAXIMUM_HEADERS:,}')
        for name, value in pairs:
            if not _TOKEN.fullmatch(name) or not _is_sendable(value):
                raise RecordingError(f"{self.place}: no header of HTTP: {name!r:.40}: {value!r:.40}")
        return [(name.lower(), value) for name, value in pairs]

    def body(self) -> bytes:
        text, coded = self.get("body", str, "text"), self.get("body_base64", str, "text")
        try:
            if coded is None:
                return (text or "").encode("utf-8", "surrogateescape")
            return base64.b64decode(coded, validate=True)
        except UnicodeEncodeError:
            raise RecordingError(f'{self.place}: "body" has half of a surrogate pair') from None
        except ValueError:
            raise RecordingError(f'{self.place}: "body_base64" is no base64') from None


def _is_pair(pair: object) -> bool:
    match pair:
        case (str(), str()) | [str(), str()]:
            return True
    return False


def _is_sendable(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return _UNSENDABLE.search(text) is None


def _reply_to_json(reply: RecordedReply) -> dict[str, Any]:
    headers = {"headers": reply.headers} if reply.headers else {}
    return {"status": reply.status, **headers, **_body_to_json(reply.body)}


def _body_to_json(body: bytes) -> dict[str, str]:
    if not body:
        return {}
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}
