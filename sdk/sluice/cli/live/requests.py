"""A request as one line: `GET /orders x-api-key:k1`, `POST /orders content-type:text/plain hello`."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 30.0
_HEADER = re.compile(r"^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$")


class BadLine(Exception):  # noqa: N818 of the user's
    """The line is no request."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: str
    seconds: float

    @property
    def text(self) -> str:
        """As a terminal shows it."""
        head = "".join(f"\n{name}: {value}" for name, value in self.headers)
        return f"{self.status} in {self.seconds * 1000:.1f} ms{head}\n\n{self.body}"


def parse_line(line: str) -> tuple[str, str, dict[str, str], bytes]:
    """Method, path, headers, body: headers are words `name:value` before the body, which is the rest."""
    words = line.split(" ")
    if len(words) == 1 and words[0].startswith("/"):
        words.insert(0, "GET")
    if len(words) < 2 or not words[0].isalpha() or not words[1].startswith("/"):
        raise BadLine(f"{line!r} is no request; write `GET /path name:value …`")
    headers: dict[str, str] = {}
    position = 2
    while position < len(words) and (match := _HEADER.match(words[position])):
        headers[match[1]] = match[2]
        position += 1
    return words[0].upper(), words[1], headers, " ".join(words[position:]).encode()


def send_line(port: int, line: str) -> Answer:
    """Send it to this machine; raises `BadLine`, or OSError when no answer comes."""
    method, path, headers, body = parse_line(line)
    connection = HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)
    started = time.monotonic()
    try:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        data = response.read().decode("utf-8", "replace")
        seconds = time.monotonic() - started
        return Answer(response.status, response.getheaders(), data, seconds)
    except HTTPException as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()
