"""What an author sees of tests: platforms, what a filter did, the trace, coverage."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FILTER = """
from sluice import Counter, HttpFilter, Request, Response, log

seen = Counter("seen_total")

class Gate(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        seen.increment()
        if request.headers.get("x-key") != "k":
            log.warning("no key for %s", request.path)
            return Response(403, "no\\n", headers={"x-why": "key"}, details="no_key")
        request.headers["x-user"] = "ann"
        del request.headers["x-key"]
        return None

    def on_response_headers(self, request, response) -> None:
        if response.status == 500:
            response.headers["x-never"] = "covered"
"""
TEST = """
import pytest
from sluice.testing import Loader, Reply

def test_passes(load: Loader) -> None:
    result = load("gate.py").request(headers={"x-key": "k"}, reply=Reply(200, b"hi", {"x-from": "up"}))
    assert result.response.status == 403

def test_refused(load: Loader) -> None:
    assert load("gate.py").request("GET", "/a").response.headers == {":status": "403", "x-why": "nothing"}

def test_named(load: Loader) -> None:
    assert "x-key" in load("gate.py").request(headers={"x-key": "k"}).upstream_request.headers

@pytest.mark.sluice_on("wasm")
def test_one(load: Loader) -> None:
    assert load("gate.py").metrics["seen_total"] == 0
"""

RunTests = Callable[..., str]


@pytest.fixture
def run_tests(tmp_path: Path) -> RunTests:
    (tmp_path / "gate.py").write_text(FILTER)
    (tmp_path / "test_gate.py").write_text(TEST)

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "sluice.cli", "test", "-p", "no:cacheprovider", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        return done.stdout + done.stderr

    return run


def test_a_failing_test_tells_what_the_filter_did(run_tests: RunTests) -> None:
    shown = run_tests("--on", "cpython")
    assert "what gate did on cpython" in shown
    told = """GET /
  the upstream got it, changed:
    - x-key: k
    + x-user: ann
  the client got 200 (via_upstream), 2 bytes
"""
    assert told in shown
    refused = """GET /a
  it did not reach the upstream
  the client got 403 (no_key), 3 bytes
    x-why: key
    content-length: 3
    content-type: text/plain
    b'no\\n'
  [warning] no key for /a
"""
    assert refused in shown


def test_headers_that_differ_are_shown_one_by_one(run_tests: RunTests) -> None:
    shown = run_tests("--on", "cpython")
    assert "E           - x-why: nothing\n" in shown
    assert "E           + x-why: key\n" in shown
    assert "E           + content-length: 3\n" in shown
    assert "'x-key' is not among the headers" in shown


def test_the_trace_is_shown_of_what_fails_and_with_s_as_it_happens(run_tests: RunTests) -> None:
    call = '  get_header_map_value(REQUEST_HEADERS, "x-key") = "k"\n'
    shown = run_tests("--trace", "-k", "passes")
    assert shown.count("calls between filter and proxy") == 2
    assert shown.count(call) == 2
    assert "proxy_on_request_headers(2, 7, 1)\n" in shown
    assert call not in run_tests("--on", "cpython", "-k", "passes")
    streamed = run_tests("--trace", "--on", "wasm", "-s", "-k", "named")
    assert streamed.index("proxy_on_request_headers") < streamed.index("FAILURES")
    assert "calls between filter and proxy" not in streamed


def test_a_marker_chooses_platforms_for_one_test_and_the_option_for_all(run_tests: RunTests) -> None:
    assert "1 passed" in run_tests("-k", "test_one", "-v")
    assert "test_one[cpython] PASSED" in run_tests("-k", "test_one", "-v", "--on", "cpython")


def test_coverage_tells_the_lines_of_the_filter_that_no_test_ran(run_tests: RunTests) -> None:
    never = 1 + FILTER.splitlines().index('            response.headers["x-never"] = "covered"')
    shown = run_tests("--cov", "--on", "cpython")
    line = next(line for line in shown.splitlines() if line.startswith("gate.py"))
    assert line.split()[-1] == str(never)
