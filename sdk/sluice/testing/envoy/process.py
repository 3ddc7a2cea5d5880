"""One Envoy with one filter: started, read and ended."""

import json
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sluice.testing.abi import LogLevel
from sluice.testing.envoy.configuration import Places
from sluice.testing.host import LogEntry
from sluice.testing.vm import LoadError

READY_SECONDS = 30.0
STREAM_SECONDS = 5.0  # within which a stream that is over stands in the access log
POLL_SECONDS = 0.005
_LINE = re.compile(r"^\[(\d+)\]\[(\w+)\]\[(\w+)\] (.*)$")
_SAID = re.compile(r"^wasm log(?:[^:]*): ?(.*)$", re.DOTALL)
_LEVELS = {each.name.lower(): each for each in LogLevel} | {"warning": LogLevel.WARNING}


class EnvoyProcess:
    """`port` is where it listens."""

    def __init__(self, binary: Path, write: Callable[[Places], dict[str, Any]]) -> None:
        """`write` writes what the bootstrap refers to and returns it. Raises `LoadError` when Envoy refuses
        the filter.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="sluice-envoy-")
        self.places = Places(Path(self._folder.name))
        self.places.bootstrap.write_text(json.dumps(write(self.places)))
        self.places.access_log.touch()
        self._process = self._start(binary)
        try:
            self._wait_until(lambda: self.places.admin.exists() and self._answers("/ready"), "start")
            (listener,) = self.ask("/listeners?format=json")["listener_statuses"]
        except BaseException:
            self.stop()
            raise
        self.port = int(listener["local_address"]["socket_address"]["port_value"])

    def ask(self, path: str) -> Any:
        """What the admin interface says, as JSON."""
        return json.loads(self._get(path))

    def lines(self) -> list[tuple[int, str, str, str]]:
        """The log so far: thread, level, component, text."""
        found = []
        for line in self.places.log.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            if match := _LINE.match(line):
                found.append((int(match[1]), match[2], match[3], _unescaped(match[4])))
        return found

    def logs(self) -> list[LogEntry]:
        """What the filter said on the worker: the main thread's VMs are no one's."""
        found = []
        for thread, level, component, text in self.lines():
            if component == "wasm" and thread != self._process.pid and (said := _SAID.match(text)):
                found.append(LogEntry(_LEVELS[level], said[1]))
        return found

    def calls(self) -> list[str]:
        """What Envoy and the module called of each other on the worker."""
        marks = ("[host->vm]", "[host<-vm]", "[vm->host]", "[vm<-host]")
        return [
            text
            for thread, _, component, text in self.lines()
            if component == "wasm" and thread != self._process.pid and text.startswith(marks)
        ]

    def has_cluster(self, name: str) -> bool:
        return self._get("/clusters").find(f"{name}::") >= 0

    def wait_for_cluster(self, name: str) -> None:
        self._wait_until(lambda: self.has_cluster(name), f"take the cluster {name}")

    def wait_for_end(self, client_port: int) -> str | None:
        """The response details of the stream of this client; None when Envoy still holds it."""
        deadline = time.monotonic() + STREAM_SECONDS
        start = f"{client_port} "
        while time.monotonic() < deadline:
            for line in reversed(self.places.access_log.read_text().splitlines()):
                if line.startswith(start):
                    return line[len(start) :]
            time.sleep(POLL_SECONDS)
        return None

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._folder.cleanup()

    def _start(self, binary: Path) -> subprocess.Popen[bytes]:
        command = [str(binary), "-c", str(self.places.bootstrap), "--disable-hot-restart"]
        command += ["--concurrency", "1", "--admin-address-path", str(self.places.admin)]
        command += ["-l", "warning", "--component-log-level", "wasm:trace", "--drain-time-s", "1"]
        command += ["--log-format", "[%t][%l][%n] %v", "--log-format-escaped"]
        command += ["--file-flush-interval-msec", "5"]
        if setpriv := shutil.which("setpriv"):
            command = [setpriv, "--pdeathsig", "KILL", *command]
        with self.places.log.open("ab") as log:
            return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)

    def _wait_until(self, ready: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not ready():
            if self._process.poll() is not None:
                raise LoadError(f"Envoy refuses the filter{self._complaints()}")
            if time.monotonic() > deadline:
                raise LoadError(f"Envoy did not {what} within {READY_SECONDS:.0f} s{self._complaints()}")
            time.sleep(POLL_SECONDS)

    def _complaints(self) -> str:
        """What was logged above information, what the filter said first."""
        shown = [
            _SAID.sub(r"\1", text)
            for _, level, _, text in self.lines()
            if level in ("warning", "error", "critical")
        ]
        return "".join(f"\n  {text}" for text in dict.fromkeys(shown))

    def _answers(self, path: str) -> bool:
        try:
            self._get(path)
        except OSError:
            return False
        return True

    def _get(self, path: str) -> str:
        address = self.places.admin.read_text().strip()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://{address}{path}", timeout=5) as response:
            return str(response.read().decode())


def _unescaped(text: str) -> str:
    """Envoy writes an entry as one line, with C's escapes, the bytes of UTF-8 in octal."""
    if "\\" not in text:
        return text
    data = text.encode("utf-8", "surrogateescape").decode("unicode_escape")
    return data.encode("latin-1").decode("utf-8", "surrogateescape")
