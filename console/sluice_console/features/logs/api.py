"""/api/logs: the last requests of a gateway, and the requests as they come."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic_core import to_json

from sluice_console.core.db import database_of
from sluice_console.core.errors import NotFound
from sluice_console.features.access import CurrentUser, may_go_on
from sluice_console.features.logs.lines import Wanted
from sluice_console.features.logs.reading import RouteNames, find_wanted, log_of, read_state
from sluice_console.features.logs.schemas import LogOut
from sluice_console.features.problems import PROBLEMS
from sluice_console.models import Gateway

router = APIRouter(prefix="/api/logs", tags=["logs"], responses=PROBLEMS)
PAUSE_SECONDS = 0.25
SENT_AT_ONCE = 200
"""Lines of one batch, the newest; what a reader is not shown is told as `skipped`."""
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 10.0
"""So long a stream goes on at most for whom it is no longer for."""
Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Question:
    """Which lines of which gateway. `again` asks anew, since what a tenant has changes; raises `NotFound`."""

    gateway: Gateway
    wanted: Wanted
    again: Callable[[], Awaitable["Question"]]


async def _read_question(
    request: Request,
    user: CurrentUser,
    gateway: Annotated[str, Query(min_length=1, max_length=100, description="name or id")],
    route: Annotated[str, Query(max_length=100, description="name or id")] = "",
    tenant: Text = "",
    status: Annotated[str, Query(pattern="^([0-9]xx|[0-9]{3}|)$", description="5xx, or 404")] = "",
    path: Annotated[str, Query(max_length=2000, description="what the path begins with")] = "",
    text: Annotated[str, Query(max_length=200, description="a part of anything that a line shows")] = "",
) -> Question:
    asked = {"route": route, "tenant": tenant, "status": status, "path": path, "text": text}

    async def ask() -> Question:
        found, wanted = await find_wanted(database_of(request), user, gateway, **asked)
        return Question(found, wanted, ask)

    return await ask()


Asked = Annotated[Question, Depends(_read_question)]


@router.get("")
async def show_log(
    request: Request, asked: Asked, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> LogOut:
    """The last lines, the oldest first. Nodes tell of requests only while somebody asks: there are none of
    before the first question, and half a minute after the last one they stop.
    """
    log, names = log_of(request), RouteNames(database_of(request))
    log.watch(asked.gateway.id)
    lines = asked.wanted.choose(log.read(asked.gateway.id))[-limit:]
    await names.learn(lines)
    state = read_state(log, request.app.state.nodes, asked.gateway.id)
    return LogOut.model_validate({**state, "items": [names.to_output(line) for line in lines]})


@router.get("/stream", response_class=StreamingResponse)
async def follow_log(
    request: Request,
    asked: Asked,
    after: Annotated[int, Query(ge=0, le=2**53, description="the number of the last line seen")] = 0,
    last_event_id: Annotated[str, Header(max_length=100)] = "",
) -> StreamingResponse:
    """Server-sent events: `lines` holds an array of lines, `state` what `LogState` has, and `skipped`."""
    seen = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else after
    log_of(request).watch(asked.gateway.id)
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(request, asked, seen), media_type="text/event-stream", headers=headers)


async def _stream(request: Request, asked: Question, after: int) -> AsyncIterator[str]:
    log, names = log_of(request), RouteNames(database_of(request))
    told: dict[str, Any] = {}
    skipped, quiet_since = 0, asyncio.get_running_loop().time()
    look_again = quiet_since + RECHECK_SECONDS
    yield "retry: 2000\n\n"
    async for batch in log.follow(asked.gateway.id, after, PAUSE_SECONDS):
        now = asyncio.get_running_loop().time()
        if now >= look_again:
            look_again = now + RECHECK_SECONDS
            if not await may_go_on(request):
                return
            try:
                asked = await asked.again()
            except NotFound:
                return
        lines = asked.wanted.choose(batch)
        skipped += max(0, len(lines) - SENT_AT_ONCE)
        lines = lines[-SENT_AT_ONCE:]
        await names.learn(lines)
        parts = []
        state = {**read_state(log, request.app.state.nodes, asked.gateway.id), "skipped": skipped}
        if state != told:
            told = state
            parts.append(f"event: state\ndata: {to_json(state).decode()}\n\n")
        if lines:
            parts.append(_to_event(batch[-1].number, [names.to_output(line) for line in lines]))
        if parts:
            quiet_since = now
            yield "".join(parts)
        elif now - quiet_since > HEARTBEAT_SECONDS:
            quiet_since = now
            yield ": still here\n\n"


def _to_event(number: int, lines: Sequence[dict[str, Any]]) -> str:
    return f"id: {number}\nevent: lines\ndata: {to_json(lines).decode()}\n\n"
