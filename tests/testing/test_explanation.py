"""What filters do to a request, seen from outside, and which lines of their source may have done it."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sluice.testing.explanation import Deed, Released, explain
from sluice.testing.messages import SentRequest
from sluice.testing.source_places import Places
from sluice.toolchain.build import build_file

SOURCE = '''"""Everything that can be seen of a filter."""

from sluice import Chunk, HttpFilter, Request, RequestInfo, Response, log


class Busy(HttpFilter):
    def on_request_headers(self, request: Request) -> Response | None:
        log.info(f"asked for {request.path}")
        mode = request.headers.get("x-mode")
        if mode == "loop":
            while mode:
                mode += "x"
        if mode == "raise":
            raise ValueError("no such mode")
        if mode == "refuse":
            return Response(403, body="refused\\n", details="busy_refused")
        if mode == "limit":
            return Response(429, body=f"{mode} reached")
        if mode == "other":
            return Response(403, body="something else")
        request.headers["x-one"] = "1"
        request.headers.add("x-two", "2")
        del request.headers["x-mode"]
        request.path = "/changed"
        return None

    def on_request_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        if body.data:
            return body.data.upper()
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> None:
        response.headers["x-three"] = "3"
'''
LINES = SOURCE.splitlines()


def line_of(text: str) -> int:
    (found,) = [number for number, line in enumerate(LINES, 1) if text in line]
    return found


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("busy") / "busy.py"
    path.write_text(SOURCE)
    return build_file(path, release=True).wasm


def test_a_request_that_is_changed_and_passed_on_to_the_next(busy: bytes) -> None:
    request = SentRequest("POST", "/orders", [("x-mode", "pass")], b"body")
    first, second = explain((Released("busy@1", busy), Released("busy@2", busy)), request)
    assert (first.action, first.status, first.file) == ("pass", None, "busy.py")
    known = [(each.verb, each.side, each.name, each.lines) for each in first.deeds]
    assert ("log", "", "info", (line_of("log.info"),)) in known
    assert ("set", "request", "x-one", (line_of('"x-one"'),)) in known
    assert ("add", "request", "x-two", (line_of('"x-two"'),)) in known
    assert ("remove", "request", "x-mode", (line_of('del request.headers["x-mode"]'),)) in known
    assert ("set", "request", ":path", (line_of("request.path ="),)) in known
    assert ("body", "request", "", (line_of("return body.data.upper()"),)) in known
    assert ("set", "response", "x-three", (line_of('"x-three"'),)) in known
    assert first.source[line_of('"x-one"')] == 'request.headers["x-one"] = "1"'
    assert second.deeds[0].value == "asked for /changed"


@pytest.mark.parametrize(
    ("mode", "status", "text"),
    [("refuse", 403, 'body="refused'), ("limit", 429, "429"), ("other", 403, "something else")],
)
def test_an_answer_has_one_line(busy: bytes, mode: str, status: int, text: str) -> None:
    (found,) = explain((Released("busy@1", busy),), SentRequest("GET", "/", [("x-mode", mode)]))
    assert (found.action, found.status) == ("respond", status)
    assert [deed.lines for deed in found.deeds if deed.verb == "answer"] == [(line_of(text),)]


def test_what_goes_wrong_is_told(busy: bytes) -> None:
    (loop,) = explain((Released("busy@1", busy),), SentRequest("GET", "/", [("x-mode", "loop")]))
    assert loop.action == "fail"
    assert "did not end within" in loop.reason or "memory" in loop.reason
    (raised,) = explain((Released("busy@1", busy),), SentRequest("GET", "/", [("x-mode", "raise")]))
    assert raised.action == "respond" and raised.status == 500
    assert any("no such mode" in deed.value for deed in raised.deeds)
    (broken,) = explain((Released("x@1", b"\0asm\1\0\0\0"),), SentRequest())
    assert broken.action == "fail" and broken.reason
    (nonsense,) = explain((Released("x@1", b"nonsense"),), SentRequest())
    assert nonsense.action == "fail"


def test_the_process_says_a_line_for_each_filter(busy: bytes, tmp_path: Path) -> None:
    item = {"wasm": base64.b64encode(busy).decode(), "configuration": "", "root_id": "", "properties": {}}
    request = {"method": "GET", "path": "/", "authority": "a.test", "headers": [["x-mode", "a"]], "body": ""}
    asked = {"request": request, "filters": [{"name": "a@1", **item}, {"name": "b@1", **item}]}
    command = [sys.executable, "-m", "sluice.testing.explaining_process", "20"]
    result = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True, cwd=tmp_path
    )
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(each["name"], each["action"]) for each in said] == [("a@1", "pass"), ("b@1", "pass")]


@pytest.mark.parametrize(
    ("source", "deed", "lines"),
    [
        ("def f():\n    return Response(403)\n    return Response(404)\n", Deed("answer", "", "403"), (2,)),
        ("Response(status)\nResponse(403)\n", Deed("answer", "", "403"), (2,)),
        ("Response(status)\nResponse(404)\n", Deed("answer", "", "403"), (1,)),
        ("Response(403)\nResponse(403)\n", Deed("answer", "", "403"), (1, 2)),
        ('Response(403, body="a")\nResponse(403, body=f"b {x}")\n', Deed("answer", "", "403", "b 1"), (2,)),
        ('h["X-A"] = "1"\nh[name] = "2"\n', Deed("set", "", "x-a"), (1,)),
        ('h["x-b"] = "1"\nh[name] = "2"\n', Deed("set", "", "x-a"), (2,)),
        ('h.pop("x-a")\ndel h["x-b"]\n', Deed("remove", "", "x-a"), (1,)),
        ('log.info("a %s", b)\nlog.info(f"{x}: b")\n', Deed("log", "", "info", "1: b"), (1, 2)),
        ("Response(403)\n" * 9, Deed("answer", "", "403"), ()),
        ("(" * 3000, Deed("answer", "", "403"), ()),
        ("def f(:\n", Deed("answer", "", "403"), ()),
        ("", Deed("log", "", "info", "x"), ()),
    ],
)
def test_places(source: str, deed: Deed, lines: tuple[int, ...]) -> None:
    places = Places(source)
    match deed.verb:
        case "answer":
            assert places.of_answer(int(deed.name), deed.value, "") == lines
        case "log":
            assert places.of_message(deed.value) == lines
        case _:
            assert places.of_header(deed.verb, deed.name) == lines
