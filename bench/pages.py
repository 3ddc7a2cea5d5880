"""`make bench-pages`: what a page costs the console with 10,000 routes, 1,000 services and 1,000 tenants.

One connection, one page after the other, so that what is measured is the time until the server has answered.
Each page has been asked for three times before, as by people who work with it; what is kept only until
somebody changes something is measured once more, right after a change.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
import httpx
from tests.pages.site import LOGIN, PASSWORD, Site, csrf_of, run_site

from bench.report import RESULTS, describe_machine, now
from sluice.toolchain.build import build_file

FILTERS = Path(__file__).resolve().parents[1] / "filters"
GATEWAY = "large"
WANTED_MS = 50
PAGES = {
    "overview": "/?gateway=large",
    "routes": "/routes?gateway=large",
    "routes, searched": "/routes?gateway=large&q=r9876",
    "routes, the last of them": "/routes?gateway=large&page=200",
    "routes, which one takes it": "/routes?gateway=large&method=GET&url=https://tenant77.test/p9077",
    "route": "/routes/rt_bench000007",
    "services": "/services",
    "topology": "/topology?gateway=large",
    "service": "/services/s7",
    "tenants": "/tenants",
    "tenant": "/tenants/tenant7",
    "gateways": "/gateways",
    "gateway": "/gateways/large",
    "filters": "/filters",
    "filter": "/filters/tenant_key?gateway=large",
    "rollouts": "/rollouts?gateway=large",
    "releases": "/releases?gateway=large",
    "release": "/releases/{release}",
    "nodes": "/nodes?gateway=large",
    "limits": "/limits?gateway=large",
    "certificates": "/certificates",
    "logs": "/logs?gateway=large",
    "explain": "/explain?gateway=large",
    "audit": "/audit",
    "search": "/search?q=r9876",
    "users": "/users",
    "settings": "/settings",
}
"""Every page that shows, counts or looks for what there is much of."""
KEPT = ("routes, which one takes it", "route", "topology")
"""Pages that use what is kept until the next change."""
CHANGES = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of each answer, and the bytes of one as they are sent."""

    name: str
    milliseconds: list[float]
    sent: int

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.milliseconds, n=100, method="inclusive")[98]

    def to_row(self) -> str:
        median = statistics.median(self.milliseconds)
        return f"| {self.name} | {median:.1f} | {self.p99:.1f} | {self.sent / 1024:.1f} |"


def fill(site: Site, routes: int, services: int, tenants: int) -> None:
    site.ok("POST", "/api/gateways", json={"name": GATEWAY, "listen_port": 10_001})
    module = build_file(FILTERS / "tenant_key.py", release=True).wasm
    site.ok("POST", "/api/filters/tenant_key/versions", files={"module": ("tenant_key.wasm", module)})
    site.ok("POST", "/api/attachments", json={"filter": "tenant_key", "gateway": GATEWAY})
    code = (
        "import asyncio, sys; from pathlib import Path; from bench.control_plane.rows import fill; "
        f"asyncio.run(fill(Path(sys.argv[1]), {GATEWAY!r}, {routes}, {services}, {tenants}))"
    )
    subprocess.run([sys.executable, "-c", code, str(site.folder / "data")], check=True)
    change(site, "changed")


def change(site: Site, body: str) -> None:
    """Publishes a release."""
    action = {"kind": "respond", "status": 200, "body": body}
    site.ok("PATCH", f"/api/routes/{GATEWAY}/r7", json={"action": action}, timeout=120)


def measure(site: Site, times: int) -> tuple[list[Cost], list[Cost]]:
    """Of pages as they usually are, and of those that are the first after a change."""
    with httpx.Client(base_url=site.url, follow_redirects=True, trust_env=False, timeout=60) as client:
        door = client.get("/sign-in")
        client.post("/sign-in", data={"csrf": csrf_of(door.text), "login": LOGIN, "password": PASSWORD})
        release = site.ok("GET", f"/api/releases?gateway={GATEWAY}&limit=1")["items"][0]["id"]
        usual = [_measure(client, name, path.format(release=release), times) for name, path in PAGES.items()]
        return usual, [_measure_changed(site, client, name) for name in KEPT]


def _measure_changed(site: Site, client: httpx.Client, name: str) -> Cost:
    costs = []
    for number in range(CHANGES):
        change(site, f"{name} {number}")
        costs.append(_measure(client, name, PAGES[name], times=1, before=0))
    return Cost(name, [cost.milliseconds[0] for cost in costs], costs[-1].sent)


def _measure(client: httpx.Client, name: str, path: str, times: int, before: int = 3) -> Cost:
    taken: list[float] = []
    sent = 0
    for number in range(times + before):
        begun = time.perf_counter()
        answer = client.get(path)
        if number >= before:
            taken.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200 or answer.url.path == "/sign-in":
            raise SystemExit(f"{name}: {path} answered {answer.status_code} at {answer.url}")
        sent = answer.num_bytes_downloaded
    return Cost(name, taken, sent)


def describe(costs: list[Cost], changed: list[Cost]) -> str:
    lines = [
        "| Page | Median ms | p99 ms | KB sent |",
        "|---|---|---|---|",
        *(each.to_row() for each in costs),
    ]
    together = Cost("all", [each for cost in costs for each in cost.milliseconds], 0)
    slow = [each.name for each in costs if each.p99 >= WANTED_MS]
    lines += ["", f"p99 of all answers: {together.p99:.1f} ms (wanted: < {WANTED_MS} ms)."]
    lines += [f"Slower than that: {', '.join(slow)}." if slow else "No page is slower than that."]
    first = ", ".join(f"{each.name} {statistics.median(each.milliseconds):.0f} ms" for each in changed)
    lines += ["", f"The first answer after a change, median of {CHANGES}: {first}."]
    return "\n".join(lines)


@click.command()
@click.option("--times", default=60, show_default=True, help="How often each page is asked for.")
@click.option("--routes", default=10_000, show_default=True)
@click.option("--services", default=1000, show_default=True)
@click.option("--tenants", default=1000, show_default=True)
@click.option("--write/--no-write", default=True, help="Keep the figures in bench/results.")
def main(times: int, routes: int, services: int, tenants: int, write: bool) -> None:
    """Measure the pages of a large gateway and print a table."""
    with tempfile.TemporaryDirectory(prefix="sluice-pages-") as folder, run_site(Path(folder)) as site:
        site.set_up()
        fill(site, routes, services, tenants)
        text = describe(*measure(site, times))
    title = f"# Pages with {routes} routes, {services} services, {tenants} tenants"
    machine = "\n".join(f"- {name}: {value}" for name, value in describe_machine().items())
    print(f"{title}\n\n{text}")
    if write:
        target = RESULTS / f"pages-{now():%Y-%m-%d}.md"
        target.write_text(f"{title}\n\n{text}\n\n{machine}\n\nMade by `make bench-pages`.\n")
        print(f"written: {target}")


if __name__ == "__main__":
    main()
