"""The console's log: one line a record, as text or as JSON, with the request that it belongs to."""

import json
import logging
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from starlette.types import Scope

Format = Literal["text", "json"]
REQUEST_ID = "x-request-id"
ACCESS = logging.getLogger("sluice_console.access")
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]")
_EXTRA = ("status", "seconds")
_request: ContextVar[Scope | None] = ContextVar("request", default=None)


def configure(form: Format, stream: TextIO = sys.stderr) -> None:
    """Everything goes to `stream`: warnings of libraries, and what the console says of writes."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    ACCESS.setLevel(logging.INFO)


@contextmanager
def of_request(scope: Scope) -> Iterator[None]:
    """What is logged in the block belongs to this request."""
    token = _request.set(scope)
    try:
        yield
    finally:
        _request.reset(token)


def to_request_id(given: str) -> str:
    """What the client, or a proxy before the console, calls the request, where it can stand in a line."""
    return given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def describe(record: logging.LogRecord) -> dict[str, Any]:
    """A record as data: who asked for what, under which id, where it belongs to a request."""
    found: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": record.getMessage(),
    }
    scope = _request.get()
    if scope is not None:
        state = scope.get("state", {})
        found["request_id"] = state.get("request_id", "")
        found["route"] = str(getattr(scope.get("route"), "path", ""))
        identity = state.get("identity")
        found["actor"] = "" if identity is None else identity.name
    found |= {name: value for name in _EXTRA if (value := getattr(record, name, None)) is not None}
    return found


class JsonLines(logging.Formatter):
    """One object a line; a traceback is one of its strings."""

    def format(self, record: logging.LogRecord) -> str:
        found = describe(record)
        if record.exc_info:
            found["traceback"] = self.formatException(record.exc_info)
        return json.dumps(found, default=str)


class TextLines(logging.Formatter):
    """For people: a traceback keeps its lines, a message is always one."""

    def format(self, record: logging.LogRecord) -> str:
        found = describe(record)
        message = _CONTROL.sub(lambda match: repr(match[0])[1:-1], found["message"])
        request = " ".join(f"{name}={found[name]}" for name in ("request_id", "actor") if found.get(name))
        line = f"{found['time']} {record.levelname} {record.name}: {message}{request and ' ' + request}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line
