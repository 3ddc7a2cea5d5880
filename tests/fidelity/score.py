"""Score fidelity: `python -m tests.fidelity.score [--every N] [--workers N] [--out FILE] [MODULE …]`.

Prints a table by module and kind of verdict, and writes every assertion that is neither the same nor refused
to `--out`. `make fidelity` runs it over all modules.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fidelity.extract import MODULES, Case, extract
from tests.fidelity.verdicts import Assertion, Verdict, judge
from tests.support.script_worker import map_in_threads

BATCH = 40_000
"""Characters of test functions in one program."""


def main() -> None:
    """Judge the cases and print the score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    parser.add_argument("--every", type=int, default=1, help="take every Nth script only")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, help="where the assertions that fail are written")
    options = parser.parse_args()
    import sluice.toolchain.scripts  # noqa: F401  (workers are forked with the compiler loaded)

    totals: Counter[Verdict] = Counter()
    failures: list[str] = []
    print(_row("module", [verdict.value for verdict in Verdict], "same"))
    for module in options.modules:
        started = time.monotonic()
        batches = list(_batches(list(extract(module))[:: options.every]))
        assertions = [each for found in map_in_threads(judge, batches, options.workers) for each in found]
        counts = Counter(each.verdict for each in assertions)
        totals += counts
        failures += [_describe(each) for each in assertions if each.verdict is not Verdict.SAME]
        print(_counts(module, counts), f"{time.monotonic() - started:6.0f} s", flush=True)
        if options.out:
            options.out.write_text("\n".join(failures) + "\n", encoding="utf-8", errors="backslashreplace")
    print(_counts("all", totals))


def _batches(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    """Programs of several cases: what is imported costs seconds, and is then compiled once for all."""
    batch: list[Case] = []
    for case in cases:
        if batch and sum(len(each.function) for each in batch) + len(case.function) > BATCH:
            yield batch
            batch = []
        batch.append(case)
    if batch:
        yield batch


def _counts(name: str, counts: Counter[Verdict]) -> str:
    total = counts.total()
    share = f"{100 * counts[Verdict.SAME] / total:.1f} %" if total else "—"
    return _row(name, [str(counts[verdict]) for verdict in Verdict], share)


def _row(name: str, cells: list[str], share: str) -> str:
    return f"{name:<40}" + "".join(f"{cell:>15}" for cell in cells) + f"{share:>10}"


def _describe(assertion: Assertion) -> str:
    return f"{assertion.verdict.value:<15} {assertion.case} {assertion.label} {assertion.detail}"


if __name__ == "__main__":
    main()
