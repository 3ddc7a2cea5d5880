"""Compare generated programs: `python -m tests.generated.compare --programs 100000 [--seed N] [--stress]`.

Programs are compiled in batches. What differs is printed with the batch's seed and the program's number, so that
it can be made again (`--show SEED` prints the batch); the run ends with status 1. One batch in `OPTIMISED` is
compiled as `sluice run` does, the others without optimisation of their own C, one in `STRESSED` with a collector
that moves everything at every chance.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import multiprocessing.connection
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.generated.programs import make_batch
from tests.support.processes import CONTEXT
from tests.support.script_worker import map_in_threads

BATCH = 200
OPTIMISED = 10
STRESSED = 10
_LIMIT = 1200
"""Seconds for one batch, on a machine that is busy."""
_LIMIT_OF_CPYTHON = 300
"""Seconds for CPython, which needs one: a program that does not end there was not meant to be generated."""

_ABOUT = re.compile(r"p\d+ ")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a program differs from CPython: the batch's seed, and the first lines that are not the same."""

    seed: int
    typed: bool
    program: str
    expected: str
    actual: str

    def __str__(self) -> str:
        kind = "typed" if self.typed else "untyped"
        return (
            f"seed {self.seed} {self.program} ({kind}):\n  CPython: {self.expected}\n  Wasm:    {self.actual}"
        )


def is_typed(seed: int) -> bool:
    return seed % 2 == 0


def compare_batch(
    seed: int, *, stress: bool = False, optimised: bool = False, size: int = BATCH
) -> list[Difference]:
    """Run one batch on CPython and as Wasm; gives the first difference of each program."""
    typed = is_typed(seed)
    source = make_batch(seed, size, typed)
    command = [sys.executable, "-X", "utf8", "-W", "ignore", "-"]
    try:
        reference = subprocess.run(
            command, input=source.encode(), capture_output=True, timeout=_LIMIT_OF_CPYTHON, check=False
        )
    except subprocess.TimeoutExpired as error:
        last = list(_by_program((error.stdout or b"").decode("utf-8", "replace")))[-2:]
        return [Difference(seed, typed, last[0], "the generator is wrong: what follows does not end", "")]
    if reference.returncode:
        said = reference.stderr.decode()[-500:]
        return [Difference(seed, typed, "batch", f"the generator is wrong: {said}", "")]
    outcome = _in_a_process(source, stress, optimised)
    if isinstance(outcome, str):
        return [Difference(seed, typed, "batch", "runs", outcome[:3000])]
    expected, actual = reference.stdout.decode("utf-8", "surrogatepass"), outcome[0]
    found = list(_differences(seed, typed, expected, actual))
    if outcome[2] and not found:
        found.append(
            Difference(seed, typed, "batch", "status 0", f"status {outcome[2]}: {outcome[1][-2000:]}")
        )
    return found


def _differences(seed: int, typed: bool, expected: str, actual: str) -> Iterator[Difference]:
    left, right = _by_program(expected), _by_program(actual)
    for name, lines in left.items():
        others = right.get(name, [])
        if lines != others:
            pairs = zip([*lines, "nothing more"], [*others, "nothing more"], strict=False)
            first = next(
                (pair for pair in pairs if pair[0] != pair[1]),
                (f"{len(lines)} lines", f"{len(others)} lines"),
            )
            yield Difference(seed, typed, name, *first)


def _by_program(output: str) -> dict[str, list[str]]:
    """The lines that each program printed; its name begins the last line of each of its four turns."""
    found: dict[str, list[str]] = {}
    pending: list[str] = []
    for line in output.split("\n"):
        pending.append(line)
        if _ABOUT.match(line):
            found.setdefault(line.split(" ")[0], []).extend(pending)
            pending = []
    found["end"] = pending
    return found


def _in_a_process(source: str, stress: bool, optimised: bool) -> tuple[str, str, int] | str:
    """What `run_batch` gives, or what went wrong; whatever happens to the process."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    worker = CONTEXT.Process(target=_work, args=(source, stress, optimised, sender), daemon=True)
    worker.start()
    sender.close()
    try:
        outcome: tuple[str, str, int] | str = receiver.recv()
    except EOFError:
        worker.join()
        outcome = f"the process ended with {worker.exitcode}"
    worker.join()
    return outcome


def _work(source: str, stress: bool, optimised: bool, sender: multiprocessing.connection.Connection) -> None:
    from tests.generated.build import run_batch

    signal.alarm(_LIMIT)
    gc.disable()  # the process lives for one batch
    try:
        sender.send(run_batch(source, stress=stress, optimised=optimised))
    except Exception as error:
        sender.send(f"{type(error).__name__}: {error}")
    sender.close()
    os._exit(0)  # nothing is worth tidying


def main() -> None:
    """Compare as many programs as asked for; status 1 when any differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--stress", action="store_true", help="every batch with collector stress")
    parser.add_argument("--show", type=int, metavar="SEED", help="print the source of a batch and end")
    options = parser.parse_args()
    if options.show is not None:
        print(make_batch(options.show, BATCH, is_typed(options.show)))
        return
    count = (options.programs + BATCH - 1) // BATCH
    seeds = range(options.seed, options.seed + count)
    started, differing = time.monotonic(), 0
    found = map_in_threads(lambda seed: _one(seed, options.stress), seeds, options.workers)
    for done, differences in enumerate(found, start=1):
        differing += len(differences)
        for difference in differences:
            print(difference, flush=True)
        if done % 5 == 0 or done == count:
            spent = os.times()
            cpu = spent.user + spent.system + spent.children_user + spent.children_system
            print(
                f"seeds {options.seed} to {seeds[done - 1]}: {done * BATCH} programs, {differing} differ, "
                f"{time.monotonic() - started:.0f} s, {cpu:.0f} s of CPU",
                flush=True,
            )
    sys.exit(1 if differing else 0)


def _one(seed: int, stress: bool) -> list[Difference]:
    return compare_batch(seed, stress=stress or seed % STRESSED == 5, optimised=seed % OPTIMISED == 0)


if __name__ == "__main__":
    main()
