"""The Envoy of `sluice dev`: started with a first module, given others while it runs."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sluice.cli.live.configuration import HOST, UPSTREAM, to_bootstrap, to_extension, write_extension
from sluice.cli.local.envoy import find_binary
from sluice.cli.local.folder import RunningProcess
from sluice.cli.local.ports import bound_socket, hold_any
from sluice.cli.local.probe import answers, probe
from sluice.cli.local.processes import start_process, stop_processes, wait_until
from sluice.toolchain.inspection import inspect_module

READY_SECONDS = 30.0
CHANGE_SECONDS = 10.0
POLL_SECONDS = 0.01
_WASM_LINE = re.compile(r"^\[[^\]]*\]\[\d+\]\[(\w+)\]\[wasm\] \[[^\]]*\] (?:wasm log[^:]*: )?(.*)$")
_STAT = "extension_config_discovery"


@dataclass(slots=True)
class LiveEnvoy:
    """`port` is where it listens; `marks` counts the versions that it was given."""

    folder: Path
    port: int
    admin_port: int
    process: RunningProcess
    name: str
    root_id: str = ""
    marks: int = 0
    _read: int = field(default=0)

    @property
    def log_path(self) -> Path:
        return self.folder / "envoy.log"

    def is_loaded(self) -> bool:
        """Whether the first module runs."""
        deadline = time.monotonic() + CHANGE_SECONDS
        while time.monotonic() < deadline:
            counts = self._counts()
            if counts["reload"] or counts["refused"]:
                return counts["reload"] > 0
            time.sleep(POLL_SECONDS)
        return False

    def offer(self, wasm: bytes, configuration: str) -> bool:
        """Give it a module and wait until it runs; False when Envoy has refused it: the last one stays."""
        before = self._counts()
        write_filter(self.folder, wasm, self.name, self.root_id, configuration, self.marks)
        self.marks += 1
        deadline = time.monotonic() + CHANGE_SECONDS
        while time.monotonic() < deadline:
            now = self._counts()
            if now["reload"] > before["reload"]:
                return True
            if now["refused"] > before["refused"]:
                return False
            time.sleep(POLL_SECONDS)
        return False

    def new_logs(self) -> list[tuple[str, str]]:
        """Level and text of what filters have logged since the last time, tracebacks in one piece."""
        with self.log_path.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._read)
            text = log.read()
        end = text.rfind("\n") + 1
        self._read += len(text[:end].encode("utf-8", "replace"))
        found: list[tuple[str, str]] = []
        inside = False
        for line in text[:end].splitlines():
            match = _WASM_LINE.match(line)
            if match:
                found.append((match[1], match[2]))
                inside = True
            elif line.startswith("["):
                inside = False
            elif inside:
                level, before = found[-1]
                found[-1] = (level, f"{before}\n{line}")
        return found

    def _counts(self) -> dict[str, int]:
        _, text = probe(f"http://{HOST}:{self.admin_port}/stats?filter={_STAT}")
        counts = {"reload": 0, "refused": 0}
        for line in text.splitlines():
            name, _, value = line.rpartition(": ")
            if name.endswith("config_reload"):
                counts["reload"] += int(value)
            elif name.endswith(("config_fail", "update_rejected", "config_conflict")):
                counts["refused"] += int(value)
        return counts


def write_filter(folder: Path, wasm: bytes, name: str, root_id: str, configuration: str, mark: int) -> None:
    holds = inspect_module(wasm).allow_on_headers_stop_iteration
    extension = to_extension(wasm, name, configuration, root_id=root_id, mark=mark, holds_headers=holds)
    write_extension(folder / "filter.json", extension)


@contextmanager
def run_live_envoy(
    wasm: bytes | None,
    name: str,
    configuration: str,
    *,
    port: int | None = None,
    upstream: tuple[str, int] | None = None,
    clusters: Mapping[str, tuple[str, int]] | None = None,
    concurrency: int = 1,
    root_id: str = "",
) -> Iterator[LiveEnvoy]:
    """Start an Envoy with the filter (None: without any) and, unless there is an `upstream`, one that tells
    what it was asked. Everything ends with the block.
    """
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="sluice-live-")))
        listen_port, admin_port, upstream_port = _free_ports(port)
        log = folder / "envoy.log"
        processes: list[RunningProcess] = []
        held.callback(lambda: stop_processes(processes))
        if upstream is None:
            upstream = (HOST, upstream_port)
            module = "sluice.cli.local.upstream"
            command = [sys.executable, "-m", module, "--port", str(upstream_port), "--name", UPSTREAM]
            processes.append(start_process(UPSTREAM, command, folder / "upstream.log"))
        if wasm is not None:
            write_filter(folder, wasm, name, root_id, configuration, 0)
        watched = None if wasm is None else folder / "filter.json"
        bootstrap = to_bootstrap(listen_port, admin_port, {UPSTREAM: upstream, **(clusters or {})}, watched)
        (folder / "envoy.json").write_text(json.dumps(bootstrap))
        command = [str(find_binary()), "--config-path", str(folder / "envoy.json"), "--disable-hot-restart"]
        command += ["--concurrency", str(concurrency), "--log-level", "warning"]
        command += ["--component-log-level", "wasm:info", "--drain-time-s", "1"]
        process = start_process("envoy", command, log)
        processes.append(process)
        ready = f"http://{HOST}:{admin_port}/ready"
        wait_until(lambda: answers(ready), "Envoy", process, log, READY_SECONDS)
        yield LiveEnvoy(folder, listen_port, admin_port, process, name, root_id, marks=1)


def _free_ports(wanted: int | None) -> tuple[int, int, int]:
    with ExitStack() as held:
        first = hold_any(held, [None]) if wanted is None else wanted
        if wanted is not None:
            held.enter_context(bound_socket(wanted))
        return first, hold_any(held, [None]), hold_any(held, [None])
