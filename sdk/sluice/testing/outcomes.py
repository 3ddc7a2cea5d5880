"""What became of each test, kept instead of printed: a plugin of pytest."""

from typing import Any

import pytest

MOST = 200
LONGEST = 4_000
"""Characters of a test's own words."""


class Outcomes:
    """`found` has a line for each test, and one for each file that cannot be read."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            skipped = isinstance(report.longrepr, tuple)
            detail = str(report.longrepr[2]) if skipped else report.longreprtext  # type: ignore[index]
            self._note(report.nodeid, report.outcome, detail)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._note(report.nodeid, "failed", report.longreprtext)

    def _note(self, name: str, outcome: str, detail: str) -> None:
        if len(self.found) < MOST:
            self.found.append({"name": name[:300], "outcome": outcome, "detail": detail[:LONGEST]})
