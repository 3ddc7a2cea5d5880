"""What becomes of hostile sources: `python -m tests.generated.front_end [--sources 1000]`.

Each source compiles, or is refused with diagnostics that name a place and a code; never with an error of ours
(SLU000), a traceback, a crash, or after more than `LIMIT` seconds of CPU.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from tests.generated.hostile import MAIN, Source, sources
from tests.support.processes import CONTEXT

LIMIT = 10
_DIAGNOSTIC = re.compile(r"[^\n]+?:\d+(:\d+)?: (error|note|warning): .+ \[[\w-]+\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`problem` is empty where all is well."""

    title: str
    outcome: str
    problem: str = ""


def judge(source: Source, folder: Path, strict: bool) -> Verdict:
    """Compile one source up to its C in this process."""
    from sluice.compiler.diagnostics import CompileError
    from sluice.compiler.pipeline import compile_file

    for name, data in source.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    started = time.process_time()
    try:
        compile_file(folder / MAIN, strict=strict)
    except CompileError as error:
        return _judge_refusal(source, error.diagnostics, str(folder))
    except BaseException as error:
        return Verdict(source.title, "broke", f"{type(error).__name__}: {error}")
    spent = time.process_time() - started
    return Verdict(source.title, "compiled", f"{spent:.0f} s" if spent > LIMIT else "")


def _judge_refusal(source: Source, diagnostics: Sequence[object], folder: str) -> Verdict:
    lines = [str(each) for each in diagnostics]
    if not lines:
        return Verdict(source.title, "refused", "without a word")
    for line in lines:
        if "[SLU000]" in line or "please report" in line:
            return Verdict(source.title, "broke", line.replace(folder, ""))
        if not _DIAGNOSTIC.fullmatch(line):
            return Verdict(source.title, "refused", f"no diagnostic: {line!r}")
    return Verdict(source.title, "refused")


def judge_all(wanted: Sequence[Source], workers: int) -> Iterator[Verdict]:
    """Judge in processes that live for many sources; one that dies costs only the source that killed it."""
    waiting = list(enumerate(wanted))
    running: dict[Connection, tuple[multiprocessing.process.BaseProcess, list[tuple[int, Source]]]] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            share, waiting = waiting[:25], waiting[25:]
            receiver, process = _start(share)
            running[receiver] = (process, share)
        for ready in multiprocessing.connection.wait(list(running)):
            assert isinstance(ready, Connection)
            process, share = running[ready]
            try:
                yield ready.recv()
                share.pop(0)
            except EOFError:
                process.join()
                del running[ready]
                if share:
                    said = (
                        "takes too long"
                        if process.exitcode == -signal.SIGPROF
                        else f"ended with {process.exitcode}"
                    )
                    yield Verdict(share[0][1].title, "killed", said)
                    waiting = share[1:] + waiting


def _start(share: list[tuple[int, Source]]) -> tuple[Connection, multiprocessing.process.BaseProcess]:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = CONTEXT.Process(target=_work, args=(list(share), sender), daemon=True)
    process.start()
    sender.close()
    return receiver, process


def _work(share: list[tuple[int, Source]], sender: Connection) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for number, source in share:
        signal.setitimer(signal.ITIMER_PROF, 3 * LIMIT)
        with tempfile.TemporaryDirectory(prefix="hostile-") as name:
            sender.send(judge(source, Path(name), strict=number % 2 == 1))
    sender.close()
    os._exit(0)


def main() -> None:
    """Judge as many as asked for; status 1 when one is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    wanted = sources(options.sources)
    problems = 0
    for verdict in judge_all(wanted, options.workers):
        counts[verdict.outcome] += 1
        if verdict.problem:
            problems += 1
            print(f"{verdict.title}: {verdict.outcome}: {verdict.problem[:400]}", flush=True)
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    print(f"{len(wanted)} sources: {said}; {problems} with a problem")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
