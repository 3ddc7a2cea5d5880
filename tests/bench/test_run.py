"""A short run of the bench against a real Envoy: every variant does its work, and is measured."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.envoy
def test_every_variant_is_checked_and_measured() -> None:
    command = [sys.executable, "-m", "bench", "--quick"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert result.returncode == 0, result.stderr
    rows = re.findall(r"^\| (.+?) \| ([\d.]+) µs \|", result.stdout, re.MULTILINE)
    titles = [title for title, _ in rows]
    if any(title.startswith("Rust") for title in titles):  # where cargo can build for Wasm
        titles.remove("Rust, `proxy-wasm` 0.2.5")
    ours = ["no filter", "no filter (control)", "Python, `sluice build`", "C, by hand", "Lua"]
    assert titles == [*ours, "`ext_proc`, Envoy's part of it"]
    assert all(float(figure) > 0 for _, figure in rows)
