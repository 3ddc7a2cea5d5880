"""The feed behind /api/events: everything that changes, in order, and again for who comes back."""

import asyncio
import json
from typing import Any

import pytest
from tests.console.conftest import Console, fill

from sluice_console.features.events import api
from sluice_console.features.events.api import to_text
from sluice_console.features.events.feed import KEPT, Event, Feed


async def read(feed: Feed, count: int, after: str = "") -> list[Event]:
    events = feed.follow(after)
    try:
        async with asyncio.timeout(5):
            return [await anext(events) for _ in range(count)]
    finally:
        await events.aclose()


async def test_changes_and_releases_are_told(sqlite_console: Console) -> None:
    feed: Feed = sqlite_console.app.state.feed
    reader = asyncio.create_task(read(feed, 6))
    await asyncio.sleep(0)
    await fill(sqlite_console)
    events = await reader
    assert [(event.kind, event.data.get("noun")) for event in events] == [
        ("change", "gateway"),
        ("release", None),
        ("change", "service"),
        ("release", None),
        ("change", "route"),
        ("release", None),
    ]
    assert events[-1].data["number"] == 3


async def test_who_comes_back_gets_what_was_missed() -> None:
    feed = Feed()
    for number in range(5):
        feed.tell("change", {"n": number})
    first = (await read(feed, 1, after=(await _id(feed, 2))))[0]
    assert first.data == {"n": 3}


async def _id(feed: Feed, number: int) -> str:
    events = list(feed._events)
    return next(event.id for _, event in events if event.data == {"n": number})


async def test_who_was_away_too_long_is_told() -> None:
    feed = Feed()
    feed.tell("change", {"n": 0})
    oldest = await _id(feed, 0)
    for number in range(1, KEPT + 50):
        feed.tell("change", {"n": number})
    events = await read(feed, 2, after=oldest)
    assert events[0].kind == "missed"
    assert events[1].data == {"n": 50}


@pytest.mark.parametrize("id_", ["other-7", "x", "1-2-3", "-", "-9", "9" * 50])
async def test_ids_of_another_run(id_: str) -> None:
    feed = Feed()
    reader = asyncio.create_task(read(feed, 1, after=id_))
    await asyncio.sleep(0.01)
    feed.tell("change", {})
    assert (await reader)[0].kind in ("missed", "change")


async def test_node_events_are_in_the_feed(sqlite_console: Console) -> None:
    feed: Feed = sqlite_console.app.state.feed
    reader = asyncio.create_task(read(feed, 1))
    await asyncio.sleep(0.05)
    sqlite_console.app.state.nodes.connect("gw_1", "n1", "1.40.0")
    event = (await reader)[0]
    assert event.kind == "node"
    assert event.data["node_id"] == "n1"


def test_text_of_an_event() -> None:
    lines = to_text(Event("a-1", "change", {"name": "a\nb"})).splitlines()
    assert lines[:2] == ["id: a-1", "event: change"]
    assert json.loads(lines[2].removeprefix("data: ")) == {"name": "a\nb"}
    assert lines[3:] == [""]


async def test_the_stream_over_http(sqlite_console: Console) -> None:
    """As bytes, with the guard in front; the transport of httpx cannot stream, so ASGI is spoken by hand."""
    app, sent, read_body, gone = sqlite_console.app, [], asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        if read_body.is_set():
            await gone.wait()
            return {"type": "http.disconnect"}
        read_body.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    token = sqlite_console.client.headers["authorization"].encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/events",
        "raw_path": b"/api/events",
        "query_string": b"kinds=change",
        "root_path": "",
        "headers": [(b"authorization", token)],
        "client": ("127.0.0.1", 1),
        "server": ("console", 80),
    }
    task = asyncio.create_task(app(scope, receive, send))
    await asyncio.sleep(0.3)
    await fill(sqlite_console)
    await asyncio.sleep(0.3)
    gone.set()
    await asyncio.wait_for(task, 5)
    body = b"".join(message.get("body", b"") for message in sent)
    assert sent[0]["status"] == 200
    assert body.startswith(b": open\n")
    assert body.count(b"event: change\n") == 3
    assert b"event: release\n" not in body


async def test_a_stream_ends_with_the_token_or_session_that_opened_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What came after that is told to nobody."""
    monkeypatch.setattr(api, "RECHECK_SECONDS", 0.0)
    feed, good = Feed(), [True, False]

    async def goes_on() -> bool:
        return good.pop(0)

    stream = api._stream(feed, f"{feed.start}-0", frozenset({"change"}), False, goes_on)
    await anext(stream)
    feed.tell("change", {"name": "first"})
    feed.tell("change", {"name": "second"})
    async with asyncio.timeout(5):
        rest = [text async for text in stream]
    assert len(rest) == 1
    assert "first" in rest[0]
