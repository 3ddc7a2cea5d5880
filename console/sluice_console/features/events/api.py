"""/api/events: server-sent events, one stream a page."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Annotated, get_args

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from sluice_console.features.access import CurrentUser, may_go_on
from sluice_console.features.events.feed import Event, Feed, Kind
from sluice_console.features.problems import PROBLEMS

router = APIRouter(prefix="/api/events", tags=["events"], responses=PROBLEMS)
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 10.0
"""So long a stream goes on at most for whom it is no longer for."""
FOR_MEMBERS = frozenset({"release", "missed"})


@router.get("", response_class=StreamingResponse)
async def follow_events(
    request: Request,
    user: CurrentUser,
    kinds: Annotated[list[Kind] | None, Query()] = None,
    last_event_id: Annotated[str, Header(max_length=100)] = "",
) -> StreamingResponse:
    """`change`, `release`, `rollout`, `node`; `missed` says that the page is older than what is kept.

    The people of a tenant are told that there is a release, and nothing of what is in it.
    """
    feed: Feed = request.app.state.feed
    wanted: frozenset[str] = frozenset(kinds or get_args(Kind)) | {"missed"}
    if user.is_member:
        wanted &= FOR_MEMBERS
    events = _stream(feed, last_event_id, wanted, user.is_member, lambda: may_go_on(request))
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _stream(
    feed: Feed, after: str, wanted: frozenset[str], bare: bool, goes_on: Callable[[], Awaitable[bool]]
) -> AsyncIterator[str]:
    """Events as text, without their data where they are to be `bare`; with a comment now and then so that
    proxies keep the connection. Ends, without what came meanwhile, when it no longer `goes_on`.
    """
    yield ": open\nretry: 2000\n\n"
    events, now = feed.follow(after), asyncio.get_running_loop().time
    coming: asyncio.Task[Event] | None = None
    look_again = now() + RECHECK_SECONDS
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait({coming}, timeout=HEARTBEAT_SECONDS)
            if now() >= look_again:
                look_again = now() + RECHECK_SECONDS
                if not await goes_on():
                    return
            if not done:
                yield ": still here\n\n"
                continue
            event, coming = coming.result(), None
            if event.kind in wanted:
                yield to_text(replace(event, data={}) if bare else event)
    finally:
        if coming is not None:
            coming.cancel()
        await asyncio.gather(*([coming] if coming else []), return_exceptions=True)
        await events.aclose()


def to_text(event: Event) -> str:
    return f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(event.data)}\n\n"
