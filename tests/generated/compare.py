"""Compare generated programs: `python -m tests.generated.compare --programs 100000 [--seed N] [--stress]`.

Programs are compiled in batches. Where a batch is refused or differs, the first program that differs is
printed with its seed, so that it can be made again; the run ends with status 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.generated.programs import make_batch
from tests.support.script_worker import Ending, map_in_threads, run_source

BATCH = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a batch differs from CPython: its seed, and the first lines that are not the same."""

    seed: int
    typed: bool
    expected: str
    actual: str

    def __str__(self) -> str:
        kind = "typed" if self.typed else "untyped"
        return f"seed {self.seed} ({kind}):\n  CPython: {self.expected}\n  Wasm:    {self.actual}"


def compare_batch(seed: int, typed: bool, *, stress: bool = False, size: int = BATCH) -> Difference | None:
    """Run one batch on CPython and as Wasm; gives the first difference."""
    source = make_batch(seed, size, typed)
    command = [sys.executable, "-X", "utf8", "-W", "ignore", "-c", source]
    reference = subprocess.run(command, capture_output=True, timeout=60, check=False)
    outcome = run_source(source, stress=stress, timeout=240)
    if outcome.ending is not Ending.RAN:
        return Difference(
            seed, typed, "runs", f"{outcome.ending.value}: {(outcome.stderr or outcome.stdout)[:2000]}"
        )
    expected = reference.stdout.decode("utf-8", "surrogatepass").split("\n")
    actual = outcome.stdout.split("\n")
    for left, right in zip(expected, actual, strict=False):
        if left != right:
            return Difference(seed, typed, left, right)
    if len(expected) != len(actual):
        return Difference(
            seed, typed, f"{len(expected)} lines", f"{len(actual)} lines, {outcome.stderr[-2000:]}"
        )
    return None


def main() -> None:
    """Compare as many programs as asked for; status 1 when any differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--stress", action="store_true")
    options = parser.parse_args()
    import sluice.toolchain.scripts  # noqa: F401  (workers are forked with the compiler loaded)

    batches = (options.programs + BATCH - 1) // BATCH
    jobs = [(options.seed + index, index % 2 == 0) for index in range(batches)]
    differences = 0
    started = time.monotonic()
    found = map_in_threads(lambda job: compare_batch(*job, stress=options.stress), jobs, options.workers)
    for done, difference in enumerate(found, start=1):
        if difference is not None:
            differences += 1
            print(difference, flush=True)
        if done % 20 == 0:
            print(
                f"{done * BATCH} programs, {differences} batches differ, {time.monotonic() - started:.0f} s",
                flush=True,
            )
    print(f"{batches * BATCH} programs, {differences} of {batches} batches differ")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
