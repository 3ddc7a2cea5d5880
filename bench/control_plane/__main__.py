"""`make bench-control-plane`: a real console process with SQLite and a thousand delta streams."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import httpx
import psutil

from bench.control_plane.nodes import Fleet
from sluice.toolchain.build import build_file

RESULTS = Path(__file__).resolve().parents[1] / "results"
FILTERS = Path(__file__).resolve().parents[2] / "filters"
START_SECONDS = 180.0
QUIET_SECONDS = 3.0


@dataclass(slots=True)
class Figures:
    """What was measured; times in milliseconds."""

    nodes: int
    routes: int
    services: int
    tenants: int
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, what: str, value: str, bound: str = "") -> None:
        self.rows.append((what, value, bound))
        print(f"{what}: {value}" + (f"  (wanted: {bound})" if bound else ""), flush=True)

    def to_markdown(self) -> str:
        load = " ".join(f"{value:.1f}" for value in os.getloadavg())
        head = (
            f"# The control plane, {datetime.now(UTC):%Y-%m-%d}\n\n"
            f"{self.nodes} delta streams on one console process with SQLite; {self.routes} routes, "
            f"{self.services} services and {self.tenants} tenants in the large gateway. "
            f"{os.cpu_count()} cores shared with the nodes and whatever else ran; "
            f"load average at the end {load}.\n\n"
            "| | Measured | Wanted |\n|---|---|---|\n"
        )
        return head + "".join(f"| {what} | {value} | {bound} |\n" for what, value, bound in self.rows)


class Console:
    """The process, and REST as an operator."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "sluice_console", "serve", "--data", str(folder)]
        command += ["--http", "127.0.0.1:0", "--xds", "127.0.0.1:0"]
        if setpriv := shutil.which("setpriv"):
            command = [setpriv, "--pdeathsig", "TERM", *command]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SLUICE_")}
        log = (folder / "console.log").open("wb")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        self._memory = psutil.Process(self.process.pid)
        listening = self._wait()
        self.xds: str = listening["xds"]
        token = self.make_token("--name", "bench")
        self.client = httpx.AsyncClient(
            base_url=listening["http"], headers={"authorization": f"Bearer {token}"}, timeout=300
        )

    def make_token(self, *options: str) -> str:
        command = [sys.executable, "-m", "sluice_console", "token", "--data", str(self.folder), *options]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    async def ok(self, method: str, path: str, body: Any = None) -> Any:
        response = await self.client.request(method, path, json=body)
        response.raise_for_status()
        return response.json()

    @property
    def memory_bytes(self) -> int:
        return int(self._memory.memory_info().rss)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def _wait(self) -> dict[str, str]:
        deadline = time.monotonic() + START_SECONDS
        path = self.folder / "listening.json"
        while time.monotonic() < deadline:
            if path.exists():
                listening: dict[str, str] = json.loads(path.read_text())
                return listening
            time.sleep(0.1)
        self.process.kill()
        raise SystemExit(f"the console did not start:\n{(self.folder / 'console.log').read_text()}")


async def measure_fleet(console: Console, figures: Figures, rounds: int) -> None:
    """A gateway with a handful of routes, and every node on it."""
    await console.ok("POST", "/api/gateways", {"name": "edge", "listen_port": 10_000})
    action = {"kind": "respond", "status": 200, "body": "0"}
    await console.ok("POST", "/api/routes", {"gateway": "edge", "name": "all", "action": action})
    token = console.make_token("--name", "nodes", "--role", "node", "--gateway", "edge")
    before = console.memory_bytes
    fleet = Fleet(console.xds, token, "edge", figures.nodes)
    fleet.expect_routes()
    begun = time.perf_counter()
    await fleet.connect()
    arrived = await fleet.routes_everywhere()
    figures.note("All nodes connect at once and have everything", f"{arrived[-1] - begun:.2f} s", "< 10 s")
    await asyncio.sleep(QUIET_SECONDS)
    per_node = (console.memory_bytes - before) / figures.nodes / 1024
    figures.note("Memory of the console for each node", f"{per_node:.0f} KB", "< 60 KB")
    await measure_changes(console, fleet, figures, rounds)

    received = fleet.received
    await fleet.disconnect()
    begun = time.perf_counter()
    await fleet.connect()
    await fleet.answered_everywhere()
    figures.note("All nodes reconnect at once", f"{time.perf_counter() - begun:.2f} s", "< 10 s")
    await asyncio.sleep(QUIET_SECONDS)
    current = await count_current(console)
    if current < figures.nodes:
        raise SystemExit(f"only {current} of {figures.nodes} nodes are current after they reconnected")
    figures.note("Resources that were sent again", str(fleet.received - received), "0")
    await fleet.disconnect()


async def measure_changes(console: Console, fleet: Fleet, figures: Figures, rounds: int) -> None:
    """One route changes; every node has it."""
    from_answer: list[float] = []
    from_request: list[float] = []
    for number in range(1, rounds + 1):
        fleet.expect_routes()
        body = {"action": {"kind": "respond", "status": 200, "body": str(number)}}
        begun = time.perf_counter()
        await console.ok("PATCH", "/api/routes/all", body)
        answered = time.perf_counter()
        arrived = await fleet.routes_everywhere()
        from_request += [moment - begun for moment in arrived]
        from_answer += [moment - answered for moment in arrived]
        await asyncio.sleep(0.5)
    for what, values in (
        ("A changed route at every node, from its commit", from_answer),
        ("The same from the request that changed it", from_request),
    ):
        cuts = statistics.quantiles((max(value, 0.0) * 1000 for value in values), n=100)
        figures.note(what, f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms", "p99 < 300 ms")


async def count_current(console: Console) -> int:
    items = (await console.ok("GET", "/api/nodes"))["items"]
    return sum(1 for item in items if item["connected"] and item["current"])


async def measure_large(console: Console, figures: Figures) -> None:
    """Ten thousand routes in one gateway, at which a filter knows a thousand tenants; one route changes."""
    await console.ok("POST", "/api/gateways", {"name": "large", "listen_port": 10_001})
    await attach_tenants(console)
    await fill_large(console, figures)
    token = console.make_token("--name", "large", "--role", "node", "--gateway", "large")
    fleet = Fleet(console.xds, token, "large", 1)
    fleet.expect_routes()
    await fleet.connect()
    await fleet.routes_everywhere()
    from_release: list[float] = []
    from_request: list[float] = []
    for number in range(5):
        fleet.expect_routes()
        begun, started = time.time(), time.perf_counter()
        body = {"action": {"kind": "respond", "status": 200, "body": str(number)}}
        await console.ok("PATCH", "/api/routes/large/r7", body)
        arrived = (await fleet.routes_everywhere())[0] - started
        made = (await console.ok("GET", "/api/releases?gateway=large&limit=1"))["items"][0]["created_at"]
        from_request.append(arrived)
        from_release.append(begun + arrived - datetime.fromisoformat(made).timestamp())
        await asyncio.sleep(1)
    for what, values in (
        ("A change among all routes at the first node, from its release, committed or not", from_release),
        ("The same from the request that changed it", from_request),
    ):
        figures.note(what, f"median {statistics.median(values) * 1000:.0f} ms", "< 1 s")
    await fleet.disconnect()


async def attach_tenants(console: Console) -> None:
    """The ready-made filter that is told of all tenants and their keys."""
    module = build_file(FILTERS / "tenant_key.py", release=True).wasm
    files = {"module": ("tenant_key.wasm", module)}
    (await console.client.post("/api/filters/tenant_key/versions", files=files)).raise_for_status()
    await console.ok("POST", "/api/attachments", {"filter": "tenant_key", "gateway": "large"})


async def fill_large(console: Console, figures: Figures) -> None:
    """Straight into the database, as rows: through REST it would be ten thousand releases."""
    counts = f"{figures.routes}, {figures.services}, {figures.tenants}"
    code = (
        "import asyncio, sys; from pathlib import Path; from bench.control_plane.rows import fill; "
        f"asyncio.run(fill(Path(sys.argv[1]), 'large', {counts}))"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(console.folder))
    if await process.wait() != 0:
        raise SystemExit("the large gateway could not be filled")


async def measure(figures: Figures, rounds: int) -> None:
    gc.disable()  # a thousand nodes in one process: nobody's pauses but the console's are of interest
    with tempfile.TemporaryDirectory() as folder:
        console = Console(Path(folder))
        try:
            await measure_fleet(console, figures, rounds)
            await measure_large(console, figures)
        finally:
            await console.client.aclose()
            console.stop()


@click.command()
@click.option("--nodes", default=1000, show_default=True)
@click.option("--routes", default=10_000, show_default=True)
@click.option("--services", default=1000, show_default=True)
@click.option("--tenants", default=1000, show_default=True)
@click.option("--rounds", default=10, show_default=True, help="How many changes are measured.")
@click.option("--write/--no-write", default=True, help="Keep the figures in bench/results.")
def main(nodes: int, routes: int, services: int, tenants: int, rounds: int, write: bool) -> None:
    """Measure the control plane and print a table."""
    figures = Figures(nodes, routes, services, tenants)
    asyncio.run(measure(figures, rounds))
    print(f"\n{figures.to_markdown()}")
    if write:
        name = f"{datetime.now(UTC):%Y-%m-%d}-control-plane.md"
        (RESULTS / name).write_text(figures.to_markdown())


if __name__ == "__main__":
    main()
