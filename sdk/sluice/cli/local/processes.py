"""Starting, watching and ending the processes of an installation."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import RunningProcess

LAST_LINES = 5
POLL_SECONDS = 0.02
STOP_SECONDS = 5.0


def start_process(
    name: str, command: Sequence[str], log: Path, environment: Mapping[str, str] = os.environ
) -> RunningProcess:
    """Start a process that outlives this one, its output appended to `log`.

    Raises LocalError when the program cannot be executed.
    """
    with log.open("ab") as output:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=environment,
            )
        except OSError as error:
            raise LocalError(f"cannot start {name} ({command[0]}): {error.strerror}.") from error
    return RunningProcess(name, process.pid, psutil.Process(process.pid).create_time())


def is_alive(process: RunningProcess) -> bool:
    """Whether that very process still runs: a zombie does not, nor does a stranger that got its pid later."""
    found = find_process(process)
    return found is not None and found.status() != psutil.STATUS_ZOMBIE


def find_process(process: RunningProcess) -> psutil.Process | None:
    try:
        found = psutil.Process(process.pid)
        return found if abs(found.create_time() - process.started) < 0.5 else None
    except psutil.Error:
        return None


def wait_until(
    ready: Callable[[], bool], what: str, process: RunningProcess, log: Path, seconds: float
) -> None:
    """Wait until `ready()`.

    Raises LocalError, with the end of the log, when the process ends first or time runs out.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        if not is_alive(process):
            raise LocalError(f"{what} did not start: the process ended.{last_lines(log)}")
        if time.monotonic() > deadline:
            raise LocalError(f"{what} was not ready within {seconds:.0f} s.{last_lines(log)}")
        time.sleep(POLL_SECONDS)


def last_lines(log: Path) -> str:
    """The end of a log, indented, to stand below an error message; the log's name comes first."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    shown = "".join(f"\n  {line[:300]}" for line in lines[-LAST_LINES:])
    return f" The end of {log}:{shown}"


def stop_processes(processes: Iterable[RunningProcess]) -> None:
    """End the processes, the last started first: ask with SIGTERM, insist with SIGKILL after five seconds."""
    found = [
        psutil_process for process in reversed(list(processes)) if (psutil_process := find_process(process))
    ]
    for one in found:
        send_signal(one, signal.SIGTERM)
    _, still_there = psutil.wait_procs(found, timeout=STOP_SECONDS)
    for one in still_there:
        send_signal(one, signal.SIGKILL)
    psutil.wait_procs(still_there, timeout=STOP_SECONDS)


def send_signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
