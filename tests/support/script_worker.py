"""Compile and run a script in a process of its own, so that nothing it does can end the one that compares."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeVar

from tests.support.processes import CONTEXT


class Ending(Enum):
    """How it ended: it ran (with any status), was refused, trapped, took too long, or the compiler broke."""

    RAN = "ran"
    REFUSED = "refused"
    TRAPPED = "trapped"
    TIMED_OUT = "timed out"
    BROKE = "broke"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One diagnostic: its code, its line in the script, its text."""

    code: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    ending: Ending
    stdout: str = ""
    stderr: str = ""
    status: int = 0
    refusals: tuple[Refusal, ...] = ()


def run_source(source: str, *, stress: bool = False, release: bool = False, timeout: int = 60) -> Outcome:
    """Compile and run `source` as `sluice run` does; never raises.

    Ends when it has used `timeout` seconds of the processor, on a busy machine later; at the latest after
    twenty times as long.
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    worker = CONTEXT.Process(target=_work, args=(source, stress, release, timeout, sender), daemon=True)
    worker.start()
    sender.close()
    try:
        outcome: Outcome = receiver.recv() if receiver.poll(timeout * 20) else Outcome(Ending.TIMED_OUT)
    except EOFError:
        worker.join()
        timed_out = worker.exitcode == -signal.SIGPROF
        ending = Ending.TIMED_OUT if timed_out else Ending.BROKE
        outcome = Outcome(ending, stderr=f"the process ended with {worker.exitcode}")
    if worker.is_alive():
        worker.kill()
    worker.join()
    return outcome


def _work(
    source: str, stress: bool, release: bool, timeout: int, sender: multiprocessing.connection.Connection
) -> None:
    from sluice.compiler.diagnostics import CompileError
    from sluice.toolchain.scripts import TRAPPED, run_script

    signal.setitimer(signal.ITIMER_PROF, timeout)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "case.py")
        path.write_text(source, encoding="utf-8", errors="surrogatepass")
        try:
            result = run_script(path, release=release, stress=stress)
        except CompileError as error:
            refusals = tuple(Refusal(each.code, each.span.line, str(each)) for each in error.diagnostics)
            internal = any(refusal.code == "SLU000" for refusal in refusals)
            sender.send(Outcome(Ending.BROKE if internal else Ending.REFUSED, str(error), refusals=refusals))
        except Exception as error:
            sender.send(Outcome(Ending.BROKE, stderr=f"{type(error).__name__}: {error}"))
        else:
            ending = Ending.TRAPPED if result.status == TRAPPED else Ending.RAN
            sender.send(Outcome(ending, result.stdout, result.stderr, result.status))


Item = TypeVar("Item")
Result = TypeVar("Result")


def map_in_threads(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int
) -> Iterator[Result]:
    """Apply `function` in `workers` threads (each of which waits for a process), in order."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(function, items)
