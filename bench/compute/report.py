"""The figures of the programs as a table, as JSON and as a page."""

from __future__ import annotations

import json
import math
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.report import RESULTS, describe_machine, now, replace_between
from bench.variants import ROOT

BEGIN, END = "<!-- programs:begin -->", "<!-- programs:end -->"


EXPLANATION = """\
CPU time from the first statement to the last, without start-up and compilation. Python and C (zig, -O2,
the same Wasm features) in wasmtime, CPython {python} beside them. Medians of {rounds} rounds with each
variant; in each, typed Python and C run five times in turn; outputs are compared. “Of C” is the median of
what a run of typed Python took divided by what the run of C beside it took; the last two columns are
CPython's time divided by that of typed Python and of the same program without annotations.
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians in milliseconds of CPU."""

    name: str
    typed: float
    untyped: float
    cpython: float
    c: float | None = None
    """None: there is no peer in C."""
    against_c: float | None = None
    """The median of typed Python's time divided by C's, each pair run one after the other."""

    @property
    def against_cpython(self) -> float:
        return self.cpython / self.typed

    @property
    def untyped_against_cpython(self) -> float:
        return self.cpython / self.untyped


def to_table(figures: Sequence[Figures]) -> str:
    rows = [
        "| Program | Python, typed | C, by hand | CPython | of C | CPython / typed | CPython / untyped |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in figures:
        c, of_c = ("", "") if one.c is None else (f"{one.c:.1f} ms", f"{one.against_c:.2f} ×")
        rows.append(
            f"| {one.name} | {one.typed:.1f} ms | {c} | {one.cpython:.0f} ms "
            f"| {of_c} | {one.against_cpython:.1f} × | {one.untyped_against_cpython:.1f} × |"
        )
    if len(figures) > 1:
        against_c = [one.against_c for one in figures if one.against_c is not None]
        rows.append(
            f"| geometric mean | | | | {_mean(against_c):.2f} × "
            f"| {_mean(one.against_cpython for one in figures):.1f} × "
            f"| {_mean(one.untyped_against_cpython for one in figures):.1f} × |"
        )
    return "\n".join(rows) + "\n"


def _mean(ratios: Iterable[float]) -> float:
    return math.exp(statistics.fmean(map(math.log, ratios)))


def write_report(figures: Sequence[Figures], rounds: int) -> Path:
    """Writes `results/programs-<date>.json` and `.md`, and the README's table. Returns the page."""
    taken_at, machine = now(), describe_machine()
    stem = f"programs-{taken_at:%Y-%m-%d}"
    record = {
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "machine": machine,
        "rounds": rounds,
        "milliseconds": [asdict(one) for one in figures],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{stem}.json").write_text(json.dumps(record, indent=2) + "\n")
    described = "".join(f"- {name}: {value}\n" for name, value in machine.items())
    page = RESULTS / f"{stem}.md"
    explained = EXPLANATION.format(python=platform.python_version(), rounds=rounds)
    page.write_text(
        f"# Programs that only compute, {taken_at:%Y-%m-%d}\n\n{to_table(figures)}\n{explained}\n"
        f"{described}\nMade by `make bench-programs`.\n"
    )
    replace_between(ROOT / "README.md", BEGIN, END, to_table(figures))
    return page
