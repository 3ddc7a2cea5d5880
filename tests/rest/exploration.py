"""Every REST endpoint against its own description: schemathesis makes up requests and looks at the answers.

    python -m tests.rest.exploration --seconds 600 --out bench/results/rest-2026-11-26.md

What is looked for: a 5xx, a status, a media type or a header that the description has not, a body that does
not fit its schema. The requests are valid ones, valid ones at their limits, and each sort of wrong one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.pages.site import Site, run_site

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
NOT_ASKED = ("/api/events", "/api/logs/stream")
"""An answer there has no end."""
ENOUGH_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Exploration:
    """`operations` that were asked of those that there are, requests, and what was wrong, in words."""

    asked: int
    operations: int
    requests: int
    accepted: int
    failures: tuple[str, ...]


def explore(
    description: str,
    token: str,
    folder: Path,
    *,
    seconds: int | None = None,
    phases: Sequence[str],
    examples: int,
    without: Sequence[str] = NOT_ASKED,
) -> Exploration:
    """`description` is the address of the OpenAPI document; `folder` is for the report.

    Ends after `examples` requests of each sort for each operation; with `seconds` it goes on until these are
    over. One worker: Hypothesis sets the interpreter's recursion limit, which threads share, and CPython 3.11
    gives up an `ast.parse` of another thread meanwhile.
    """
    report = folder / "report.json"
    command = [sys.executable, "-m", "schemathesis.cli", "run", description, "--no-color", "--workers", "1"]
    command += ["--header", f"authorization: Bearer {token}", "--checks", ",".join(CHECKS)]
    command += ["--phases", ",".join(phases), "--max-examples", str(examples)]
    command += [] if seconds is None else ["--max-time", str(seconds)]
    command += ["--wait-for-schema", "60", "--request-timeout", "60", "--generation-database", "none"]
    command += ["--continue-on-failure", "--warnings", "off"]
    command += ["--max-failures", str(ENOUGH_FAILURES), "--report-json-path", str(report)]
    for path in without:
        command += ["--exclude-path", path]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    document = json.loads(report.read_text()) if report.is_file() else {}
    if not document.get("operations"):
        raise RuntimeError(f"schemathesis did not begin:\n{result.stdout}{result.stderr}")
    return read_report(document, result.stdout)


def read_report(document: dict[str, Any], shown: str) -> Exploration:
    """`shown` is what schemathesis has printed: the failures with the requests that show them."""
    operations = document["operations"]
    rates = [phase for phases in document["valid_rates"].values() for phase in phases.values()]
    found = [*document["failures"], *document["errors"]]
    return Exploration(
        asked=operations["tested"],
        operations=operations["selected"],
        requests=document["test_cases"]["generated"],
        accepted=sum(phase["accepted"] for phase in rates),
        failures=tuple(json.dumps(item)[:2000] for item in found) + ((shown[-8000:],) if found else ()),
    )


def fill(site: Site) -> None:
    """One object of each sort, so that references lead somewhere."""
    site.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    endpoints = [{"host": "127.0.0.1", "port": 9001, "version": "v1"}]
    site.ok("POST", "/api/services", json={"name": "web", "endpoints": endpoints})
    site.ok("POST", "/api/limits", json={"gateway": "edge", "name": "calls", "requests": 100})
    action = {"kind": "forward", "destinations": [{"service": "web"}]}
    site.ok("POST", "/api/routes", json={"gateway": "edge", "name": "all", "action": action})
    site.ok("POST", "/api/tenants", json={"name": "harbor-pay"})
    site.ok("POST", "/api/tenants/harbor-pay/keys", json={"name": "first"})


def explore_console(site: Site, folder: Path, **options: Any) -> Exploration:
    """With the token of an administrator, which nothing takes away meanwhile."""
    token = str(site.api.headers["authorization"]).removeprefix("Bearer ")
    without = (*NOT_ASKED, "/api/tokens/{token_id}")
    return explore(f"{site.url}/api/openapi.json", token, folder, without=without, **options)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Explore every REST endpoint of a console.")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--out", type=Path, help="Write the result there, too.")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, run_site(Path(name)) as site:
        site.set_up()
        fill(site)
        phases = ("coverage", "fuzzing", "stateful")
        found = explore_console(
            site, Path(name), seconds=chosen.seconds, phases=phases, examples=chosen.examples
        )
        if found.failures:
            print(site.log(), file=sys.stderr)
    text = to_text(found, chosen.seconds)
    print(text)
    if chosen.out is not None:
        chosen.out.write_text(text)
    return 1 if found.failures else 0


def to_text(found: Exploration, seconds: int) -> str:
    lines = [
        f"# Every REST endpoint explored, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"`make explore SECONDS={seconds}`: {found.requests} requests to {found.asked} of "
        f"{found.operations} operations,",
        f"{len(found.failures)} with a 5xx or an answer that is not as described.",
        "",
        *found.failures,
    ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
