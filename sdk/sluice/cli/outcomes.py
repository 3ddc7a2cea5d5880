"""Outcomes of tests as JSON lines, for programs: `sluice test --json`.

{"event": "test", "id": "test_gate.py::test_a[wasm]", "outcome": "passed", "seconds": 0.012}
{"event": "end", "passed": 1, "failed": 0, "skipped": 0, "status": 0}
"""

import json
from collections import Counter
from typing import Any

import click
import pytest


class OutcomeLines:
    """A pytest plugin that takes the place of its terminal report."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One line a test; also one where its setup or teardown fails."""
        if report.when != "call" and report.passed:
            return
        self._counts[report.outcome] += 1
        told: dict[str, Any] = {
            "event": "test",
            "id": report.nodeid,
            "outcome": report.outcome,
            "seconds": round(report.duration, 6),
        }
        if report.failed:
            told["message"] = report.longreprtext
            told["sections"] = dict(report.sections)
        elif report.skipped and isinstance(report.longrepr, tuple):
            told["message"] = str(report.longrepr[2]).removeprefix("Skipped: ")
        _say(told)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file of tests that cannot be read."""
        if report.failed:
            self._counts["failed"] += 1
            _say({"event": "test", "id": report.nodeid, "outcome": "failed", "message": report.longreprtext})

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        counts = {name: self._counts[name] for name in ("passed", "failed", "skipped")}
        _say({"event": "end", **counts, "status": int(exitstatus)})


def _say(told: dict[str, Any]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False))
