"""One run of `sluice dev`: files are watched, versions built and loaded, requests sent, logs shown."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import click

from sluice.cli.live.envoy import LiveEnvoy, run_live_envoy
from sluice.cli.live.requests import BadLine, send_line
from sluice.toolchain.inspection import inspect_module

POLL_SECONDS = 0.05


@dataclass(slots=True)
class Told:
    """What the user is told: lines on a terminal, objects for programs."""

    as_json: bool

    def say(self, event: str, text: str, colour: str | None = None, **facts: Any) -> None:
        """`event` names it for programs; `text` is for people."""
        if self.as_json:
            click.echo(json.dumps({"event": event, **facts}))
        else:
            click.secho(text, fg=colour)


@dataclass(slots=True)
class Session:
    file: Path
    configuration: str | None
    port: int | None
    upstream: tuple[str, int] | None
    clusters: Mapping[str, tuple[str, int]]
    with_tests: bool
    told: Told
    root_id: str = ""
    _envoy: LiveEnvoy | None = None
    _seen: dict[Path, float] = field(default_factory=dict)
    _live: bytes = b""
    _last_line: str = "GET /"
    _tests: subprocess.Popen[str] | None = None

    def run(self, lines: TextIO, pause: Callable[[float], None]) -> None:
        """Until Ctrl-C."""
        typed: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_read_lines, args=(lines, typed), daemon=True).start()
        with ExitStack() as held:
            held.callback(self._end_tests)
            while True:
                if self._changed():
                    self._update(held)
                while not typed.empty():
                    self._send(typed.get())
                self._show_logs()
                self._show_tests()
                pause(POLL_SECONDS)

    def _watched(self) -> list[Path]:
        beside = sorted(self.file.resolve().parent.glob("*.py"))
        given = [Path(self.configuration)] if self.configuration and _is_file(self.configuration) else []
        return [*beside, *given]

    def _changed(self) -> bool:
        now = {}
        for path in self._watched():
            try:
                now[path] = path.stat().st_mtime_ns
            except OSError:
                continue  # saved by replacing it; it will be there in a moment
        changed = now != self._seen
        self._seen = dict(now)
        return changed

    def _update(self, held: ExitStack) -> None:
        started = time.monotonic()
        built = self._build()
        if built is None:
            return
        if inspect_module(built).handles_connections:
            text = f"built: {self.file.name}, {len(built):,} bytes; a TCP filter, and Envoy speaks HTTP here"
            self.told.say("built", text, "yellow", size=len(built))
            self._start_tests()
            return
        key = built + self._configuration().encode()
        if key == self._live:
            self._start_tests()
            return
        if self._envoy is None:
            self._envoy = held.enter_context(
                run_live_envoy(
                    built,
                    self.file.stem,
                    self._configuration(),
                    port=self.port,
                    upstream=self.upstream,
                    clusters=self.clusters,
                    root_id=self.root_id,
                )
            )
            loaded = self._envoy.is_loaded()
        else:
            loaded = self._envoy.offer(built, self._configuration())
        seconds = time.monotonic() - started
        if loaded:
            self._live = key
            address = f"http://127.0.0.1:{self._envoy.port}"
            text = f"live in {seconds:.2f} s: {self.file.name}, {len(built):,} bytes, {address}"
            self.told.say("live", text, "green", seconds=seconds, size=len(built), url=address)
        else:
            text = "Envoy refused it, the version before goes on running"
            self.told.say("refused", text, "red", seconds=seconds)
        self._show_logs()
        self._start_tests()

    def _build(self) -> bytes | None:
        from sluice.compiler.diagnostics import CompileError
        from sluice.toolchain.build import build_file
        from sluice.toolchain.metadata import MetadataError
        from sluice.toolchain.zig import ToolchainError

        try:
            return build_file(self.file, release=False).wasm
        except CompileError as error:
            for diagnostic in error.diagnostics:
                self.told.say("error", str(diagnostic), "red", message=str(diagnostic))
        except (MetadataError, ToolchainError, OSError) as error:
            self.told.say("error", str(error), "red", message=str(error))
        if self._envoy is not None:
            self.told.say("kept", "the version before goes on running", "yellow")
        return None

    def _configuration(self) -> str:
        given = self.configuration
        if given is None:
            return "{}"
        return Path(given).read_text() if _is_file(given) else given

    def _send(self, line: str) -> None:
        if self._envoy is None:
            self.told.say("not_running", "nothing runs yet", "yellow")
            return
        self._last_line = line.strip() or self._last_line
        try:
            answer = send_line(self._envoy.port, self._last_line)
        except BadLine as error:
            self.told.say("error", str(error), "red", message=str(error))
            return
        except OSError as error:
            self.told.say("error", f"no answer: {error}", "red", message=str(error))
            return
        self.told.say(
            "answer",
            answer.text,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            seconds=answer.seconds,
        )

    def _show_logs(self) -> None:
        if self._envoy is None:
            return
        for level, text in self._envoy.new_logs():
            colour = "red" if level in ("error", "critical") else "yellow" if level == "warning" else None
            self.told.say("log", f"[{level}] {text}", colour, level=level, message=text)

    def _start_tests(self) -> None:
        """In a process of its own, which a further change ends."""
        self._end_tests()
        found = [self.file.with_name(f"test_{self.file.name}"), self.file.parent / "tests"]
        path = next((each for each in found if each.exists()), None)
        if not self.with_tests or path is None:
            return
        target = [str(path)] if path.is_file() else [str(path), "-k", self.file.stem]
        command = [
            sys.executable,
            "-m",
            "sluice.cli",
            "test",
            *target,
            "-q",
            "--no-header",
            "-p",
            "no:cacheprovider",
        ]
        self._tests = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def _show_tests(self) -> None:
        tests = self._tests
        if tests is None or tests.poll() is None:
            return
        output = tests.stdout.read().strip() if tests.stdout else ""
        self._tests = None
        passed = tests.returncode == 0
        last = output.splitlines()[-1] if output else ""
        text = f"tests: {last}" if passed else output
        self.told.say("tests", text, "green" if passed else "red", passed=passed, output=output)

    def _end_tests(self) -> None:
        if self._tests is not None:
            self._tests.kill()
            self._tests.communicate()
            self._tests = None


def _read_lines(lines: TextIO, typed: queue.Queue[str]) -> None:
    for line in lines:
        typed.put(line)


def _is_file(text: str) -> bool:
    return not text.lstrip().startswith("{") and Path(text).is_file()
