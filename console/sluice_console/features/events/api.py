"""/api/events: server-sent events, one stream a page."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from sluice_console.features.events.feed import Event, Feed, Kind
from sluice_console.features.problems import PROBLEMS

router = APIRouter(prefix="/api/events", tags=["events"], responses=PROBLEMS)
HEARTBEAT_SECONDS = 15.0


@router.get("", response_class=StreamingResponse)
async def follow_events(
    request: Request,
    kinds: Annotated[list[Kind] | None, Query()] = None,
    last_event_id: Annotated[str, Header(max_length=100)] = "",
) -> StreamingResponse:
    """`change`, `release`, `rollout`, `node`; `missed` says that the page is older than what is kept."""
    feed: Feed = request.app.state.feed
    wanted = frozenset(kinds) | {"missed"} if kinds else None
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(
        _stream(feed, last_event_id, wanted), media_type="text/event-stream", headers=headers
    )


async def _stream(feed: Feed, after: str, wanted: frozenset[str] | None) -> AsyncIterator[str]:
    """Events as text, with a comment now and then so that proxies keep the connection."""
    yield ": open\nretry: 2000\n\n"
    events = feed.follow(after)
    coming: asyncio.Task[Event] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait({coming}, timeout=HEARTBEAT_SECONDS)
            if not done:
                yield ": still here\n\n"
                continue
            event, coming = coming.result(), None
            if wanted is None or event.kind in wanted:
                yield to_text(event)
    finally:
        if coming is not None:
            coming.cancel()
        await asyncio.gather(*([coming] if coming else []), return_exceptions=True)
        await events.aclose()


def to_text(event: Event) -> str:
    return f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(event.data)}\n\n"
