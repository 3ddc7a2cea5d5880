"""Processes are known by more than their pid, waited for with a reason, and ended for certain."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import RunningProcess
from sluice.cli.local.processes import is_alive, start_process, stop_processes, wait_until

SLEEPER = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(60)",
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "process.log"


@pytest.fixture
def sleeper(log: Path) -> Iterator[RunningProcess]:
    process = start_process("sleeper", SLEEPER, log)
    yield process
    stop_processes([process])


def test_a_started_process_writes_to_its_log_and_is_alive(sleeper: RunningProcess, log: Path) -> None:
    wait_until(lambda: "ready" in log.read_text(), "the sleeper", sleeper, log, 10)
    assert is_alive(sleeper)


def test_a_stranger_with_the_same_pid_is_not_ours(sleeper: RunningProcess) -> None:
    earlier = replace(sleeper, started=sleeper.started - 100)
    assert not is_alive(earlier)
    stop_processes([earlier])
    assert is_alive(sleeper)


def test_stopping_ends_even_what_ignores_sigterm(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sluice.cli.local.processes.STOP_SECONDS", 0.3)
    process = start_process("stubborn", STUBBORN, log)
    wait_until(lambda: "ready" in log.read_text(), "the process", process, log, 10)
    stop_processes([process])
    assert not psutil.pid_exists(process.pid) or not is_alive(process)


def test_a_process_that_ends_while_waited_for_shows_its_last_words(log: Path) -> None:
    process = start_process("faulty", [sys.executable, "-c", "raise SystemExit('no such cluster')"], log)
    with pytest.raises(LocalError, match=r"(?s)Envoy did not start: the process ended\..*no such cluster"):
        wait_until(lambda: False, "Envoy", process, log, 10)


def test_waiting_ends_in_time(sleeper: RunningProcess, log: Path) -> None:
    began = time.monotonic()
    with pytest.raises(LocalError, match="the console was not ready within 0 s"):
        wait_until(lambda: False, "the console", sleeper, log, 0.2)
    assert time.monotonic() - began < 5


def test_a_program_that_is_not_there_is_named(log: Path) -> None:
    with pytest.raises(LocalError, match=r"cannot start envoy \(/nowhere/envoy\): No such file"):
        start_process("envoy", ["/nowhere/envoy"], log)
