"""A short run of the emulated host's benchmark: every request passes, and the figures are told."""

import re
import subprocess
import sys
from pathlib import Path

from bench.emulated_host import load_simple

ROOT = Path(__file__).resolve().parents[2]


def test_the_filter_that_is_measured_does_its_work() -> None:
    result = load_simple().request("GET", "/orders", headers={"x-api-key": "k1"})
    assert result.upstream_request.headers["x-seen"] == "1"


def test_the_rate_is_told_beside_the_machine_s_own_speed() -> None:
    command = [sys.executable, "-m", "bench.emulated_host", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    rate = re.search(r"^([\d,]+) requests a second on one core", done.stdout)
    assert rate is not None
    assert int(rate[1].replace(",", "")) > 1000
    assert re.search(r"(\d+) ns in the median", done.stdout)
