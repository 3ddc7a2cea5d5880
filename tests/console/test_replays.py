"""Recorded requests over REST: uploaded, redacted, sealed, replayed over two versions of a filter, gone."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import undefer
from tests.console.conftest import Console, run_console, there_and_back, wait_for

from sluice.testing.replay.comparison import KINDS
from sluice.toolchain.build import build_file
from sluice_console.core import clock
from sluice_console.core.language import LANGUAGES, speaking
from sluice_console.core.settings import Settings
from sluice_console.features.recordings.digests import Digests
from sluice_console.features.recordings.recorder import (
    LARGEST_WAITING,
    LONGEST_REQUEST,
    Recorder,
    to_request,
)
from sluice_console.features.recordings.service import read_parts
from sluice_console.features.replays.words import TITLES, to_words
from sluice_console.models import RecordedPart, Recording, Replay

SOURCE = """
from dataclasses import dataclass, field
from sluice import HttpFilter, Request, Response


@dataclass(frozen=True)
class Config:
    keys: dict[str, str] = field(default_factory=dict)


class Gate(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        name = self.config.keys.get(request.headers.get("x-api-key", ""))
        if name is None:
            return Response(401)
        request.headers["x-user"] = name
        return None
"""
KEY = "k-ann-4711"
SECRETS = (KEY, "eyJhbGciOi", "sid-0815", "q-secret", "very-private")
LINES: list[dict[str, Any]] = [
    {"path": "/a?page=2&api_key=q-secret", "headers": {"x-api-key": KEY}, "time": 1767225600},
    {"path": "/b", "headers": {"x-api-key": "nobody", "authorization": "Bearer eyJhbGciOi"}},
    {"path": "/c", "headers": {"cookie": "session=sid-0815; theme=dark", "x-credentials": "very-private"}},
]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Two versions of `gate`, the second of which answers 403 and names users in capitals."""
    file = tmp_path_factory.mktemp("gate") / "gate.py"
    file.write_text(SOURCE)
    old = build_file(file).wasm
    file.write_text(SOURCE.replace("401", "403").replace("= name\n", "= name.upper()\n"))
    return old, build_file(file).wasm


async def push(console: Console, modules: tuple[bytes, bytes]) -> None:
    for version, wasm in zip(("1", "2"), modules, strict=True):
        await console.ok(
            "POST", "/api/filters/gate/versions", files={"module": wasm}, data={"version": version}
        )


async def upload(console: Console, lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    data = "\n".join(map(json.dumps, lines)).encode()
    found = await console.ok("POST", "/api/recordings/upload", files={"file": data}, data=more)
    return dict(found)


async def replayed(console: Console, **values: Any) -> dict[str, Any]:
    """Until it is over."""
    begun = await console.ok("POST", "/api/replays", json={"before": "gate@1", "after": "gate@2", **values})

    async def is_over() -> bool:
        return bool((await console.ok("GET", f"/api/replays/{begun['id']}"))["state"] != "running")

    await wait_for(is_over, 60)
    return dict(await console.ok("GET", f"/api/replays/{begun['id']}"))


async def test_what_two_versions_decide_differently_is_told_by_kind(
    console: Console, modules: tuple[bytes, bytes]
) -> None:
    await push(console, modules)
    recording = await upload(console, LINES, name="monday")
    assert (recording["state"], recording["requests"], recording["gateway"]) == ("ready", 3, None)
    configuration = {"keys": {KEY: "ann"}}
    found = await replayed(console, recording=recording["id"], configuration=configuration)
    assert (found["state"], found["requests"], found["differing"], found["problem"]) == ("done", 3, 3, "")
    assert [(each["kind"], each["subject"], each["count"]) for each in found["groups"]] == [
        ("status", "401 → 403", 2),
        ("request-header-changed", "x-user", 1),
    ]
    changed = found["groups"][1]
    assert (changed["before"], changed["after"], changed["example"]["line"]) == ("ann", "ANN", 1)
    told = json.dumps(found)
    assert not [secret for secret in SECRETS if secret in told]
    listed = await console.ok("GET", "/api/replays?filter=gate")
    assert [(each["id"], each["recording"]) for each in listed["items"]] == [(found["id"], recording["id"])]


async def test_nothing_secret_is_in_the_database(console: Console, modules: tuple[bytes, bytes]) -> None:
    """Neither as it was sent nor readable at all; equal values keep equal digests."""
    await push(console, modules)
    recording = await upload(console, [*LINES, {"path": "/d", "headers": {"x-api-key": KEY}}])
    await replayed(console, recording=recording["id"], configuration={"keys": {KEY: "ann"}})
    async with console.database.reading() as db:
        parts = await db.scalars(select(RecordedPart).options(undefer(RecordedPart.sealed)))
        reports = await db.scalars(select(Replay).options(undefer(Replay.sealed_report)))
        stored = b"".join([row.sealed for row in parts] + [row.sealed_report or b"" for row in reports])
        for secret in (*SECRETS, "theme", "/a?page", "x-api-key"):
            assert secret.encode() not in stored
        opened = await read_parts(db, console.app.state.vault, recording["id"])
    first, _, third, last = opened
    assert dict(first.headers)["x-api-key"] == dict(last.headers)["x-api-key"]
    assert dict(first.headers)["x-api-key"].startswith("redacted-")
    assert first.path.startswith("/a?page=2&api_key=redacted-")
    assert dict(third.headers)["cookie"].startswith("session=redacted-")
    assert not [secret for secret in SECRETS if secret in "".join(each.to_line() for each in opened)]


@pytest.mark.parametrize(
    ("data", "status", "problem"),
    [
        (b"", 422, "has no request"),
        (b"\xff\xfe\x00", 422, "not UTF-8"),
        (b"\x1f\x8b\x08\x00", 422, "not UTF-8"),
        (b'{"path": "/"}\n{"path": "/', 422, "2:10: not JSON"),
        (b"<html>", 422, "1:1: not JSON"),
        (b'{"path": "/", "headers": {"a": "\\u0000"}}', 422, "no header of HTTP"),
        (b'{"path": "/"}\n' * 20_001, 413, "20,001 requests"),
        (b"x" * (9 * 1024 * 1024 + 1000), 413, ""),
    ],
)
async def test_a_file_that_is_none_is_refused_with_its_line(
    sqlite_console: Console, data: bytes, status: int, problem: str
) -> None:
    response = await sqlite_console.client.post("/api/recordings/upload", files={"file": data})
    assert response.status_code == status, response.text
    assert problem in response.text


async def test_a_name_that_cannot_be_stored_is_refused(console: Console) -> None:
    files = {"file": b'{"path": "/"}'}
    for name, status in (("a\0b", 422), ("x" * 101, 422), ("ö" * 100, 201)):
        answer = await console.client.post("/api/recordings/upload", files=files, data={"name": name})
        assert answer.status_code == status, answer.text


async def test_a_recording_ends_expires_and_is_deleted(console: Console) -> None:
    await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    values = {"gateway": "edge", "percent": 5, "minutes": 1}
    begun = await console.ok("POST", "/api/recordings", json=values)
    assert (begun["state"], begun["gateway"], begun["percent"]) == ("recording", "edge", 5)
    again = await console.client.post("/api/recordings", json=values)
    assert (again.status_code, "is under way" in again.text) == (409, True)
    stopped = await console.ok("POST", f"/api/recordings/{begun['id']}/stop")
    assert stopped["state"] == "ready"
    assert (await console.client.post(f"/api/recordings/{begun['id']}/stop")).status_code == 409
    late = await console.ok("POST", "/api/recordings", json=values)
    past = clock.now() - timedelta(seconds=1)
    async with console.database.transaction() as db:
        await db.execute(update(Recording).where(Recording.id == late["id"]).values(ends_at=past))
        await db.execute(update(Recording).where(Recording.id == begun["id"]).values(expires_at=past))
    assert (await console.client.get(f"/api/recordings/{begun['id']}")).status_code == 404

    async def is_ready() -> bool:
        return bool((await console.ok("GET", f"/api/recordings/{late['id']}"))["state"] == "ready")

    await wait_for(is_ready, 10)
    await console.ok("DELETE", f"/api/recordings/{late['id']}")
    assert (await console.ok("GET", "/api/recordings"))["total"] == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"before": "gate@9"}, "before"),
        ({"after": "nothing"}, "after"),
        ({"recording": "rc_none"}, "recording"),
        ({"configuration": {"keys": 7}}, "configuration.keys"),
        ({"attachment": "at_none"}, "attachment"),
    ],
)
async def test_a_replay_of_what_is_not_there_is_refused_at_its_field(
    sqlite_console: Console, modules: tuple[bytes, bytes], values: dict[str, Any], field: str
) -> None:
    await push(sqlite_console, modules)
    recording = await upload(sqlite_console, LINES)
    asked = {"before": "gate@1", "after": "gate@2", "recording": recording["id"], **values}
    response = await sqlite_console.client.post("/api/replays", json=asked)
    assert response.status_code == 422, response.text
    assert response.json()["fields"][0]["path"] == field


async def test_a_replay_that_cannot_be_run_says_why(
    sqlite_console: Console, modules: tuple[bytes, bytes]
) -> None:
    """What was sealed with another key, or changed in the database, is told; a digest is all of a secret."""
    await push(sqlite_console, modules)
    recording = await upload(sqlite_console, LINES)
    async with sqlite_console.database.transaction() as db:
        await db.execute(text("UPDATE recorded_parts SET sealed = X'00112233445566778899aabbccddeeff00'"))
    found = await replayed(sqlite_console, recording=recording["id"])
    assert found["state"] == "failed"
    assert "was sealed with another key" in found["problem"]


def test_digests_are_of_one_console_and_stay_what_they_are() -> None:
    one, other = Digests(b"1" * 32), Digests(b"2" * 32)
    assert one.of_value("a") == one.of_value("a") != other.of_value("a")
    assert one.of_value(one.of_value("a")) == one.of_value("a")
    assert one.redact_headers([("authorization", "Basic YTpi"), ("x-a", "1"), ("x-b", "2")], ["x-b"]) == [
        ("authorization", f"Basic {one.of_value('YTpi')}"),
        ("x-a", "1"),
        ("x-b", one.of_value("2")),
    ]


def test_only_requests_are_recorded() -> None:
    assert to_request([(":method", "OPTIONS"), (":path", "*")]) is None
    found = to_request([(":method", "GET"), (":path", "/x"), (":authority", "a.example"), ("b", "1")])
    assert found is not None
    assert (found.path, found.authority, found.headers) == ("/x", "a.example", [("b", "1")])


def test_secrets_are_found_where_they_stand_besides() -> None:
    """In addresses that other headers hold, behind semicolons, and under names that are encoded."""
    one = Digests(b"1" * 32)
    digest = one.of_value("s3cret")
    for path, shown in (
        ("/a;jsessionid=s3cret/b?page=2", f"/a;jsessionid={digest}/b?page=2"),
        ("/a?page=2;token=s3cret", f"/a?page=2;token={digest}"),
        ("/a?api%5Fkey=s3cret", f"/a?api%5Fkey={digest}"),
        ("/a?t=1&subscription-key=s3cret", f"/a?t=1&subscription-key={digest}"),
        ("/a;v=1?b=c;d#e=f", "/a;v=1?b=c;d#e=f"),
    ):
        assert one.redact_path(path) == shown
    headers = [
        ("referer", "https://a.test/back?code=s3cret&x=1"),
        ("location", "https://a.test/#access_token=s3cret"),
        ("user-agent", "Mozilla/5.0 (X11; Linux)"),
        ("ocp-apim-subscription-key", "s3cret"),
    ]
    assert one.redact_headers(headers) == [
        ("referer", f"https://a.test/back?code={digest}&x=1"),
        ("location", f"https://a.test/#access_token={digest}"),
        ("user-agent", "Mozilla/5.0 (X11; Linux)"),
        ("ocp-apim-subscription-key", digest),
    ]


async def test_a_flood_of_long_requests_is_bounded(sqlite_console: Console) -> None:
    """In memory, in the database, and in what a replay has to read; what was taken can be read again."""
    await sqlite_console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    values = {"gateway": "edge", "percent": 100, "minutes": 1, "maximum": 20_000}
    begun = await sqlite_console.ok("POST", "/api/recordings", json=values)
    gateway = (await sqlite_console.ok("GET", "/api/gateways/edge"))["id"]
    recorder: Recorder = sqlite_console.app.state.recorder
    await recorder.turn()
    active = recorder._active[gateway]
    start = [(":method", "GET"), (":path", "/x"), (":authority", "a.example")]
    for _ in range(2_000):
        recorder.take(gateway, [*start, ("x-padding", "x" * 40_000)])
    waiting = len(active.waiting)
    assert waiting * 40_000 <= LARGEST_WAITING
    assert waiting > 100
    await recorder.turn()
    active.space = LONGEST_REQUEST + 1
    for _ in range(10):
        recorder.take(gateway, [*start, ("x-padding", "x" * 40_000)])
    assert len(active.waiting) == 1
    await recorder.turn()
    assert (await sqlite_console.ok("GET", f"/api/recordings/{begun['id']}"))["state"] == "ready"
    assert gateway not in recorder._active
    async with sqlite_console.database.reading() as db:
        found = await read_parts(db, sqlite_console.app.state.vault, begun["id"])
    assert len(found) == waiting + 1
    assert len(dict(found[0].headers)["x-padding"]) == 40_000


async def test_an_upload_that_grows_by_its_digests_is_read_again_as_a_whole(sqlite_console: Console) -> None:
    line = json.dumps({"path": "/", "headers": {"cookie": "a;" * 100_000}}).encode()
    files = {"file": b"\n".join([line] * 40)}
    made = await sqlite_console.ok("POST", "/api/recordings/upload", files=files)
    async with sqlite_console.database.reading() as db:
        found = await read_parts(db, sqlite_console.app.state.vault, made["id"])
    assert len(found) == 40


async def test_the_tables_there_and_back(settings: Settings) -> None:
    async with run_console(settings):
        pass
    await there_and_back(settings, "0024_webhooks")


def test_every_kind_of_difference_has_its_words() -> None:
    assert set(TITLES) == set(KINDS.values())
    with speaking(LANGUAGES["zh-Hans"]):
        assert to_words("Response header changed: x-filter") == "响应头改变: x-filter"
        assert not any(to_words(title).isascii() for title in TITLES)
