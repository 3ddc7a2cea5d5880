"""The steps of the demo, in order. Each does its work through the same doors as a user and says one line."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sluice.cli.local.console import ConsoleClient
from sluice.cli.local.credentials import connect
from sluice.cli.local.demo.traffic import Traffic, wait_for
from sluice.cli.local.demo.versions import (
    CONFIGURATION,
    CONSUMER,
    FILTER,
    KEY,
    Built,
    build,
    build_version,
    run_tests,
)
from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder
from sluice.cli.local.stack import GATEWAY, Started, start_stack
from sluice.toolchain.starter import ready_made_filters

ROUTE, PATH, UPSTREAM = "orders", "/orders", "hello"
SWAPS = 6
LOAD_REQUESTS = 6_000
LOAD_CONNECTIONS = 4
SHARE_PERCENT = 10
SHARE_REQUESTS = 4_000
SHARE_TOLERANCE = 2.5
"""Percentage points: five standard deviations of 4,000 draws at 10 %, so chance alone hardly fails it."""

REPORT_SECONDS = 1.5
"""A little longer than Envoy's reports are apart."""

Say = Callable[[str, str], None]


@dataclass(slots=True)
class Demo:
    """What the steps hand on to each other."""

    folder: Folder
    work: Path
    say: Say
    started: Started
    console: ConsoleClient
    traffic: Traffic

    def push(self, built: Built) -> None:
        """Upload a version, as `sluice push` does."""
        self.console.call(
            "POST",
            f"/api/filters/{FILTER}/versions",
            files={"module": (f"{FILTER}.wasm", built.module.read_bytes(), "application/wasm")},
            data={"version": str(built.version)},
        )


def run_demo(folder: Folder, say: Say) -> Started:
    """All steps; the installation runs when it returns. Raises LocalError when a step does not hold."""
    with tempfile.TemporaryDirectory(prefix="sluice-demo-") as name:
        work = Path(name)
        first = compile_filter(work, say)
        test_filter(say)
        demo = start(folder, work, say)
        attachment = protect_route(demo, first)
        live = swap_under_load(demo, attachment)
        roll_out(demo, attachment, live)
        return demo.started


def compile_filter(work: Path, say: Say) -> Built:
    source = ready_made_filters() / f"{FILTER}.py"
    first_seconds = build(source, work / "first.wasm")
    built = build_version(1, work)
    size = built.module.stat().st_size
    say(
        "compile",
        f"{FILTER}.py to {size:,} bytes of Wasm in {built.seconds:.2f} s (first {first_seconds:.2f} s)",
    )
    return built


def test_filter(say: Say) -> None:
    passed, seconds = run_tests()
    say("test", f"{passed} tests passed on CPython and on Wasm in {seconds:.1f} s")


def start(folder: Folder, work: Path, say: Say) -> Demo:
    began = time.monotonic()
    started = start_stack(folder, {})
    urls = started.running.urls
    say("start", f"console, Envoy and two upstreams in {time.monotonic() - began:.1f} s: {urls['console']}")
    console = connect(folder, urls["console"])
    return Demo(folder, work, say, started, console, Traffic(urls["envoy"] + PATH))


def protect_route(demo: Demo, built: Built) -> str:
    """A route, the filter on it, and what a client sees. Returns the attachment's id."""
    action = {"kind": "forward", "destinations": [{"service": UPSTREAM}]}
    route = {"gateway": GATEWAY, "match": {"path": {"value": PATH}}, "action": action, "order": 10}
    demo.console.ensure("/api/routes", ROUTE, route)
    wait_for(lambda: demo.traffic.ask().is_success, f"the route {PATH}")
    demo.push(built)
    wanted = {"filter": built.reference, "gateway": GATEWAY, "route": ROUTE, "configuration": CONFIGURATION}
    began = time.monotonic()
    attachment = demo.console.call("POST", "/api/attachments", json=wanted)
    demo.traffic.wait_for_refusal(built.refusal)
    seconds = time.monotonic() - began
    answer = demo.traffic.ask(KEY)
    if answer.status_code != 200 or answer.json()["headers"].get("x-consumer") != CONSUMER:
        raise LocalError(f"a request with a key got {answer.status_code}: {answer.text}")
    demo.say(
        "protect",
        f"through Envoy after {seconds * 1000:.0f} ms: 401 without a key, 200 with one as {CONSUMER}",
    )
    return str(attachment["id"])


def swap_under_load(demo: Demo, attachment: str) -> Built:
    """Replace the filter several times while requests pass. Returns the version that is live at the end."""
    versions = [build_version(2 + number, demo.work) for number in range(SWAPS)]
    took = []
    with demo.traffic.steady_load(LOAD_REQUESTS, LOAD_CONNECTIONS) as report:
        for built in versions:
            demo.push(built)
            began = time.monotonic()
            demo.console.call("PATCH", f"/api/attachments/{attachment}", json={"filter": built.reference})
            demo.traffic.wait_for_refusal(built.refusal)
            took.append(time.monotonic() - began)
    if report.failures or report.requests < LOAD_REQUESTS:
        raise LocalError(f"hot swaps under load: {report.details}")
    median = sorted(took)[len(took) // 2]
    demo.say(
        "swap",
        f"{len(took)} new versions under load, each live after {median * 1000:.0f} ms: {report.requests:,} "
        f"requests at {report.requests / report.seconds:,.0f}/s, {report.failures} failed",
    )
    return versions[-1]


def roll_out(demo: Demo, attachment: str, old: Built) -> None:
    """A new version for a tenth of the requests, then for all, then back."""
    new = build_version(old.version + 1, demo.work)
    demo.push(new)
    before = latest_release(demo)
    wanted = {
        "attachment": attachment,
        "filter": new.reference,
        "stages": [{"percent": SHARE_PERCENT, "automatic": False}, {"percent": 100}],
    }
    rollout = demo.console.call("POST", "/api/rollouts", json=wanted)
    show_share(demo, rollout["id"], old, new)
    began = time.monotonic()
    demo.console.call("POST", f"/api/rollouts/{rollout['id']}/promote")
    wait_for(lambda: demo.traffic.all_refused_with(new.refusal), "all requests to get the new version")
    demo.say(
        "promote",
        f"version {new.version} answers everything after {(time.monotonic() - began) * 1000:.0f} ms",
    )
    wait_for(lambda: state_of(demo, rollout["id"]) == "promoted", "the rollout to be promoted")
    began = time.monotonic()
    demo.console.call("POST", f"/api/releases/{before['id']}/rollback")
    wait_for(lambda: demo.traffic.all_refused_with(old.refusal), "all requests to get the old version")
    milliseconds = (time.monotonic() - began) * 1000
    demo.say(
        "roll back", f"to release {before['number']}: version {old.version} again after {milliseconds:.0f} ms"
    )


def show_share(demo: Demo, rollout: str, old: Built, new: Built) -> None:
    """Measure the first stage from outside, and ask the console what it has measured."""
    before = settled_counts(demo, rollout)
    answers = demo.traffic.count_refusals(SHARE_REQUESTS, LOAD_CONNECTIONS)
    if set(answers) != {old.refusal, new.refusal}:
        raise LocalError(f"the first stage answered {answers}")
    wait_for(
        lambda: read_counts(demo, rollout).total - before.total >= SHARE_REQUESTS,
        "the console to have the counts of the first stage",
    )
    after = read_counts(demo, rollout)
    total = after.total - before.total
    share = answers[new.refusal] / SHARE_REQUESTS * 100
    measured = (after.candidate - before.candidate) / total * 100
    for percent in (share, measured):
        if abs(percent - SHARE_PERCENT) > SHARE_TOLERANCE:
            raise LocalError(f"the first stage got {percent:.1f} % of the requests, not {SHARE_PERCENT} %.")
    demo.say(
        "roll out",
        f"stage of {SHARE_PERCENT} %: version {new.version} answered {share:.1f} % of {SHARE_REQUESTS:,} "
        f"requests; the console counted {measured:.1f} % of {total:,}",
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """What Envoy has reported to the console in the present stage: all requests, and the new version's."""

    total: int
    candidate: int


def read_counts(demo: Demo, rollout: str) -> Counts:
    measured = demo.console.call("GET", f"/api/rollouts/{rollout}")["measured"]
    candidate = int(measured["candidate"]["requests"])
    return Counts(int(measured["current"]["requests"]) + candidate, candidate)


def settled_counts(demo: Demo, rollout: str) -> Counts:
    """The counts once the stage is live and everything sent so far is in them: Envoy reports every second."""

    def counts_begin() -> bool:
        demo.traffic.count_refusals(50, 1)
        return read_counts(demo, rollout).total > 0

    wait_for(counts_begin, "the first stage")
    counts = read_counts(demo, rollout)
    while True:
        time.sleep(REPORT_SECONDS)
        later = read_counts(demo, rollout)
        if later == counts:
            return counts
        counts = later


def state_of(demo: Demo, rollout: str) -> str:
    return str(demo.console.call("GET", f"/api/rollouts/{rollout}")["state"])


def latest_release(demo: Demo) -> dict[str, Any]:
    releases = demo.console.call("GET", "/api/releases", params={"gateway": GATEWAY})["items"]
    newest: dict[str, Any] = max(releases, key=lambda release: release["number"])
    return newest
