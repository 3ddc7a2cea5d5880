"""Requests through Envoy, as a client sends them."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from sluice.cli.local.demo.versions import KEY
from sluice.cli.local.errors import LocalError

APPLIED_SECONDS = 20.0
LOAD_SECONDS = 60.0
POLL_SECONDS = 0.005


@dataclass(slots=True)
class LoadReport:
    """What `sluice.cli.local.load` printed; filled when the load has ended."""

    requests: int = 0
    failures: int = 0
    seconds: float = 0.0
    details: dict[str, Any] = field(default_factory=dict)

    def read(self, output: str) -> None:
        self.details = json.loads(output)
        self.requests = int(self.details["requests"])
        self.failures = int(self.details["failures"])
        self.seconds = float(self.details["seconds"])


class Traffic:
    """A client of one path behind Envoy."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(timeout=5.0, trust_env=False)

    def ask(self, key: str | None = None) -> httpx.Response:
        return self.http.get(self.url, headers={"x-api-key": key} if key else {})

    def refusal(self) -> str:
        """What a request without a key is told; empty when it is let through or fails."""
        try:
            response = self.ask()
        except httpx.HTTPError:
            return ""
        return response.text.strip() if response.status_code == httpx.codes.UNAUTHORIZED else ""

    def wait_for_refusal(self, expected: str) -> None:
        """Wait until requests without a key are told so."""
        wait_for(lambda: self.refusal() == expected, f"Envoy to answer {expected!r}")

    def all_refused_with(self, expected: str) -> bool:
        """Whether thirty requests without a key in a row are told so: no share but all of them."""
        return all(self.refusal() == expected for _ in range(30))

    @contextmanager
    def steady_load(self, at_least: int, connections: int) -> Iterator[LoadReport]:
        """Load with a known key while the block runs, and until so many requests were sent."""
        command = [*load_command(self.url), "--connections", str(connections), "--at-least", str(at_least)]
        process = subprocess.Popen(
            [*command, "--header", f"x-api-key: {KEY}"], stdout=subprocess.PIPE, text=True
        )
        report = LoadReport()
        try:
            yield report
            process.terminate()
            report.read(process.communicate(timeout=LOAD_SECONDS)[0])
        finally:
            process.kill()
            process.wait()

    def count_refusals(self, requests: int, connections: int) -> dict[str, int]:
        """Send requests without a key and count what they were told. LocalError for any other answer."""
        report = self.run_load(requests, connections, "--count-bodies")
        if report["statuses"] != {"401": requests}:
            raise LocalError(f"requests without a key: {report['statuses']}, errors {report['errors']}.")
        return dict(report["bodies"]["401"])

    def run_load(self, requests: int, connections: int, *options: str) -> dict[str, Any]:
        command = [*load_command(self.url), "--requests", str(requests), "--connections", str(connections)]
        process = subprocess.run(
            [*command, *options], capture_output=True, text=True, timeout=LOAD_SECONDS, check=False
        )
        report: dict[str, Any] = json.loads(process.stdout)
        return report


def load_command(url: str) -> list[str]:
    return [sys.executable, "-m", "sluice.cli.local.load", url]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Wait until the condition holds; LocalError after twenty seconds."""
    deadline = time.monotonic() + APPLIED_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise LocalError(f"waited {APPLIED_SECONDS:.0f} s in vain for {what}.")
        time.sleep(POLL_SECONDS)
