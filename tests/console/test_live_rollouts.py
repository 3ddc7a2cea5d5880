"""Rollouts that watch themselves, with a real Envoy and 200 requests a second or what the machine gives."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import wait_for
from tests.console.modules import marking_module
from tests.console.test_live import Stand, run_stand, wait_for_stage
from tests.console.test_rollouts import resources
from tests.support.traffic import Connection

from sluice.toolchain.build import build_file
from sluice_console.core.settings import Settings

pytestmark = pytest.mark.envoy
RATE = 200
CONNECTIONS = 8
TELLS_THE_UPSTREAM = """
(func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
  (drop (call $add (i32.const 0) (i32.const 16) (i32.const 8) (i32.const 1024) (i32.const {size})))
  (i32.const 0))
"""
TRAPS = """
(global $size (mut i32) (i32.const 0))
(func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
  (if (global.get $size) (then (unreachable)))
  (i32.const 0))
"""
KEEPS_THE_SIZE = "(block (result i32) (global.set $size (local.get 1)) (i32.const 1))"
"""Of its configuration, which is nothing in the console's trial: it has to come as far as Envoy."""
RAISES = """
from sluice import HttpFilter, Request, Response


class Mark(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        return Response(200, headers={"x": {"a": "b"}[request.headers.get("x-missing", "c")]})
"""


@pytest.fixture
async def stand(sqlite_settings: Settings, tmp_path: Path) -> AsyncIterator[Stand]:
    """With version 1 of a filter; what a version writes into requests decides how the upstream answers."""
    async with run_stand(sqlite_settings, tmp_path / "envoy") as stand, moody_upstream() as port:
        change = {"endpoints": [{"host": "127.0.0.1", "port": port}]}
        await stand.console.ok("PATCH", "/api/services/web", json=change)
        await stand.upload("old", "1")
        await stand.console.ok("POST", "/api/attachments", json={"filter": "mark@1", "route": "all"})
        await stand.everybody_gets("old")
        yield stand


@asynccontextmanager
async def moody_upstream() -> AsyncIterator[int]:
    """Answers 200; with `x-filter: fails` every twentieth 500, with `x-filter: slow` after 150 ms."""
    seen: Counter[str] = Counter()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                mood = "fails" if b"x-filter: fails" in head else "slow" if b"x-filter: slow" in head else ""
                seen[mood] += 1
                if mood == "slow":
                    await asyncio.sleep(0.15)
                failed = mood == "fails" and seen[mood] % 20 == 0
                status = b"500 Internal Server Error" if failed else b"200 OK"
                writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 3\r\n\r\nok\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


class Traffic:
    """What came back, request by request: when, with which mark and status."""

    def __init__(self) -> None:
        self.answers: list[tuple[float, str, int]] = []

    def marks(self, since: float = 0.0, until: float = float("inf")) -> Counter[str]:
        return Counter(mark for at, mark, _ in self.answers if since <= at <= until)

    def first(self, mark: str) -> float:
        return next(at for at, found, _ in self.answers if found == mark)

    def last(self, mark: str) -> float:
        return next(at for at, found, _ in reversed(self.answers) if found == mark)


@asynccontextmanager
async def traffic_at(port: int, rate: int = RATE) -> AsyncIterator[Traffic]:
    """`rate` requests a second as long as the block lasts; fewer where answers take too long for it."""
    traffic, stopped = Traffic(), asyncio.Event()

    async def work(number: int) -> None:
        connection = Connection(port)
        due = time.monotonic() + number / rate
        while not stopped.is_set():
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due = max(due + CONNECTIONS / rate, time.monotonic() - 0.1)
            status, headers, _ = await connection.get("/", {"host": "test"})
            traffic.answers.append((time.monotonic(), headers.get("x-filter", ""), status))
        connection.close()

    tasks = [asyncio.create_task(work(number)) for number in range(CONNECTIONS)]
    try:
        yield traffic
    finally:
        stopped.set()
        await asyncio.gather(*tasks)


def moody_module(mood: str) -> bytes:
    return marking_module(mood, extra=TELLS_THE_UPSTREAM.format(size=len(mood)))


async def upload(stand: Stand, module: bytes) -> None:
    files = {"module": ("m.wasm", module)}
    await stand.console.ok("POST", "/api/filters/mark/versions", files=files, data={"version": "2"})


async def begin(stand: Stand, *stages: tuple[int, int], **limits: Any) -> str:
    """Stages as percent and seconds."""
    attachment = (await stand.console.ok("GET", "/api/attachments"))["items"][0]["id"]
    planned = [{"percent": percent, "minimum_seconds": seconds} for percent, seconds in stages]
    body = {"attachment": attachment, "filter": "mark@2", "stages": planned, "limits": limits}
    return str((await stand.console.ok("POST", "/api/rollouts", json=body))["id"])


async def ends(stand: Stand, rollout: str, state: str, within: float) -> dict[str, Any]:
    async def is_over() -> bool:
        found = await stand.console.ok("GET", f"/api/rollouts/{rollout}")
        return bool(found["state"] not in ("running", "paused"))

    await wait_for(is_over, within)
    found = dict(await stand.console.ok("GET", f"/api/rollouts/{rollout}"))
    assert found["state"] == state, found["events"]
    return found


async def test_a_good_version_goes_to_the_end_by_itself(stand: Stand) -> None:
    await upload(stand, marking_module("new"))
    async with traffic_at(stand.port) as traffic:
        rollout = await begin(stand, (10, 6), (50, 6), (100, 3))
        found = await ends(stand, rollout, "promoted", 60)
        await stand.everybody_gets("new")
    assert {status for _, _, status in traffic.answers} == {200}
    texts = [event["text"] for event in found["events"]]
    assert [text.partition(":")[0] for text in texts[2:5]] == [
        "stage 1 of 3 (10 %)",
        "stage 2 of 3 (50 %)",
        "stage 3 of 3 (100 %)",
    ]


async def test_a_version_that_fails_one_in_twenty_goes_back_soon(stand: Stand) -> None:
    await upload(stand, moody_module("fails"))
    async with traffic_at(stand.port) as traffic:
        rollout = await begin(stand, (10, 600), (100, 0))
        found = await ends(stand, rollout, "failed", 60)
        await asyncio.sleep(1)
    assert "answered 5xx" in found["events"][-1]["text"]
    first, last = traffic.first("fails"), traffic.last("fails")
    marks = traffic.marks(first, last)
    share, requests = marks["fails"] / marks.total(), marks.total()
    print(f"back after {last - first:.1f} s, {requests} requests, {100 * share:.1f} % to the new version")
    assert last - first < 30
    assert share <= 0.11 + 2 * (0.09 / requests) ** 0.5, (share, requests)


@pytest.mark.parametrize(
    "module", [marking_module("new", extra=TRAPS, configure=KEEPS_THE_SIZE), b""], ids=["traps", "raises"]
)
async def test_a_version_that_breaks_is_stopped_at_once(stand: Stand, module: bytes, tmp_path: Path) -> None:
    if not module:
        (tmp_path / "mark.py").write_text(RAISES)
        module = build_file(tmp_path / "mark.py", release=True).wasm
    await upload(stand, module)
    async with traffic_at(stand.port) as traffic:
        rollout = await begin(stand, (50, 600), (100, 0), error_percent=100)
        await wait_for_stage_or_end(stand, rollout)
        begun = time.monotonic()
        found = await ends(stand, rollout, "failed", 30)
        print(f"stopped after {time.monotonic() - begun:.1f} s: {found['events'][-1]['text']}")
        assert time.monotonic() - begun < 10
        await stand.everybody_gets("old")
    assert "exceptions" in found["events"][-1]["text"]
    assert traffic.answers


async def wait_for_stage_or_end(stand: Stand, rollout: str) -> None:
    async def is_there() -> bool:
        found = await stand.console.ok("GET", f"/api/rollouts/{rollout}")
        return bool(found["stage"] == 0 or found["state"] != "running")

    await wait_for(is_there, 30)


async def test_a_slower_version_is_caught_by_the_latency_gate(stand: Stand) -> None:
    await upload(stand, moody_module("slow"))
    async with traffic_at(stand.port, 100) as traffic:
        rollout = await begin(stand, (10, 600), (100, 0), slo_milliseconds=100)
        found = await ends(stand, rollout, "failed", 60)
    assert "took longer than 100 ms" in found["events"][-1]["text"]
    assert {status for _, _, status in traffic.answers} == {200}
    print(f"caught after {traffic.last('slow') - traffic.first('slow'):.1f} s: {found['events'][-1]['text']}")


async def test_an_abort_puts_the_same_bytes_back_within_a_second(stand: Stand) -> None:
    gateway = (await stand.console.ok("GET", "/api/gateways/edge"))["id"]
    before = resources(stand.console, gateway)

    async def is_current() -> bool:
        return bool((await stand.node())["current"])

    await upload(stand, marking_module("new"))
    async with traffic_at(stand.port) as traffic:
        rollout = await begin(stand, (50, 600), (100, 0))
        await wait_for_stage(stand, rollout, 0)
        await asyncio.sleep(2)
        assert resources(stand.console, gateway) != before
        begun = time.monotonic()
        await stand.console.ok("POST", f"/api/rollouts/{rollout}/abort")
        await wait_for(is_current, 10)
        took = time.monotonic() - begun
        assert resources(stand.console, gateway) == before
        await asyncio.sleep(1)
    print(f"acknowledged {took:.3f} s after the abort was asked for")
    assert took < 1
    assert traffic.last("new") - begun < 1
    assert {status for _, _, status in traffic.answers} == {200}
