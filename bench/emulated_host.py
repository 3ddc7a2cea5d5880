"""`make bench-host`: how many simple requests a second the emulated host moves through a compiled filter.

    python -m bench.emulated_host --quick     # a short run that writes nothing

One core: the process's own CPU time counts, not the clock on the wall. A machine that is busy with other
things is slower also in CPU time, so each slice stands between two runs of a plain loop of Python; the page
shows both.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.report import RESULTS, describe_machine, now
from sluice.testing.emulated import EmulatedFilter
from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm
from sluice.toolchain.build import build_file

FILTER = """
from sluice import HttpFilter, Request, Response


class Simple(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        request.headers["x-seen"] = "1"
        return None
"""
SLICES, QUICK_SLICES = 200, 5
SLICE_REQUESTS = 500
LOOP_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Slice:
    """Requests in a second of CPU, and the ns that a step of the loop beside it took."""

    rate: float
    loop_ns: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.emulated_host", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run that writes nothing")
    quick = parser.parse_args().quick
    loaded = load_simple()
    taken = [take_slice(loaded) for _ in range(QUICK_SLICES if quick else SLICES)]
    text = to_text(taken)
    print(text)
    if not quick:
        page = RESULTS / "emulated-host.md"
        machine = ", ".join(f"{name} {value}" for name, value in describe_machine().items())
        page.write_text(f"# The emulated host\n\nTaken {now():%Y-%m-%d %H:%M} UTC. {machine}.\n\n{text}\n")
        print(f"written: {page}")


def load_simple() -> EmulatedFilter:
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        file = Path(folder) / "simple.py"
        file.write_text(FILTER)
        return load_wasm(build_file(file).wasm, Host(Plugin("simple")))


def take_slice(loaded: EmulatedFilter) -> Slice:
    def send() -> None:
        for _ in range(SLICE_REQUESTS):
            loaded.request("GET", "/orders", headers={"x-api-key": "k1"})

    before = cpu_seconds(loop)
    used = cpu_seconds(send)
    after = cpu_seconds(loop)
    loaded.forget()
    return Slice(SLICE_REQUESTS / used, (before + after) / 2 / LOOP_STEPS * 1e9)


def cpu_seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def loop() -> None:
    total = 0
    for number in range(LOOP_STEPS):
        total += number


def to_text(taken: list[Slice]) -> str:
    rates = sorted(each.rate for each in taken)
    quietest = max(taken, key=lambda each: each.rate)
    loops = [each.loop_ns for each in taken]
    return (
        f"{statistics.median(rates):,.0f} requests a second on one core: the median of {len(taken)} slices "
        f"of {SLICE_REQUESTS}; the best {rates[-1]:,.0f}.\n"
        f"A step of the loop beside them: {statistics.median(loops):.0f} ns in the median, "
        f"{quietest.loop_ns:.0f} ns beside the best slice, {min(loops):.0f} ns at least."
    )


if __name__ == "__main__":
    main()
