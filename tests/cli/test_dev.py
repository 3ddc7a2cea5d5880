"""`sluice dev`: live after each save; what is wrong never takes the running version down."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sluice.cli.live.requests import BadLine, parse_line
from sluice.toolchain.starter import filter_source

WAIT_SECONDS = 240.0  # the first compilation of the runtime is among it


class Dev:
    """The command at work, its events as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.events: list[dict[str, Any]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def wait_for(self, event: str, count: int = 1) -> dict[str, Any]:
        """The event of that name, the `count`th."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            found = [each for each in self.events if each["event"] == event]
            if len(found) >= count:
                return found[count - 1]
            assert self.process.poll() is None, self.events
            time.sleep(0.02)
        raise AssertionError(f"no {event}: {self.events}")

    def ask(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        asked = sum(each["event"] == "answer" for each in self.events)
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.wait_for("answer", asked + 1)


@contextmanager
def run_dev(file: Path, config: str) -> Iterator[Dev]:
    command = [
        sys.executable,
        "-m",
        "sluice.cli",
        "dev",
        str(file),
        "--config",
        config,
        "--json",
        "--no-tests",
    ]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Dev(process)
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.envoy
def test_each_save_is_live(tmp_path: Path) -> None:
    file = tmp_path / "demo.py"
    source = filter_source("demo")
    file.write_text(source)
    with run_dev(file, '{"plans": {"acme": "gold"}}') as dev:
        assert dev.wait_for("live")["url"].startswith("http://127.0.0.1:")
        passed = dev.ask("GET /orders x-tenant:acme")
        assert json.loads(passed["body"])["headers"]["x-plan"] == "gold"
        assert dev.ask("GET /")["body"] == "unknown tenant\n"
        file.write_text(source.replace("unknown tenant", "who are you"))
        dev.wait_for("live", 2)
        assert dev.ask("GET /")["body"] == "who are you\n"
        file.write_text(source + "x: int = ''\n")
        assert "demo.py:" in dev.wait_for("error")["message"]
        dev.wait_for("kept")
        assert dev.ask("GET /")["body"] == "who are you\n"
        file.write_text(source.replace("refused.increment()", "raise ValueError('oops')"))
        dev.wait_for("live", 3)
        assert dev.ask("GET /")["status"] == 500
        assert dev.wait_for("log")["message"].endswith("ValueError: oops")


def test_a_tcp_filter_is_built_and_not_run(tmp_path: Path) -> None:
    file = tmp_path / "demo.py"
    file.write_text(
        "from sluice import TcpFilter\n\nclass Demo(TcpFilter[None]):\n"
        "    def on_upstream_close(self) -> None:\n        return None\n"
    )
    with run_dev(file, "{}") as dev:
        assert dev.wait_for("built")["size"] > 0
        assert not [each for each in dev.events if each["event"] in ("live", "refused")]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("GET /a", ("GET", "/a", {}, b"")),
        ("/a", ("GET", "/a", {}, b"")),
        ("post /a?b=1 x-y:1 A:b:c", ("POST", "/a?b=1", {"x-y": "1", "A": "b:c"}, b"")),
        ('PUT / {"a": 1}', ("PUT", "/", {}, b'{"a": 1}')),
        ("POST / a:b the body c:d", ("POST", "/", {"a": "b"}, b"the body c:d")),
    ],
)
def test_a_request_is_one_line(line: str, wanted: tuple[str, str, dict[str, str], bytes]) -> None:
    assert parse_line(line) == wanted


@pytest.mark.parametrize("line", ["", "GET", "hello there", "GET orders"])
def test_what_is_no_request_is_told(line: str) -> None:
    with pytest.raises(BadLine, match="is no request; write"):
        parse_line(line)
