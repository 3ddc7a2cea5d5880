"""The very same tests on CPython, as Wasm and in a real Envoy; what needs an emulated host is skipped."""

import subprocess
import sys
from pathlib import Path

import pytest

from sluice.testing import Loader, LoadError, Pause, ReceivedRequest, Reply

pytestmark = [pytest.mark.envoy, pytest.mark.sluice_on("cpython", "wasm", "envoy")]

FILTER = """
from dataclasses import dataclass

from sluice import (
    CalloutError, Chunk, Counter, HttpFilter, Request, RequestInfo, Response, Headers, http, log, sleep
)

asked = Counter("asked_total", labels=("outcome",))

@dataclass(frozen=True)
class Config:
    greeting: str

class Sample(HttpFilter[Config]):
    path: str = ""

    async def on_request_headers(self, request: Request) -> Response | None:
        self.path = request.path
        match request.path:
            case "/boom":
                raise ValueError("boom é")
            case "/local":
                return Response(418, "short\\n", headers={"x-local": "1"}, details="teapot")
            case "/ask":
                try:
                    reply = await http.get("auth", "/check", headers={"x-for": "é"}, timeout=0.3)
                except CalloutError as error:
                    asked.increment(outcome="failed")
                    log.warning("auth: %s", type(error).__name__)
                    return Response(503, "later")
                asked.increment(outcome="answered")
                request.headers["x-auth"] = reply.text
            case "/hold":
                await sleep(60)
        request.headers["x-greeting"] = self.config.greeting
        return None

    def on_request_trailers(self, trailers: Headers) -> None:
        trailers["x-end"] = "seen"

    def on_response_headers(self, request: RequestInfo, response: Response) -> None:
        response.headers["x-path"] = self.path

    def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        return body.data.replace(b"secret", b"******")
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "sample.py"
    file.write_text(FILTER)
    return file


def test_a_request_passes_with_what_the_filter_changed(load: Loader, sample: Path) -> None:
    filter = load(sample, config={"greeting": "hi"})
    reply = Reply(201, [b"a secret ", b"end"], {"x-from": "upstream", "transfer-encoding": "chunked"})
    result = filter.request("POST", "/a?q=1", headers=[("x-a", "1"), ("x-a", "2")], body="body", reply=reply)
    assert result.upstream_request.headers == {
        ":authority": "example.com",
        ":path": "/a?q=1",
        ":method": "POST",
        ":scheme": "http",
        "x-a": "1, 2",
        "content-length": "4",
        "x-forwarded-proto": "http",
        "x-request-id": "7f1c6d1e-3c55-4b7e-9d0a-5a7f3f0c2b11",
        "x-greeting": "hi",
    }
    assert result.upstream_request.headers.get_all("x-a") == ["1", "2"]
    assert result.upstream_request.body == b"body"
    assert (result.response.status, result.response.text) == (201, "a ****** end")
    assert (result.response.headers["x-path"], result.response.headers["x-from"]) == ("/a?q=1", "upstream")
    assert result.details == "via_upstream"
    assert not result.logs


def test_local_responses_and_exceptions(load: Loader, sample: Path) -> None:
    filter = load(sample, config={"greeting": "hi"})
    local = filter.request("GET", "/local")
    assert local.response.headers == {
        ":status": "418",
        "x-local": "1",
        "content-type": "text/plain",
        "x-path": "/local",
    }
    assert (local.details, local.reached_upstream) == ("teapot", False)
    failed = filter.request("GET", "/boom")
    assert failed.response.status == 500
    (entry,) = failed.logs
    assert entry.level.name == "CRITICAL"
    assert entry.message.startswith("Traceback (most recent call last):\n")
    assert entry.message.endswith("ValueError: boom é")
    assert filter.metrics["exceptions_total"] == 1


def test_call_outs_reach_upstreams_that_answer_and_fail(load: Loader, sample: Path) -> None:
    filter = load(sample, config={"greeting": "hi"})

    def answer(call: ReceivedRequest) -> Reply:
        return Reply(200, f"for {call.headers['x-for']}")

    auth = filter.upstream("auth").replies_by(answer, after=0.01)
    result = filter.request("GET", "/ask")
    assert result.upstream_request.headers["x-auth"] == "for é"
    assert [(each.upstream, each.request.path) for each in result.callouts] == [("auth", "/check")]
    auth.always().times_out()
    late = filter.request("GET", "/ask")
    assert (late.response.status, late.response.text) == (503, "later")
    assert [entry.message for entry in late.logs] == ["auth: CalloutTimeout"]
    auth.always().breaks()
    assert filter.request("GET", "/ask").response.status == 503
    assert filter.metrics["asked_total", "answered"] == 1
    assert filter.metrics["asked_total", "failed"] == 2


def test_a_client_that_goes_away_and_others_beside_it(load: Loader, sample: Path) -> None:
    filter = load(sample, config={"greeting": "hi"})
    held = filter.open("GET", "/hold")
    assert filter.request("GET", "/b", reply=Reply(200, "b")).response.text == "b"
    assert not held.is_over
    gone = held.abort()
    assert gone.is_held
    assert gone.details == "downstream_remote_disconnect"


def test_an_upstream_that_is_late_and_one_that_breaks(load: Loader, sample: Path) -> None:
    filter = load(sample, config={"greeting": "hi"})
    body: list[bytes | Pause] = [b"a", Pause(0.05), b"secret"]
    late = filter.request("POST", "/", body=[b"one", Pause(0.05), b"two"], reply=Reply(200, body, after=0.05))
    assert late.upstream_request.body == b"onetwo"
    assert late.response.text == "a******"
    broken = filter.request("GET", "/", reply=Reply(failure="broken"))
    assert broken.response.status == 503


def test_trailers_pass_both_ways(load: Loader, sample: Path) -> None:
    filter = load(sample, config={"greeting": "hi"})
    reply = Reply(200, "x", trailers={"x-sum": "1"})
    result = filter.request("POST", "/", body="abc", trailers={"x-t": "1"}, reply=reply)
    assert result.upstream_request.trailers == {"x-t": "1", "x-end": "seen"}
    assert result.response.trailers == {"x-sum": "1"}


def test_a_configuration_that_is_refused(load: Loader, sample: Path) -> None:
    with pytest.raises(LoadError, match=r"config\.greeting: required, but missing"):
        load(sample, config={})


SKIPPED = """
from sluice.testing import Loader

FILE = "sample.py"

def test_time(load: Loader) -> None:
    load(FILE, config={"greeting": "x"}).advance(1)

def test_memory(load: Loader) -> None:
    load(FILE, config={"greeting": "x"}).assert_flat_memory()

def test_workers(load: Loader) -> None:
    load(FILE, config={"greeting": "x"}, workers=2)

def test_grpc(load: Loader) -> None:
    load(FILE, config={"greeting": "x"}).upstream("auth").grpc.replies(b"")

def test_bytes(load: Loader) -> None:
    load(FILE, config={"greeting": "x"}).request(headers={"x-a": "a\\x7f"})
"""


@pytest.mark.sluice_on("cpython")
def test_what_cannot_be_done_from_outside_is_skipped_with_the_reason(tmp_path: Path, sample: Path) -> None:
    (tmp_path / "test_sample.py").write_text(SKIPPED)
    command = [sys.executable, "-m", "sluice.cli", "test", "--on", "envoy", "-rs", "--trace"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert "5 skipped" in done.stdout, done.stdout
    for reason in (
        "on Envoy time is real: `advance` needs the emulated host",
        "on Envoy a VM's memory cannot be read from outside",
        "on Envoy neither attributes nor the number of workers are a test's to choose",
        "on Envoy gRPC call-outs are not played",
        "on Envoy HTTP/1.1 does not carry this request: ",
    ):
        assert reason in done.stdout
