"""`make bench-programs`: each program as typed and untyped Python in Wasm, in C in Wasm, and in CPython.

python -m bench.compute --rounds 1 nbody        # a look at one of them; writes nothing
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.compute.report import Figures, to_table, write_report
from bench.compute.runs import Machine, Run, run_cpython, shows_the_same
from bench.compute.variants import NAMES, Program, build_programs
from bench.variants import BuildError

ROUNDS = 7
PAIRS = 5
"""Of typed Python and C in a round, one pair after the other: both take milliseconds.

What runs once after something that has taken half a second shows how cold the caches are, and of what runs at
different times the one may have had a busier machine.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.compute", description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, metavar="name", help="programs; default: all")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
            programs = build_programs(tuple(options.names), Path(folder))
            figures = [measure(program, options.rounds) for program in programs]
    except (RuntimeError, BuildError, subprocess.CalledProcessError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    print(f"\n{to_table(figures)}")
    if tuple(options.names) == NAMES and options.rounds >= ROUNDS:
        print(f"written: {write_report(figures, options.rounds)}")
    return 0


def measure(program: Program, rounds: int) -> Figures:
    """Medians of rounds in which every variant runs in random order. RuntimeError: outputs differ."""
    machine = Machine()
    typed, untyped = machine.load(program.typed), machine.load(program.untyped)
    variants: dict[str, Callable[[], Run]] = {
        "typed": lambda: machine.run(typed, "sluice_main"),
        "untyped": lambda: machine.run(untyped, "sluice_main"),
        "cpython": lambda: run_cpython(program.source),
    }
    if program.c is not None:
        c = machine.load(program.c)
        variants["c"] = lambda: machine.run(c, "run")
    taken: dict[str, list[float]] = {name: [] for name in variants}
    order = random.Random(1)
    pair = [name for name in variants if name in ("typed", "c")]
    others = [name for name in variants if name not in pair]
    for _ in range(rounds):
        runs = {}
        names = order.sample(others, len(others))
        for _ in range(PAIRS):
            names += order.sample(pair, len(pair))
        for name in names:
            runs[name] = run = variants[name]()
            taken[name].append(run.seconds)
        check_outputs(program.name, runs)
    medians = {name: statistics.median(seconds) * 1000 for name, seconds in taken.items()}
    said = ", ".join(f"{name} {milliseconds:.1f}" for name, milliseconds in medians.items())
    print(f"{program.name}, ms of CPU: {said}")
    of_c = [typed / c for typed, c in zip(taken["typed"], taken["c"], strict=True)] if "c" in taken else None
    return Figures(
        program.name,
        medians["typed"],
        medians["untyped"],
        medians["cpython"],
        medians.get("c"),
        statistics.median(of_c) if of_c else None,
    )


def check_outputs(name: str, runs: dict[str, Run]) -> None:
    expected = runs["cpython"].output
    for variant in ("typed", "untyped"):
        if runs[variant].output != expected:
            raise RuntimeError(f"{name}, {variant}: {runs[variant].output!r} instead of {expected!r}")
    if "c" in runs and not shows_the_same(expected, runs["c"].output):
        raise RuntimeError(f"{name}, c: {runs['c'].output!r} does not stand in {expected!r}")


if __name__ == "__main__":
    sys.exit(main())
