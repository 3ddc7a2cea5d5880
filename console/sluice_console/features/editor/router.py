"""/filters/new/write and /filters/{name}/edit: a filter written in the browser"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response, StreamingResponse

from sluice_console.core.auth.identity import Identity
from sluice_console.core.db import Db
from sluice_console.core.errors import ConsoleError, Invalid
from sluice_console.core.language import tr
from sluice_console.core.settings import Settings
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog, Changes
from sluice_console.features.editor.beginnings import (
    STARTER,
    STARTER_CONFIGURATION,
    begin_draft,
    list_beginnings,
)
from sluice_console.features.editor.drafts import Draft, to_draft, to_file_name
from sluice_console.features.editor.keeping import NewerVersion, Wish, keep_version
from sluice_console.features.editor.samples import Sample, read_configuration, try_sample
from sluice_console.features.editor.view import Answer, View
from sluice_console.features.editor.workshop import Told, Workshop
from sluice_console.features.filters import queries, service
from sluice_console.features.forms import NOTHING, REFUSED, Form, FormText, Refusal
from sluice_console.features.frame import Page
from sluice_console.pages import PageView, Toast
from sluice_console.rendering.diffs import to_diff

router = APIRouter(prefix="/filters", include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
STREAM = "application/x-ndjson"
"""What the script of the page asks for: a line of JSON for each step, and one with the answer."""
FAILED = (*REFUSED, ConsoleError)


@router.get("/new/write")
async def show_new(page: Page, name: Text = "", beginning: Text = "") -> Response:
    """Without a name: which one, and from what?"""
    if not name:
        return _show_beginnings(page, name, beginning, NOTHING)
    try:
        service.check_filter_name(name)
        draft = begin_draft(name, beginning or STARTER)
    except REFUSED as error:
        return _show_beginnings(page, name, beginning, Refusal.of(error))
    configuration = STARTER_CONFIGURATION if beginning in ("", STARTER) else ""
    return replace(View.of_draft(name, draft, is_new=True), configuration=configuration).show(page)


@router.get("/{name}/edit")
async def show_editor(page: Page, db: Db, name: str, version: Text = "") -> Response:
    row = await queries.find_filter(db, name)
    newest = await queries.newest_version(db, row.name)
    chosen = newest
    if version:
        chosen = await queries.find_version(db, row.id, version, with_source=True)
    source = (chosen.source if chosen else None) or ""
    draft = Draft(to_file_name(row.name), source)
    view = View.of_draft(row.name, draft, base=newest.id if newest else "")
    return replace(view, opened=chosen, has_source=bool(source) or chosen is None).show(page)


@router.post("/new/write")
async def work_on_new(
    request: Request, page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form
) -> Response:
    return await _answer(request, page, db, changes, user, sent.text("name").strip(), sent, is_new=True)


@router.post("/{name}/edit")
async def work_on(
    request: Request, page: Page, db: Db, changes: ChangeLog, user: CurrentUser, name: str, sent: Form
) -> Response:
    row = await queries.find_filter(db, name)
    return await _answer(request, page, db, changes, user, row.name, sent, is_new=False)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who works, and with what."""

    workshop: Workshop
    settings: Settings
    user: Identity
    changes: Changes
    request: Request

    async def check(self, draft: Draft, told: Told) -> Answer:
        return Answer(await self.workshop.check(self.user.id, draft, told))

    async def build(self, draft: Draft, told: Told) -> Answer:
        return Answer(await self.workshop.build(self.user.id, draft, told, test=draft.has_tests))

    async def sample(self, draft: Draft, view: View, told: Told) -> Answer:
        configuration = read_configuration(view.configuration)
        outcome = await self.workshop.build(self.user.id, draft, told)
        if outcome.wasm is None:
            return Answer(outcome)
        told(tr("running the request"))
        sample = Sample(view.request, configuration, view.root_id)
        return Answer(outcome, ran=await try_sample(view.name, outcome.wasm, sample))

    async def keep(self, draft: Draft, view: View) -> Answer:
        """`kept` where it was."""
        service.check_filter_name(view.name)
        outcome = await self.workshop.build(self.user.id, draft)
        if outcome.wasm is None or not outcome.is_good:
            return Answer(outcome)
        wish = Wish(view.name, view.base, view.version, view.root_id, view.reason)
        state = self.request.app.state
        try:
            row, is_new = await keep_version(
                self.changes, self.user, wish, draft, outcome.wasm, self.settings, state.meter
            )
        except NewerVersion as error:
            lines = await asyncio.to_thread(to_diff, error.newer.source, draft.source)
            return Answer(outcome, newer=error.newer, lines=lines)
        return Answer(outcome, kept=row, is_new=is_new)


async def _answer(
    request: Request,
    page: PageView,
    db: AsyncSession,
    changes: Changes,
    user: Identity,
    name: str,
    sent: FormText,
    *,
    is_new: bool,
) -> Response:
    """Does what the pressed button says. Nothing that was typed is lost, whatever comes of it."""
    await db.close()  # a job takes seconds, and a connection is worth more
    state = request.app.state
    desk = _Desk(state.workshop, state.settings, user, changes, request)
    view = View.of_form(name, sent, is_new=is_new)
    if request.headers.get("accept") == STREAM and view.do != "keep":
        return StreamingResponse(_stream(page, desk, view), media_type=STREAM)
    try:
        answer = await _do(desk, view, lambda _: None)
    except FAILED as error:
        return replace(view, refusal=Refusal.of(error)).show(page)
    if answer.kept is not None:
        toast = Toast(
            tr("%(name)s %(version)s is there", name=name, version=answer.kept.version),
            tr("Attach it, or roll it out."),
        )
        if not answer.is_new:
            toast = Toast(
                tr("This is there already"),
                tr("As version %(version)s.", version=answer.kept.version),
                "info",
            )
        return page.go(f"/filters/{name}?version={answer.kept.version}", toast)
    if answer.newer is not None:
        view = replace(view, base=answer.newer.id)
    return replace(view, answer=answer).show(page)


async def _do(desk: _Desk, view: View, told: Told) -> Answer:
    draft = to_draft(view.draft.main, view.draft.files)
    match view.do:
        case "check":
            return await desk.check(draft, told)
        case "build":
            return await desk.build(draft, told)
        case "sample":
            return await desk.sample(draft, view, told)
        case "keep":
            return await desk.keep(draft, view)
    raise Invalid.field("do", tr("is check, build, sample or keep"))


async def _stream(page: PageView, desk: _Desk, view: View) -> AsyncIterator[bytes]:
    """When whoever asked goes away, this is cancelled, and with it the job."""
    steps: asyncio.Queue[str] = asyncio.Queue()
    working = asyncio.create_task(_do(desk, view, steps.put_nowait))
    try:
        while not working.done():
            waiting = asyncio.create_task(steps.get())
            await asyncio.wait([working, waiting], return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                yield _line(at=waiting.result())
            waiting.cancel()
        try:
            shown = replace(view, answer=working.result())
        except FAILED as error:
            shown = replace(view, refusal=Refusal.of(error))
        yield _line(answer=shown.render_answer(page))
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def _line(**values: Any) -> bytes:
    return json.dumps(values).encode() + b"\n"


def _show_beginnings(page: PageView, name: str, beginning: str, refusal: Refusal) -> Response:
    return page.show(
        "editor/new.html",
        status=refusal.status,
        name=name,
        beginning=beginning,
        beginnings=list(list_beginnings()),
        refusal=refusal,
    )
