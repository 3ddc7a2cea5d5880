"""Versions of the ready-made API-key filter: the same source, saying its number when it refuses a request."""

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sluice.cli.local.errors import LocalError
from sluice.toolchain.starter import ready_made_filters

FILTER = "api_key"
REFUSAL = "API key required"
KEY, CONSUMER = "k-ann", "ann"
CONFIGURATION = {"keys": {KEY: CONSUMER}}
BUILD_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Built:
    """A compiled version of the filter."""

    version: int
    module: Path
    seconds: float

    @property
    def reference(self) -> str:
        """How the console names it."""
        return f"{FILTER}@{self.version}"

    @property
    def refusal(self) -> str:
        return refusal_of(self.version)


def refusal_of(version: int) -> str:
    return f"{REFUSAL} (version {version})"


def build_version(version: int, folder: Path) -> Built:
    """Write the source of that version and compile it with `sluice build`. LocalError with its message."""
    source = (ready_made_filters() / f"{FILTER}.py").read_text()
    if source.count(REFUSAL) != 1:
        raise LocalError(
            f"{FILTER}.py does not say {REFUSAL!r} exactly once: the demo cannot tell versions apart."
        )
    file = folder / f"version-{version}" / f"{FILTER}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source.replace(REFUSAL, refusal_of(version)))
    module = file.with_suffix(".wasm")
    seconds = build(file, module)
    return Built(version, module, seconds)


def build(source: Path, module: Path) -> float:
    """Compile, and return how long it took in seconds."""
    began = time.monotonic()
    run_sluice("build", str(source), "-o", str(module))
    return time.monotonic() - began


def run_tests() -> tuple[int, float]:
    """Run the ready-made filter's tests; how many passed, and how long it took in seconds."""
    tests = ready_made_filters() / "tests" / f"test_{FILTER}.py"
    began = time.monotonic()
    output = run_sluice("test", str(tests))
    passed = re.search(r"(\d+) passed", output)
    if passed is None:
        raise LocalError(f"`sluice test` ran no tests:\n{output[-1000:]}")
    return int(passed[1]), time.monotonic() - began


def run_sluice(*arguments: str) -> str:
    command = [sys.executable, "-m", "sluice.cli", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    if result.returncode != 0:
        raise LocalError(f"`sluice {' '.join(arguments)}` failed:\n{(result.stdout + result.stderr)[-2000:]}")
    return result.stdout
