"""`make bench-builds`: what `sluice build` of the API-key filter takes, from starting the command to its end.

First with an empty cache, then after edits of the file, each with another text in its answer, and then of the
same file again. Wall time is what somebody waits; processor time says less about what else the machine does.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.report import write_page

FILTER = Path(__file__).resolve().parents[1] / "filters" / "api_key.py"
TEXT = "API key required"
COMMAND = Path(sys.executable).with_name("sluice")
EMPTY, EDITS, SAME = "empty cache", "edited", "unchanged"
TIMES = {EMPTY: 3, EDITS: 15, SAME: 15}


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of one run of the command."""

    wall: float
    processor: float


def main() -> int:
    text = describe(measure())
    print(text)
    print(f"written: {write_page('builds', 'Builds', text, 'make bench-builds')}")
    return 0


def measure() -> dict[str, list[Taken]]:
    with tempfile.TemporaryDirectory(prefix="sluice-builds-") as name:
        file = Path(name, "filter", FILTER.name)
        file.parent.mkdir()
        _edit(file, 0)
        found = {EMPTY: [_build(file, Path(name, f"cache-{number}")) for number in range(TIMES[EMPTY])]}
        cache = Path(name, "cache-0")
        _edit(file, 1)
        _build(file, cache)  # what mypy has to know of the SDK is there from now on
        found[EDITS] = []
        for number in range(TIMES[EDITS]):
            _edit(file, 2 + number)
            found[EDITS].append(_build(file, cache))
        found[SAME] = [_build(file, cache) for _ in range(TIMES[SAME])]
    return found


def _edit(file: Path, number: int) -> None:
    file.write_text(FILTER.read_text().replace(TEXT, f"{TEXT}, says version {number}"))


def _build(file: Path, cache: Path) -> Taken:
    environment = {**os.environ, "SLUICE_CACHE_DIR": str(cache)}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([str(COMMAND), "build", str(file)], env=environment, stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall, processor)


def describe(found: dict[str, list[Taken]]) -> str:
    lines = [
        "`sluice build` of the API-key filter, from starting the command to its end, in seconds.",
        "",
        "| | builds | wall, median | shortest | longest | processor, median | least |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, taken in found.items():
        walls, processors = [each.wall for each in taken], [each.processor for each in taken]
        figures = (
            *(statistics.median(walls), min(walls), max(walls)),
            *(statistics.median(processors), min(processors)),
        )
        lines.append(f"| {kind} | {len(taken)} | " + " | ".join(f"{each:.2f}" for each in figures) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
