"""What the step budget costs: the programs with the checks that filters get, and without.

python -m bench.compute.budget          # prints the table; `results/budget-<date>.md` has it too
"""

from __future__ import annotations

import random
import statistics
import sys
from dataclasses import replace
from pathlib import Path

from bench.compute.runs import Machine
from bench.compute.variants import NAMES, PROGRAMS
from bench.report import RESULTS, describe_machine, now
from sluice.compiler.frontend.sources import read_tree
from sluice.compiler.ir.program import Filter, Program
from sluice.compiler.ir.shapes import ObjectShape
from sluice.compiler.lower.program import lower_program
from sluice.compiler.passes.limit_steps import limit_steps
from sluice.compiler.pipeline import compile_program
from sluice.toolchain.linking import to_wasm
from sluice.toolchain.zig import Flavour

ROUNDS = 7
EXPLANATION = """\
CPU time of typed programs in wasmtime, built as `sluice run --release` does, with a check of the step
budget at the start of each round of a loop, as filters have it, and without. Medians of {rounds} rounds, each
variant once a round in random order.
"""


def build(path: Path, *, limited: bool) -> bytes:
    program = lower_program(read_tree(path, strict=False))
    if limited:
        program = _limit(program)
    return to_wasm(compile_program(program), Flavour(optimised=True))


def _limit(program: Program) -> Program:
    """The pass looks for the filters, which a script has none of."""
    filter_ = Filter("a filter", "", "", "deny", frozenset(), False, ObjectShape(None, ()))
    return replace(limit_steps(replace(program, filters=(filter_,))), filters=())


def main() -> int:
    machine, rows, ratios = Machine(), [], []
    for name in NAMES:
        path = PROGRAMS / f"{name}.py"
        variants = {limited: machine.load(build(path, limited=limited)) for limited in (False, True)}
        taken: dict[bool, list[float]] = {False: [], True: []}
        order = random.Random(1)
        for _ in range(ROUNDS):
            for limited in order.sample([False, True], 2):
                taken[limited].append(machine.run(variants[limited], "sluice_main").seconds * 1000)
        without, limited_ = statistics.median(taken[False]), statistics.median(taken[True])
        ratios.append(limited_ / without)
        rows.append(f"| {name} | {without:.1f} ms | {limited_:.1f} ms | {ratios[-1]:.2f} |")
        print(rows[-1])
    mean = statistics.geometric_mean(ratios)
    rows.append(f"| geometric mean | | | {mean:.3f} |")
    print(rows[-1])
    taken_at = now()
    page = RESULTS / f"budget-{taken_at:%Y-%m-%d}.md"
    head = "| Program | without | with | ratio |\n|---|---:|---:|---:|\n"
    table = head + "\n".join(rows)
    described = "".join(f"- {key}: {value}\n" for key, value in describe_machine().items())
    page.write_text(
        f"# What the step budget costs, {taken_at:%Y-%m-%d}\n\n{table}\n\n"
        f"{EXPLANATION.format(rounds=ROUNDS)}\n{described}\nMade by `python -m bench.compute.budget`.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
