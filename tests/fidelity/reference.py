"""What CPython prints for a case: the truth that compiled code is held to.

Each script runs twice under different hash seeds; a line that differs between the runs, or that shows a
memory address, tells nothing about fidelity and is not counted.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping

ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
LABEL = re.compile(r"^[LC]\d+\b")


def run_on_cpython(source: str, timeout: float) -> Mapping[str, str]:
    """Run a script on this interpreter and keep, by assertion label, what is the same in every run.

    Several outputs of one assertion (in a loop) are joined. Empty when the script takes longer than
    `timeout` seconds.
    """
    first, second = (_outputs(source, seed, timeout) for seed in ("1", "2"))
    return {label: text for label, text in first.items() if _is_stable(text, second.get(label))}


def group_lines(stdout: str) -> dict[str, str]:
    """Group a script's output by assertion: a labelled line and the unlabelled ones after it."""
    groups: dict[str, list[str]] = {}
    label = ""
    for line in stdout.splitlines():
        match = LABEL.match(line)
        if match:
            label = match.group(0)
        groups.setdefault(label, []).append(line)
    groups.pop("", None)
    return {label: "\n".join(lines) for label, lines in groups.items()}


def _outputs(source: str, seed: str, timeout: float) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8:surrogateescape"}
    command = [sys.executable, "-W", "ignore", "-c", source]
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return {}
    return group_lines(done.stdout.decode("utf-8", "surrogateescape"))


def _is_stable(text: str, other: str | None) -> bool:
    return text == other and not ADDRESS.search(text)
