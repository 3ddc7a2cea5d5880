"""What the console says of itself to Prometheus, and to whom."""

import json
import logging
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from tests.console.conftest import Console, fill, run_console, wait_for, without_settings
from tests.console.modules import marking_module
from tests.support.envoy import find_free_port, run_envoy

from sluice_console.core import logs
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.db import Database
from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap

HOW_TO = Path(__file__).parents[2] / "docs/how-to/watch-the-console.md"
REFERENCE = Path(__file__).parents[2] / "docs/reference/metrics.md"
STATES = ("connected", "behind", "rejecting")
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def parse(body: str) -> Samples:
    """By name and sorted labels, read as Prometheus' own library reads it."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


async def scrape(console: Console) -> Samples:
    response = await console.client.get("/metrics")
    assert response.status_code == 200 and response.headers["content-type"].startswith("text/plain")
    return parse(response.text)


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, tuple(sorted(labels.items()))), 0.0)


async def test_who_may_read_them(sqlite_console: Console) -> None:
    async with sqlite_console.anonymous() as stranger:
        refused = await stranger.get("/metrics", headers={"host": "127.0.0.1:9464"})
        assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
        viewer = await sqlite_console.token(role="viewer")
        headers = {"authorization": f"Bearer {viewer}"}
        assert (await stranger.get("/metrics", headers=headers)).status_code == 200


async def test_requests_are_counted_by_template(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    for name in ("all", "none", "other"):
        await sqlite_console.client.get(f"/api/routes/{name}")
    await sqlite_console.client.get("/no/such/page")
    await sqlite_console.client.request("BREW", "/api/routes")
    samples = await scrape(sqlite_console)
    shown = {"method": "GET", "route": "/api/routes/{route}"}
    assert value(samples, "sluice_http_requests_total", **shown, status="200") == 1
    assert value(samples, "sluice_http_requests_total", **shown, status="404") == 2
    assert value(samples, "sluice_http_request_seconds_count", **shown) == 3
    nowhere = {"method": "GET", "route": "unknown", "status": "404"}
    assert value(samples, "sluice_http_requests_total", **nowhere) == 1
    methods = {dict(labels)["method"] for name, labels in samples if name == "sluice_http_requests_total"}
    assert methods == {"GET", "POST", "unknown"}


async def test_releases_and_modules_are_counted(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    for module in (marking_module("one"), b"no module"):
        files = {"module": ("m.wasm", module)}
        await sqlite_console.client.post("/api/filters/mark/versions", files=files)
    samples = await scrape(sqlite_console)
    assert value(samples, "sluice_releases_total") == 3
    assert value(samples, "sluice_publish_seconds_count") == 3
    assert value(samples, "sluice_release_number", gateway="edge") == 3
    assert value(samples, "sluice_module_admissions_total", verdict="taken") == 1
    assert value(samples, "sluice_module_admissions_total", verdict="refused") == 1
    assert value(samples, "sluice_leader") == 1
    assert value(samples, "process_resident_memory_bytes") > 1e7


async def test_errors_of_the_database_are_counted(sqlite_console: Console) -> None:
    async with sqlite_console.database.reading() as db:
        try:
            await db.execute(text("SELECT nothing"))
        except Exception as error:
            assert "nothing" in str(error)
    state = sqlite_console.app.state
    own, gone = (
        state.database,
        Database(Settings(database_url=f"postgresql://ada@127.0.0.1:{find_free_port()}/x").url),
    )
    assert value(await scrape(sqlite_console), "sluice_database_errors_total", kind="OperationalError") == 1
    state.database = gone
    try:
        await state.gauges.refresh()
    finally:
        state.database = own
        await gone.close()
    assert value(parse(state.meter.write().decode()), "sluice_database_up") == 0
    assert value(await scrape(sqlite_console), "sluice_database_up") == 1


async def test_every_metric_stands_in_the_reference(sqlite_console: Console) -> None:
    """Names, labels and nothing that is not there any more."""
    written = dict(re.findall(r"^\| `(sluice_\w+)` \| ([^|]*) \|", REFERENCE.read_text(), re.MULTILINE))
    registry = sqlite_console.app.state.meter.registry
    there: dict[str, str] = {}
    for collector in {*registry._names_to_collectors.values()}:
        for family in collector.describe():
            if family.name.startswith("sluice_"):
                ending = {"counter": "_total", "info": "_info"}.get(family.type, "")
                there[family.name + ending] = " ".join(f"`{name}`" for name in collector._labelnames)
    assert written == there


def test_what_wakes_people_is_measured() -> None:
    """The rules of the how-to are YAML, and ask for metrics that are there."""
    blocks = re.findall(r"^```yaml$(.*?)^```$", HOW_TO.read_text(), re.MULTILINE | re.DOTALL)
    [rules] = [group["rules"] for block in blocks for group in yaml.safe_load(block).get("groups", ())]
    there = re.findall(r"^\| `(sluice_\w+)` \|", REFERENCE.read_text(), re.MULTILINE)
    for rule in rules:
        asked = re.findall(r"\bsluice_\w+", rule["expr"])
        assert asked and {name.removesuffix("_bucket") for name in asked} <= set(there), rule


@contextmanager
def running(folder: Path, *options: str, **environment: str) -> Iterator[tuple[dict[str, Any], Path]]:
    """A console as a process: what it listens on, and its log."""
    log = folder / "console.log"
    command = [sys.executable, "-m", "sluice_console", "serve", "--data", str(folder / "data")]
    command += ["--http", "127.0.0.1:0", "--xds", "127.0.0.1:0", "--token-file", str(folder / "token")]
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, *options],
            env={**without_settings(), **environment},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        yield _wait_until_listening(process, folder / "data/listening.json", log), log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait_until_listening(process: subprocess.Popen[bytes], path: Path, log: Path) -> dict[str, Any]:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        with suppress(OSError, ValueError, httpx.HTTPError):
            found = dict(json.loads(path.read_text()))
            if httpx.get(f"{found['http']}/readyz").is_success:
                return found
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def test_a_process_with_a_port_for_scrapers_and_a_log_of_json(tmp_path: Path) -> None:
    with running(tmp_path, "--metrics", "127.0.0.1:0", "--log-format", "json") as (listening, log):
        _look_at_the_port(listening)
        token = (tmp_path / "token").read_text().strip()
        headers = {"authorization": f"Bearer {token}", "x-request-id": "deploy-7"}
        url = f"{listening['http']}/api/gateways"
        answer = httpx.post(f"{url}?secret=s3", json={"name": "edge", "listen_port": 8080}, headers=headers)
        assert answer.headers["x-request-id"] == "deploy-7"
        own = httpx.get(f"{listening['http']}/healthz", headers={"x-request-id": 'a b{}"'})
        assert re.fullmatch("[0-9a-f]{16}", own.headers["x-request-id"])
        httpx.post(f"{url}%0Aforged", json={})
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    [line] = [line for line in lines if line.get("request_id") == "deploy-7"]
    assert line["logger"] == "sluice_console.access" and line["level"] == "info"
    assert line["message"].startswith("POST /api/gateways 201 in ")
    assert (line["actor"], line["route"], line["status"]) == ("file token", "/api/gateways", 201)
    assert token not in log.read_text() and "s3" not in log.read_text()
    assert any("gateways%0Aforged 40" in line["message"] for line in lines)


def _look_at_the_port(listening: dict[str, Any]) -> None:
    """Open to whoever reaches it, and to nothing but what a scraper asks."""
    own = f"http://{listening['metrics']}"
    assert value(parse(httpx.get(f"{own}/metrics").text), "sluice_database_up") == 1
    assert httpx.get(f"{own}/readyz").is_success
    for path in ("/", "/api/gateways", "/sign-in", "/metrics/", "//metrics"):
        assert httpx.get(own + path).status_code == 404, path
    assert httpx.post(f"{own}/metrics").status_code == 405
    port = listening["metrics"].rpartition(":")[2]
    forged = {"host": f"127.0.0.1:{port}", "x-forwarded-port": port}
    assert httpx.get(f"{listening['http']}/metrics", headers=forged).status_code == 401


def test_the_log_as_text() -> None:
    """A message is one line, whatever is in it."""
    record = logging.LogRecord("sluice_console.x", logging.WARNING, "", 0, "a\nb %s", ("\x1b[2J",), None)
    who = Identity("us_1", "ada", Role.ADMIN)
    with logs.of_request({"type": "http", "state": {"request_id": "rq-1", "identity": who}}):
        line = logs.TextLines().format(record)
    assert line.endswith(r" WARNING sluice_console.x: a\nb \x1b[2J request_id=rq-1 actor=ada")
    assert "request_id" not in logs.TextLines().format(record)


@pytest.mark.envoy
async def test_pushes_answers_and_rejections_of_a_node(sqlite_settings: Settings, tmp_path: Path) -> None:
    async with run_console(sqlite_settings) as console:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await fill(console)
        address = {"listen_address": "127.0.0.1", "listen_port": find_free_port()}
        await console.ok("PATCH", "/api/gateways/edge", json=address)
        token = await console.token(role="node", gateway="edge")
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], find_free_port(), token)
        async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            await console.ok("PATCH", "/api/routes/all", json={"order": 7, "hosts": ["a.test"]})
            await wait_for(lambda: counted(console, "sluice_release_delivery_seconds_count", outcome="taken"))
            samples = await scrape(console)
            edge = {"gateway": "edge"}
            assert value(samples, "sluice_xds_streams", **edge, protocol="delta") == 1
            states = {state: value(samples, "sluice_nodes", **edge, state=state) for state in STATES}
            assert states == {"connected": 1, "behind": 0, "rejecting": 0}
            pushed = value(samples, "sluice_xds_pushes_total", type="RDS")
            assert pushed == value(samples, "sluice_xds_acknowledgements_total", type="RDS") >= 2
            assert value(samples, "sluice_xds_answer_seconds_count", type="RDS") == pushed
            with socket.socket() as other:
                other.bind(("127.0.0.1", 0))
                other.listen()
                taken = {"port": other.getsockname()[1], "reuse_port": False, "address": "127.0.0.1"}
                await console.ok("POST", "/api/listeners", json={"gateway": "edge", "name": "more", **taken})
                await wait_for(lambda: counted(console, "sluice_xds_rejections_total", type="LDS"), 10)
            samples = await scrape(console)
            states = {state: value(samples, "sluice_nodes", **edge, state=state) for state in STATES}
            assert states == {"connected": 1, "behind": 1, "rejecting": 1}
        wrong = to_bootstrap("n2", "edge", [("127.0.0.1", xds)], find_free_port(), "nobody's")
        async with run_envoy(tmp_path / "stranger", wrong, concurrency=1):
            await wait_for(lambda: counted(console, "sluice_node_admissions_total", verdict="refused"), 10)
        samples = await scrape(console)
        assert value(samples, "sluice_node_admissions_total", verdict="let_in") >= 1
        assert value(samples, "sluice_xds_streams", **edge, protocol="delta") == 0


async def counted(console: Console, name: str, **labels: str) -> bool:
    return value(await scrape(console), name, **labels) > 0
