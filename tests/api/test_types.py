"""What an author sees in an editor: right filters are clean under `mypy --strict`, wrong ones are told so."""

import subprocess
import sys
import textwrap
from pathlib import Path

IMPORTS = """
import time
from dataclasses import dataclass, field
from sluice import (
    AccessLog, Chunk, Counter, Headers, Histogram, HttpFilter, Request, RequestInfo, Response, log,
    property, shared,
)
"""
RIGHT = """
@dataclass(frozen=True)
class Config:
    keys: dict[str, str]
    header: str = "x-consumer"
    paths: list[str] = field(default_factory=list)

denied = Counter("denied_total", labels=("reason",))
latency = Histogram("latency_ms")

class ApiKey(HttpFilter[Config], on_error="deny"):
    started: float = 0.0

    def on_request_headers(self, request: Request) -> Response | None:
        self.started = time.monotonic()
        consumer = self.config.keys.get(request.headers.get("x-api-key", ""))
        if consumer is None:
            denied.increment(reason="unknown")
            return Response(401, body="unknown API key\\n", headers={"www-authenticate": "ApiKey"})
        request.headers[self.config.header] = consumer
        request.headers.add("via", "sluice")
        del request.headers["x-api-key"]
        request.path = request.path.removeprefix("/v1")
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> None:
        response.headers["x-filter"] = "api-key"

    def on_log(self, log: AccessLog) -> None:
        latency.record((time.monotonic() - self.started) * 1000)

class Redact(HttpFilter[None], on_error="continue"):
    def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        log.debug("%d bytes", body.size)
        return body.data.replace(b"secret", b"******")

    def on_response_trailers(self, trailers: Headers) -> None:
        trailers["x-redacted"] = "1"

route = property("xds", "route_name")
total = shared.update("quota:acme", lambda old: str(int(old or b"0") + 1).encode())
"""
WRONG = """
class Wrong(HttpFilter[None], on_error="maybe"):
    def on_request_headers(self, request: Request) -> int:
        return self.config.header + request.headers.get("x")

    def on_response_headers(self, request: RequestInfo, response: Response) -> None:
        log.info(request.path)
"""


def check(folder: Path, source: str) -> str:
    file = folder / "sample.py"
    file.write_text(IMPORTS + textwrap.dedent(source))
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-error-summary",
        "--hide-error-context",
        file.name,
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_right_filters_are_clean(tmp_path: Path) -> None:
    assert check(tmp_path, RIGHT) == ""


def test_wrong_filters_are_told(tmp_path: Path) -> None:
    problems = check(tmp_path, WRONG)
    for problem in (
        "expected \"Literal['deny', 'continue']\"",
        'Return type "int" of "on_request_headers" incompatible with return type "Response | Coroutine[',
        '"None" has no attribute "header"',
        '"RequestInfo" has no attribute "path"',
    ):
        assert problem in problems
