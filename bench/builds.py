"""`make bench-builds`: what `sluice build` of the API-key filter takes, from starting the command to its end.

First with an empty cache, then after edits of the file, each with another text in its answer, and then of the
same file again; the latter two in turn without and with `sluice daemon`. Wall time is what somebody waits;
processor time says less about what else the machine does.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.report import write_page

FILTER = Path(__file__).resolve().parents[1] / "filters" / "api_key.py"
TEXT = "API key required"
COMMAND = Path(sys.executable).with_name("sluice")
EMPTY, EDITS, SAME = "empty cache", "edited", "unchanged"
WITH = ", with `sluice daemon`"
TIMES = {EMPTY: 3, EDITS: 15, SAME: 15}
_PAUSE = 1.0
"""Seconds before a build: nobody edits a file faster, and the daemon makes ready meanwhile."""


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
        found = {EMPTY: [_build(file, _environment(name, each)) for each in range(TIMES[EMPTY])]}
        environment = _environment(name, 0)
        _edit(file, 1)
        _build(file, environment)  # what mypy has to know of the SDK is there from now on
        without = {**environment, "SLUICE_DAEMON": "off"}
        with _daemon(environment):
            for kind in (EDITS, SAME):
                found |= {kind: [], kind + WITH: []}
                for number in range(TIMES[kind]):
                    for key, asked in ((kind, without), (kind + WITH, environment)):
                        time.sleep(_PAUSE)
                        if kind == EDITS:
                            _edit(file, f"{number} {key}")
                        found[key].append(_build(file, asked))
    return found


def _environment(folder: str, number: int) -> dict[str, str]:
    return {**os.environ, "SLUICE_CACHE_DIR": f"{folder}/cache-{number}", "XDG_CACHE_HOME": folder}


@contextmanager
def _daemon(environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [str(COMMAND), "daemon"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()  # where it listens
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _edit(file: Path, number: object) -> None:
    file.write_text(FILTER.read_text().replace(TEXT, f"{TEXT}, says version {number}"))


def _build(file: Path, environment: dict[str, str]) -> Taken:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([str(COMMAND), "build", str(file)], env=environment, stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall, processor)


def describe(found: dict[str, list[Taken]]) -> str:
    lines = [
        "`sluice build` of the API-key filter, from starting the command to its end, in seconds. What a",
        "daemon takes of the processor is not counted.",
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
