"""The bank: small scripts without annotations, as people write them, give what CPython gives.

Several share one program, each as a module, so that a run costs a few compilations; `BANK=alone` compiles
each on its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sluice.toolchain.scripts import run_script

BANK = Path(__file__).parent / "bank"
TOGETHER = 1 if os.environ.get("BANK") == "alone" else 15
SCRIPTS = sorted(BANK.glob("*.py"))
BUNDLES = [SCRIPTS[start : start + TOGETHER] for start in range(0, len(SCRIPTS), TOGETHER)]


def bundle(scripts: list[Path], folder: Path) -> Path:
    """A program that runs the scripts in order, each behind a line with its name."""
    for script in scripts:
        (folder / script.name).write_text(f"print('### {script.stem}')\n{script.read_text()}")
    main = folder / "run_all_of_them.py"
    main.write_text("".join(f"import {script.stem}\n" for script in scripts))
    return main


@pytest.mark.parametrize("scripts", BUNDLES, ids=lambda scripts: scripts[0].stem)
def test_same_as_cpython(scripts: list[Path], tmp_path: Path) -> None:
    main = bundle(scripts, tmp_path)
    expected = subprocess.run(
        [sys.executable, "-W", "ignore", "-B", str(main)],
        capture_output=True,
        timeout=60,
        check=True,
        text=True,
    )
    found = run_script(main)
    assert (found.stdout, found.stderr, found.status) == (expected.stdout, "", 0)
    shutil.rmtree(tmp_path)
