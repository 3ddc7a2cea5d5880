"""`make soak`: millions of requests through a filter that keeps state, in V8, each answer against a model.

python -m bench.soak --requests 100000        # a short run that writes nothing
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.report import RESULTS, describe_machine, now
from sluice.toolchain.build import build_file

HERE = Path(__file__).resolve().parent
FULL = 10_000_000
SETTLED = 20
"""Of the hundred looks at the memory, those before which it may still grow."""
GROWTH = 256 * 1024
"""Bytes that it may grow afterwards: the heap is fragmented differently each time."""


class SoakError(Exception):
    """A wrong answer, a log line, or memory that grows."""


@dataclass(frozen=True, slots=True)
class Soak:
    """One run; `sizes` are the bytes of the module's memory after each hundredth of the requests."""

    requests: int
    answered: int
    abandoned: int
    seconds: float
    logs: int
    node: str
    sizes: list[int]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--requests", type=int, default=FULL)
    options = parser.parse_args()
    try:
        soak = run(options.requests)
        check(soak)
    except SoakError as error:
        print(f"soak: {error}", file=sys.stderr)
        return 1
    print(describe(soak))
    if options.requests >= FULL:
        print(f"written: {write_results(soak)}")
    return 0


def run(requests: int) -> Soak:
    """Raises SoakError for the first answer that differs from the model's."""
    node = shutil.which("node")
    if node is None:
        raise SoakError("node is needed, because it has Envoy's V8; install Node.js 20 or later")
    with tempfile.TemporaryDirectory(prefix="sluice-soak-") as folder:
        module = Path(folder) / "visits.wasm"
        module.write_bytes(build_file(HERE / "visits.py").wasm)
        command = [node, str(HERE / "soak.mjs"), str(module), str(requests)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SoakError(done.stderr)
    return Soak(**json.loads(done.stdout))


def check(soak: Soak) -> None:
    if soak.answered + soak.abandoned != soak.requests or soak.logs:
        raise SoakError(f"{soak.answered} answers, {soak.abandoned} abandoned, {soak.logs} log lines")
    settled = soak.sizes[SETTLED:]
    if settled[-1] > settled[0] + GROWTH:
        raise SoakError(f"the memory grew from {settled[0]} to {settled[-1]} bytes")


def describe(soak: Soak) -> str:
    settled = soak.sizes[SETTLED:]
    return (
        f"{soak.requests:,} requests in {soak.seconds:.0f} s, {soak.answered:,} answered as the model says, "
        f"{soak.abandoned:,} abandoned before their response, no log line; memory {min(settled):,} to "
        f"{max(settled):,} bytes from {SETTLED} % on"
    )


def write_results(soak: Soak) -> Path:
    """Writes `results/soak-<date>.md`; returns it."""
    taken_at, machine = now(), {**describe_machine(), "node": soak.node}
    page = RESULTS / f"soak-{taken_at:%Y-%m-%d}.md"
    sizes = ", ".join(f"{size // 1024}" for size in soak.sizes[4::5])
    described = "".join(f"- {name}: {value}\n" for name, value in machine.items())
    page.write_text(
        f"# A filter that keeps state, {taken_at:%Y-%m-%d}\n\n{describe(soak)}.\n\n"
        f"KiB of memory after each twentieth of the requests: {sizes}.\n\n"
        f"{described}\nMade by `make soak`; the filter is `bench/soak/visits.py`, host and model are "
        "`bench/soak/soak.mjs`.\n"
    )
    return page


if __name__ == "__main__":
    sys.exit(main())
